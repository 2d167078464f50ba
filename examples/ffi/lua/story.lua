-- The story in LuaJIT: load the bundled team of four, plan December for 120 meetings, show who should do what and
-- why, and how a typing error is refused.
package.path = arg[0]:gsub("story.lua$", "?.lua;") .. package.path
local attain = require("attain")

-- The fields of a line; the data have no quotes.
local function split(line, separator)
    local fields = {}
    for field in (line .. separator):gmatch("([^" .. separator .. "]*)" .. separator) do fields[#fields + 1] = field end
    return fields
end

-- Iterates over the rows of a CSV file as tables by column name.
local function rows(path)
    local lines = assert(io.open(path)):lines()
    local header = split(lines(), ",")
    return function()
        local line = lines()
        if not line then return nil end
        local row = {}
        for i, field in ipairs(split(line, ",")) do row[header[i]] = field end
        return row
    end
end

local function load_team(folder)
    local reps, closed, absences, name = {}, {}, {}, ""
    for row in rows(folder .. "/reps.csv") do
        local ramp = {}
        for share in row.ramp:gmatch("%d+") do ramp[#ramp + 1] = tonumber(share) / 100 end
        reps[#reps + 1] = {id = tonumber(row.id), name = row.name, role = row.role, hired = row.hired, ramp = ramp}
        name = row.team
    end
    for row in rows(folder .. "/holidays.csv") do closed[#closed + 1] = row.date end
    for row in rows(folder .. "/absences.csv") do
        absences[#absences + 1] = {rep = tonumber(row.rep), first = row.first_day, last = row.last_day}
    end
    return assert(attain.team(name, reps, closed, absences))
end

local function load_facts(folder, metric)
    local ledger, facts = assert(attain.ledger()), {}
    for row in rows(folder .. "/activity.csv") do
        if row.metric == metric.name then
            facts[#facts + 1] = {rep = tonumber(row.rep), day = row.date, quantity = tonumber(row.quantity),
                channel = assert(ledger:channel(row.channel))}
        end
    end
    assert(ledger:record(metric, facts))
    return ledger
end

local function print_line(who, quota, chance, range, grade, days)
    local line = ("  %-6s %5s  %6s  %10s  %-8s"):format(who, quota, chance, range, grade)
    for _, day in ipairs(days) do line = line .. ("  %6s"):format(day) end
    print(line)
end

-- The first five days on which anybody has a target.
local function first_days(days)
    local seen, first = {}, {}
    for _, each in pairs(days) do
        for day in pairs(each) do
            if not seen[day] then seen[day], first[#first + 1] = true, day end
        end
    end
    table.sort(first)
    return {unpack(first, 1, 5)}
end

local function map(list, f)
    local made = {}
    for i, value in ipairs(list) do made[i] = f(value) end
    return made
end

local function print_table(team, estimator, quotas, plan)
    local ranges = assert(estimator:forecasts(plan.period, map(quotas, function(q) return q.rep end)))
    local days = {}
    for _, quota in ipairs(quotas) do days[quota.rep] = assert(plan:days(quota.rep)) end
    local first = first_days(days)
    print_line("", "quota", "chance", "80 % range", "evidence", map(first, function(day)
        return ("%s %2d"):format(attain.weekday(day), tonumber(day:sub(9)))
    end))
    for _, quota in ipairs(quotas) do
        local range = ranges[quota.rep]
        print_line(team.reps[quota.rep].name, quota.amount, attain.percent(quota.chance),
            ("%.0f - %.0f"):format(range.low, range.high), range.grade,
            map(first, function(day) return days[quota.rep][day] or 0 end))
    end
    local whole = assert(plan:team())
    print_line("team", whole.total, attain.percent(whole.chance), "", "", map(first, function(day)
        local sum = 0
        for _, each in pairs(days) do sum = sum + (each[day] or 0) end
        return sum
    end))
end

local function print_reasons(team, quotas, plan)
    for _, quota in ipairs(quotas) do
        print(("\n%s: %d by %s"):format(team.reps[quota.rep].name, quota.amount, plan.period.last))
        for _, finding in ipairs(assert(plan:audit(quota.rep))) do
            print(("  %s  %s  %s"):format(finding.letter, finding.verdict, finding.reason))
        end
    end
end

local function print_refusal(ledger, metric)
    local ok, e = ledger:record(metric, {{rep = 101, day = "2026-11-30"}, {rep = 102, day = "1026-12-01"}})
    assert(not ok)
    print("\nA fact dated 1026-12-01 is refused, and nothing is recorded:")
    print(("  %s: %s, row %d: %s"):format(e.name, e.argument, e.row, e.message))
end

local folder = arg[1] or "examples/data/team_of_four"
local meetings = {name = "meetings booked", id = 1}
local team = load_team(folder)
local facts = load_facts(folder, meetings)
local december = assert(attain.period("2026-12"))

local estimator = assert(attain.estimator(team, meetings, facts, "2026-11-30"))
local split_total = assert(estimator:allocate(december, 120))
local stored = assert(assert(estimator:plan(december, split_total)):to_bytes()) -- what a CRM keeps for the period
local plan = assert(attain.plan_from_bytes(team, stored))
local quotas = assert(split_total:quotas())

print(("%s: %d %s in December 2026, known up to 2026-11-30\n"):format(team.name, plan:team().total, meetings.name))
print_table(team, estimator, quotas, plan)
print_reasons(team, quotas, plan)
print_refusal(facts, meetings)
