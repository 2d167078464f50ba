#include <attain/core/int128.hpp>
#include <attain/measure/money.hpp>

#include <limits>
#include <numeric>

namespace attain::inline v1 {

currency::currency(std::string_view code) {
    if (code.size() != 3) fail(errc::parse, "currency", "must be three letters A-Z");
    for (const char c : code) {
        if (c < 'A' || 'Z' < c) fail(errc::parse, "currency", "must be three letters A-Z");
        number_ = number_ * 27 + (c - 'A' + 1);
    }
}

currency currency::from_number(std::int32_t number) {
    if (number == 0) return {};
    std::string letters;
    for (std::int32_t rest = number, i = 0; i < 3; ++i, rest /= 27)
        letters.insert(letters.begin(),
                       static_cast<char>(rest > 0 && rest % 27 > 0 ? 'A' + rest % 27 - 1 : '?'));
    const currency read{std::string_view{letters}};
    if (read.number() != number) fail(errc::parse, "currency", "is no currency's number");
    return read;
}

std::string currency::code() const {
    std::string letters;
    for (std::int32_t rest = number_; rest > 0; rest /= 27)
        letters.insert(letters.begin(), static_cast<char>('A' + rest % 27 - 1));
    return letters;
}

exact_rate::exact_rate(std::int64_t numerator, std::int64_t denominator)
    : numerator_{numerator}, denominator_{denominator} {
    if (numerator <= 0) fail(errc::out_of_range, "numerator", "must be above 0");
    if (denominator <= 0) fail(errc::out_of_range, "denominator", "must be above 0");
    const std::int64_t common = std::gcd(numerator, denominator);
    numerator_ /= common;
    denominator_ /= common;
}

exact_rate exact_rate::quoted(std::string_view decimal, int foreign_exponent, int home_exponent) {
    constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() / 10;
    const auto times_ten = [](std::int64_t x, const char* argument) {
        if (x > limit) fail(errc::out_of_range, argument, "has more digits than 64 bits hold");
        return x * 10;
    };
    const auto times_power_of_ten = [&](std::int64_t x, int exponent, const char* argument) {
        if (exponent < 0) fail(errc::out_of_range, argument, "must not be negative");
        for (int i = 0; i < exponent; ++i)
            x = times_ten(x, argument);
        return x;
    };
    std::int64_t numerator = 0, denominator = 1;
    bool point = false, digits = false;
    for (const char c : decimal) {
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || '9' < c) fail(errc::parse, "rate", "must be a decimal number such as 0.9215");
        digits = true;
        numerator = times_ten(numerator, "rate");
        if (numerator > std::numeric_limits<std::int64_t>::max() - (c - '0'))
            fail(errc::out_of_range, "rate", "has more digits than 64 bits hold");
        numerator += c - '0';
        if (point) denominator = times_ten(denominator, "rate");
    }
    if (!digits) fail(errc::parse, "rate", "must be a decimal number such as 0.9215");
    if (numerator == 0) fail(errc::out_of_range, "rate", "must be above 0");
    return {times_power_of_ten(numerator, home_exponent, "home_exponent"),
            times_power_of_ten(denominator, foreign_exponent, "foreign_exponent")};
}

units exact_rate::convert(units foreign) const {
    const int128 exact = int128{foreign} * numerator_;
    const int128 size = exact < 0 ? -exact : exact;
    const int128 rounded = (size + denominator_ / 2) / denominator_;
    return narrow(exact < 0 ? -rounded : rounded, "quantity");
}

conversion::conversion(currency home, rate_policy by) : home_{home}, policy_{by} {
    if (home == currency{}) fail(errc::invalid_argument, "home", "must be a currency");
}

void conversion::plan_rate(currency foreign, exact_rate rate) {
    if (foreign == home_ || foreign == currency{})
        fail(errc::invalid_argument, "currency", "the home currency has no rate");
    plan_.insert_or_assign(foreign, rate);
}

void conversion::rate_from(currency foreign, day from, exact_rate rate) {
    require_valid(from, "from");
    if (foreign == home_ || foreign == currency{})
        fail(errc::invalid_argument, "currency", "the home currency has no rate");
    dated_.insert_or_assign({foreign, from}, rate);
}

std::optional<exact_rate> conversion::rate(currency of, day on) const {
    if (of == currency{} || of == home_) return exact_rate{1, 1};
    if (policy_ == rate_policy::plan) {
        const auto found = plan_.find(of);
        return found == plan_.end() ? std::nullopt : std::optional{found->second};
    }
    auto after = dated_.upper_bound({of, on});
    if (after == dated_.begin() || std::prev(after)->first.first != of) return std::nullopt;
    return std::prev(after)->second;
}

} // namespace attain::inline v1
