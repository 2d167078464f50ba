// Attainment: actual against target, exactly, and as people may see it.
#pragma once

#include <attain/core/int128.hpp>
#include <attain/core/units.hpp>
#include <attain/measure/metric.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace attain::inline v1 {

enum class attainment_state : std::uint8_t {
    known,
    no_target,       // nothing was asked for, which is not a target of 0
    zero_target,     // actual / 0 is undefined
    negative_target, // a net of reversals: a ratio would turn its meaning round
    no_actual,       // not recorded, which is not 0
    not_applicable,  // no working time in the period: never 0 %, never 100 %
};

// "no target" and so on. Static storage.
[[nodiscard]] const char* name(attainment_state state) noexcept;

// actual / target as an exact fraction; unclamped: 140 % and -5 % are what they are.
class attainment {
public:
    // Errors: none; what has no ratio has a state instead. `applicable` false wins over everything else.
    [[nodiscard]] static attainment of(std::optional<units> actual, std::optional<units> target,
                                       bool applicable = true) noexcept;
    // Ratio and average metrics: the actual is numerator / denominator, the target target / scale (an average
    // of 2.5 is {5, 2}). A denominator of 0 is no actual. Errors: out_of_range (a negative denominator, a
    // scale that is not positive), overflow.
    [[nodiscard]] static attainment of_ratio(units numerator, units denominator, units target, units scale,
                                             bool applicable = true);

    [[nodiscard]] attainment_state state() const noexcept { return state_; }
    [[nodiscard]] bool known() const noexcept { return state_ == attainment_state::known; }
    // Decided on the integers; false unless known.
    [[nodiscard]] bool reached() const noexcept { return known() && numerator_ >= denominator_; }
    // The fraction; 0 / 1 unless known. The denominator is positive.
    [[nodiscard]] int128 numerator() const noexcept { return numerator_; }
    [[nodiscard]] int128 denominator() const noexcept { return denominator_; }
    [[nodiscard]] std::optional<double> value() const noexcept;
    // floor(10,000 x actual / target), towards "not yet": 99.999 % is 9999. nullopt unless known; saturates
    // at the ends of 64 bits.
    [[nodiscard]] std::optional<std::int64_t> basis_points() const noexcept;
    // `99 %`, floored: 99.99 % never shows as 100 %; the state's name unless known. decimals 0 to 2.
    [[nodiscard]] std::string text(int decimals = 0) const;

    // Exact, of two known ones; unordered otherwise.
    friend std::partial_ordering operator<=>(const attainment& a, const attainment& b) noexcept;
    friend bool operator==(const attainment& a, const attainment& b) noexcept { return (a <=> b) == 0; }

private:
    attainment(attainment_state state, int128 numerator, int128 denominator) noexcept
        : state_{state}, numerator_{numerator}, denominator_{denominator} {}

    attainment_state state_;
    int128 numerator_;
    int128 denominator_;
};

// Lower is better: a limit is kept or not, with what is left of it. Never 1 - x.
struct limit_check {
    attainment_state state = attainment_state::known;
    bool kept = false;            // actual <= limit
    units headroom{};             // limit - actual; negative when it was broken
    std::optional<double> used{}; // actual / limit; nullopt unless the limit is positive
};
// Errors: overflow.
[[nodiscard]] limit_check check_limit(std::optional<units> actual, std::optional<units> limit,
                                      bool applicable = true);

} // namespace attain::inline v1
