#include <attain/core/int128.hpp>
#include <attain/time/capacity.hpp>

#include <algorithm>
#include <utility>

namespace attain::inline v1 {

namespace {

// presence x fte x ramp as one exact number, in units of 1e-18.
constexpr std::int64_t whole = 1'000'000'000'000'000'000;

// A rep that add() has not completed would be in the team on no day, and its capacity a silent zero.
void require_added(const rep& member, capacity_of what) {
    if (member.stints.empty() && what != capacity_of::full_time)
        fail(errc::invalid_argument, "member",
             "rep " + std::to_string(member.id.value) +
                 " has no stints: pass it through team::add, then use at()");
}

std::int64_t multiplier(const rep& member, day d, capacity_of what) {
    if (what == capacity_of::full_time) return whole;
    const std::int64_t here = member.presence_on(d).ppm();
    if (here == 0) return 0;
    const std::int64_t ramp = what == capacity_of::all ? member.ramp_on(d).ppm() : fraction::one_ppm;
    return here * member.fte_on(d).ppm() * ramp;
}

// value: workday x season in 1e-12. One rounding, to the nearest millionth.
std::int64_t rounded(std::int64_t value, std::int64_t multiplier) {
    if (multiplier == whole) return (value + 500'000) / 1'000'000;
    constexpr int128 unit = int128{whole} * 1'000'000;
    return static_cast<std::int64_t>((int128{value} * multiplier + unit / 2) / unit);
}

// Days within the span on which the multiplier may change, sorted, the span's begin first.
class change_days {
public:
    void collect(const rep& member, const period& span, capacity_of what) {
        span_ = span;
        days_.assign(1, span.begin);
        if (what == capacity_of::full_time) return;
        for (const stint& s : member.stints) {
            add(s.begin);
            if (s.end) add(*s.end);
        }
        for (const absence& a : member.absences) {
            add(a.begin);
            add(a.end);
        }
        for (const fte_change& c : member.fte_changes)
            add(c.from);
        if (what == capacity_of::all) {
            if (member.hired) add_months(*member.hired, member.ramp.months());
            for (const ramp_start& r : member.ramp_starts)
                add_months(r.from, r.schedule.months());
        }
        std::sort(days_.begin(), days_.end());
        days_.erase(std::unique(days_.begin(), days_.end()), days_.end());
    }
    [[nodiscard]] std::span<const day> days() const noexcept { return days_; }

private:
    void add(day d) {
        if (span_.begin < d && d < span_.end) days_.push_back(d);
    }
    void add_months(day start, int months) {
        add(start);
        // A month has 28 to 31 days: skip at once what lies before or after the span.
        if (start >= span_.end || start + 31 * months < span_.begin) return;
        for (int k = std::max(1, (span_.begin - start) / 31); k <= months && start + 28 * k < span_.end; ++k)
            add(attain::add_months(start, k));
    }

    period span_;
    std::vector<day> days_;
};

} // namespace

// Sums of one rep on shared days; keeps its buffer between reps.
struct line_sums {
    const capacity_of what;
    change_days changes{};

    // Calls visit(first index, last index, multiplier) for each stretch of one multiplier.
    template<class Visit>
    void stretches(const workday_line& days, const rep& member, Visit visit) {
        require_added(member, what);
        changes.collect(member, days.span_, what);
        const auto starts = changes.days();
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const day end = i + 1 < starts.size() ? starts[i + 1] : days.span_.end;
            visit(starts[i], end, multiplier(member, starts[i], what));
        }
    }

    void prefix(const workday_line& days, const rep& member, std::vector<std::int64_t>& before) {
        before.resize(days.before_.size());
        std::int64_t sum = 0;
        before[0] = 0;
        stretches(days, member, [&](day from, day to, std::int64_t m) {
            std::int64_t value = -1; // the last day's, with what it came to: days repeat
            std::int64_t w = 0;
            for (auto i = index(days, from); i < index(days, to); ++i) {
                if (days.value_[i] != value) w = rounded(value = days.value_[i], m);
                before[i + 1] = sum += w;
            }
        });
    }

    [[nodiscard]] static std::int64_t over(const workday_line& days, day from, day to, std::int64_t m) {
        if (m == 0) return 0;
        if (m == whole) return days.before_[index(days, to)] - days.before_[index(days, from)];
        std::int64_t value = 0;
        std::int64_t w = 0;
        std::int64_t sum = 0;
        for (auto i = index(days, from); i < index(days, to); ++i) {
            if (days.value_[i] == 0) continue;
            if (days.value_[i] != value) w = rounded(value = days.value_[i], m);
            sum += w;
        }
        return sum;
    }

    static std::size_t index(const workday_line& days, day d) {
        return static_cast<std::size_t>(d - days.span_.begin);
    }
};

capacity capacity_on(const team& in, const rep& member, day d, capacity_of what) {
    require_added(member, what);
    const calendar& days = in.calendar_of(member);
    std::int64_t value = days.workday(d).ppm();
    if (value == 0) return {};
    const auto season = in.season().factors(days, {d, d + 1});
    value *= season.empty() ? fraction::one_ppm : season.front();
    return {rounded(value, multiplier(member, d, what))};
}

capacity capacity_over(const team& in, const rep& member, const period& p, capacity_of what) {
    const workday_line days{in.calendar_of(member), in.season(), p};
    capacity sum;
    line_sums{what}.stretches(days, member, [&](day from, day to, std::int64_t m) {
        sum.micro += line_sums::over(days, from, to, m);
    });
    return sum;
}

std::vector<capacity> capacities(const team& in, std::span<const period> periods, capacity_of what) {
    std::vector<capacity> table(in.size() * periods.size());
    if (table.empty()) return table;
    period hull = periods.front();
    for (std::size_t i = 0; i < periods.size(); ++i) {
        require_valid(periods[i], "periods", static_cast<std::int64_t>(i));
        hull = {std::min(hull.begin, periods[i].begin), std::max(hull.end, periods[i].end)};
    }
    workday_lines shared{hull, in.season()};
    line_sums sums{what};
    auto row = table.begin();
    for (const rep& member : in.reps()) {
        const auto days = shared.of(in.calendar_of(member));
        sums.stretches(*days, member, [&](day from, day to, std::int64_t m) {
            if (m == 0) return;
            for (std::size_t i = 0; i < periods.size(); ++i) {
                const day a = std::max(from, periods[i].begin);
                const day b = std::min(to, periods[i].end);
                if (a < b) row[static_cast<std::ptrdiff_t>(i)].micro += line_sums::over(*days, a, b, m);
            }
        });
        row += static_cast<std::ptrdiff_t>(periods.size());
    }
    return table;
}

workday_line::workday_line(const calendar& days, const season& season, const period& span)
    : span_{span.begin, span.end}, has_season_{!season.none()} {
    require_valid(span_, "span");
    days.require_known(span_, "span");
    const auto n = static_cast<std::size_t>(span_.days());
    const auto& pattern = days.pattern();
    value_.resize(n);
    auto weekday = static_cast<std::size_t>(span_.begin.weekday());
    for (std::size_t i = 0; i < n; ++i) {
        value_[i] = pattern[weekday].ppm() * fraction::one_ppm;
        weekday = weekday == 6 ? 0 : weekday + 1;
    }
    for (const special_day& s : days.special_days(span_))
        value_[static_cast<std::size_t>(s.date - span_.begin)] = s.share.ppm() * fraction::one_ppm;
    if (has_season_) {
        const auto factors = season.factors(days, span_);
        for (std::size_t i = 0; i < n; ++i)
            value_[i] = value_[i] / fraction::one_ppm * factors[i];
    }
    before_.resize(n + 1);
    for (std::size_t i = 0; i < n; ++i)
        before_[i + 1] = before_[i] + rounded(value_[i], whole);
}

workday_lines::workday_lines(const period& span, season season)
    : span_{span.begin, span.end}, season_{std::move(season)} {
    require_valid(span_, "span");
}

std::shared_ptr<const workday_line> workday_lines::of(const calendar& days) {
    for (const auto& [calendar, line] : known_)
        if (calendar.shares_body_with(days)) return line;
    std::shared_ptr<const workday_line> line;
    for (const auto& [calendar, equal] : known_)
        if (calendar == days) line = equal;
    if (!line) line = std::make_shared<const workday_line>(days, season_, span_);
    known_.emplace_back(days, line);
    return line;
}

capacity_line::capacity_line(const team& in, const rep& member, const period& span, capacity_of what)
    : capacity_line{workday_line{in.calendar_of(member), in.season(), span}, member, what} {}

capacity_line::capacity_line(const workday_line& days, const rep& member, capacity_of what)
    : span_{days.span_} {
    line_sums{what}.prefix(days, member, before_);
}

capacity_line capacity_line::calendar_days(const period& span) {
    require_valid(span, "span");
    capacity_line line;
    line.span_ = {span.begin, span.end};
    line.basis_ = line_basis::calendar_days;
    line.before_.reserve(static_cast<std::size_t>(span.days()) + 1);
    for (std::int64_t i = 0; i <= span.days(); ++i)
        line.before_.push_back(i * capacity::one_day);
    return line;
}

capacity_line capacity_line::total(std::span<const capacity_line> lines) {
    if (lines.empty()) fail(errc::empty_input, "lines", "a total needs at least one line");
    capacity_line sum = lines.front();
    for (std::size_t k = 1; k < lines.size(); ++k) {
        if (lines[k].span_ != sum.span_ || lines[k].basis_ != sum.basis_)
            fail(errc::conflict, "lines", "must share one span and one basis", static_cast<std::int64_t>(k));
        for (std::size_t i = 0; i < sum.before_.size(); ++i)
            sum.before_[i] += lines[k].before_[i];
    }
    return sum;
}

std::vector<std::int64_t> capacity_line::weights(const period& p) const {
    (void)sum(p);
    std::vector<std::int64_t> w;
    w.reserve(static_cast<std::size_t>(p.days()));
    for (day d = p.begin; d < p.end; ++d)
        w.push_back(at(d + 1) - at(d));
    return w;
}

void capacity_line::refuse(const period& p) const {
    require_valid(p, "period");
    const day outside = span_.contains(p.begin) ? span_.end : p.begin;
    fail(errc::out_of_range, "period",
         to_string(outside) + " lies outside the line's span " + to_string(span_));
}

} // namespace attain::inline v1
