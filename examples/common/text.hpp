// Dates and numbers out of text, without a locale: what does not fit exactly is refused.
#pragma once

#include <attain/core/units.hpp>
#include <attain/time/day.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace example {

// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
// Without the UTF-8 byte order mark that editors put before a text.
[[nodiscard]] std::string_view without_mark(std::string_view text) noexcept;
enum class line_ends { shown, kept };
// UTF-8 text for a terminal or a table: control characters, which could move the cursor or break a line, are
// shown by their picture, U+241B for an escape, or U+FFFD where there is none.
[[nodiscard]] std::string visible(std::string_view text, line_ends ends = line_ends::shown);
// "text", for messages, made visible.
[[nodiscard]] std::string quote(std::string_view text);

// How a file writes its dates, in the signs of strftime:
//   %Y  year, four digits          %m  month, 1 or 01         %*  the rest, ignored (a time of day)
//   %y  year 20yy, two digits      %d  day, 7 or 07
//   %b  month as Jan, Feb, ... Dec in any case
// Everything else stands for itself. Two signs in a row need all their digits: %Y%m%d reads 20261207 only.
class date_format {
public:
    // Errors: attain::error (parse) when day, month or year is missing or named twice, or a sign is unknown.
    explicit date_format(std::string_view pattern = "%Y-%m-%d");

    [[nodiscard]] const std::string& pattern() const noexcept { return pattern_; }
    // nullopt when the text does not match, or the date does not exist (30 February).
    [[nodiscard]] std::optional<attain::day> read(std::string_view text) const noexcept;

private:
    std::string pattern_;
};

// "12.5" with two decimals is 1250, exactly. Digits with an optional sign and one decimal mark; no grouping,
// no exponent, no currency. Zeros beyond the decimals are fine, other digits are not. nullopt when the text
// is anything else or does not fit 64 bits.
[[nodiscard]] std::optional<attain::units> read_decimal(std::string_view text, int decimals,
                                                        char mark = '.') noexcept;

// A number whose digits stand in groups of three, "1,250.00", "1 250,00" or "1'250", without what parts them.
// One group behind a point or a comma may as well be decimals: nullopt unless the mark is known to be the
// decimal one. nullopt for whatever is not grouped.
[[nodiscard]] std::optional<std::string> ungrouped(std::string_view text, char mark, bool mark_is_known);

} // namespace example
