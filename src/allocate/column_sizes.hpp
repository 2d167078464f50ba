// How long the columns of a solve must be, whatever they hold.
#pragma once

#include <attain/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace attain::inline v1::detail {

// Errors: invalid_argument, empty_input, out_of_range. tie may be empty.
inline void check_column_sizes(std::size_t reps, std::size_t low, std::size_t high, std::size_t tie,
                               std::size_t quotas) {
    if (low != reps) fail(errc::invalid_argument, "low", "must hold one per rep");
    if (high != reps) fail(errc::invalid_argument, "high", "must hold one per rep");
    if (tie != 0 && tie != reps) fail(errc::invalid_argument, "tie", "must hold one per rep, or none");
    if (quotas != reps) fail(errc::invalid_argument, "quotas", "must hold one per rep");
    if (reps == 0) fail(errc::empty_input, "columns", "there is nobody to allocate to");
    if (reps > std::numeric_limits<std::uint32_t>::max())
        fail(errc::out_of_range, "columns", "more than 2^32 reps");
}

} // namespace attain::inline v1::detail
