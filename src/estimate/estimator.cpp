#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/estimator.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/measure/quality.hpp>

#include "away.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace attain::inline v1 {

namespace {

constexpr std::uint32_t bit(forecast_reason reason) {
    return 1U << static_cast<unsigned>(reason);
}

const calendar& calendar_of(const team& in, const rep& who) {
    return who.location ? *who.location : in.calendar();
}

bool never_works(const calendar& c, day d) {
    return c.pattern()[static_cast<std::size_t>(d.weekday())] == fraction::zero();
}

// Working days of one span, shared by all reps of a team.
class team_days {
public:
    team_days(const team& in, const period& span)
        : team_{&in}, lines_{span, in.season()}, every_{lines_.of(every_day())} {}

    [[nodiscard]] capacity_line worked(const rep& who) { return {*lines_.of(calendar_of(*team_, who)), who}; }
    [[nodiscard]] capacity_line always(const rep& who) const { return {*every_, who}; }
    [[nodiscard]] const calendar& calendar_for(const rep& who) const { return calendar_of(*team_, who); }
    [[nodiscard]] const calendar& common() const noexcept { return team_->calendar(); }

private:
    static calendar every_day() {
        constexpr fraction one;
        return calendar{{one, one, one, one, one, one, one}};
    }

    const team* team_;
    workday_lines lines_;
    std::shared_ptr<const workday_line> every_;
};

// Share of a normal day of its weekday that somebody was there, as the estimator sees it: capacity; on
// weekdays on which nobody works, whatever they would have on any day, for weekdays have weights. A day that
// is worked although the team never works on its weekday (a Saturday opened by date, a Sunday where they work
// Sunday to Thursday) is a whole day whatever that weight is; one that only others work is none.
class presence_line {
public:
    presence_line(team_days& days, const rep& who)
        : own_{&days.calendar_for(who)},
          team_{&days.common()},
          worked_{days.worked(who)},
          always_{days.always(who)} {}

    [[nodiscard]] double on(day d, double weight) const {
        constexpr double least_weight = 0.02;
        const double worked = worked_.on(d).days();
        if (opened(d)) return worked / std::max(weight, least_weight);
        if (worked > 0 || !never_works(*team_, d)) return worked;
        return never_works(*own_, d) ? always_.on(d).days() : 0;
    }
    [[nodiscard]] capacity worked(const period& p) const {
        return p.begin < p.end ? worked_.sum(p) : capacity{};
    }
    // Exposure by the weights that an engine has learned.
    [[nodiscard]] double exposure(const engine& weighing, std::uint32_t cohort, const period& p) const {
        double sum = 0;
        for (day d = p.begin; d < p.end; ++d) {
            const double weight = weighing.day_weight(cohort, d);
            sum += opened(d) ? worked_.on(d).days() : weight * on(d, weight);
        }
        return sum;
    }

private:
    // Worked, on a weekday on which the team never works.
    [[nodiscard]] bool opened(day d) const { return never_works(*team_, d) && !worked_.on(d).none(); }

    const calendar* own_;
    const calendar* team_;
    capacity_line worked_;
    capacity_line always_;
};

engine::start_profile profile_of(const team& of) {
    engine::start_profile p{};
    for (std::size_t k = 0; k < 7; ++k)
        p[k] = of.calendar().pattern()[k] == fraction::zero() ? 0 : 1;
    return p;
}

evidence_grade grade_of(bool seen, double days, double prior_weight) {
    if (!seen) return evidence_grade::prior_only;
    if (days < 20 || prior_weight > 0.5) return evidence_grade::thin;
    return days < 60 ? evidence_grade::fair : evidence_grade::solid;
}

std::optional<largest_event> largest_of(std::span<const day_total> rows, day as_of) {
    std::optional<largest_event> largest;
    double sum = 0;
    for (const day_total& t : rows) {
        if (t.day <= as_of - 365 || t.quantity == 0) continue;
        sum += static_cast<double>(t.quantity);
        if (!largest || t.quantity > largest->quantity) largest = {t.day, t.quantity, 0};
    }
    if (largest && sum > 0) largest->share = static_cast<double>(largest->quantity) / sum;
    return largest;
}

// A few rows, years before all the others, are dated wrongly: the first one after them.
std::size_t past_lost_years(std::span<const day_total> rows, std::size_t first, std::size_t last,
                            std::optional<day> start) {
    constexpr std::size_t few = 3;
    constexpr std::size_t record = 10; // rows that say when it really began
    for (std::size_t at = first + 1; at <= first + few && at + record <= last; ++at) {
        const bool told = start && *start <= rows[at - 1].day;
        if (!told && rows[at].day - rows[at - 1].day > 3 * 365) return at;
    }
    return first;
}

// A rep's first row that is no isolated day before the start: what is dated decades early would make all the
// years since days without a sale.
std::size_t past_isolated(std::span<const day_total> rows, std::size_t first, std::size_t last,
                          std::optional<day> start) {
    const auto near = [&](std::size_t at) {
        return rows[at + 1].day - rows[at].day <= quality_options{}.isolated_days;
    };
    first = past_lost_years(rows, first, last, start);
    std::size_t at = first;
    while (at + 1 < last && !near(at) && (!start || rows[at].day < *start))
        ++at;
    const bool told = start && at < last && rows[at].day >= *start;
    return told || (at + 1 < last && near(at)) ? at : first; // else it is somebody who sells that rarely
}

// However the days are added up.
void require_sums_of_64_bits(std::span<const day_total> totals) {
    int128 together = 0;
    for (const day_total& t : totals)
        together += t.quantity < 0 ? -int128{t.quantity} : int128{t.quantity};
    (void)narrow(together, "facts");
}

} // namespace

estimator::estimator(const attain::team& of, const attain::metric& what, day as_of,
                     const estimator_options& options, std::vector<day_total> totals,
                     std::vector<day_total> elsewhere)
    : team_{&of},
      metric_{what},
      as_of_{as_of},
      options_{options},
      totals_{std::move(totals)},
      elsewhere_{std::move(elsewhere)},
      members_(of.size()) {
    require_valid(as_of, "as_of");
    if (options.prior) require_valid(*options.prior);
    if (!(options.largest_day >= 1)) fail(errc::out_of_range, "largest_day", "must be at least 1");
    require_sums_of_64_bits(totals_);
    require_sums_of_64_bits(elsewhere_);
    find_members();
    bound_largest_days();
    signed_ = followed_as() == metric_kind::signed_amount;
    step_ = common_step();
}

estimator::estimator(const attain::team& of, const attain::metric& what, const ledger& facts, day as_of,
                     stop_flag stop, const estimator_options& options)
    : estimator{of,
                what,
                as_of,
                options,
                member_totals(of, what, facts, {.as_of = as_of}, record_of::people),
                member_totals(of, what, facts, {.as_of = as_of}, record_of::elsewhere)} {
    if (!totals_.empty()) replay(first_followed_day(), stop);
}

metric_kind estimator::followed_as() const {
    // Below this share of all quantities, days below zero are told apart from none by nobody: a cent that was
    // once refunded does not make every chance that of a net.
    constexpr double least_reversed = 0.005;
    double gained = 0;
    double lost = 0;
    for (const day_total& t : totals_)
        (t.quantity < 0 ? lost : gained) += std::fabs(static_cast<double>(t.quantity));
    if (lost > least_reversed * (gained + lost)) return metric_kind::signed_amount;
    // Counts in parts (shared credit) have no whole numbers to stand on.
    if (metric_.kind() == metric_kind::count)
        return metric_.exponent() > 0 ? metric_kind::amount : metric_kind::count;
    return metric_kind::amount;
}

// Counts are whole, or parts of a whole that its shares have in common, and no continuous distribution knows.
units estimator::common_step() const {
    if (metric_.kind() != metric_kind::count || followed_as() == metric_kind::count) return 0;
    units step = metric_.per_whole();
    for (const day_total& t : totals_)
        step = std::gcd(step, t.quantity % step);
    return step;
}

day estimator::first_followed_day() const {
    day first = as_of_;
    for (const member& m : members_)
        if (m.followed_row < m.last_row) first = std::min(first, totals_[m.followed_row].day);
    return first;
}

void estimator::find_members() {
    std::map<std::string, std::uint32_t> roles; // in order of name, whatever the order of reps
    for (const rep& who : team_->reps())
        roles.emplace(who.role_around(as_of_), 0);
    for (auto& [role, number] : roles)
        number = cohorts_++;
    std::size_t row = 0;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const rep& who = team_->reps()[i];
        member& m = members_[i];
        m.rep = who.id;
        m.cohort = roles.at(who.role_around(as_of_));
        while (row < totals_.size() && totals_[row].rep < who.id)
            ++row;
        m.first_row = row;
        while (row < totals_.size() && totals_[row].rep == who.id)
            ++row;
        m.last_row = row;
        m.followed_row = past_isolated(totals_, m.first_row, m.last_row, who.with_record().start());
        m.largest = largest_of(std::span{totals_}.subspan(m.first_row, m.last_row - m.first_row), as_of_);
    }
}

void estimator::bound_largest_days() {
    constexpr int few = 5; // active days that say nothing of what a large one is
    struct size {
        double largest{}, next{};
        int days{};
    };
    std::vector<size> sizes(members_.size());
    for (std::size_t i = 0; i < members_.size(); ++i)
        for (std::size_t r = members_[i].followed_row; r < members_[i].last_row; ++r) {
            const double y = std::abs(static_cast<double>(totals_[r].quantity));
            size& s = sizes[i];
            s.days += y > 0 ? 1 : 0;
            s.next = std::max(s.next, std::min(s.largest, y));
            s.largest = std::max(s.largest, y);
        }
    size team; // the two largest days of different people
    for (const size& s : sizes) {
        team.next = std::max(team.next, std::min(team.largest, s.largest));
        team.largest = std::max(team.largest, s.largest);
    }
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const size& s = sizes[i];
        const double others = s.largest < team.largest ? team.largest : team.next;
        const double ordinary = s.days < few ? std::max(s.next, others) : s.next;
        members_[i].bound = ordinary > 0 ? options_.largest_day * ordinary : s.largest;
    }
}

double estimator::counted(const member& m, units quantity) const {
    return std::clamp(static_cast<double>(quantity), signed_ ? -m.bound : 0.0, m.bound);
}

mixture estimator::believed(const mixture& by_record, capacity remaining, double prior_weight) const {
    constexpr double least = 1e-3;
    if (!options_.prior || remaining.none()) return by_record;
    const host_prior& prior = *options_.prior;
    const double share = prior_weight * prior.worth_days / (prior.worth_days + team_days_);
    if (share < least) return by_record;
    return by_record.pooled(expected_by(prior, by_record.kind(), remaining.days()), share);
}

void estimator::replay(day first, stop_flag stop) {
    const period span{first, as_of_ + 1, period_kind::custom};
    engine& e = engine_.emplace(followed_as(), first, profile_of(*team_));
    for (std::uint32_t c = 0; c < cohorts_; ++c)
        (void)e.add_cohort(0);
    engine& total = total_.emplace(e.kind(), first, profile_of(*team_));
    const std::uint32_t everyone = total.add_series(total.add_cohort());

    team_days shared{*team_, span};
    std::vector<rep> people;
    std::vector<presence_line> lines;
    std::vector<std::size_t> next(members_.size());
    std::vector<day> since(members_.size(), as_of_ + 1);
    people.reserve(members_.size());
    lines.reserve(members_.size());
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const member& m = members_[i];
        const rep& who = people.emplace_back(team_->reps()[i].with_record());
        lines.emplace_back(shared, who);
        next[i] = m.followed_row;
        if (m.followed_row < m.last_row) since[i] = totals_[m.followed_row].day;
        if (who.start()) since[i] = std::min(since[i], *who.start());
        const day begin = std::max(first, since[i]);
        if (options_.prior && begin <= as_of_)
            team_days_ += capacity_over(*team_, who, period::between(begin, as_of_ + 1)).days();
    }
    std::vector<engine_row> rows;
    std::vector<engine_presence> presence;
    for (day d = first; d <= as_of_; ++d) {
        stop.poll();
        rows.clear();
        presence.clear();
        engine_row sum{everyone, 0};
        engine_presence there{everyone, 0};
        for (std::size_t i = 0; i < members_.size(); ++i) {
            member& m = members_[i];
            if (since[i] > d) continue;
            if (!m.series) m.series = e.add_series(m.cohort, team_->reps()[i].hired);
            if (next[i] < m.last_row && totals_[next[i]].day == d) {
                const double value = counted(m, totals_[next[i]++].quantity);
                if (!is_away(people[i], d)) {
                    rows.push_back({*m.series, value});
                    sum.value += value;
                }
            }
            const double share = lines[i].on(d, e.day_weight(m.cohort, d));
            there.share += lines[i].on(d, total.day_weight(0, d));
            if (share != 1) presence.push_back({*m.series, share});
        }
        e.observe(d, rows, presence);
        total.observe(d, {&sum, 1}, {&there, 1});
    }
}

std::size_t estimator::index_of(rep_id rep) const {
    const auto place = std::ranges::lower_bound(members_, rep, {}, &member::rep);
    if (place != members_.end() && place->rep == rep)
        return static_cast<std::size_t>(place - members_.begin());
    (void)team_->at(rep);
    fail(errc::conflict, "team",
         "rep " + std::to_string(rep.value) + " came to the team after the estimator");
}

void estimator::require_same_people() const {
    if (!std::ranges::equal(members_, team_->reps(), {}, &member::rep, &rep::id))
        fail(errc::conflict, "team", "has other people than when the estimator was made");
}

std::optional<day> estimator::last_fact(rep_id rep) const {
    const member& m = members_[index_of(rep)];
    if (m.first_row == m.last_row) return std::nullopt;
    return totals_[m.last_row - 1].day;
}

std::array<double, 7> estimator::weekdays(rep_id rep) const {
    const member& m = members_[index_of(rep)];
    return engine_ ? engine_->weekdays(m.cohort) : profile_of(*team_);
}

day estimator::first_open_day(const period& over) const {
    if (over.end <= as_of_)
        fail(errc::invalid_argument, "period", to_string(over) + " ended before the day of the facts");
    return std::min(std::max(over.begin, as_of_ + 1), over.end);
}

struct estimator::future {
    outlook ahead;
    period open; // what of the period is still to come
    team_days days;
};

estimator::future estimator::look(const period& over) const {
    const period open{first_open_day(over), over.end, period_kind::custom};
    return {engine_ ? engine_->look(open.begin, open.end) : outlook{}, open, team_days{*team_, over}};
}

units estimator::done(const member& m, const period& over) const {
    const units all = sum_over(std::span{totals_}.subspan(m.first_row, m.last_row - m.first_row), over);
    return narrow(int128{all} - done_elsewhere(m, over), "quantity");
}

units estimator::done_elsewhere(const member& m, const period& over) const {
    return sum_over(own_totals(elsewhere_, m.rep), over);
}

attain::forecast estimator::forecast(std::size_t index, const rep& who, const period& over, future& to_come,
                                     bool without_largest) const {
    const member& m = members_[index];
    attain::forecast::description what{
        .rep = who.id, .period = over, .kind = metric_.kind(), .largest = m.largest, .step = step_};
    what.done = done(m, over);
    const presence_line line{to_come.days, who};
    const period& open = to_come.open;
    what.remaining = line.worked(open);
    if (without_largest && over.contains(m.largest->day))
        what.done = narrow(int128{what.done} - m.largest->quantity +
                               done_elsewhere(m, {m.largest->day, m.largest->day + 1, period_kind::custom}),
                           "quantity");
    if (!own_totals(elsewhere_, m.rep).empty()) what.reasons |= bit(forecast_reason::record_elsewhere);
    if (what.remaining.none()) what.reasons |= bit(forecast_reason::no_time_left);
    if (!engine_) {
        what.reasons |= bit(forecast_reason::no_facts);
        if (!options_.prior) return {what, mixture{}};
        what.kind = followed_as();
        what.evidence = {evidence_grade::prior_only, 0, 1};
        what.reasons |= bit(forecast_reason::no_own_facts) | bit(forecast_reason::prior_dominates);
        return {what, expected_by(*options_.prior, what.kind, what.remaining.days())};
    }
    what.kind = engine_->kind();
    const double share = line.exposure(*engine_, m.cohort, open);
    const bool seen = m.series && m.first_row < m.last_row;
    engine::prediction p;
    if (!m.series)
        p = engine_->predict_newcomer(to_come.ahead, m.cohort, share);
    else if (without_largest && !is_away(team_->reps()[index].with_record(), m.largest->day))
        p = engine_->predict(
            to_come.ahead, engine_->corrected(*m.series, m.largest->day, counted(m, m.largest->quantity), 0),
            share);
    else
        p = engine_->predict(to_come.ahead, *m.series, share);
    what.evidence = {grade_of(seen || p.effective_days > 0, p.effective_days, p.prior_weight),
                     p.effective_days, p.prior_weight};
    const auto last = last_fact(who.id);
    if (!seen) what.reasons |= bit(forecast_reason::no_own_facts);
    if (!who.hired ? !m.series : *who.hired > as_of_ - 92) what.reasons |= bit(forecast_reason::newcomer);
    if (p.prior_weight > 0.5) what.reasons |= bit(forecast_reason::prior_dominates);
    if (last && *last <= as_of_ - 60 &&
        !capacity_over(*team_, who.with_record(), period::between(as_of_ - 59, as_of_ + 1)).none())
        what.reasons |= bit(forecast_reason::silent);
    if (m.largest && m.largest->share > 0.5) what.reasons |= bit(forecast_reason::one_event_dominates);
    if (what.kind == metric_kind::signed_amount) what.reasons |= bit(forecast_reason::reversals);
    return {what, believed(p.remaining, what.remaining, p.prior_weight)};
}

attain::forecast estimator::forecast(rep_id rep, const period& over) const {
    return forecast_as(team_->at(rep), over);
}

attain::forecast estimator::forecast_as(const rep& other, const period& over) const {
    future to_come = look(over);
    return forecast(index_of(other.id), other, over, to_come, false);
}

std::optional<attain::forecast> estimator::forecast_without_largest(rep_id rep, const period& over) const {
    const std::size_t index = index_of(rep);
    if (!members_[index].largest) return std::nullopt;
    future to_come = look(over);
    return forecast(index, person(index), over, to_come, true);
}

std::vector<attain::forecast> estimator::forecasts(const period& over, stop_flag stop) const {
    require_same_people();
    future to_come = look(over);
    std::vector<attain::forecast> all;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        stop.poll(i);
        if (!to_come.days.worked(team_->reps()[i]).sum(over).none())
            all.push_back(forecast(i, team_->reps()[i], over, to_come, false));
    }
    return all;
}

// The exposure to come of the team's total, in days like those behind its own record: that counts days of
// capacity, and people differ, so a day of who will be there counts by what it brings beside a day of those
// who were. Where members have brought nothing, days of capacity as they are.
double estimator::team_exposure(future& to_come) const {
    double before = 0;
    double brought = 0;
    double ahead = 0;
    double expected = 0;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const member& m = members_[i];
        const engine::prediction a_day = m.series ? engine_->predict(to_come.ahead, *m.series, 1.0)
                                                  : engine_->predict_newcomer(to_come.ahead, m.cohort, 1.0);
        const double rate = a_day.remaining.mean();
        const double share = presence_line{to_come.days, team_->reps()[i]}.exposure(*total_, 0, to_come.open);
        before += a_day.effective_days;
        brought += rate * a_day.effective_days;
        ahead += share;
        expected += rate * share;
    }
    return brought > 0 && expected > 0 ? expected / brought * before : ahead;
}

attain::forecast estimator::team_forecast(const period& over) const {
    require_same_people();
    future to_come = look(over);
    attain::forecast::description what{.period = over, .kind = metric_.kind(), .step = step_};
    double mean = 0;
    double variance = 0;
    double weight = 0;
    std::size_t active = 0; // members of whom something may still come
    std::optional<mixture> only{};
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const attain::forecast f = forecast(i, team_->reps()[i], over, to_come, false);
        if (!f.rest().certain_nothing() && ++active == 1) only = f.rest();
        what.done = narrow(int128{what.done} + f.done(), "quantity");
        what.remaining += f.remaining();
        mean += f.rest().mean();
        variance += f.rest().variance();
        const double part = std::abs(f.rest().mean());
        what.evidence.effective_days += part * f.evidence().effective_days;
        what.evidence.prior_weight += part * f.evidence().prior_weight;
        what.evidence.grade = std::max(what.evidence.grade, f.evidence().grade);
        what.kind = f.kind();
        weight += part;
    }
    if (what.remaining.none()) what.reasons |= bit(forecast_reason::no_time_left);
    if (!engine_) {
        what.reasons |= bit(forecast_reason::no_facts);
        if (!options_.prior) return {what, mixture{}};
        // As if of one person: nothing says that the belief errs for each apart.
        what.evidence = {evidence_grade::prior_only, 0, 1};
        return {what, expected_by(*options_.prior, what.kind, what.remaining.days())};
    }
    // The evidence behind the average unit of the total.
    if (weight > 0) {
        what.evidence.effective_days /= weight;
        what.evidence.prior_weight = std::min(what.evidence.prior_weight / weight, 1.0);
        what.evidence.grade = std::min(
            what.evidence.grade, grade_of(true, what.evidence.effective_days, what.evidence.prior_weight));
    }
    if (what.kind == metric_kind::signed_amount) what.reasons |= bit(forecast_reason::reversals);
    if (active <= 1) return {what, only.value_or(mixture{engine_->kind(), {}})};
    const mixture members = engine_->predict_total(to_come.ahead, mean, variance);
    const period& open = to_come.open;
    const double ahead = team_exposure(to_come);
    if (!(ahead > 0)) return {what, members};
    const mixture own = total_->predict(total_->look(open.begin, open.end), 0, ahead).remaining;
    return {what, believed(own.pooled(members, team_pool), what.remaining, what.evidence.prior_weight)};
}

} // namespace attain::inline v1
