#include <attain/allocate/explain.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/limit_plan.hpp>

#include "audit_rules.hpp"
#include "limit_goal_of.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The distribution of -total: a limit L is kept when -total >= -L.
class mirrored {
public:
    explicit mirrored(const forecast& of) : of_{&of} {}

    [[nodiscard]] double tail(units k) const { return of_->probability_within(-k); }
    [[nodiscard]] double below(units k) const { return of_->tail(1 - k); }
    [[nodiscard]] double quantile(double p) const { return -of_->quantile(1 - p); }
    [[nodiscard]] double mean() const { return -of_->mean(); }
    [[nodiscard]] double variance() const { return of_->variance(); }

private:
    const forecast* of_;
};

struct given_limits {
    std::vector<std::optional<units>> of{}; // in the order of the goals
    int128 sum = 0;
};

given_limits read_locks(std::span<const forecast> forecasts, const std::vector<limit_lock>& locks) {
    given_limits given{.of = std::vector<std::optional<units>>(forecasts.size())};
    for (std::size_t i = 0; i < locks.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const auto at = std::find_if(forecasts.begin(), forecasts.end(),
                                     [&](const forecast& f) { return f.rep() == locks[i].rep; });
        if (at == forecasts.end())
            fail(errc::unknown_id, "locks", "names nobody with working time in the period", row);
        std::optional<units>& own = given.of[static_cast<std::size_t>(at - forecasts.begin())];
        if (own) fail(errc::duplicate_id, "locks", "a rep is locked twice", row);
        if (locks[i].limit < 0 || locks[i].limit > unlimited)
            fail(errc::out_of_range, "locks", "a limit must lie between 0 and 2^62", row);
        own = locks[i].limit;
        given.sum += locks[i].limit;
        if (given.sum > unlimited) fail(errc::out_of_range, "locks", "add up to more than 2^62", row);
    }
    return given;
}

void require_steps(const limit_plan_options& options, std::span<const forecast> forecasts,
                   const given_limits& given) {
    if (options.quantum < 1) fail(errc::out_of_range, "quantum", "must be at least 1");
    if (!options.residual_holder) return;
    const auto at = std::find_if(forecasts.begin(), forecasts.end(),
                                 [&](const forecast& f) { return f.rep() == *options.residual_holder; });
    if (at == forecasts.end())
        fail(errc::unknown_id, "residual_holder", "is nobody with working time in the period");
    if (given.of[static_cast<std::size_t>(at - forecasts.begin())])
        fail(errc::conflict, "residual_holder", "is locked");
}

// What is left of the team's limit, for those without a lock: as quotas of -total that sum to -rest.
struct mirrored_problem {
    std::vector<std::size_t> who{}; // of the goals
    std::vector<mirrored> totals{};
    std::vector<predictive_ref> predictives{};
    std::vector<candidate> candidates{};
};

mirrored_problem problem_of(std::span<const forecast> forecasts, const given_limits& given, units rest) {
    mirrored_problem p;
    for (std::size_t i = 0; i < forecasts.size(); ++i) {
        if (given.of[i]) continue;
        p.who.push_back(i);
        p.totals.emplace_back(forecasts[i]);
        p.candidates.push_back({.id = forecasts[i].rep(), .floor = -rest, .cap = 0});
    }
    p.predictives.assign(p.totals.begin(), p.totals.end());
    return p;
}

allocate_options shared(const limit_plan_options& options) {
    allocate_options all;
    all.salt = options.salt;
    all.quantum = options.quantum;
    all.residual_holder = options.residual_holder;
    return all;
}

// By working time, where nobody's chances are known.
std::vector<units> by_time(const estimator& of, const period& over, const mirrored_problem& p, units rest,
                           const limit_plan_options& options) {
    std::vector<candidate> plain;
    for (const candidate& c : p.candidates) {
        const capacity time = capacity_over(of.team(), of.team().at(c.id), over);
        plain.push_back({.id = c.id, .weight = static_cast<double>(time.micro)});
    }
    std::vector<units> limits;
    for (const quota& q : allocate(rest, plain, proportional{}, shared(options)).quotas)
        limits.push_back(q.amount);
    return limits;
}

std::vector<units> by_chance(const mirrored_problem& p, units rest, const limit_plan_options& options,
                             stop_flag stop) {
    std::vector<units> limits;
    for (const quota& q :
         allocate(-rest, p.candidates, p.predictives, equal_attainability{}, shared(options), stop).quotas)
        limits.push_back(-q.amount);
    return limits;
}

void divide(limit_plan& plan, const estimator& of, std::span<const forecast> forecasts,
            const given_limits& given, const limit_plan_options& options, stop_flag stop) {
    const int128 left = int128{plan.team.limit} - given.sum;
    const units rest = left > 0 ? narrow(left, "limit") : 0;
    const mirrored_problem p = problem_of(forecasts, given, rest);
    std::vector<units> limits(forecasts.size());
    for (std::size_t i = 0; i < limits.size(); ++i)
        limits[i] = given.of[i].value_or(0);
    if (!p.who.empty() && rest > 0) {
        const bool any = forecasts.front().known();
        const std::vector<units> shares =
            any ? by_chance(p, rest, options, stop) : by_time(of, plan.team.period, p, rest, options);
        for (std::size_t i = 0; i < p.who.size(); ++i)
            limits[p.who[i]] = shares[i];
    }
    int128 sum = 0;
    for (std::size_t i = 0; i < limits.size(); ++i) {
        plan.goals.push_back(limit_goal_of(of, forecasts[i], plan.team.period, limits[i]));
        plan.locked.push_back(given.of[i].has_value());
        sum += limits[i];
    }
    plan.unassigned = narrow(int128{plan.team.limit} - sum, "limit");
}

void add_equal_shares(limit_plan& plan) {
    std::vector<candidate> plain;
    for (const limit_goal& g : plan.goals)
        plain.push_back({.id = g.rep});
    const allocation equal = allocate(plan.team.limit, plain, equal_split{});
    for (std::size_t i = 0; i < plan.goals.size(); ++i) {
        const limit_goal& g = plan.goals[i];
        plan.equal.push_back(equal.quotas[i].amount);
        plan.one_for_all.push_back(g.forecast.known() ? g.forecast.probability_within(plan.equal.back())
                                                      : nan);
    }
}

// E[min(-total, -limit)] is -limit less what goes beyond it.
double overshoot_of(const limit_plan& plan, stop_flag stop) {
    double all = 0;
    for (const limit_goal& g : plan.goals) {
        stop.poll();
        if (!g.forecast.known()) return nan;
        const mirrored total{g.forecast};
        const std::vector<predictive_ref> one{total};
        const std::vector<candidate> own{{.id = g.rep, .lock = -g.limit}};
        const allocation at = allocate(-g.limit, own, one);
        all += static_cast<double>(-g.limit) - figures_of(at, own, one).expected_credited;
    }
    return all;
}

finding relevant(const limit_plan& in, const audit_options& options) {
    const limit_goal& team = in.team;
    const double p = team.forecast.known() ? team.probability() : nan;
    const auto number = [&](units amount) { return to_string(amount, team.metric); };
    if (in.unassigned != 0) {
        const bool more = in.unassigned > 0;
        return {smart::relevant,
                verdict::fail,
                p,
                "the limits sum to " + number(narrow(int128{team.limit} - in.unassigned, "limit")) +
                    ", not to the team's " + number(team.limit),
                {remedy::move_units, in.unassigned,
                 more ? "put " + number(in.unassigned) + " more on the limits"
                      : "take " + number(-in.unassigned) + " off the limits"}};
    }
    const std::string sum = "the limits sum to the team's " + number(team.limit) + " exactly";
    if (!team.forecast.known())
        return {smart::relevant,
                verdict::warn,
                p,
                sum + "; the team's chance is unknown",
                {remedy::more_data, 0, "record a few weeks of " + team.metric.name()}};
    const std::string keeps = sum + "; the team keeps it with " + percent(p);
    if (as_printed(p) >= options.team_chance) return {smart::relevant, verdict::pass, p, keeps, {}};
    const units even = limit_with_chance(team.forecast, least_read_as(options.team_chance));
    return {smart::relevant,
            verdict::warn,
            p,
            keeps,
            {remedy::raise_target, even,
             "raise the team's limit from " + number(team.limit) + " to " + number(even)}};
}

} // namespace

limit_plan make_limit_plan(const estimator& of, const period& over, units limit,
                           const limit_plan_options& options, stop_flag stop) {
    limit_plan plan{.team = make_limit_goal(of, {}, over, limit)};
    const std::vector<forecast> forecasts = of.forecasts(over, stop);
    if (forecasts.empty()) fail(errc::empty_input, "over", "nobody has working time in the period");
    const given_limits given = read_locks(forecasts, options.locks);
    require_steps(options, forecasts, given);
    divide(plan, of, forecasts, given, options, stop);
    add_equal_shares(plan);
    plan.overshoot = overshoot_of(plan, stop);
    return plan;
}

namespace {

std::array<finding, 5> audit_one(const limit_goal& g, shared_findings<limit_plan>& shared) {
    return audit_within(g, shared, &limit_goal::limit, "limit", relevant);
}

} // namespace

std::array<finding, 5> audit(const limit_goal& g, const limit_plan& in, const audit_options& options) {
    shared_findings<limit_plan> shared{in, options};
    return audit_one(g, shared);
}

std::vector<std::array<finding, 5>> audit(const limit_plan& of, const audit_options& options,
                                          stop_flag stop) {
    return audit_all(of, options, stop, audit_one);
}

} // namespace attain::inline v1
