// Policies: by which rule units go to reps. Each but Hamilton is a key of slots.
//
// Slot (i, k) is the k-th unit of rep i. A policy gives every slot a key that does not decrease in k; the
// allocation takes the slots with the smallest keys until the total is reached (after every rep's lower
// bound). Ties: the caller's rank, then a salted hash of the id, then the id; never the position.
#pragma once

#include <cstdint>
#include <variant>

namespace attain::inline v1 {

// Key -S(k), S(k) = P(D >= k): everybody who is not at a bound gets the same chance, up to one unit. At once
// the fairest split (leximin in attainment probability) and, in steps of one unit, the one with the largest
// expected credited total sum E[min(D, quota)]. With a quantum above 1 the chance at the end of the block
// decides: still the fairest, but another split may be credited a little more. Needs a predictive per rep.
struct equal_attainability {};

// Key -value S(k) with candidate::value: the largest expected value credited. Chances differ: price / value.
// Needs a predictive per rep.
struct value_weighted {};

// The divisor methods of apportionment, w = candidate::weight.
enum class divisor : std::uint8_t {
    webster,         // (k - 1/2) / w: unbiased; also called Sainte-Lague
    d_hondt,         // k / w: favours large weights
    adams,           // (k - 1) / w: favours small weights
    huntington_hill, // sqrt(k (k - 1)) / w: smallest relative differences
};

// In proportion to the weights, rounded so that a larger total never lowers anybody. A rep without weight
// gets a unit only when all others stand at their caps. Errors: empty_input when all weights are zero.
struct proportional {
    divisor method = divisor::webster;
};

// In proportion to the weights by largest remainder: every quota is the exact share rounded down or up.
// Warning: a larger total can lower a quota (weights 1, 3, 3: 10 gives 2, 4, 4 and 11 gives 1, 5, 5), and
// re-splitting a part can change it. Use it for one-off splits of money, not for re-planning small counts.
struct hamilton {};

// Key k: levels up the lowest first.
struct equal_split {};

enum class change_cost : std::uint8_t { quadratic, absolute };
enum class change_scale : std::uint8_t {
    one,      // a unit of change costs everybody the same
    previous, // change counts relative to the previous quota
    weight,   // change counts relative to candidate::weight
};

// As little change from candidate::previous as the total allows. Quadratic: sum (q - previous)^2 / s is
// smallest, key (2 (k - previous) - 1) / s. Absolute: sum |q - previous| is smallest, and among those splits
// the one with the smallest quadratic cost. A rep with s = 0 changes only when all others stand at a bound.
struct least_change {
    change_cost cost = change_cost::quadratic;
    change_scale scale = change_scale::one;
};

// Largest sum w U(q) with marginal utility U'(q) = q^-alpha, taken at the middle of the unit: key
// (k - 1/2) / w^(1/alpha). alpha = 1 is Webster; a large alpha nears the equal split. Domain: alpha in
// [0.05, 1e6], else out_of_range.
struct alpha_fair {
    double alpha = 1;
};

// Chance and steadiness at once: key -S(k) + steadiness (2 (k - previous) - 1) / s, which is the largest
// sum E[min(D, q)] - steadiness sum (q - previous)^2 / s. steadiness >= 0 is the chance that a unit of change
// must earn: 0 is equal attainability. A rep with s = 0 (no previous quota) has no cost of change: its key is
// that of equal attainability, and where that is so for everybody, so is the split. Needs a predictive per
// rep.
struct blend {
    double steadiness = 0;
    change_scale scale = change_scale::previous;
};

using policy = std::variant<equal_attainability, value_weighted, proportional, hamilton, equal_split,
                            least_change, alpha_fair, blend>;

// "equal attainability", "proportional (Webster)" and so on. Static storage.
[[nodiscard]] const char* name(const policy& of) noexcept;

// True for the policies that read a predictive per rep.
[[nodiscard]] bool needs_predictive(const policy& of) noexcept;

} // namespace attain::inline v1
