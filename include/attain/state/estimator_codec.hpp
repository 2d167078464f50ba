// An estimator as bytes: understood once at night, answering in any process the next day without the ledger.
#pragma once

#include <attain/estimate/estimator.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace attain::inline v1 {

// In the frame of codec.hpp: metric, as_of, options, the sums by rep and day, the states of both engines and
// which series is whose; not the team. The same estimator gives the same bytes. O(days with facts + reps).
[[nodiscard]] std::vector<std::byte> encode(const estimator& e);

// Of that team, which must outlive it: of the same reps, grouped by role in the same way. All else may have
// changed, as a roster does over the day: coming leave counts, what is over was understood as it was.
// Forecasts are those of the estimator that was encoded, to the bit. Errors: corrupt_state (cut off, changed,
// or numbers that no estimator holds), newer_state, invalid_argument (bytes of another kind of state),
// conflict (a team of other reps or roles). O(bytes).
[[nodiscard]] estimator decode_estimator(std::span<const std::byte> bytes, const team& of);

} // namespace attain::inline v1
