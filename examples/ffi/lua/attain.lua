-- attain for LuaJIT: sales goals people can reach, that add up to the number you need.
--
-- Built on LuaJIT's ffi and the macro-free attain.ffi.h. Days are ISO text ("2026-12-07"), Lua's usual date;
-- whole numbers are Lua numbers (exact up to 2^53). As is usual in Lua, a refused call returns nil and an error
-- table {name, argument, row, message}; wrap calls in assert() to stop instead. The garbage collector frees
-- handles.
local ffi = require("ffi")

local header = os.getenv("ATTAIN_FFI_HEADER")
    or debug.getinfo(1, "S").source:match("^@(.*)lua/attain.lua$") .. "../../capi/attain.ffi.h"
ffi.cdef(assert(io.open(header)):read("*a"))
local lib = ffi.load(os.getenv("ATTAIN_LIBRARY") or "attain")

local attain = {
    grades = {[0] = "unknown", "prior only", "thin", "fair", "solid"},
    verdicts = {[0] = "pass", "warn", "fail"},
}
local null_day = -2147483648

local function new_context()
    local out = ffi.new("attain_context*[1]")
    lib.attain_context_new(out)
    return ffi.gc(out[0], lib.attain_context_free)
end
local context = new_context() -- a Lua state runs on one thread at a time

local refusal = {__tostring = function(e)
    return ("%s: %s%s: %s"):format(e.name, e.argument, e.row and ", row " .. e.row or "", e.message)
end}

-- true, or nil and the error.
local function call(name, ...)
    local status = lib["attain_" .. name](context, ...)
    if status == lib.ATTAIN_OK then return true end
    local e = ffi.new("attain_error", {struct_size = ffi.sizeof("attain_error")})
    lib.attain_context_error(context, e)
    return nil, setmetatable({
        status = status, name = ffi.string(lib.attain_status_name(status)), argument = ffi.string(e.argument),
        row = e.row >= 0 and tonumber(e.row) or nil, message = ffi.string(e.message),
    }, refusal)
end

-- The handle attain_<new> makes, or nil and the error.
local function own(noun, new, ...)
    local out = ffi.new("attain_" .. noun .. "*[1]")
    local args, n = {...}, select("#", ...)
    args[n + 1] = out
    local ok, e = call(new, unpack(args, 1, n + 1))
    if not ok then return nil, e end
    return ffi.gc(out[0], lib["attain_" .. noun .. "_free"])
end

-- ---- days --------------------------------------------------------------------------------------------------

-- Days since 1970-01-01 of "2026-12-07"; nil is "not known". (Years from March, so that the leap day is last.)
function attain.day_number(iso)
    if iso == nil then return null_day end
    local y, m, d = iso:match("^(%d%d%d%d)-(%d%d)-(%d%d)$")
    assert(y, "not a day: " .. tostring(iso))
    y, m, d = tonumber(y), tonumber(m), tonumber(d)
    if m <= 2 then y, m = y - 1, m + 12 end
    local number = 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400)
        + math.floor((153 * (m - 3) + 2) / 5) + d - 1 - 719468
    assert(attain.iso(number) == iso, "not a day: " .. iso) -- 2026-02-31 would be 2026-03-03
    return number
end

function attain.iso(number)
    local z = number + 719468
    local era = math.floor(z / 146097)
    local doe = z - era * 146097
    local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
    local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
    local mp = math.floor((5 * doy + 2) / 153)
    local m = mp < 10 and mp + 3 or mp - 9
    return ("%04d-%02d-%02d"):format(yoe + era * 400 + (m <= 2 and 1 or 0), m, doy - math.floor((153 * mp + 2) / 5) + 1)
end

function attain.weekday(iso) -- "Mon"
    return ({[0] = "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"})[attain.day_number(iso) % 7]
end

-- "63 %", and never 0 % or 100 % from rounding.
function attain.percent(p)
    if p > 0 and p < 0.01 then return "< 1 %" end
    if p > 0.99 and p < 1 then return "> 99 %" end
    return ("%d %%"):format(math.floor(100 * p + 0.5))
end

-- {first, last, begin_number, end_number} of "2026-12", "2026-W49", "2026-Q4", a day, or two days with a slash.
function attain.period(text)
    local bounds = ffi.new("int32_t[2]")
    local ok, e = call("period_parse", text, #text, bounds, bounds + 1)
    if not ok then return nil, e end
    return {first = attain.iso(bounds[0]), last = attain.iso(bounds[1] - 1), from = bounds[0], to = bounds[1]}
end

-- ---- columns -----------------------------------------------------------------------------------------------

-- A number as C takes it, exactly: an assignment to int64_t would make 2 of 2.7.
local function whole(value, what)
    local exact = type(value) == "number" and value == math.floor(value) and math.abs(value) <= 2^53
    if exact or ffi.istype("int64_t", value) then return value end
    error(("%s: %s is not a whole number"):format(what, tostring(value)), 0)
end

local function column(ctype, rows, field, convert)
    local made = ffi.new(ctype .. "[?]", math.max(1, #rows))
    for i, row in ipairs(rows) do
        local value = row
        if field then value = row[field] end
        if convert then value = convert(value) end
        if ctype == "int64_t" then value = whole(value, ("%s, row %d"):format(field or "column", i - 1)) end
        made[i - 1] = value
    end
    return made
end

-- ---- team --------------------------------------------------------------------------------------------------

-- reps: {id, name, role, hired, left, fte, ramp = {0.25, 0.5}}; closed: days; absences: {rep, first, last, share}.
function attain.team(name, reps, closed, absences)
    closed, absences = closed or {}, absences or {}
    local offsets, shares, by_id = {0}, {}, {}
    for _, rep in ipairs(reps) do
        by_id[rep.id] = rep
        for _, share in ipairs(rep.ramp or {}) do shares[#shares + 1] = share end
        offsets[#offsets + 1] = #shares
    end
    local day = attain.day_number
    local keep = { -- what C points at must live until the call is over
        rep_id = column("int64_t", reps, "id"),
        rep_name = column("const char*", reps, "name"),
        rep_role = column("const char*", reps, "role"),
        hired = column("int32_t", reps, "hired", day),
        left = column("int32_t", reps, "left", day),
        fte = column("double", reps, "fte", function(fte) return fte or 1 end),
        ramp_offsets = column("int64_t", offsets),
        ramp_share = column("double", shares),
        closed_day = column("int32_t", closed, nil, day),
        absence_rep = column("int64_t", absences, "rep"),
        absence_begin = column("int32_t", absences, "first", day),
        absence_end = column("int32_t", absences, "last", function(last) return day(last) + 1 end),
        absence_share = column("double", absences, "share", function(share) return share or 1 end),
    }
    local args = ffi.new("attain_team_args", {struct_size = ffi.sizeof("attain_team_args"), name = name,
        n_reps = #reps, n_ramp_shares = #shares, n_closed = #closed, n_absences = #absences})
    for field, values in pairs(keep) do args[field] = values end
    local handle, e = own("team", "team_new", args)
    if not handle then return nil, e end
    return {handle = handle, name = name, reps = by_id, size = #reps}
end

-- ---- ledger ------------------------------------------------------------------------------------------------

local ledger = {}
ledger.__index = ledger

function attain.ledger()
    local handle, e = own("ledger", "ledger_new")
    return handle and setmetatable({handle = handle}, ledger), e
end

-- The number of a channel, the same for the same name.
function ledger:channel(name)
    local number = ffi.new("int64_t[1]")
    local ok, e = call("ledger_channel", self.handle, name, #name, number)
    return ok and tonumber(number[0]), e
end

-- facts: {rep, day, quantity, channel}; channel 0 when nil. Quantities stand in every fact or in none, which then count
-- 1 each: one that is missing among others is not known, and refused. All are recorded, or none.
function ledger:record(metric, facts)
    local counted = facts[1] ~= nil and facts[1].quantity == nil
    for i, fact in ipairs(facts) do
        if (fact.quantity == nil) ~= counted then
            error(("quantity, row %d: is missing in some facts and not in others"):format(i - 1), 2)
        end
    end
    return call("ledger_record", self.handle, metric.id or 1, #facts, column("int64_t", facts, "rep"),
        column("int32_t", facts, "day", attain.day_number),
        column("int64_t", facts, "quantity", function(quantity) return counted and 1 or quantity end),
        column("int64_t", facts, "channel", function(channel) return channel or 0 end))
end

-- ---- estimator ---------------------------------------------------------------------------------------------

local estimator, allocation, plan = {}, {}, {}
estimator.__index, allocation.__index, plan.__index = estimator, allocation, plan

-- metric: {name, id, exponent}; as_of: the last day whose facts are known.
function attain.estimator(team, metric, facts, as_of)
    local exponent = metric.exponent or 0
    local what = ffi.new("attain_metric", {struct_size = ffi.sizeof("attain_metric"), kind = exponent > 0 and 1 or 0,
        exponent = exponent, metric_id = metric.id or 1, name = metric.name})
    local handle, e = own("estimator", "estimator_new", team.handle, what, facts.handle, attain.day_number(as_of))
    return handle and setmetatable({handle = handle, team = team}, estimator), e
end

-- {[rep] = {low, high, mean, grade}} of an 80 % range.
function estimator:forecasts(period, reps)
    local n = #reps
    local low, high, mean = ffi.new("double[?]", n), ffi.new("double[?]", n), ffi.new("double[?]", n)
    local grade = ffi.new("int32_t[?]", n)
    local out = ffi.new("attain_forecast_columns", {struct_size = ffi.sizeof("attain_forecast_columns"), low = low,
        high = high, mean = mean, grade = grade})
    local ok, e = call("forecast", self.handle, period.from, period.to, n, column("int64_t", reps), nil, out)
    if not ok then return nil, e end
    local made = {}
    for i, rep in ipairs(reps) do
        made[rep] = {low = low[i - 1], high = high[i - 1], mean = mean[i - 1], grade = attain.grades[grade[i - 1]]}
    end
    return made
end

function estimator:allocate(period, total)
    local handle, e = own("allocation", "allocate", self.handle, period.from, period.to, whole(total, "total"), nil)
    return handle and setmetatable({handle = handle, room = self.team.size}, allocation), e
end

function estimator:plan(period, split)
    local handle, e = own("plan", "plan_new", self.handle, period.from, period.to, split.handle)
    return handle and setmetatable({handle = handle, period = period}, plan), e
end

-- A list of {rep, amount, chance}, by rep.
function allocation:quotas()
    local n = self.room
    local rep, amount, chance = ffi.new("int64_t[?]", n), ffi.new("int64_t[?]", n), ffi.new("double[?]", n)
    local needed = ffi.new("int64_t[1]")
    local ok, e = call("allocation_quotas", self.handle, n, rep, amount, chance, needed)
    if not ok then return nil, e end
    local quotas = {}
    for i = 0, tonumber(needed[0]) - 1 do
        quotas[i + 1] = {rep = tonumber(rep[i]), amount = tonumber(amount[i]), chance = chance[i]}
    end
    return quotas
end

-- ---- plan --------------------------------------------------------------------------------------------------

-- Everything the plan knows, a string to store until its period is over.
function plan:to_bytes()
    local needed = ffi.new("int64_t[1]")
    local ok, e = call("plan_encode", self.handle, 0, nil, needed) -- capacity 0 asks how many
    if not ok and e.name ~= "buffer_too_small" then return nil, e end
    local bytes = ffi.new("uint8_t[?]", needed[0])
    ok, e = call("plan_encode", self.handle, needed[0], bytes, needed)
    if not ok then return nil, e end
    return ffi.string(bytes, needed[0])
end

-- The plan again, in any process; the team says when its reps work.
function attain.plan_from_bytes(team, bytes)
    local handle, e = own("plan", "plan_decode", team.handle, ffi.cast("const uint8_t*", bytes), #bytes)
    if not handle then return nil, e end
    local f = ffi.new("attain_plan_figures", {struct_size = ffi.sizeof("attain_plan_figures")})
    local ok
    ok, e = call("plan_summary", handle, f)
    if not ok then return nil, e end
    local period = {first = attain.iso(f.begin), last = attain.iso(f["end"] - 1), from = f.begin, to = f["end"]}
    return setmetatable({handle = handle, period = period}, plan)
end

function plan:team()
    local total, chance = ffi.new("int64_t[1]"), ffi.new("double[1]")
    local ok, e = call("plan_team", self.handle, total, chance)
    return ok and {total = tonumber(total[0]), chance = chance[0]}, e
end

-- {["2026-12-01"] = 2, ...}: whole targets that sum to the quota.
function plan:days(rep)
    local room, needed = self.period.to - self.period.from, ffi.new("int64_t[1]")
    local day, amount = ffi.new("int32_t[?]", room), ffi.new("int64_t[?]", room)
    local ok, e = call("plan_days", self.handle, rep, room, day, amount, needed)
    if not ok then return nil, e end
    local days = {}
    for i = 0, tonumber(needed[0]) - 1 do days[attain.iso(day[i])] = tonumber(amount[i]) end
    return days
end

-- Five findings {letter, verdict, figure, reason}, for S, M, A, R, T.
function plan:audit(rep)
    local verdict, figure, needed = ffi.new("int32_t[1]"), ffi.new("double[1]"), ffi.new("int64_t[1]")
    local findings, room = {}, 256
    while #findings < 5 do
        local reason = ffi.new("char[?]", room)
        local ok, e = call("plan_verdict", self.handle, rep, #findings, verdict, figure, reason, room, needed)
        if ok then
            findings[#findings + 1] = {letter = ("SMART"):sub(#findings + 1, #findings + 1),
                verdict = attain.verdicts[verdict[0]], figure = figure[0], reason = ffi.string(reason)}
        elseif e.name == "buffer_too_small" then
            room = tonumber(needed[0]) -- and ask again
        else
            return nil, e
        end
    end
    return findings
end

return attain
