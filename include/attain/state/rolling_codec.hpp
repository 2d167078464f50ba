// Bytes of the rolling statistics, in the frame of codec.hpp; and a day window taken apart, for hosts that
// keep their states in memory of fixed size.
#pragma once

#include <attain/measure/day_window.hpp>
#include <attain/measure/decay.hpp>
#include <attain/measure/moments.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace attain::inline v1 {

// The same state gives the same bytes. A window's bytes are without its schedule, which is the caller's.
[[nodiscard]] std::vector<std::byte> encode(const exact_moments& m);
[[nodiscard]] std::vector<std::byte> encode(const real_moments& m);
[[nodiscard]] std::vector<std::byte> encode(const decayed_sum& s);
[[nodiscard]] std::vector<std::byte> encode(const day_window<units>& w);

// Errors, all: corrupt_state (cut off, changed, or numbers that no such state can hold), newer_state,
// invalid_argument (bytes of another kind). Sums and squares must be possible for the count, minimum and
// maximum beside them; the empty state is all zero.
[[nodiscard]] exact_moments decode_exact_moments(std::span<const std::byte> bytes);
[[nodiscard]] real_moments decode_real_moments(std::span<const std::byte> bytes);
[[nodiscard]] decayed_sum decode_decayed_sum(std::span<const std::byte> bytes);
// schedule: the one that it was encoded with; days that contradict it are corrupt_state.
[[nodiscard]] day_window<units> decode_day_window(std::span<const std::byte> bytes, working_days schedule,
                                                  memory_resource* memory = nullptr);

// A window of whole numbers as plain values. No days: it has heard of none.
struct window_parts {
    struct bucket {
        attain::day day{};
        exact_moments facts{};
    };
    std::optional<day> first{};
    std::optional<day> newest{};
    std::optional<day> last_active{};
    std::vector<bucket> buckets{}; // days with rows, by date
};

[[nodiscard]] window_parts take_apart(const day_window<units>& w); // all that the window knows
// Errors: corrupt_state, unless some window of that length and schedule has these parts.
[[nodiscard]] day_window<units> put_together(int length, working_days schedule, const window_parts& parts,
                                             memory_resource* memory = nullptr);

} // namespace attain::inline v1
