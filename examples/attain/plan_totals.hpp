// What became of the team's number, told alike by plan, track, review and report: what is handed out for it,
// which bounds gave way, what nobody carries.
#pragma once

#include "json_values.hpp"
#include "make_plans.hpp"

#include <string>
#include <vector>

namespace attain_program {

struct remark {
    std::string label{};
    std::string text{};
};

// What the quotas add up to where that is not the team's number: "street" above it, "assigned" below; else
// "".
[[nodiscard]] std::string assigned_name(const attain::plan& of);

// ", for a plan of 110" where the quotas add up to something else; else "".
[[nodiscard]] std::string plan_clause(const attain::plan& of);

// "121 in all, for a plan of 110", for pages without the sum; else "".
[[nodiscard]] std::string handed_out_text(const attain::plan& of);

// Why bounds were in the way, which gave way, what is left to nobody, who has no last quota and where they
// start from instead, which rules are divided over a person's teams, who has no goal, and what to look at in
// the data; empty for most plans.
[[nodiscard]] std::vector<remark> remarks(const team_plan& team);

// handed_out_text and the remarks below a table of goals, a labelled line each: where a plan is followed.
[[nodiscard]] std::string totals_text(const team_plan& team);

// The teams without a total, and what was said of people of teams that are not planned; "" mostly.
[[nodiscard]] std::string left_out_text(const plans& all);

// total (what the team owes), sum_of_quotas, street, unassigned, contradiction, relaxed, divided.
[[nodiscard]] json totals_json(const team_plan& team, const example::dataset& data);

} // namespace attain_program
