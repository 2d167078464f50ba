// The streaming engine: decayed states of many series, learned laws, and the distribution of what comes next.
//
// One engine follows one metric over many series (a rep each) in cohorts (a role of a team). It sees every
// day once, in order, keeps a fixed number of bytes per series and never looks back. docs/estimator.md
// explains the model; the constants and where each comes from stand in src/estimate/engine_model.hpp.
#pragma once

#include <attain/core/memory.hpp>
#include <attain/core/stop.hpp>
#include <attain/estimate/mixture.hpp>
#include <attain/estimate/quarter_profile.hpp>
#include <attain/time/day.hpp>

#include <array>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <span>
#include <vector>

namespace attain::inline v1 {

namespace model {
struct view;
struct moments;
struct weights;
} // namespace model
namespace sweeping {
class floored_mass;
} // namespace sweeping

inline constexpr std::size_t memories = 6; // decayed states per series, from 4 to 500 days of half-life
inline constexpr std::size_t block_levels = 4;
inline constexpr std::array<std::int32_t, block_levels> block_days{7, 14, 28, 91};

// Share of the members' sum in the forecast of a team's total; the rest is the total's own series.
inline constexpr double team_pool = 0.5;

// Beyond it nothing is taken in: squares of sums and their ratios then stay far inside the doubles, sums of
// open blocks inside the floats. Quantities of 64 bits end at 9.3e18.
inline constexpr double largest_value = 1e30;
// The same for shares of a day and weights of weekdays, which lie around 1.
inline constexpr double largest_share = 1e6;

template<class T>
using per_memory = std::array<T, memories>;

// What a series did on a day, between -largest_value and largest_value.
struct engine_row {
    std::uint32_t series{};
    double value{};
};

// How much of a normal day a series was there, where that is not 1: 0 on leave, 0.5 part-time, ramp included.
struct engine_presence {
    std::uint32_t series{};
    double share{};
};

// Sums of the past, each day's part halved every half-life. Linear: parts can be added, late rows too.
struct decayed_sums {
    per_memory<double> gains{};   // sum of values above zero
    per_memory<double> losses{};  // sum of values below zero, without sign
    per_memory<double> active{};  // days with a value
    per_memory<double> missing{}; // cohort's exposure that this series did not have
};

// The live part of a series: 288 bytes.
struct series_state {
    decayed_sums sums{};
    double size1{};                  // decayed sum of |value|, 90 days
    double size2{};                  // decayed sum of value^2, 90 days
    per_memory<float> log_score{};   // own log score of each memory against the average
    per_memory<float> responsible{}; // own past blocks explained by each memory
    float squared_error{};           // sum of squared standardised errors of own blocks
    float blocks{};                  // number of them, decayed alike
    std::int32_t as_of{};            // last day that the sums contain
    std::int32_t since{};            // first day of observation
    std::int32_t hired{};            // first day of tenure
    std::int32_t last_active{};
    std::uint32_t cohort{};
};

// A series as it was when a block began: what its forecast followed from, in single precision. With the block
// total so far; 176 bytes.
struct block_state {
    per_memory<float> gross{};
    per_memory<float> losses{};
    per_memory<float> active{};
    per_memory<float> exposure{};
    per_memory<float> log_score{};
    per_memory<float> responsible{};
    float squared_error{};
    float blocks{};
    double total{};
    float active_days{};
    float missing{};      // exposure that this series did not have so far
    std::uint32_t open{}; // 1: this series is being forecast in this block
};

// Decayed normal equations of squared errors against mean and mean^2.
struct law_sums {
    double a11{}, a12{}, a22{}, b1{}, b2{};
};

// What all series of an engine taught together.
struct pooled_state {
    std::array<per_memory<law_sums>, block_levels> law{};
    std::array<law_sums, block_levels> active_law{};
    std::array<law_sums, block_levels> team_law{}; // of team totals: against sum of variances and mean^2
    std::array<std::array<std::array<double, recalibration::bins>, 2>, block_levels> pit{};
    std::array<per_memory<double>, 3> log_score{}; // which memory is best
    std::array<per_memory<double>, 3> gradient{};  // which mixture is best
    std::array<double, 3> mixture_evidence{};      // log score gained by the mixture over the best memory
    std::array<double, 4> blend{};                 // which memory to take the cohort's mean from
    std::array<std::array<double, 2>, 3> tenure{}; // blocks of newcomers against the cohort: sum and number
    std::array<double, 2> newcomers{};             // relative squared errors of first blocks: sum and number
    quarter_profile quarter{};                     // months of a quarter against each other
    double unit = 2;                               // size that one event counts for
    double spread = 0.5;                           // squared coefficient of variation between members
};

struct cohort_state {
    std::array<double, 7> weekday_value{};
    std::array<double, 7> weekday_days{};
    per_memory<double> exposure{};             // decayed exposure of somebody always there
    std::array<double, 7> weekday{};           // learned weights of the coming day, see engine::weekdays
    std::array<std::uint32_t, 64> last_seen{}; // members by last active day, modulo 64
    std::uint32_t team{};
};

// What a forecast needs besides the series itself, for one horizon. Taken once, used for every series.
struct outlook {
    struct cohort {
        double exposure{}; // of the whole horizon, somebody always there
        std::array<double, 4> exposure_of{};
        double mean{};  // value per exposure, from the spread memory
        double prior{}; // the learned blend
        double prior_active{};
        std::array<double, 4> prior_of{}; // from each blended memory alone
        std::array<double, 4> prior_active_of{};
    };
    explicit outlook(memory_resource* memory = nullptr) : cohorts{or_default(memory)} {}

    std::pmr::vector<cohort> cohorts;
    std::int32_t day{};      // first day of the horizon
    std::int32_t days{};     // calendar days in it
    std::int32_t level{};    // nearest block level
    std::uint32_t members{}; // alive
    per_memory<double> phi{};
    per_memory<double> kappa{};
    double active_phi{};
    double active_kappa{};
    double team_phi{}; // variance of a team's total: team_phi x sum of variances + team_kappa x mean^2
    double team_kappa{};
    double event{};           // phi0: what one event counts for in the sums
    double day_event{};       // the same while there are few: variance over mean of a person's days; >= event
    double unit{};            // size unit of densities
    double spread{};          // squared coefficient of variation between members
    double strength{};        // a0
    double newcomer_spread{}; // squared coefficient of variation of newcomers around their prior
    double negative{};        // share of losses in the cohort's sums
    std::array<double, 3> tenure{};
    per_memory<double> team_weights{};
    per_memory<double> team_log_score{};
    double mixture_share{};
    std::array<recalibration, 2> learned{}; // settled, newcomer
};

class engine {
public:
    using start_profile = std::array<double, 7>;
    // Weekends get a fifth of a weekday until the data speak; where a calendar is authoritative, its days off
    // start at 0.
    static constexpr start_profile unknown_calendar{1, 1, 1, 1, 1, 0.2, 0.2};

    // Errors: out_of_range (a day outside the calendar, a weekday's weight below 0 or above largest_share,
    // with its row), not_finite.
    explicit engine(metric_kind kind, day first, const start_profile& weekdays = unknown_calendar,
                    memory_resource* memory = nullptr);

    // Cohorts of one team share its totals' law. A new team is the next unused number.
    std::uint32_t add_cohort(std::uint32_t team = 0);
    // Room for that many series without moving any: memory is then exactly bytes_per_series each. Days that
    // are observed or pass take no memory then.
    void reserve(std::size_t series);
    // Observed from now() on; hired says how old its tenure is (default: hired today). Errors: out_of_range.
    std::uint32_t add_series(std::uint32_t cohort, std::optional<day> hired = std::nullopt);

    [[nodiscard]] day first() const noexcept { return day{first_}; }
    // The first day not yet seen: everything from first() up to it is known.
    [[nodiscard]] day now() const noexcept { return day{now_}; }
    [[nodiscard]] std::size_t size() const noexcept { return series_.size(); }
    [[nodiscard]] std::size_t teams() const noexcept { return teams_.size(); }
    [[nodiscard]] std::size_t cohorts() const noexcept { return cohorts_.size(); }
    [[nodiscard]] metric_kind kind() const noexcept { return kind_; }

    // That day's rows, at most one a series, after all days before it passed without rows. Errors:
    // out_of_range (a day that advance refuses, an unknown series, a value beyond largest_value, a share
    // below 0 or above largest_share), not_finite, with the row; nothing has changed then. O(rows + cohorts),
    // O(series) on days when blocks close.
    void observe(day d, std::span<const engine_row> rows, std::span<const engine_presence> presence = {});
    // Days without rows up to `to`, which stays unseen. Errors: out_of_range (a day already seen, one outside
    // the calendar or in its last 182 days, where blocks would not end), and nothing has changed then;
    // stopped (polled once a day): all days before now() have passed, and the same call goes on from there.
    // O(days x cohorts), O(series) on days when blocks close.
    void advance(day to, stop_flag stop = {});
    // A late or corrected value of a day already seen: it counted as `before` (0: no row) and is `after`.
    // Exact for every sum; blocks that have closed are not scored again, and last_active only ever moves on:
    // a last day that is taken back still counts for who is alive. Errors: out_of_range, not_finite.
    void correct(std::uint32_t series, day d, double before, double after);

    // Adds what another engine saw of the same series on the same days: other facts, none of them the same.
    // Sums and what was learned add up, and so do the totals of open blocks; exposure belongs to the calendar
    // and is kept. Blocks that have closed are not scored again. Errors: conflict (another kind, another day,
    // other cohorts or series), and nothing has changed then. O(series).
    void merge(const engine& part);

    // Everything that forecasts over [begin, end) share, begin >= now(). Errors: out_of_range. O(series).
    [[nodiscard]] outlook look(day begin, day end) const;
    void look(day begin, day end, outlook& into) const;

    struct prediction {
        mixture remaining;
        double effective_days{}; // exposure behind it, in the memory's weighting
        double prior_weight{};   // share of the mean that the cohort supplied
    };
    // The total over the outlook's horizon. exposure: the series' own where it is not somebody always there.
    // Errors: out_of_range (a series or cohort that was never added, an exposure below 0), not_finite (an
    // exposure; sums at the end of the doubles' range, which stored state can hold and days cannot bring).
    [[nodiscard]] prediction predict(const outlook& ahead, std::uint32_t series, double exposure) const;
    [[nodiscard]] prediction predict(const outlook& ahead, std::uint32_t series) const;
    // The same from a changed copy of a series' state: what if this had not happened?
    [[nodiscard]] prediction predict(const outlook& ahead, const series_state& state, double exposure) const;
    // Somebody of that cohort who starts now and of whom nothing is known.
    [[nodiscard]] prediction predict_newcomer(const outlook& ahead, std::uint32_t cohort,
                                              double exposure) const;
    // The total of members with these means and variances of their own.
    [[nodiscard]] mixture predict_total(const outlook& ahead, double mean, double sum_of_variances) const;

    [[nodiscard]] const series_state& state(std::uint32_t series) const { return series_[series]; }
    // A copy of the state as if the value on that day had been another one.
    [[nodiscard]] series_state corrected(std::uint32_t series, day d, double before, double after) const;
    // Learned weights of Monday to Sunday; mean 1 over the days that weigh most in the start profile.
    [[nodiscard]] std::array<double, 7> weekdays(std::uint32_t cohort) const {
        return cohorts_[cohort].weekday;
    }
    // Months of a quarter against each other, by month_class(); mean 1.
    [[nodiscard]] std::array<double, 3> quarter_months() const noexcept { return pooled_.quarter.factor; }
    // Exposure of somebody always there on that day: weekday x month.
    [[nodiscard]] double day_weight(std::uint32_t cohort, day d) const {
        return cohorts_[cohort].weekday[static_cast<std::size_t>(d.weekday())] *
               pooled_.quarter.factor[month_class(d)];
    }
    // Bytes kept per series.
    static constexpr std::size_t bytes_per_series = sizeof(series_state) + block_levels * sizeof(block_state);

private:
    friend struct engine_access; // state/codec

    void require_ahead(day d, const char* argument) const;
    void begin_day();
    void step(std::span<const engine_row> rows, std::span<const engine_presence> presence);
    void learn_weekdays();
    void end_month(day last);
    void bring_to(series_state& s, std::int32_t d) const;
    void close(std::size_t level);
    void open(std::size_t level);
    void pool(outlook& into) const;
    void finish(outlook& o, std::int32_t begin, std::int32_t end) const;
    void require_seen(std::uint32_t series, day d, double before, double after) const;
    [[nodiscard]] double event_size(double unit) const;
    void learn_weights(std::size_t level, series_state& s, const model::moments& m, const model::weights& w,
                       const sweeping::floored_mass& mass_of, double counted);
    [[nodiscard]] prediction predict(const model::view& v, const outlook& o, std::uint32_t cohort,
                                     double exposure) const;

    metric_kind kind_;
    std::int32_t first_;
    std::int32_t now_;
    start_profile start_;
    pooled_state pooled_;
    std::pmr::vector<cohort_state> cohorts_;
    std::pmr::vector<series_state> series_;
    std::array<std::pmr::vector<block_state>, block_levels> blocks_;
    std::array<outlook, block_levels> opened_;
    outlook today_;
    struct team_block {
        double mean{}, variance{}, total{};
    };
    std::pmr::vector<team_block> teams_; // scratch of close()
    std::array<bool, block_levels> is_open_{};
};

} // namespace attain::inline v1
