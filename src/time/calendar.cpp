#include <attain/time/calendar.hpp>

#include <algorithm>
#include <utility>

namespace attain::inline v1 {

namespace {

constexpr auto on = fraction::one();
constexpr auto off = fraction::zero();

constexpr auto by_date = [](const special_day& a, const special_day& b) { return a.date < b.date; };

std::int64_t pattern_sum(const std::array<fraction, 7>& pattern, const period& p) {
    std::int64_t week = 0;
    for (const fraction f : pattern)
        week += f.ppm();
    std::int64_t sum = p.days() / 7 * week;
    for (day d = p.end - p.days() % 7; d < p.end; ++d)
        sum += pattern[static_cast<std::size_t>(d.weekday())].ppm();
    return sum;
}

} // namespace

calendar::calendar(const std::array<fraction, 7>& pattern)
    : body_{std::make_shared<const body>(body{pattern, {}, {}})} {
    for (const fraction f : pattern)
        if (f > on) fail(errc::out_of_range, "pattern", "a weekday's share must be between 0 and 1");
}

calendar calendar::made(body content) {
    calendar built = weekdays();
    built.body_ = std::make_shared<const body>(std::move(content));
    return built;
}

calendar calendar::weekdays() {
    return calendar{std::array{on, on, on, on, on, off, off}};
}

calendar calendar::sunday_to_thursday() {
    return calendar{std::array{on, on, on, on, off, off, on}};
}

calendar calendar::close(day d, std::string name) const {
    return set(d, off, std::move(name));
}

calendar calendar::half(day d, std::string name) const {
    return set(d, fraction::from_ppm(fraction::one_ppm / 2), std::move(name));
}

calendar calendar::open(day d, std::string name) const {
    return set(d, on, std::move(name));
}

calendar calendar::set(day d, fraction share, std::string name) const {
    const special_day one[]{{d, share, std::move(name), false}};
    return set(one);
}

calendar calendar::set(std::span<const special_day> days) const {
    std::vector<special_day> added;
    added.reserve(days.size());
    for (std::size_t i = 0; i < days.size(); ++i) {
        const auto row = days.size() == 1 ? error::no_row : static_cast<std::int64_t>(i);
        require_valid(days[i].date, "day", row);
        if (days[i].share > on)
            fail(errc::out_of_range, "share", "a day's share must be between 0 and 1", row);
        if (body_->known && !body_->known->contains(days[i].date))
            fail(errc::out_of_range, "day",
                 to_string(days[i].date) + " lies outside the calendar's span " + to_string(*body_->known),
                 row);
        added.push_back(days[i]);
    }
    std::stable_sort(added.begin(), added.end(), by_date);
    for (std::size_t i = 1; i < added.size(); ++i)
        if (added[i].date == added[i - 1].date && added[i].share != added[i - 1].share)
            fail(errc::conflict, "day", to_string(added[i].date) + " comes twice with different shares");
    added.erase(std::unique(added.begin(), added.end(),
                            [](const special_day& a, const special_day& b) { return a.date == b.date; }),
                added.end());

    body changed{body_->pattern, body_->known, {}};
    changed.special.reserve(added.size() + body_->special.size());
    // set_union takes the first range's entry where both have one: the new statement wins.
    std::set_union(added.begin(), added.end(), body_->special.begin(), body_->special.end(),
                   std::back_inserter(changed.special), by_date);
    return made(std::move(changed));
}

calendar calendar::observe(const holiday_set& rules, const period& span) const {
    const std::optional<period> known = body_->known ? overlap(*body_->known, span) : std::optional{span};
    std::vector<special_day> added = expand(rules, body_->pattern, span);
    std::erase_if(added, [&](const special_day& s) { return !known || !known->contains(s.date); });
    for (special_day& s : added) {
        const special_day* before = special(s.date);
        if (before == nullptr) continue;
        if (!before->by_rule || before->share < s.share) s = *before;
    }
    return within(span).set(added);
}

calendar calendar::within(const period& span) const {
    require_valid(span, "span");
    const auto known = body_->known ? overlap(*body_->known, span) : span;
    if (!known)
        fail(errc::out_of_range, "span",
             to_string(span) + " and the calendar's span " + to_string(*body_->known) + " share no day");
    for (const special_day& s : body_->special)
        if (!known->contains(s.date))
            fail(errc::out_of_range, "span", to_string(s.date) + " is in the calendar but not in the span");
    return made({body_->pattern, period{known->begin, known->end}, body_->special});
}

fraction calendar::workday(day d) const {
    if (body_->known && !body_->known->contains(d)) require_known({d, d + 1}, "day");
    const special_day* s = special(d);
    return s != nullptr ? s->share : body_->pattern[static_cast<std::size_t>(d.weekday())];
}

double calendar::workdays(const period& p) const {
    require_valid(p, "period");
    require_known(p, "period");
    std::int64_t sum = pattern_sum(body_->pattern, p);
    for (const special_day& s : special_days(p))
        sum += s.share.ppm() - body_->pattern[static_cast<std::size_t>(s.date.weekday())].ppm();
    return static_cast<double>(sum) / static_cast<double>(fraction::one_ppm);
}

const std::array<fraction, 7>& calendar::pattern() const noexcept {
    return body_->pattern;
}

const std::optional<period>& calendar::span() const noexcept {
    return body_->known;
}

std::span<const special_day> calendar::special_days() const noexcept {
    return body_->special;
}

std::span<const special_day> calendar::special_days(const period& p) const noexcept {
    const auto before = [](const special_day& s, day d) { return s.date < d; };
    const auto& all = body_->special;
    const auto first = std::lower_bound(all.begin(), all.end(), p.begin, before);
    return {first, std::lower_bound(first, all.end(), p.end, before)};
}

const special_day* calendar::special(day d) const noexcept {
    const auto found = special_days({d, d + 1});
    return found.empty() ? nullptr : &found.front();
}

void calendar::require_known(const period& p, std::string_view argument) const {
    if (!body_->known || body_->known->contains(p)) return;
    const day outside = body_->known->contains(p.begin) ? body_->known->end : p.begin;
    fail(errc::out_of_range, argument,
         to_string(outside) + " lies outside the calendar's span " + to_string(*body_->known));
}

bool operator==(const calendar& a, const calendar& b) {
    return a.body_ == b.body_ || *a.body_ == *b.body_;
}

} // namespace attain::inline v1
