// A plan as bytes, to store until its period is over: with the bytes alone another process tracks, changes,
// reviews and audits it as if it had never been away.
#pragma once

#include <attain/goal/plan.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace attain::inline v1 {

// In the frame of codec.hpp. Goals with their distributions, daily targets, change logs and what was first
// said; the same plan gives the same bytes. O(goals x days).
[[nodiscard]] std::vector<std::byte> encode(const plan& p);

// Errors: corrupt_state (cut off, changed, or numbers that no plan holds), newer_state, invalid_argument
// (bytes of another kind of state). Everything is read back as it was, to the bit. O(bytes).
[[nodiscard]] plan decode_plan(std::span<const std::byte> bytes);

} // namespace attain::inline v1
