#include <attain/core/int128.hpp>
#include <attain/time/season.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace attain::inline v1 {

namespace {

constexpr std::int64_t one = fraction::one_ppm;

std::int64_t rounded(int128 numerator, int128 denominator) {
    return static_cast<std::int64_t>((numerator + denominator / 2) / denominator);
}

// Working time of the period in millionths of a day.
std::int64_t working(const calendar& days, const period& p) {
    std::int64_t sum = 0;
    for (day d = p.begin; d < p.end; ++d)
        sum += days.workday(d).ppm();
    return sum;
}

// What each day of the span is worth before any shape: working time by the factor of its month, up to scale.
// At most 10^6 x 10^9 a day, so that a year's sum fits.
std::vector<std::int64_t> worth(const calendar& days, const season& by_months, const period& span) {
    std::vector<std::int64_t> all = by_months.factors(days, span);
    all.resize(static_cast<std::size_t>(span.days()), 1);
    for (day d = span.begin; d < span.end; ++d)
        all[static_cast<std::size_t>(d - span.begin)] *= days.workday(d).ppm();
    return all;
}

void require_shape(const std::vector<fraction>& cumulative, period_kind within) {
    if (cumulative.empty()) fail(errc::empty_input, "cumulative", "a shape needs at least one knot");
    for (std::size_t i = 0; i < cumulative.size(); ++i)
        if (cumulative[i] > fraction::one() || (i > 0 && cumulative[i] < cumulative[i - 1]))
            fail(errc::out_of_range, "cumulative", "must rise from 0 to 1", static_cast<std::int64_t>(i));
    if (cumulative.back() != fraction::one()) fail(errc::conflict, "cumulative", "the last knot must be 1");
    if (within == period_kind::day || within == period_kind::custom)
        fail(errc::invalid_argument, "within", "a shape lies within weeks, months, quarters or years");
}

// C(upto / all) x all in millionths, exact: C is linear between n equal knots.
int128 cumulative_at(const std::vector<fraction>& knots, std::int64_t upto, std::int64_t all) {
    const auto n = static_cast<std::int64_t>(knots.size());
    const int128 position = int128{upto} * n;
    const auto k = static_cast<std::int64_t>(position / all);
    if (k >= n) return int128{one} * all;
    const std::int64_t from = k == 0 ? 0 : knots[static_cast<std::size_t>(k - 1)].ppm();
    const std::int64_t to = knots[static_cast<std::size_t>(k)].ppm();
    return int128{from} * all + int128{to - from} * (position - int128{k} * all);
}

} // namespace

season season::months(const std::array<std::int64_t, 12>& shares) const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (shares[i] < 0 || shares[i] >= (std::int64_t{1} << 40))
            fail(errc::out_of_range, "shares", "must be between 0 and 2^40", static_cast<std::int64_t>(i));
        sum += shares[i];
    }
    if (sum == 0) fail(errc::empty_input, "shares", "at least one month must have a share");
    season changed = *this;
    changed.months_ = shares;
    return changed;
}

season season::shape(std::vector<fraction> cumulative, period_kind within) const {
    require_shape(cumulative, within);
    if (is_fiscal(within))
        fail(errc::invalid_argument, "within", "a fiscal kind needs its fiscal calendar as third argument");
    season changed = *this;
    changed.knots_ = std::move(cumulative);
    changed.within_ = within;
    changed.fiscal_.reset();
    return changed;
}

season season::shape(std::vector<fraction> cumulative, period_kind within, fiscal_calendar of) const {
    require_shape(cumulative, within);
    if (!is_fiscal(within) || !of.has(within))
        fail(errc::invalid_argument, "within", "the fiscal calendar has no such kind");
    season changed = *this;
    changed.knots_ = std::move(cumulative);
    changed.within_ = within;
    changed.fiscal_ = std::move(of);
    return changed;
}

season season::without_shape() const {
    season changed = *this;
    changed.knots_.clear();
    changed.within_ = {};
    changed.fiscal_.reset();
    return changed;
}

std::vector<std::int64_t> season::factors(const calendar& days, const period& span) const {
    require_valid(span, "span");
    std::vector<std::int64_t> ppm;
    if (none()) return ppm;
    ppm.assign(static_cast<std::size_t>(span.days()), one);
    if (months_) apply_months(days, span, ppm);
    if (!knots_.empty()) apply_shape(days, span, ppm);
    for (const std::int64_t f : ppm)
        if (f > fraction::max_ppm) fail(errc::out_of_range, "season", "a day's factor must not exceed 1000");
    return ppm;
}

void season::apply_months(const calendar& days, const period& span, std::vector<std::int64_t>& ppm) const {
    std::int64_t all_shares = 0;
    for (const std::int64_t s : *months_)
        all_shares += s;
    for (const slice& y : slices(span, period_kind::year)) {
        const std::int64_t in_year = working(days, y.whole);
        for (const slice& m : slices(y.part, period_kind::month)) {
            const auto index = static_cast<std::size_t>(m.whole.begin.date().month().as_number() - 1);
            const std::int64_t in_month = working(days, m.whole);
            if (in_month == 0) continue; // no working day: the factor is never used
            // share/shares x year/month; both divisions at once would leave 128 bits for huge scales
            const std::int64_t relative = rounded(int128{(*months_)[index]} * one * one, all_shares);
            const std::int64_t factor = rounded(int128{relative} * in_year, int128{one} * in_month);
            if (factor > fraction::max_ppm)
                fail(errc::out_of_range, "season", "a month's factor must not exceed 1000");
            for (day d = m.part.begin; d < m.part.end; ++d)
                ppm[static_cast<std::size_t>(d - span.begin)] = factor;
        }
    }
}

void season::apply_shape(const calendar& days, const period& span, std::vector<std::int64_t>& ppm) const {
    const auto parts = fiscal_ ? fiscal_->slices(span, within_) : slices(span, within_);
    if (parts.empty()) return;
    const period whole = period::between(parts.front().whole.begin, parts.back().whole.end);
    const std::vector<std::int64_t> weights = worth(days, without_shape(), whole);
    for (const slice& s : parts) {
        const auto first = weights.begin() + (s.whole.begin - whole.begin);
        const std::int64_t all = std::accumulate(first, first + s.whole.days(), std::int64_t{0});
        std::int64_t upto = 0;
        int128 before = 0;
        for (day d = s.whole.begin; d < s.whole.end && all > 0; ++d) {
            const std::int64_t today = weights[static_cast<std::size_t>(d - whole.begin)];
            if (today == 0) continue;
            upto += today;
            const int128 reached = cumulative_at(knots_, upto, all);
            // cumulative_at is C x all (in millionths); the factor is (C1 - C0) / (today / all)
            const std::int64_t factor = rounded(reached - before, int128{today});
            before = reached;
            if (!s.part.contains(d)) continue;
            auto& f = ppm[static_cast<std::size_t>(d - span.begin)];
            f = rounded(int128{f} * factor, one);
        }
    }
}

std::vector<fraction> learn_shape(std::span<const period> closed, std::span<const dated_quantity> facts,
                                  const calendar& days, int slots, std::int64_t prior, const season& told) {
    if (closed.empty()) fail(errc::empty_input, "closed", "at least one closed period is needed");
    if (slots < 1 || slots > 366) fail(errc::out_of_range, "slots", "must be between 1 and 366");
    if (prior < 0) fail(errc::out_of_range, "prior", "must not be negative");

    const season by_months = told.without_shape();
    // Working time up to the end of each day, per period, so that a fact finds its slot by one look-up.
    std::vector<std::vector<std::int64_t>> running(closed.size());
    for (std::size_t i = 0; i < closed.size(); ++i) {
        require_valid(closed[i], "closed", static_cast<std::int64_t>(i));
        std::int64_t sum = 0;
        running[i].push_back(0);
        for (const std::int64_t weight : worth(days, by_months, closed[i]))
            running[i].push_back(sum += weight);
    }

    std::vector<double> slot(static_cast<std::size_t>(slots), 0.0);
    for (std::size_t row = 0; row < facts.size(); ++row) {
        const auto at = std::find_if(closed.begin(), closed.end(),
                                     [&](const period& p) { return p.contains(facts[row].date); });
        if (at == closed.end())
            fail(errc::out_of_range, "facts", to_string(facts[row].date) + " is in no closed period",
                 static_cast<std::int64_t>(row));
        const auto& r = running[static_cast<std::size_t>(at - closed.begin())];
        if (r.back() == 0) continue; // a period without working time says nothing about its shape
        const auto d = static_cast<std::size_t>(facts[row].date - at->begin);
        const double scale = static_cast<double>(slots) / static_cast<double>(r.back());
        const double from = static_cast<double>(r[d]) * scale;
        const double to = static_cast<double>(r[d + 1]) * scale;
        const auto quantity = static_cast<double>(facts[row].quantity);
        const auto first = std::min(static_cast<int>(from), slots - 1);
        for (int k = first; k < slots && (k == first || k < to); ++k) {
            const double inside = std::min<double>(to, k + 1) - std::max<double>(from, k);
            slot[static_cast<std::size_t>(k)] += to > from ? quantity * inside / (to - from) : quantity;
            if (to <= from) break;
        }
    }

    double total = static_cast<double>(prior);
    for (double& s : slot)
        total += (s = std::max(s, 0.0));
    if (!(total > 0)) fail(errc::empty_input, "facts", "nothing was booked in the closed periods");
    std::vector<fraction> cumulative;
    double upto = 0;
    for (const double s : slot) {
        upto += s + static_cast<double>(prior) / slots;
        cumulative.emplace_back(std::min(1.0, upto / total));
    }
    cumulative.back() = fraction::one();
    return cumulative;
}

} // namespace attain::inline v1
