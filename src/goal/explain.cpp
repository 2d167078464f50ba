#include <attain/core/error.hpp>
#include <attain/goal/plan.hpp>

#include <algorithm>

namespace attain::inline v1 {

namespace {

// What makes a rep's working time; what is off is left out.
struct factors {
    bool leave = false; // days away, and days outside the team
    bool part_time = false;
    bool ramp = false;
};

rep with_only(const factors& on, const rep& member) {
    rep other = member;
    if (!on.ramp) {
        other.ramp = {};
        other.ramp_starts.clear();
        other.hired.reset(); // days before it have no ramp; that they are outside the team is leave
    }
    if (!on.leave) {
        other.absences.clear();
        other.stints = {{}};
    }
    if (!on.part_time) {
        other.fte = fraction::one();
        other.fte_changes.clear();
    }
    return other;
}

std::vector<candidate> all_candidates(const plan& p, const allocate_options& details) {
    std::vector<rep_id> reps;
    for (const goal& g : p.goals)
        reps.push_back(g.rep);
    return candidates_of(reps, details.candidates);
}

candidate without_bounds(candidate c) {
    c.floor = 0;
    c.cap = unlimited;
    c.change_cap.reset();
    c.capacity = unlimited;
    return c;
}

// What the policy reads beside the forecasts; record: nothing.
factor read_by(const policy& by) {
    if (std::holds_alternative<least_change>(by) || std::holds_alternative<blend>(by))
        return factor::last_quota;
    if (std::holds_alternative<value_weighted>(by)) return factor::values;
    const bool weighed = std::holds_alternative<proportional>(by) || std::holds_alternative<hamilton>(by) ||
                         std::holds_alternative<alpha_fair>(by);
    return weighed ? factor::weights : factor::record;
}

// The plan's split with fewer factors: working time, bounds, locks, total.
class solver {
public:
    solver(const plan& p, const estimator& of, const policy& by, const allocate_options& details,
           stop_flag stop)
        : plan_{p},
          of_{of},
          by_{by},
          details_{details},
          candidates_{all_candidates(p, details)},
          stop_{stop} {}

    [[nodiscard]] std::vector<units> equal() const {
        std::vector<candidate> plain;
        for (const candidate& c : candidates_)
            plain.push_back({.id = c.id, .rank = c.rank});
        return amounts(allocate(plan_.promised, plain, equal_split{}, {.salt = details_.salt}));
    }

    // Everybody at the same chance, at full working time.
    [[nodiscard]] std::vector<units> record() const {
        return with({}, false, false, plan_.promised, equal_attainability{});
    }

    [[nodiscard]] std::vector<units> with(const factors& on, bool bounds, bool locks, units total) const {
        return with(on, bounds, locks, total, by_);
    }

private:
    [[nodiscard]] std::vector<units> with(const factors& on, bool bounds, bool locks, units total,
                                          const policy& by) const {
        std::vector<forecast> forecasts;
        std::vector<candidate> candidates = candidates_;
        for (std::size_t i = 0; i < plan_.goals.size(); ++i) {
            stop_.poll(i);
            const goal& g = plan_.goals[i];
            const rep other = with_only(on, of_.team().at(g.rep));
            const capacity time = capacity_over(of_.team(), other, plan_.period);
            const bool same = time.micro == g.working_time.micro || time.none();
            forecasts.push_back(same ? g.forecast : of_.forecast_as(other, plan_.period));
            candidate& c = candidates[i];
            if (!same) c.weight *= time.days() / g.working_time.days();
            if (!bounds || c.lock) c = without_bounds(c); // a lock is alone: the other rules do not apply
            if (!locks) c.lock.reset();
        }
        // Bounds that cannot be met are repaired as they were in the plan.
        const allocate_options how{.salt = details_.salt,
                                   .repair = bounds ? details_.repair : when_infeasible::report};
        return amounts(allocate(total, candidates, forecasts, by, how, stop_));
    }

    [[nodiscard]] static std::vector<units> amounts(const allocation& split) {
        std::vector<units> all;
        for (const quota& q : split.quotas)
            all.push_back(q.amount);
        return all;
    }

    const plan& plan_;
    const estimator& of_;
    const policy& by_;
    const allocate_options& details_;
    std::vector<candidate> candidates_;
    stop_flag stop_;
};

} // namespace

std::vector<bridge> explain(const plan& p, const estimator& of, const policy& by,
                            const allocate_options& details, stop_flag stop) {
    std::vector<bridge> bridges;
    for (const goal& g : p.goals)
        bridges.emplace_back(g.rep);
    if (bridges.empty()) return bridges;

    const solver solve{p, of, by, details, stop};
    // A stage that cannot be met adds nothing; what it would have said falls into the next one.
    const auto stage = [&](factor f, const std::vector<units>& figures) {
        for (std::size_t i = 0; i < figures.size(); ++i) {
            const bool of_others =
                f == factor::record && p.goals[i].forecast.evidence().grade == evidence_grade::prior_only;
            bridges[i].to(of_others ? factor::team_record : f, figures[i]);
        }
    };
    stage(factor::base_share, solve.equal());
    if (needs_predictive(by)) stage(factor::record, solve.record());
    if (const factor read = read_by(by); read != factor::record)
        stage(read, solve.with({}, false, false, p.promised));
    stage(factor::leave, solve.with({.leave = true}, false, false, p.promised));
    stage(factor::part_time, solve.with({.leave = true, .part_time = true}, false, false, p.promised));
    const factors all{.leave = true, .part_time = true, .ramp = true};
    stage(factor::ramp, solve.with(all, false, false, p.promised));
    stage(factor::bounds, solve.with(all, true, false, p.promised));
    stage(factor::locks, solve.with(all, true, true, p.promised));
    stage(factor::hedge, solve.with(all, true, true, p.total));
    for (std::size_t i = 0; i < p.goals.size(); ++i)
        bridges[i].to(factor::rounding, p.goals[i].target);
    return bridges;
}

} // namespace attain::inline v1
