#include <attain/estimate/quarter_profile.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

// Prior variances, of logarithms: months of one class differ by some 17 % from the quarter's mean; a new team
// may grow by a third a month; what a month shares among all members is worth 14 %.
constexpr double season_variance = 0.03;
constexpr double trend_variance = 0.1;
constexpr double shared_variance = 0.02;
constexpr double noise_months = 4; // the expected noise counts as this many months
constexpr double keep_month = 0.98;
constexpr double chance_scatter = 4; // twice the degrees of freedom of three means around their own

} // namespace

std::size_t month_class(day d) {
    return static_cast<std::size_t>((d.date().month().as_number() - 1) % 3);
}

void quarter_profile::close_month(std::size_t month, double relative_variance) {
    if (whole == 1 && quantity > 0 && exposure > 0) {
        const double rate = std::log(quantity / exposure);
        if (known == 2) {
            for (std::size_t j = 0; j < 3; ++j) {
                lift[j] *= keep_month;
                months[j] *= keep_month;
            }
            const double above = std::clamp(rate - (rate + last[0] + last[1]) / 3, -1.0, 1.0);
            lift[month] += above;
            months[month] += 1;
            squares = squares * keep_month + above * above;
            noise = 2.0 / 3 * (relative_variance + shared_variance);
            solve();
        }
        last = {rate, last[0]};
        known = static_cast<std::uint8_t>(std::min(known + 1, 2));
    } else {
        known = 0;
    }
    quantity = exposure = member_days = 0;
    days = 0;
    whole = 1;
}

// lift of class j = trend + season_j + noise, all normal: the posterior mean of season_j.
void quarter_profile::solve() {
    double seen = 0;
    double scatter = squares;
    for (std::size_t j = 0; j < 3; ++j) {
        if (!(months[j] > 0)) continue;
        seen += months[j];
        scatter -= lift[j] * lift[j] / months[j];
    }
    const double variance =
        (noise_months * noise + std::max(scatter, 0.0)) / (noise_months + std::max(seen - 3, 0.0));
    double precision = 1 / trend_variance;
    double trend = 0;
    for (std::size_t j = 0; j < 3; ++j) {
        if (!(months[j] > 0)) continue;
        const double weight = 1 / (season_variance + variance / months[j]);
        precision += weight;
        trend += weight * lift[j] / months[j];
    }
    trend /= precision;
    // Three means scatter by chance: what they do so beyond twice the expected is believed (Stein's positive
    // part), so that a few noisy months of a small team make no season.
    double scattered = 0;
    for (std::size_t j = 0; j < 3; ++j)
        if (months[j] > 0)
            scattered += (lift[j] / months[j] - trend) * (lift[j] / months[j] - trend) * months[j] / variance;
    const double believed = std::max(0.0, 1 - chance_scatter / std::max(scattered, chance_scatter));
    double sum = 0;
    for (std::size_t j = 0; j < 3; ++j) {
        const double season = months[j] > 0 ? believed * (lift[j] / months[j] - trend) * months[j] /
                                                  (months[j] + variance / season_variance)
                                            : 0;
        sum += factor[j] = std::exp(season);
    }
    for (double& f : factor)
        f *= 3 / sum;
}

void quarter_profile::merge(const quarter_profile& part) {
    quantity += part.quantity;
    exposure = std::max(exposure, part.exposure);
    member_days = std::max(member_days, part.member_days);
    for (std::size_t j = 0; j < 2; ++j) {
        const bool mine = known > j;
        const bool theirs = part.known > j;
        if (mine && theirs)
            last[j] = std::log(std::exp(last[j]) + std::exp(part.last[j]));
        else if (theirs)
            last[j] = part.last[j];
    }
    known = std::max(known, part.known);
    noise = std::max(noise, part.noise);
    squares += part.squares;
    for (std::size_t j = 0; j < 3; ++j) {
        lift[j] += part.lift[j];
        months[j] += part.months[j];
    }
    if (months[0] + months[1] + months[2] > 0) solve();
}

} // namespace attain::inline v1
