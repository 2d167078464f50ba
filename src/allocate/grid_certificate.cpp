#include <attain/allocate/grid_solver.hpp>
#include <attain/core/int128.hpp>

#include "grid_slots.hpp"

#include <array>

namespace attain::inline v1 {

namespace {

using namespace detail;

template<class Real, class Int>
class grid_check {
public:
    grid_check(const grid_columns<Real>& columns, std::span<const Int> low, std::span<const Int> high,
               std::span<const std::uint32_t> tie, std::span<const Int> quotas)
        : columns_{columns}, low_{low}, high_{high}, tie_{tie}, quotas_{quotas} {}

    bool run(units total, double place, simd_level simd) {
        constexpr std::size_t block = 4'096;
        const column_passes<line<Real>, Int>& passes = detail::passes_for<line<Real>, Int>(simd);
        const double at_place = off_knots(place, 1);
        const line<Real> at = line_at(columns_, at_place);
        const auto last = static_cast<double>(static_cast<std::size_t>(columns_.size) - 2);
        hint_ = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, last));
        std::array<std::uint8_t, block> doubts;
        int128 sum = 0;
        for (std::size_t from = 0; from < columns_.reps; from += block) {
            const std::size_t n = std::min(block, columns_.reps - from);
            const pass_counts c = passes.check(shifted(at, from), low_.data() + from, high_.data() + from,
                                               quotas_.data() + from, n, doubts.data());
            if (!c.ordered) return false;
            sum += c.low;
            each_marked(doubts.data(), n, passes.lanes, [&](std::size_t i) { look_at(from + i); });
        }
        if (sum != total) return false;
        // Cleared slots lie strictly on their side of the place. Where the doubtful ones do not, look at all.
        if (worst_.key > at_place || best_.key < at_place)
            for (std::size_t i = 0; i < columns_.reps; ++i)
                look_at(i);
        return !any_taken_ || !any_refused_ || worst_.rep == best_.rep || before(worst_, best_);
    }

private:
    void look_at(std::size_t i) {
        const std::uint32_t tie = tie_.empty() ? static_cast<std::uint32_t>(i) : tie_[i];
        const auto rep = static_cast<std::uint32_t>(i);
        if (quotas_[i] > low_[i]) {
            const contested s{key_of(columns_, i, quotas_[i], hint_), tie, rep, quotas_[i]};
            if (!any_taken_ || before(worst_, s)) worst_ = s;
            any_taken_ = true;
        }
        if (quotas_[i] < high_[i]) {
            const units next = units{quotas_[i]} + 1;
            const contested s{key_of(columns_, i, next, hint_), tie, rep, next};
            if (!any_refused_ || before(s, best_)) best_ = s;
            any_refused_ = true;
        }
    }

    const grid_columns<Real>& columns_;
    std::span<const Int> low_;
    std::span<const Int> high_;
    std::span<const std::uint32_t> tie_;
    std::span<const Int> quotas_;
    std::size_t hint_{};
    contested worst_{-std::numeric_limits<double>::infinity(), 0, 0, 0};
    contested best_{std::numeric_limits<double>::infinity(), 0, 0, 0};
    bool any_taken_{false};
    bool any_refused_{false};
};

template<class Real, class Int>
bool certify_any(units total, const grid_columns<Real>& columns, std::span<const Int> low,
                 std::span<const Int> high, std::span<const std::uint32_t> tie, std::span<const Int> quotas,
                 double place, simd_level simd) {
    check_sizes(columns.reps, columns.cells.size(), static_cast<std::size_t>(columns.size), low.size(),
                high.size(), tie.size(), quotas.size());
    return grid_check<Real, Int>{columns, low, high, tie, quotas}.run(total, place, simd);
}

} // namespace

bool certify_on_grid(units total, const grid_columns<float>& columns, std::span<const std::int32_t> low,
                     std::span<const std::int32_t> high, std::span<const std::uint32_t> tie,
                     std::span<const std::int32_t> quotas, double place, simd_level simd) {
    return certify_any(total, columns, low, high, tie, quotas, place, simd);
}

bool certify_on_grid(units total, const grid_columns<double>& columns, std::span<const std::int64_t> low,
                     std::span<const std::int64_t> high, std::span<const std::uint32_t> tie,
                     std::span<const std::int64_t> quotas, double place, simd_level simd) {
    return certify_any(total, columns, low, high, tie, quotas, place, simd);
}

} // namespace attain::inline v1
