package.path = arg[1] .. "/lua/?.lua;" .. package.path
local attain = require("attain")
local metric = {name = "calls"}
for _, bad in ipairs({2.7, "abc", "12", true, 0 / 0, 2 ^ 60, false}) do
    local facts = {{rep = 1, day = "2026-11-02", quantity = 5}, {rep = 1, day = "2026-11-02", quantity = bad}}
    local ok, why = pcall(function() return attain.ledger():record(metric, facts) end)
    if ok then print("taken: " .. tostring(bad)) end
    if not ok and not tostring(why):find("quantity, row 1", 1, true) then print(why) end
end
local missing = {{rep = 1, day = "2026-11-02", quantity = 5}, {rep = 1, day = "2026-11-02"}}
if pcall(function() return attain.ledger():record(metric, missing) end) then print("taken: a missing quantity") end
for _, day in ipairs({"2026-02-31", "2026-13-45", "2026-00-10", "2026-11-00"}) do
    if pcall(attain.day_number, day) then print("taken: " .. day) end
end
assert(attain.ledger():record(metric, {{rep = 1, day = "2024-02-29", quantity = -12}}))
assert(attain.ledger():record(metric, {{rep = 1, day = "2026-11-02"}}))
