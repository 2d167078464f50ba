// Season: how a team's working time is worth more in some weeks than in others.
#pragma once

#include <attain/time/calendar.hpp>
#include <attain/time/fiscal.hpp>

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace attain::inline v1 {

// season(day) >= 0, around 1: the factor by which a working day's expected output differs from an even
// spread. Two profiles, alone or multiplied:
//   months of the year: the share of a civil year's total that falls into each month. The factor of a month
//   is
//       share / sum of shares x workdays(year) / workdays(month), so that the sums of w are in those shares;
//   a cumulative shape within a period (the hockey stick of a quarter): C(u) of the period's total is reached
//       when the share u of its working time is over, days weighing by the factors of their months where both
//       are told. A day that fills (u0, u1] has the factor (C(u1) - C(u0)) / (u1 - u0), with C linear between
//       knots.
// The average factor over a year, or over a period of a shape that is alone, weighted by working days, is 1.
// A shape moves what the months give within each of its periods and leaves each period's sum; an even one
// changes nothing. Factors are rounded to a millionth. A month with a share but without a working day loses
// it. Default: none, factor 1.
class season {
public:
    season() = default;
    // Shares of the year's total, January first; any positive scale (percent, last year's euros).
    // Errors: out_of_range (negative or not below 2^40, row), empty_input (all zero).
    [[nodiscard]] season months(const std::array<std::int64_t, 12>& shares) const;
    // C at equal steps of working time: {0.2, 0.45, 1} is 20 % after the first third. The last must be 1.
    // Errors: out_of_range (falling, above 1; row), conflict (the last is not 1), empty_input,
    // invalid_argument (a day, custom, or fiscal kind).
    [[nodiscard]] season shape(std::vector<fraction> cumulative, period_kind within) const;
    // The same within periods of a fiscal calendar.
    [[nodiscard]] season shape(std::vector<fraction> cumulative, period_kind within,
                               fiscal_calendar of) const;

    // The months alone.
    [[nodiscard]] season without_shape() const;

    [[nodiscard]] bool none() const noexcept { return !months_ && knots_.empty(); }
    // The kind of period that the shape lies within; nullopt: no shape.
    [[nodiscard]] std::optional<period_kind> shaped_within() const noexcept {
        return knots_.empty() ? std::nullopt : std::optional{within_};
    }
    // season(day) for each day of the span, in millionths; empty when there is no season. The calendar must
    // know the whole years and periods that the span touches: errors out_of_range.
    [[nodiscard]] std::vector<std::int64_t> factors(const calendar& days, const period& span) const;

private:
    void apply_months(const calendar& days, const period& span, std::vector<std::int64_t>& ppm) const;
    void apply_shape(const calendar& days, const period& span, std::vector<std::int64_t>& ppm) const;

    std::optional<std::array<std::int64_t, 12>> months_;
    std::vector<fraction> knots_;
    period_kind within_{};
    std::optional<fiscal_calendar> fiscal_;
};

// One closed period's quantity of a day, as the input of learn_shape.
struct dated_quantity {
    day date{};
    std::int64_t quantity{};
};

// A cumulative shape learned from closed periods of that kind: the quantities are summed by slot of working
// time (`slots` equal ones, days that cross a border are divided in proportion), pooled over all periods,
// and shrunk to the even spread as if `prior` further units of quantity had come evenly. Quantities on days
// off count to the slot reached so far; negative slot sums count as zero. The result goes into season::shape
// of a season with the months of `told` (its shape is not read): days weigh by their months' factors, so that
// what the months already say is not learned again. Errors: out_of_range (slots outside 1 to 366, prior below
// 0, a day outside every given period; row), empty_input (no period, or nothing positive and prior 0),
// inverted_period.
[[nodiscard]] std::vector<fraction> learn_shape(std::span<const period> closed,
                                                std::span<const dated_quantity> facts, const calendar& days,
                                                int slots, std::int64_t prior, const season& told = {});

} // namespace attain::inline v1
