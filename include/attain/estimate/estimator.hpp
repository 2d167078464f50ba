// The estimator: from a team's ledger to a calibrated forecast for each rep and for the team.
#pragma once

#include <attain/core/stop.hpp>
#include <attain/estimate/engine.hpp>
#include <attain/estimate/forecast.hpp>
#include <attain/estimate/host_prior.hpp>
#include <attain/measure/ledger.hpp>

#include <optional>
#include <string>
#include <vector>

namespace attain::inline v1 {

struct estimator_options {
    // What the host believes while the team's own record is short. It weighs prior weight of the rep x
    // worth_days / (worth_days + the team's days of capacity so far), as a linear pool: alone without facts
    // (the grade is then prior_only), next to nothing after a few weeks. nullopt: without facts, unknown.
    std::optional<host_prior> prior{};
    // One event must not set a rate: a rep's largest day enters the rates as at most this many times the
    // rep's next largest (of less than five active days: or the largest of anybody else's, if that is more).
    // What was done is done in full. At least 1.
    double largest_day = 3;
};

// Replays the ledger's days once through the streaming engine (engine.hpp) and answers from its state.
//
// Exposure is capacity x the weekday weights that the team's data show. Reps of one role are a cohort, the
// role being that of as_of's stint, else of the first one to come; a rep's prior is the role's mean shrunk to
// the team's. Zero on a worked day is evidence; a day without capacity is none; what is recorded on a day off
// still counts, on leave as done alone, and weekdays on which the calendar never works get the weight that
// the data show. Any rep's day below zero makes the metric a signed one.
class estimator {
public:
    // Facts after as_of are ignored, and so are those of days that are not on the rep's record (roster.hpp):
    // a mover's are the own record of the person who brings them, where the roster says where they were, and
    // done in the team of their day (attribution.hpp). A rep whose start is unknown is observed
    // from the first fact on that is not isolated (quality.hpp): a mistyped year is not a record. The team
    // must outlive it with the people it has now; what it says of them may change, as a roster does over the
    // day: coming leave counts, what is over was understood as it was. Errors: out_of_range (as_of; a day the
    // calendar does not know; options), not_finite (options), overflow (sizes of days that add up beyond 64
    // bits), stopped (polled once a replayed day). O(facts log facts + reps x days).
    estimator(const attain::team& of, const attain::metric& what, const ledger& facts, day as_of,
              stop_flag stop = {}, const estimator_options& options = {});

    // Errors: unknown_id; invalid_argument for a period that ended before as_of; conflict when the team has
    // other people than when the estimator was made: of all for what asks for all, else of the rep; overflow.
    [[nodiscard]] attain::forecast forecast(rep_id rep, const period& over) const;
    // Their forecast if they were there as `other` is, which has their id: own record, other working time.
    [[nodiscard]] attain::forecast forecast_as(const rep& other, const period& over) const;
    // The forecast had the rep's largest day of the last year been an empty one in the own record; what the
    // cohort lends still holds it, bounded as all largest days are, so it is not that of a ledger without the
    // day. nullopt: nothing was recorded.
    [[nodiscard]] std::optional<attain::forecast> forecast_without_largest(rep_id rep,
                                                                           const period& over) const;
    // All reps with capacity in the period, in order of id. Errors: as forecast; stopped.
    [[nodiscard]] std::vector<attain::forecast> forecasts(const period& over, stop_flag stop = {}) const;
    // The team's total. Half of it from the members' forecasts, spread as earlier team totals spread around
    // such sums; half from the team's total as a series of its own. Of one member alone, the member's
    // forecast. rep() is 0. Errors: as forecast.
    [[nodiscard]] attain::forecast team_forecast(const period& over) const;

    [[nodiscard]] const attain::team& team() const noexcept { return *team_; }
    [[nodiscard]] const attain::metric& metric() const noexcept { return metric_; }
    [[nodiscard]] day as_of() const noexcept { return as_of_; }
    // Last day up to as_of on which something is recorded for the rep; nullopt: nothing ever.
    [[nodiscard]] std::optional<day> last_fact(rep_id rep) const;
    // What was learned, for reports: weights of Monday to Sunday of the rep's role, mean 1 over the days that
    // the team's calendar works.
    [[nodiscard]] std::array<double, 7> weekdays(rep_id rep) const;

private:
    friend struct estimator_access; // state/estimator_codec

    // Of these day totals, sorted by rep and day; nothing replayed yet. Errors: as above.
    estimator(const attain::team& of, const attain::metric& what, day as_of, const estimator_options& options,
              std::vector<day_total> totals, std::vector<day_total> elsewhere);

    struct member {
        rep_id rep{};
        std::size_t first_row{}; // of totals_
        std::size_t last_row{};
        std::size_t followed_row{}; // the first one that the engines see
        std::uint32_t cohort{};
        std::optional<std::uint32_t> series{}; // once observed
        std::optional<largest_event> largest{};
        double bound{}; // of a day's value in the rates
    };

    // The metric's kind as the engines see it: by what was recorded, a net only where reversals are more than
    // 0.5 % of it.
    [[nodiscard]] metric_kind followed_as() const;
    [[nodiscard]] units common_step() const;
    [[nodiscard]] day first_followed_day() const;
    void find_members();
    void bound_largest_days();
    // A day's value as it enters the rates.
    [[nodiscard]] double counted(const member& m, units quantity) const;
    // The host's belief pooled into what the record says.
    [[nodiscard]] mixture believed(const mixture& by_record, capacity remaining, double prior_weight) const;
    void replay(day first, stop_flag stop);
    [[nodiscard]] std::size_t index_of(rep_id rep) const;
    [[nodiscard]] const rep& person(std::size_t index) const { return team_->at(members_[index].rep); }
    void require_same_people() const;
    [[nodiscard]] day first_open_day(const period& over) const;
    struct future; // what all forecasts over one period share
    [[nodiscard]] future look(const period& over) const;
    [[nodiscard]] units done(const member& m, const period& over) const; // in this team
    [[nodiscard]] units done_elsewhere(const member& m, const period& over) const;
    [[nodiscard]] attain::forecast forecast(std::size_t index, const rep& who, const period& over,
                                            future& ahead, bool without_largest) const;
    [[nodiscard]] double team_exposure(future& to_come) const;

    const attain::team* team_;
    attain::metric metric_;
    day as_of_;
    estimator_options options_;
    units step_{};                     // of forecasts
    bool signed_{};                    // followed as a net of reversals
    double team_days_{};               // of capacity that were observed
    std::vector<day_total> totals_;    // on record of the team's reps, by rep and day
    std::vector<day_total> elsewhere_; // of it, what was done in other teams
    std::vector<member> members_;      // by rep, those of the team when it was made
    std::uint32_t cohorts_{};
    std::optional<engine> engine_; // nullopt: no facts
    std::optional<engine> total_;  // the team's total: one series, its presence the sum of the members'
};

} // namespace attain::inline v1
