#include <attain/core/error.hpp>
#include <attain/goal/ratio_plan.hpp>

#include "audit_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t nobody = static_cast<std::size_t>(-1);

// Targets are `count` steps of numerator / denominator.
struct step {
    units numerator = 1;
    units denominator = 1;

    [[nodiscard]] ratio times(units count) const { return {count * numerator, denominator}; }
};

step step_of(ratio_kind kind, const ratio& target) {
    if (kind == ratio_kind::share) return {1, 1000};
    if (kind == ratio_kind::odds) return {1, 100};
    // Three figures of the target; hundredths of the numerator's unit are the finest.
    step s;
    const double v = target.value();
    while (static_cast<double>(s.numerator) * 1000 <= v)
        s.numerator *= 10;
    while (s.numerator == 1 && s.denominator < 100 && v * static_cast<double>(s.denominator) < 100)
        s.denominator *= 10;
    return s;
}

// The targets while they are being found.
class balance {
public:
    balance(ratio_plan& plan, const step& by, stop_flag stop)
        : plan_{plan},
          by_{by},
          stop_{stop},
          higher_{plan.team.direction == better::higher},
          counts_(plan.goals.size()),
          now_(plan.goals.size(), nan),
          next_(plan.goals.size(), nan) {}

    void find() {
        if (free_reps() > 0 && start()) {
            while (!met() && take_step()) {
            }
            // What rounding gave too much goes back, from whoever has the lowest chance.
            while (met() && give_back()) {
            }
        }
        plan_.combined = combined();
        // Whatever the events: where all have the team's own target, it is what they make.
        plan_.meets = met() || std::all_of(plan_.goals.begin(), plan_.goals.end(), [&](const ratio_goal& g) {
                          return g.target == plan_.team.target;
                      });
    }

private:
    [[nodiscard]] bool free(std::size_t i) const {
        return !plan_.locked[i] && plan_.goals[i].forecast.known() && plan_.events[i] >= least_events;
    }
    [[nodiscard]] std::size_t free_reps() const {
        std::size_t n = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i)
            n += free(i);
        return n;
    }

    void set(std::size_t i, units count) {
        counts_[i] = count;
        next_[i] = nan;
        now_[i] = nan;
        plan_.goals[i].target = by_.times(count);
    }

    // Sums over the reps at their targets.
    [[nodiscard]] double combined() const {
        double numerator = 0;
        double denominator = 0;
        for (std::size_t i = 0; i < plan_.goals.size(); ++i) {
            const double t = plan_.goals[i].target.value();
            const double base =
                plan_.team.metric.kind == ratio_kind::odds ? plan_.events[i] / (1 + t) : plan_.events[i];
            numerator += base * t;
            denominator += base;
        }
        return denominator > 0 ? numerator / denominator : nan;
    }
    // A sum of rounded terms is not exact: what is off by less than it can be is met.
    [[nodiscard]] bool met() const {
        const double asked = plan_.team.target.value();
        const double slack = 1e-12 * std::max(1.0, asked);
        return higher_ ? combined() >= asked - slack : combined() <= asked + slack;
    }

    [[nodiscard]] units count_at(std::size_t i, double p) const {
        const double x = plan_.goals[i].forecast.quantile(higher_ ? 1 - p : p);
        const double steps = x * static_cast<double>(by_.denominator) / static_cast<double>(by_.numerator);
        const double rounded = higher_ ? std::floor(steps) : std::ceil(steps);
        return static_cast<units>(std::clamp(rounded, 0.0, most()));
    }
    [[nodiscard]] double most() const {
        const auto one = static_cast<double>(by_.denominator);
        switch (plan_.team.metric.kind) {
        case ratio_kind::share:
            return one;
        case ratio_kind::odds: // beyond this only "none lost" is left: a step changes no chance
            return std::max(100.0, 10 * plan_.team.target.value()) * one;
        case ratio_kind::average:
            break;
        }
        return 1e12;
    }

    // The largest common chance whose targets meet the team's; they get harder as it falls. false, and the
    // team's target for everybody, where it is so hard or so easy that the chances tell nobody from another.
    bool start() {
        double low = 0.001;
        double high = 0.999;
        at(low);
        const bool too_hard = !met();
        at(high);
        if (too_hard || met()) {
            for (std::size_t i = 0; i < counts_.size(); ++i)
                if (free(i)) plan_.goals[i].target = plan_.team.target;
            return false;
        }
        for (int i = 0; i < 40; ++i) {
            const double middle = (low + high) / 2;
            at(middle);
            (met() ? low : high) = middle;
        }
        at(high);
        return true;
    }
    void at(double p) {
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            stop_.poll();
            if (free(i)) set(i, count_at(i, p));
        }
    }

    [[nodiscard]] double chance(std::size_t i, units count) const {
        ratio_goal g = plan_.goals[i];
        g.target = by_.times(count);
        return g.probability();
    }
    [[nodiscard]] units towards(units step) const { return higher_ ? step : -step; }

    // One step for whoever keeps the highest chance; false when nobody can be asked more.
    bool take_step() {
        stop_.poll();
        std::size_t best = nobody;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            const units count = counts_[i] + towards(1);
            if (!free(i) || count < 0 || static_cast<double>(count) > most()) continue;
            if (std::isnan(next_[i])) next_[i] = chance(i, count);
            if (next_[i] > 0 && (best == nobody || next_[i] > next_[best])) best = i;
        }
        if (best == nobody) return false;
        set(best, counts_[best] + towards(1));
        return true;
    }
    bool give_back() {
        stop_.poll();
        std::size_t lowest = nobody;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            const units count = counts_[i] - towards(1);
            if (!free(i) || count < 0 || static_cast<double>(count) > most()) continue;
            if (std::isnan(now_[i])) now_[i] = chance(i, counts_[i]);
            if (lowest != nobody && now_[i] >= now_[lowest]) continue;
            plan_.goals[i].target = by_.times(count);
            if (met()) lowest = i;
            plan_.goals[i].target = by_.times(counts_[i]);
        }
        if (lowest == nobody) return false;
        set(lowest, counts_[lowest] - towards(1));
        return true;
    }

    ratio_plan& plan_;
    step by_;
    stop_flag stop_;
    bool higher_;
    std::vector<units> counts_;
    std::vector<double> now_;  // chance; NaN: to be worked out
    std::vector<double> next_; // with a step more, likewise
};

void lock(ratio_plan& plan, const std::vector<ratio_lock>& locks) {
    for (std::size_t i = 0; i < locks.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const auto at = std::find_if(plan.goals.begin(), plan.goals.end(),
                                     [&](const ratio_goal& g) { return g.rep == locks[i].rep; });
        if (at == plan.goals.end())
            fail(errc::unknown_id, "locks", "names nobody with working time in the period", row);
        const auto index = static_cast<std::size_t>(at - plan.goals.begin());
        if (plan.locked[index]) fail(errc::duplicate_id, "locks", "a rep is locked twice", row);
        plan.locked[index] = true;
    }
}

const ratio& target_of(rep_id rep, const ratio& everybodys, const std::vector<ratio_lock>& locks) {
    for (const ratio_lock& l : locks)
        if (l.rep == rep) return l.target;
    return everybodys;
}

void require_share(const ratio_estimator& of, const ratio& target) {
    if (of.what().kind == ratio_kind::share && target.numerator > target.denominator)
        fail(errc::out_of_range, "target", "a share is at most 100 %");
}

finding relevant(const ratio_plan& in, const audit_options& options) {
    const ratio_goal& team = in.team;
    const bool any = team.forecast.known();
    const double p = any ? team.probability() : nan;
    const std::string asked = to_string(team.target, team.metric);
    if (!in.meets && std::isnan(in.combined))
        return {smart::relevant,
                verdict::warn,
                p,
                "whether the targets together make the team's " + asked + " is unknown: so are the " +
                    team.metric.denominator.name() + " to come",
                {remedy::more_data, 0, "record a few weeks of " + team.metric.denominator.name()}};
    if (!in.meets)
        return {smart::relevant,
                verdict::fail,
                p,
                "the targets together do not make the team's " + asked,
                {remedy::lower_total, 0, "a team target that the reps' targets make, or other locks"}};
    if (!any) return {smart::relevant, verdict::warn, p, "the team's chance is unknown", {}};
    const std::string sum = "together the targets make the team's " + asked;
    if (as_printed(p) < options.team_chance) {
        finding f{smart::relevant, verdict::warn, p, sum + ", which it reaches with " + percent(p), {}};
        if (const auto even =
                ratio_with_chance(team.forecast, team.metric, team.direction, options.team_chance))
            f.change = {remedy::lower_total, even->numerator,
                        "ask the team for " + to_string(*even, team.metric)};
        return f;
    }
    return {smart::relevant, verdict::pass, p, sum, {}};
}

} // namespace

ratio_plan make_ratio_plan(const ratio_estimator& of, const period& over, const ratio& target,
                           const ratio_plan_options& options, stop_flag stop) {
    ratio_plan plan{.team = make_ratio_goal(of, {}, over, target, options.direction)};
    require_share(of, target);
    for (const ratio_forecast& f : of.forecasts(over)) {
        stop.poll();
        const ratio& own = target_of(f.rep(), target, options.locks);
        plan.goals.push_back(make_ratio_goal(of, f.rep(), over, own, options.direction));
        require_share(of, own);
        plan.events.push_back(f.expected_events());
    }
    if (plan.goals.empty()) fail(errc::empty_input, "over", "nobody has working time in the period");
    plan.locked.resize(plan.goals.size());
    lock(plan, options.locks);
    for (const ratio_goal& g : plan.goals) {
        ratio_goal same = g;
        same.target = target;
        plan.one_for_all.push_back(g.forecast.known() ? same.probability() : nan);
    }
    balance{plan, step_of(of.what().kind, target), stop}.find();
    return plan;
}

namespace {

std::array<finding, 5> audit_one(const ratio_goal& g, shared_findings<ratio_plan>& shared) {
    return audit_within(g, shared, &ratio_goal::target, "target", relevant);
}

} // namespace

std::array<finding, 5> audit(const ratio_goal& g, const ratio_plan& in, const audit_options& options) {
    shared_findings<ratio_plan> shared{in, options};
    return audit_one(g, shared);
}

std::vector<std::array<finding, 5>> audit(const ratio_plan& of, const audit_options& options,
                                          stop_flag stop) {
    return audit_all(of, options, stop, audit_one);
}

} // namespace attain::inline v1
