// Money in several currencies: exact rates, and the one place where a conversion is rounded.
#pragma once

#include <attain/core/units.hpp>
#include <attain/time/day.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace attain::inline v1 {

// A currency by its three letters, `EUR`. The default is none: the metric's own unit.
class currency {
public:
    constexpr currency() = default;
    // Errors: parse, unless three letters A-Z.
    currency(std::string_view code);
    currency(const char* code) : currency{std::string_view{code}} {}
    // The same as a number for columns: 0 is none. Errors: parse.
    [[nodiscard]] static currency from_number(std::int32_t number);
    [[nodiscard]] constexpr std::int32_t number() const noexcept { return number_; }
    // "EUR", or "" for none.
    [[nodiscard]] std::string code() const;

    friend constexpr auto operator<=>(currency, currency) = default;
    friend constexpr bool operator==(currency, currency) = default;

private:
    std::int32_t number_ = 0; // letters in base 27, A = 1
};

// Home smallest units per foreign smallest unit, as a fraction above 0.
class exact_rate {
public:
    // Errors: out_of_range unless both are above 0.
    exact_rate(std::int64_t numerator, std::int64_t denominator);
    // From the quoted decimal, "0.9215" euros for a dollar: whole home per whole foreign, with the exponents
    // of both. Nothing is lost. Errors: parse, out_of_range (0, beyond 64 bits; a negative exponent).
    [[nodiscard]] static exact_rate quoted(std::string_view decimal, int foreign_exponent, int home_exponent);

    // The rounding, stated once: to the nearest home unit, a half away from zero, so that a reversal mirrors
    // its original. Errors: overflow.
    [[nodiscard]] units convert(units foreign) const;

    [[nodiscard]] std::int64_t numerator() const noexcept { return numerator_; }
    [[nodiscard]] std::int64_t denominator() const noexcept { return denominator_; }
    friend bool operator==(exact_rate, exact_rate) = default;

private:
    std::int64_t numerator_;
    std::int64_t denominator_;
};

// plan: one rate for the whole plan, so that exchange moves neither hit nor miss a goal. event_date: the
// latest rate set for the event's day or before it.
enum class rate_policy : std::uint8_t { plan, event_date };

// How a metric's foreign quantities become the metric's own.
class conversion {
public:
    explicit conversion(currency home, rate_policy by = rate_policy::plan);

    // A second rate for the same currency (and day) replaces the first. Errors: invalid_argument for the home
    // currency or none.
    void plan_rate(currency foreign, exact_rate rate);
    void rate_from(currency foreign, day from, exact_rate rate);

    [[nodiscard]] currency home() const noexcept { return home_; }
    [[nodiscard]] rate_policy policy() const noexcept { return policy_; }
    // 1 for home and none; nullopt when there is no rate: such a quantity is reported, never guessed.
    [[nodiscard]] std::optional<exact_rate> rate(currency of, day on) const;

private:
    currency home_;
    rate_policy policy_;
    std::map<currency, exact_rate> plan_;
    std::map<std::pair<currency, day>, exact_rate> dated_;
};

} // namespace attain::inline v1
