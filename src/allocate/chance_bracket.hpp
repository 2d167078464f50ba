// Chance bracket: the first rounds of a selection by equal attainability, with few tails a rep.
//
// A level is a chance p; every rep's slots whose key is not above the level's key are counted, by evaluating
// tails where a line through the last two, on the scale of normal deviates, crosses the level. The count is
// exact: the slot counted last and the next one have been evaluated and lie on the two sides. What is counted
// gives every rep a better line, all lines together the next level, and a few levels leave a bracket of a
// fraction of a slot per rep. Lines steer the time and never the result. Levels stay within 6 standard
// deviations; what lies beyond is left to the rounds of exact keys.
#pragma once

#include "kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace attain::inline v1::detail {

// The z with P(Z >= z) = p, to about 0.0005 (Abramowitz & Stegun 26.2.23); held within +-9.
[[nodiscard]] inline double rough_deviate(double p) noexcept {
    const double small = std::fmin(p, 1 - p);
    if (!(small > 1e-18)) return p < 0.5 ? 9 : -9;
    const double t = std::sqrt(-2 * std::log(small));
    const double z =
        t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return p < 0.5 ? z : -z;
}

template<class Kernel>
class chance_bracket {
public:
    // Narrows taken and open, which hold the ranges of the reps members[m]. Both must outlive this.
    chance_bracket(const Kernel& kernel, std::span<const std::size_t> members, std::vector<units>& taken,
                   std::vector<units>& open, stop_flag stop)
        : kernel_{kernel},
          members_{members},
          taken_{taken},
          open_{open},
          stop_{stop},
          upto_(taken.size()),
          known_(taken.size()) {
        lines_.reserve(taken.size());
        for (const std::size_t i : members_)
            lines_.push_back({kernel_.centre(i), std::fmax(kernel_.width(i), 1e-3)});
    }

    // response: as in selection::solve.
    template<class Response>
    void narrow(int128 target, const Response& response) {
        const auto enough = static_cast<int128>(taken_.size() / 16 + 64);
        double low = -furthest; // levels as normal deviates
        double high = furthest;
        int128 aim = target;
        straighten(target, enough / 8, response);
        for (int round = 0; round < 12 && high - low > 1e-12 && active() > enough; ++round) {
            double z = level_of(aim, low, high, enough / 8, response);
            const bool known = (z == low && low > -furthest) || (z == high && high < furthest);
            if (known) z = low + (high - low) / 2;
            count_all(z);
            const int128 sum = response(upto_);
            const int128 missing = target - sum;
            if (missing >= 0) {
                taken_ = upto_;
                low = z;
            }
            if (missing <= 0) {
                open_ = upto_;
                high = z;
            }
            if (z >= furthest || z <= -furthest) return;
            // Beyond the answer next time, by more than the lines are likely to be wrong.
            const int128 beyond = (missing < 0 ? -missing : missing) / 16 + enough / 4;
            aim = missing > 0 ? target + beyond : target - beyond;
        }
    }

    // Evaluated slots of each rep: the last one within the last level and the first one beyond, or near them.
    [[nodiscard]] std::vector<std::array<slot_chance, 2>> known() && { return std::move(known_); }

private:
    static constexpr double furthest = 6;

    struct line {
        double at{};   // where the last level was crossed; at first where z = 0
        double step{}; // units per standard deviation
        double z{};    // the level crossed there
    };

    [[nodiscard]] int128 active() const {
        int128 sum = 0;
        for (std::size_t m = 0; m < taken_.size(); ++m)
            sum += int128{open_[m]} - taken_[m];
        return sum;
    }
    [[nodiscard]] static units inside(double x, units low, units high) {
        if (!(x > static_cast<double>(low))) return low;
        return x < static_cast<double>(high) ? std::clamp(static_cast<units>(std::floor(x)), low, high)
                                             : high;
    }

    // The level at which the lines together meet the aim, or nearly.
    template<class Response>
    [[nodiscard]] double level_of(int128 aim, double low, double high, int128 near,
                                  const Response& response) {
        if (by_lines(low, response) >= aim) return low;
        if (by_lines(high, response) < aim) return high;
        for (int k = 0; k < 40 && high - low > 1e-13; ++k) {
            const double z = low + (high - low) / 2;
            const int128 sum = by_lines(z, response);
            if (sum >= aim - near && sum <= aim + near) return z;
            (sum >= aim ? high : low) = z;
        }
        return low + (high - low) / 2;
    }
    template<class Response>
    [[nodiscard]] int128 by_lines(double z, const Response& response) {
        for (std::size_t m = 0; m < taken_.size(); ++m)
            upto_[m] = inside(lines_[m].at + (z - lines_[m].z) * lines_[m].step, taken_[m], open_[m]);
        return response(upto_);
    }

    // What a sample of the lines has in common to be wrong by, skewness above all, is taken out of all of
    // them.
    template<class Response>
    void straighten(int128 target, int128 near, const Response& response) {
        constexpr std::size_t sample = 64;
        if (taken_.size() < 4 * sample) return;
        for (int again = 0; again < 2; ++again) {
            const double z = level_of(target, -furthest, furthest, near, response);
            double shift = 0;
            int seen = 0;
            for (std::size_t s = 0; s < sample; ++s) {
                const std::size_t m = taken_.size() * s / sample;
                const line before = lines_[m];
                const units k = count(m, z, chance_at(z), key_at(z));
                if (k == taken_[m] || k == open_[m]) continue;
                shift += (lines_[m].at - before.at) / before.step - (z - before.z);
                lines_[m].step = before.step;
                ++seen;
            }
            if (seen == 0) return;
            shift /= seen;
            for (line& l : lines_)
                if (l.z != z) l.at += shift * l.step;
        }
    }

    [[nodiscard]] static double chance_at(double z) { return 0.5 * std::erfc(z * 0.70710678118654752440); }
    [[nodiscard]] static chance_key key_at(double z) {
        return chance_key_of({chance_at(z), chance_at(-z)}, 0);
    }

    void count_all(double z) {
        const double chance = chance_at(z);
        const chance_key level = key_at(z);
        for (std::size_t m = 0; m < taken_.size(); ++m) {
            stop_.poll(m);
            upto_[m] = count(m, z, chance, level);
        }
    }

    // Largest k in [taken, open] whose slot's key is not above the level's.
    [[nodiscard]] units count(std::size_t m, double z, double chance, const chance_key& level) {
        units yes = taken_[m]; // not above the level
        units no = open_[m];   // all after it are above the level
        const auto split = [&](const slot_chance& at) {
            const bool reached = reaches(m, at, chance, level);
            (reached ? yes : no) = reached ? at.k : at.k - 1;
            known_[m][reached ? 0 : 1] = at;
        };
        for (const slot_chance at : std::array{known_[m]}) // what the last level has found out
            if (!std::isnan(at.chance) && at.k > yes && at.k <= no) split(at);
        line& l = lines_[m];
        double x = l.at + (z - l.z) * l.step;
        const double first_step = l.step;
        units last_k = 0;
        double last_z = std::numeric_limits<double>::quiet_NaN();
        int tries = 0;
        while (yes < no) {
            units k = inside(x, yes + 1, no);
            if (tries >= 6 && tries % 2 == 0) k = static_cast<units>(yes + (int128{no} - yes + 1) / 2);
            const double tail = kernel_.chance(members_[m], k);
            split({k, tail});
            const double here = rough_deviate(tail);
            const double step = static_cast<double>(k - last_k) / (here - last_z);
            if (std::isfinite(step) && step > 0) l.step = std::clamp(step, first_step / 16, first_step * 16);
            last_k = k;
            last_z = here;
            x = static_cast<double>(k) + (z - here) * l.step;
            ++tries;
        }
        l.at = std::clamp(x, static_cast<double>(yes), static_cast<double>(yes) + 1);
        l.z = z;
        return yes;
    }

    // By the tail alone where it differs clearly, else by the key, which may need the complement as well.
    [[nodiscard]] bool reaches(std::size_t m, const slot_chance& at, double chance,
                               const chance_key& level) const {
        if (std::fabs(at.chance - chance) > 1e-9 * chance) return at.chance > chance;
        return !kernel_.before(level, kernel_.key(members_[m], at.k));
    }

    const Kernel& kernel_;
    std::span<const std::size_t> members_;
    std::vector<units>& taken_;
    std::vector<units>& open_;
    stop_flag stop_;
    std::vector<units> upto_;
    std::vector<line> lines_{};
    std::vector<std::array<slot_chance, 2>> known_; // counted last, and not counted first
};

} // namespace attain::inline v1::detail
