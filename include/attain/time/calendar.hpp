// Calendars: which days are working days, and how much of one. A calendar belongs to a place of work.
#pragma once

#include <attain/time/holiday.hpp>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// workday(d): 1 on a working day, 0 on a day off, 0.5 on a half day. A weekday pattern with exceptions by
// date. A value: every changing call returns a new calendar; copies share one immutable body and are cheap.
class calendar {
public:
    // Nothing but the pattern, Monday first. Errors: out_of_range for a share above 1.
    explicit calendar(const std::array<fraction, 7>& pattern);
    // Copies only: a moved-from calendar would know no days.
    calendar(const calendar&) = default;
    calendar& operator=(const calendar&) = default;
    ~calendar() = default;
    // Monday to Friday; Sunday to Thursday.
    [[nodiscard]] static calendar weekdays();
    [[nodiscard]] static calendar sunday_to_thursday();

    // A closed day, a half day, an extra working day. A second statement about one date replaces the first.
    // O(exceptions); for long lists use the span form.
    [[nodiscard]] calendar close(day d, std::string name = {}) const;
    [[nodiscard]] calendar half(day d, std::string name = {}) const;
    [[nodiscard]] calendar open(day d, std::string name = {}) const;
    // Errors: out_of_range for a share above 1, a day outside the domain or outside the known span.
    [[nodiscard]] calendar set(day d, fraction share, std::string name = {}) const;
    // Many at once, in any order. Errors: as set, with the row; conflict when one date comes twice with
    // different shares.
    [[nodiscard]] calendar set(std::span<const special_day> days) const;

    // Closes the set's days over the span and bounds the calendar to it (see within). What was said about a
    // single date stays; of two rule sets the smaller share counts. Errors: inverted_period, out_of_range.
    [[nodiscard]] calendar observe(const holiday_set& set, const period& span) const;
    // Knows only these days from now on: asking about any other is an error, never a guess. Spans given
    // before are intersected. Errors: out_of_range when nothing is left, or an exception would be lost.
    [[nodiscard]] calendar within(const period& span) const;

    // Errors: out_of_range outside the known span. O(log exceptions).
    [[nodiscard]] fraction workday(day d) const;
    // Sum of workday over the period, exact to a millionth of a day. O(log exceptions + exceptions inside).
    [[nodiscard]] double workdays(const period& p) const;

    [[nodiscard]] const std::array<fraction, 7>& pattern() const noexcept;
    // The known span; nullopt: all of time.
    [[nodiscard]] const std::optional<period>& span() const noexcept;
    // Exceptions by date: all, those inside a period, the one of a day (nullptr: none).
    [[nodiscard]] std::span<const special_day> special_days() const noexcept;
    [[nodiscard]] std::span<const special_day> special_days(const period& p) const noexcept;
    [[nodiscard]] const special_day* special(day d) const noexcept;
    // Errors: out_of_range naming the day outside the known span.
    void require_known(const period& p, std::string_view argument) const;

    // True when both are copies of one calendar; equality compares what they say.
    [[nodiscard]] bool shares_body_with(const calendar& other) const noexcept { return body_ == other.body_; }
    friend bool operator==(const calendar& a, const calendar& b);

private:
    struct body {
        std::array<fraction, 7> pattern;
        std::optional<period> known;
        std::vector<special_day> special; // by date
        friend bool operator==(const body&, const body&) = default;
    };
    [[nodiscard]] static calendar made(body content);

    std::shared_ptr<const body> body_;
};

} // namespace attain::inline v1
