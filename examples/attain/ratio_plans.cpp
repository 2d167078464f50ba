#include "ratio_plans.hpp"

#include <attain/core/error.hpp>
#include <attain/estimate/calibration.hpp>

#include "changes.hpp"
#include "data_checks.hpp"
#include "files.hpp"
#include "locks.hpp"
#include "plan_policy.hpp"
#include "plan_text.hpp"

#include <algorithm>
#include <common/text.hpp>

namespace attain_program {

namespace {

using attain::errc;
using attain::ratio;
using attain::ratio_kind;
using example::quote;

struct typed_target {
    std::string name{}; // empty: for all
    ratio value{};
    ratio_kind kind{};
};

// `55%` is a share, `1.5:1` odds, `2500` an average.
typed_target read_target(const std::string& typed, const std::string& option, const attain::metric& of) {
    const std::size_t equals = typed.rfind('=');
    const bool named = equals != typed.npos;
    const std::string_view text = typed;
    typed_target t{.name = std::string{example::trim(text.substr(0, named ? equals : 0))}};
    const std::string_view written = example::trim(text.substr(named ? equals + 1 : 0));
    const auto refuse = [&](errc code, const std::string& reason) {
        attain::fail(code, option, quote(typed) + ' ' + reason);
    };
    const auto number = [&](std::string_view digits, int decimals) {
        const auto n = example::read_decimal(example::trim(digits), decimals);
        if (!n || (named && t.name.empty()))
            refuse(errc::parse, "is none of: a share 55%, an average 2500, odds 1.5:1");
        if (*n < 0) refuse(errc::out_of_range, "is negative");
        return *n;
    };
    if (written.ends_with('%')) {
        t.value = {number(written.substr(0, written.size() - 1), 2), 10'000};
        t.kind = ratio_kind::share;
        if (t.value.numerator > t.value.denominator)
            refuse(errc::out_of_range, "is more than all; an average is written without %");
    } else if (const std::size_t colon = written.find(':'); colon != written.npos) {
        t.value = {number(written.substr(0, colon), 2), number(written.substr(colon + 1), 2)};
        t.kind = ratio_kind::odds;
        if (t.value.denominator == 0) refuse(errc::out_of_range, "has nothing on the right of the colon");
    } else if (of.exponent() > 0) {
        t.value = {number(written, of.exponent()), 1};
        t.kind = ratio_kind::average;
    } else {
        t.value = {number(written, 2), 100};
        t.kind = ratio_kind::average;
        if (t.value.numerator > 0 && t.value.numerator < t.value.denominator)
            refuse(errc::parse, "could be a share or an average: write a share in percent, such as 55%");
    }
    if (t.kind != ratio_kind::average && (of.kind() != attain::metric_kind::count || of.exponent() > 0))
        refuse(errc::wrong_metric, "is a share or odds, but " + of.name() +
                                       " is an amount: its ratio is an average, such as 2500");
    return t;
}

std::vector<typed_target> read_targets(const std::vector<std::string>& typed, const std::string& option,
                                       const attain::metric& of) {
    std::vector<typed_target> all;
    for (const std::string& each : typed) {
        all.push_back(read_target(each, option, of));
        for (std::size_t i = 0; i + 1 < all.size(); ++i)
            if (all[i].name == all.back().name)
                attain::fail(errc::duplicate_id, option, quote(each) + ": said twice");
    }
    return all;
}

void require_kind(const std::vector<typed_target>& all, ratio_kind kind, const std::string& option) {
    for (const typed_target& t : all)
        if (t.kind != kind)
            attain::fail(errc::conflict, option,
                         "shares, averages and odds do not go together: all targets are of one kind");
}

// Odds are of two that exclude each other: won to lost. What counts in both is a share.
void require_disjoint(const example::dataset& data, const typed_target& odds, const std::string& typed) {
    if (odds.kind != ratio_kind::odds || data.rows_of_both == 0) return;
    const auto [above, below] = odds.value;
    attain::fail(errc::conflict, "--target",
                 quote(typed) + " is odds, of two that exclude each other, but " +
                     std::to_string(data.rows_of_both) + " rows count as both " + data.metric.name() +
                     " and " + data.per->name() + ": ask for a share, such as " +
                     std::to_string((200 * above + above + below) / (2 * (above + below))) + '%');
}

attain::units sum_of(const example::dataset& data, const attain::metric& of, attain::day until) {
    attain::units sum = 0;
    for (const attain::day_total& t : data.book.totals(of, until))
        sum += t.quantity;
    return sum;
}

// What is always a part of the other has shares, never more than 1 for each: a 56 is 56 % with its sign lost.
void require_no_share(const example::dataset& data, const typed_target& average, const std::string& typed,
                      attain::day known) {
    const auto [above, below] = average.value;
    if (average.kind != ratio_kind::average || data.metric.kind() != attain::metric_kind::count ||
        data.metric.exponent() > 0 || above <= below || data.rows_of_both == 0 ||
        data.rows_of_both < data.rows.used ||
        sum_of(data, data.metric, known) > sum_of(data, *data.per, known))
        return;
    const bool percent = above % below == 0 && above / below <= 100;
    attain::fail(errc::conflict, "--target",
                 quote(typed) + " is an average, but all rows of " + data.metric.name() + " count as " +
                     data.per->name() + " too: ask for a share, such as " +
                     (percent ? std::to_string(above / below) : "55") + '%');
}

// A share is of a whole: nobody has more of the part than of that.
void require_share(const example::dataset& data, const typed_target& share, const std::string& typed,
                   attain::day known) {
    if (share.kind != ratio_kind::share) return;
    const attain::units part = sum_of(data, data.metric, known) / data.metric.per_whole();
    const attain::units whole = sum_of(data, *data.per, known);
    if (part <= whole) return;
    attain::fail(
        errc::conflict, "--target",
        quote(typed) + " is a share, but there are " + std::to_string(part) + ' ' + data.metric.name() +
            " to " + std::to_string(whole) + ' ' + data.per->name() +
            ": is it the share of --per in --metric that is meant? More of one than of the other is an "
            "average, such as 1.5");
}

// The locks of those who work in the team in the period.
std::vector<attain::ratio_lock> locks_in(const attain::team& team, const attain::period& over,
                                         const std::vector<attain::ratio_lock>& all) {
    std::vector<attain::ratio_lock> here;
    for (const attain::ratio_lock& l : all)
        if (const attain::rep* const member = team.find(l.rep);
            member != nullptr && !capacity_over(team, *member, over).none())
            here.push_back(l);
    return here;
}

ratio_team plan_of(const example::dataset& data, const attain::team& team, const ratio_plans& asked,
                   const ratio& target, const std::vector<attain::ratio_lock>& locks) {
    if (!anybody_works(team, asked.period))
        attain::fail(errc::empty_input, "--target",
                     "team " + quote(team.name()) + " is empty: nobody works in it in " +
                         to_string(asked.period));
    const attain::ratio_estimator now{team, asked.metric, data.book, asked.as_of};
    ratio_team result{.plan = make_ratio_plan(
                          now, asked.period, target,
                          {.direction = asked.direction, .locks = locks_in(team, asked.period, locks)})};
    result.audits = audit(result.plan);
    result.no_working_time = without_time(data.teams, team, asked.period);
    result.checks = data_checks(data, team, asked.metric.denominator, asked.as_of);
    return result;
}

} // namespace

example::dataset read_ratio_data(const plan_options& options, attain::day known) {
    example::dataset data = load(
        options.files, {.metric = options.metric,
                        .per = options.per,
                        .decimals = options.decimals < 0 ? std::nullopt : std::optional{options.decimals},
                        .as_of = known,
                        .planned = std::min(known, period_of(options).begin - 1),
                        .strict = options.strict,
                        .skip_unknown_reps = options.skip_unknown_reps});
    if (data.per->kind() != attain::metric_kind::count || data.per->exponent() != 0)
        attain::fail(errc::wrong_metric, "--per",
                     quote(data.per->name()) + " is an amount; a ratio is per something counted in whole");
    return data;
}

ratio_plans make_ratio_plans(const example::dataset& data, const plan_options& options) {
    const attain::period over = period_of(options);
    const attain::day known = known_until(options, data);
    if (over.end <= known)
        attain::fail(errc::inverted_period, "--as-of",
                     to_string(known) + " is after the end of the period, " + to_string(over.last()));
    const std::vector<typed_target> targets = read_targets(options.targets, "--target", data.metric);
    const std::vector<typed_target> locked = read_targets(options.locks, "--lock", data.metric);
    const ratio_kind kind = targets.front().kind;
    require_kind(targets, kind, "--target");
    require_kind(locked, kind, "--lock");
    require_disjoint(data, targets.front(), options.targets.front());
    for (std::size_t i = 0; i < targets.size(); ++i) {
        require_no_share(data, targets[i], options.targets[i], known);
        require_share(data, targets[i], options.targets[i], known);
    }
    // Named, as what stands behind it may throw: see read_reps.
    ratio_plans all{.metric = attain::ratio_metric{data.metric.name() + " / " + data.per->name(), data.metric,
                                                   *data.per, kind},
                    .direction = options.better == "lower" ? attain::better::lower : attain::better::higher,
                    .period = over,
                    .as_of = known,
                    .note = export_note(options, data, *data.per, known)};
    std::vector<attain::ratio_lock> locks;
    for (const typed_target& t : locked) {
        if (t.name.empty())
            attain::fail(errc::parse, "--lock", "needs a name, such as Ana=" + options.locks.front());
        locks.push_back({rep_called(data, "--lock", t.name), t.value});
    }
    std::vector<std::string> names;
    for (const attain::team& team : data.teams)
        names.push_back(team.name());
    for (const typed_target& t : targets)
        if (!t.name.empty() && std::find(names.begin(), names.end(), t.name) == names.end())
            attain::fail(errc::unknown_id, "--target",
                         "there is no team " + quote(t.name) + "; there is: " + joined(names));
    for (const attain::team& team : data.teams) {
        const auto named = std::find_if(targets.begin(), targets.end(),
                                        [&](const typed_target& t) { return t.name == team.name(); });
        const auto any = std::find_if(targets.begin(), targets.end(),
                                      [](const typed_target& t) { return t.name.empty(); });
        const auto target = named != targets.end() ? named : any;
        if (target == targets.end())
            all.without_target.push_back(team.name());
        else
            all.teams.push_back(plan_of(data, team, all, target->value, locks));
    }
    require_planned(data, locks, all.teams);
    return all;
}

attain::ratio_plan ratio_plan_again(const example::dataset& data, const ratio_team& of,
                                    const attain::period& over, attain::day as_of) {
    const attain::team& team = team_called(data, of.plan.team.owner);
    const attain::ratio_estimator then{team, of.plan.team.metric, data.book, as_of};
    std::vector<attain::ratio_lock> locks;
    for (std::size_t i = 0; i < of.plan.goals.size(); ++i)
        if (of.plan.locked[i]) locks.push_back({of.plan.goals[i].rep, of.plan.goals[i].target});
    return make_ratio_plan(then, over, of.plan.team.target,
                           {.direction = of.plan.team.direction, .locks = locks_in(team, over, locks)});
}

closed_ratios close(const attain::ratio_plan& plan, const example::dataset& data) {
    const attain::team& team = team_called(data, plan.team.owner);
    const attain::day last = plan.team.period.last();
    const attain::ratio_estimator end{team, plan.team.metric, data.book, last};
    closed_ratios all{.team = track(plan.team, end.team_forecast(plan.team.period), last)};
    std::vector<attain::closed_goal> judged;
    for (const attain::ratio_goal& g : plan.goals) {
        all.goals.push_back(track(g, end.forecast(g.rep, g.period), last));
        attain::closed_goal c{.rep = g.rep};
        const attain::pace_status status = all.goals.back().status;
        if (status != attain::pace_status::not_applicable)
            c.attainment = attain::attainment::of(status == attain::pace_status::reached ? 1 : 0, 1);
        if (g.forecast.known()) c.said = g.probability();
        judged.push_back(c);
    }
    all.check = attain::calibration_of(judged);
    return all;
}

void add_ratio_records(ratio_plans& to, const example::dataset& data) {
    constexpr std::size_t periods = 6;
    const auto first = data.book.first_day(data.per->id());
    if (!first) return;
    for (ratio_team& team : to.teams) {
        goals_record record;
        for (const attain::period& past : attain::past_periods(to.period, to.as_of, *first, periods)) {
            if (!anybody_works(team_called(data, team.plan.team.owner), past)) continue;
            record.add(close(ratio_plan_again(data, team, past, past.begin - 1), data).check);
        }
        if (record.check.goals > 0) team.record = record;
    }
}

} // namespace attain_program
