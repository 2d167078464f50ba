// The model inside the engine, as pure functions: from decayed sums and an outlook to opinions and weights.
//
// Constants: where each comes from is told in docs/estimator.md, section "Constants".
#pragma once

#include <attain/estimate/engine.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1::model {

inline constexpr per_memory<double> half_lives{4, 10, 25, 63, 160, 500};
// 2^(-1 / half-life)
inline constexpr per_memory<double> keep{0.84089641525371454303, 0.93303299153680741598,
                                         0.97265494741228551852, 0.98905796813607331476,
                                         0.99567720043328404582, 0.99861466610102892387};
inline constexpr double keep_size = 0.99232794626294348103;    // half-life 90 days
inline constexpr double keep_weekday = 0.99615658722057521765; // half-life 180 days
inline constexpr per_memory<double> first_weights{.05, .10, .15, .20, .20, .30};
inline constexpr double gradient_step = 0.6;
inline constexpr double largest_ratio = 4;
inline constexpr double team_blocks = 3;  // the team's weights count as this many blocks of the series
inline constexpr double keep_share = 0.9; // of a series' own weights, per 28-day block
inline constexpr std::array<std::size_t, 4> blended{0, 1, 3, 4};
inline constexpr std::array<double, 4> first_blend{.2, .3, .3, .2};
inline constexpr std::size_t spread_memory = 2;
inline constexpr std::size_t size_memory = 3; // the rate that a person's days scatter around
inline constexpr double spread_factor = 2;
inline constexpr double keep_week = 0.97; // of everything learned from blocks
inline constexpr double date_cap = 20;    // series a date may count for
inline constexpr double shrink_days = 20; // exposure that a wider group is worth to a narrower one
inline constexpr double alive_days = 60;
// No memory is scored as surer than 14 %: a world that has been the same to the day makes the longest one all
// but certain, and then no silence could teach it.
inline constexpr double scored_spread = 0.02;
inline constexpr double strange_silence = 2; // expected active days; by chance it is as long in one of seven
inline constexpr double pit_prior = 30;
inline constexpr std::array<double, block_levels> first_kappa{0.40, 0.30, 0.22, 0.12};
inline constexpr double doubted_blocks = 3; // a team's blocks that teach half of what they seem to
// Regressors of a team's law are divided by variance + mean^2 / 50: every block has first + second / 50 = 1.
inline constexpr double team_scale = 50;
inline constexpr std::int32_t newcomer_days = 92;
inline constexpr double newcomer_blocks = 5;   // the members' spread counts as this many newcomers' blocks
inline constexpr double keep_newcomers = 0.95; // of what newcomers' blocks taught, per date with some

struct powers {
    static constexpr std::size_t size = 128;
    std::array<per_memory<double>, size> of{};
    constexpr powers() {
        for (std::size_t h = 0; h < memories; ++h) {
            of[0][h] = 1;
            for (std::size_t n = 1; n < size; ++n)
                of[n][h] = of[n - 1][h] * keep[h];
        }
    }
};
inline constexpr powers table{};

// keep^days
inline per_memory<double> decay_over(std::int32_t days) {
    if (days < static_cast<std::int32_t>(powers::size)) return table.of[static_cast<std::size_t>(days)];
    per_memory<double> f{};
    for (std::size_t h = 0; h < memories; ++h)
        f[h] = std::exp2(-days / half_lives[h]);
    return f;
}

template<std::size_t N>
std::array<double, N> softmax(std::array<double, N> x) {
    const double top = *std::max_element(x.begin(), x.end());
    double sum = 0;
    for (double& v : x)
        sum += v = std::exp(v - top);
    for (double& v : x)
        v /= sum;
    return x;
}

inline std::size_t tenure_bin(double days) {
    return days < 30 ? 0 : days < newcomer_days ? 1 : 2;
}

// A series at some day, from its live state or from the copy in a block.
struct view {
    per_memory<double> gross{};
    per_memory<double> losses{};
    per_memory<double> active{};
    per_memory<double> exposure{};
    per_memory<double> log_score{};
    per_memory<double> responsible{};
    double squared_error{};
    double blocks{};
    std::int32_t hired{};
};

struct moments {
    per_memory<opinion> opinions{}; // weights not set
    per_memory<double> mean{};      // of the total's size, nothing included
    per_memory<double> law{};       // variance by the law
    per_memory<double> rate{};      // variance of the rate's uncertainty
    per_memory<double> lean{};      // 1 - 2 x share of losses: mean of the total = mean x lean
    per_memory<double> active_mean{};
    double prior{}; // mean of the prior, per exposure
};

struct weights {
    per_memory<double> used{};
    per_memory<double> mixture{};
    per_memory<double> best{};
};

// What one event of a series' own record counts for: a busy day's worth of them comes or stays away together,
// so few days are few events however much they hold; once there are many the laws of the blocks know better.
double own_event(const view& s, const outlook& o);
// The opinions over an exposure, given the prior's mean of values and of active days per exposure. Least
// spread: of counts, relative to the mean and squared.
moments opinions_of(metric_kind kind, const view& s, const outlook& o, double exposure, double prior,
                    double prior_active, double least_spread = 0);
weights weights_of(const view& s, const outlook& o);

// Sums of a series as they stand before `now`, decayed to the day before.
view view_of(const series_state& s, const cohort_state& c, std::int32_t now);
// Observed for a day at least, and active in the last 60 days: whose blocks teach.
bool active_of_late(const series_state& s, std::int32_t now);
// The same, or not yet silent for as long as would be strange: for fewer than two of its own active days,
// at its rate in the longest memory. Who sells once a quarter is not gone after two silent months, nor is
// anybody while the calendar is closed. Whose record tells what the cohort's members bring.
bool alive(const series_state& s, const cohort_state& c, std::int32_t now);

struct law {
    double phi{};
    double kappa{};
};
law solve(const law_sums& sums, double phi_before, double kappa_before);
law solve_active(const law_sums& sums);
void decay(law_sums& sums, double factor);
// One observation of `square` against the two regressors first and second.
void add(law_sums& sums, double weight, double first, double second, double square);
// Of team totals: square = phi x sum of variances + kappa x mean^2, starting at phi = 1 (independent
// members).
law solve_team(const law_sums& sums);
// How many team blocks, decayed, are in the sums of such a law.
double team_blocks_in(const law_sums& sums);

} // namespace attain::inline v1::model
