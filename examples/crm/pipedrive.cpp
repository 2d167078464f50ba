// Pipedrive goals: a target for each week, month, quarter or year of a duration whose last day is in it, or
// that has no end. Read from what GET /goals/find answers, written in the same shape.
#include "systems.hpp"

#include <algorithm>
#include <common/input_error.hpp>

namespace example {

namespace {

using attain::period_kind;

constexpr std::pair<const char*, period_kind> intervals[] = {{"weekly", period_kind::week},
                                                             {"monthly", period_kind::month},
                                                             {"quarterly", period_kind::quarter},
                                                             {"yearly", period_kind::year}};

period_kind interval_of(const json_row& row) {
    const std::string written = row.text("interval");
    for (const auto& [name, kind] : intervals)
        if (written == name) return kind;
    row.refuse("interval", '"' + written + "\" is none of: weekly, monthly, quarterly, yearly");
}

std::string interval_name(period_kind kind) {
    for (const auto& [name, each] : intervals)
        if (each == kind) return name;
    throw input_error({"the quotas"}, "Pipedrive has goals for weeks, months, quarters and years only");
}

crm_quota read_goal(const json_row& row, const quota_map& map, std::optional<attain::day> until) {
    crm_quota quota{.owner = row.text("assignee.id"), .own = json::object()};
    const period_kind every = interval_of(row);
    const attain::day begin = row.day("duration.start");
    quota.open_end = row.at("duration.end").is_null();
    if (quota.open_end && !until)
        row.refuse("duration.end", "is not set: say with a period until when the goal is to be read");
    const attain::day end = quota.open_end ? std::max(*until, begin + 1) : row.end("duration.end", false);
    if (end <= begin) row.refuse("duration.end", "is before the start");
    const attain::units amount = row.amount("expected_outcome.target", map.decimals);
    for (const attain::slice& piece : attain::slices(attain::period::between(begin, end), every)) {
        // What an open end cuts off goes on; what a start or an end of the goal cuts off is not there.
        const bool goes_on = quota.open_end && piece.part.end == end;
        const attain::period whole =
            goes_on && piece.part.begin == piece.whole.begin ? piece.whole : piece.part;
        quota.slices.push_back({named_period(whole.begin, whole.end), amount});
    }
    const json& currency = row.at("expected_outcome.currency_id");
    if (!currency.is_null()) quota.currency = row.text("expected_outcome.currency_id");
    for (const char* name : {"id", "title", "type", "interval", "is_active", "report_ids"})
        if (const json& value = row.at(name); !value.is_null()) quota.own[name] = value;
    return quota;
}

json goal(const crm_quota& quota, const quota_map& map, attain::day begin, const json& end,
          attain::units amount, period_kind every) {
    json record = json::object();
    if (quota.own.contains("id")) record["id"] = quota.own["id"];
    put(record, "title", quota.own.value("title", json("")));
    put(record, "assignee.id", constant(quota.owner));
    put(record, "assignee.type", "person");
    if (quota.own.contains("type")) record["type"] = quota.own["type"];
    put(record, "expected_outcome.target", json_amount(amount, map.decimals));
    put(record, "expected_outcome.tracking_metric", map.money ? "sum" : "quantity");
    if (map.money && !quota.currency.empty())
        put(record, "expected_outcome.currency_id", constant(quota.currency));
    put(record, "duration.start", to_string(begin));
    put(record, "duration.end", end);
    put(record, "interval",
        quota.own.contains("interval") ? quota.own["interval"] : json(interval_name(every)));
    for (const char* name : {"is_active", "report_ids"})
        if (quota.own.contains(name)) record[name] = quota.own[name];
    return record;
}

} // namespace

crm_quotas read_pipedrive(const std::string& path, const quota_map& map, std::optional<attain::day> until) {
    const json document = read_json(path);
    const json& records = array_at(document, path, "data.goals");
    crm_quotas all;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const json_row row{&path, i + 1, &records[i]};
        const bool money = row.text("expected_outcome.tracking_metric") == "sum";
        const std::string owner = row.text("assignee.id");
        const auto who = rep_of(map, owner);
        if (money != map.money || !row.is_ours(map)) {
            ++all.left_out.of_other_kinds;
            continue;
        }
        if (row.text("assignee.type") != "person") {
            ++all.left_out.of_teams;
            continue;
        }
        if (!who) {
            all.left_out.add_owner(owner);
            continue;
        }
        all.quotas.push_back(read_goal(row, map, until));
        all.quotas.back().rep = *who;
    }
    return all;
}

std::string write_pipedrive(const std::vector<crm_quota>& quotas, const quota_map& map) {
    json records = json::array();
    for (const crm_quota& quota : quotas) {
        const auto differs = [&](const quota_slice& s) { return s.amount != quota.slices.front().amount; };
        if (std::none_of(quota.slices.begin(), quota.slices.end(), differs)) {
            const json end =
                quota.open_end ? json(nullptr) : json(to_string(quota.slices.back().period.last()));
            records.push_back(goal(quota, map, quota.slices.front().period.begin, end,
                                   quota.slices.front().amount, quota.slices.front().period.kind));
            continue;
        }
        // A goal says one target for all its intervals: where they differ, each is a goal of its own.
        for (const quota_slice& s : quota.slices)
            records.push_back(
                goal(quota, map, s.period.begin, to_string(s.period.last()), s.amount, s.period.kind));
    }
    json document;
    put(document, "data.goals", std::move(records));
    return json_text(document);
}

} // namespace example
