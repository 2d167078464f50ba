// What rates of people are shrunk by: how far members of a cohort truly differ, and how much more than chance
// one person's own weeks scatter. Moments with a few pseudo-observations, so that two people or two weeks
// cannot claim certainty.
//
// Sources: moment estimators of beta-binomial and gamma-Poisson mixtures with unequal sizes (Kleinman 1973;
// Bühlmann & Straub 1970); dispersion of quasi-likelihood (Wedderburn 1974).
#pragma once

#include <algorithm>
#include <cstddef>

namespace attain::inline v1::shrinkage {

inline constexpr int block_length = 28;          // days: long enough for bursts and holidays to show
inline constexpr double prior_scatters = 12;     // blocks the first dispersion counts as
inline constexpr double prior_members = 2;       // members the first spread counts as
inline constexpr double prior_spread = 0.1;      // squared relative spread: people differ by about a third
inline constexpr double least_spread = 0.01;     // nobody is a copy of anybody: 10 %
inline constexpr double most_spread = 4;         // of volumes
inline constexpr double most_spread_share = 0.5; // of conversion rates

// Variance over what chance alone gives, floored at chance.
class dispersion {
public:
    // One person's blocks around their own rate: the sum of squared errors per unit of size, and what chance
    // would give it (degrees of freedom x variance per unit of size).
    void add(double squares, double expected) noexcept {
        squares_ += squares;
        expected_ += expected;
    }
    // `chance`: one block's expected value; `first`: the dispersion believed before.
    [[nodiscard]] double value(double chance, double first) const noexcept {
        const double lent = prior_scatters * chance;
        if (expected_ + lent <= 0) return std::max(1.0, first);
        return std::max(1.0, (squares_ + lent * first) / (expected_ + lent));
    }

private:
    double squares_{};
    double expected_{};
};

// Squared relative spread of true rates around the cohort's, from what each member showed.
class spread {
public:
    // size: exposure or activities; relative: own rate / cohort's rate.
    void add(double size, double relative) noexcept {
        sizes_ += size;
        squared_sizes_ += size * size;
        squares_ += size * (relative - 1) * (relative - 1);
        ++members_;
    }
    // Products of two channels' deviations: what members have in common across channels.
    void add(double size, double one, double other) noexcept {
        sizes_ += size;
        squared_sizes_ += size * size;
        squares_ += size * (one - 1) * (other - 1);
        ++members_;
    }
    // noise: relative variance that chance gives per unit of size. Shrunk to `first`, unclamped.
    [[nodiscard]] double value(double noise, double first) const noexcept {
        if (members_ == 0 || sizes_ <= 0) return first;
        const auto n = static_cast<double>(members_);
        const double lent = prior_members * sizes_ / n;
        const double room = sizes_ - squared_sizes_ / sizes_;
        return (squares_ - (n - 1) * noise + lent * first) / (room + lent);
    }

private:
    double sizes_{};
    double squared_sizes_{};
    double squares_{};
    std::size_t members_{};
};

} // namespace attain::inline v1::shrinkage
