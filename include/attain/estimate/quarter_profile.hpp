// The shape of a quarter, learned: what its first, second and third month bring against each other.
//
// Teams that are paid by the quarter close more at its end. Months are classed by their number modulo 3, so
// the quarter may begin in any month. One whole month after another is compared with the mean of itself and
// the two before it, which leaves the level out; what all three classes share is trend, what repeats in one
// class is season. Where little repeats the factors stay at 1.
#pragma once

#include <attain/time/day.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace attain::inline v1 {

// 0, 1 or 2: the month's number modulo 3, January being 0.
[[nodiscard]] std::size_t month_class(day d);

struct quarter_profile {
    // The running month, all members together.
    double quantity{};
    double exposure{};    // member-days by the weight of their weekday
    double member_days{}; // as they are
    std::int32_t days{};
    std::uint8_t whole{}; // 1: seen from its first day on

    std::uint8_t known{};           // whole months in `last`
    std::array<double, 2> last{};   // ln(quantity / exposure) of the months before, the latest first
    std::array<double, 3> lift{};   // decayed sums, by class: ln rate of a month less the mean of three
    std::array<double, 3> months{}; // their number
    double squares{};               // sum of squared lifts
    double noise{};                 // latest variance of one lift that its own counts explain
    std::array<double, 3> factor{1, 1, 1}; // what follows: mean 1

    // Ends the running month, which was of that class. relative_variance: of the month's quantity, as far as
    // the caller can tell. O(1).
    void close_month(std::size_t month, double relative_variance);
    // Adds other facts of the same days. What was learned adds up, like everything the engine learns.
    void merge(const quarter_profile& part);

private:
    void solve();
};

} // namespace attain::inline v1
