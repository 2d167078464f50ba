// Credit: who has what share of an event.
#pragma once

#include <attain/core/fraction.hpp>
#include <attain/core/id.hpp>
#include <attain/core/units.hpp>

#include <cstdint>
#include <span>

namespace attain::inline v1 {

// primary: the event itself, shared out; the shares of an event sum to 100 %, so that whoever adds them up
// counts it once. overlay: credit besides (a specialist, a manager); of any size, in no team's figure.
enum class credit_kind : std::uint8_t { primary, overlay };

struct credit_share { // how much of an event is whose
    rep_id rep{};
    fraction share = fraction::one();
    credit_kind kind = credit_kind::primary;

    friend bool operator==(const credit_share&, const credit_share&) = default;
};

// Primary shares sum to 100 %; each may have been rounded to a millionth, so three of 0.333333 do. Errors:
// invalid_argument (another sum, no primary share), duplicate_id (a rep twice in one kind).
void require_credit(std::span<const credit_share> shares, std::int64_t row = -1);

// Writes each share's part of `quantity` in smallest units. Primary: floors and then one unit each by largest
// remainder (ties to the smaller rep id), so that the parts sum to the quantity exactly, no part is a whole
// unit off its ideal, and negative quantities mirror positive ones. 99.99 at 75 % and 25 % is 74.99
// and 25.00. Overlay: nearest unit, a half away from zero. Errors: overflow. Does not depend on the order of
// shares.
void split_credit(units quantity, std::span<const credit_share> shares, std::span<units> parts);

} // namespace attain::inline v1
