#include <attain/core/error.hpp>

#include "engine_model.hpp"

namespace attain::inline v1 {

using namespace model;

namespace {

constexpr std::int32_t never = -100'000'000;

std::size_t weekday_of(std::int32_t d) {
    return static_cast<std::size_t>(day{d}.weekday());
}

std::size_t slot(std::int32_t d) {
    return static_cast<std::size_t>(d) & 63U;
}

mixture weighted(metric_kind kind, moments m, const weights& w, const outlook& o, bool newcomer) {
    for (std::size_t h = 0; h < memories; ++h)
        m.opinions[h].weight = w.used[h];
    if (kind != metric_kind::signed_amount) return {kind, m.opinions};
    return {kind, m.opinions, o.learned[newcomer ? 1 : 0]};
}

void require_value(double value, std::int64_t row = error::no_row) {
    if (!std::isfinite(value)) fail(errc::not_finite, "value", "must be a finite number", row);
    if (std::abs(value) > largest_value)
        fail(errc::out_of_range, "value", "is too large for sums of its square (at most 1e30)", row);
}

void require_share(double share, const char* argument, std::int64_t row) {
    if (!std::isfinite(share)) fail(errc::not_finite, argument, "must be a finite number", row);
    if (share < 0) fail(errc::out_of_range, argument, "must not be negative", row);
    if (share > largest_share) fail(errc::out_of_range, argument, "must be at most 1e6", row);
}

} // namespace

engine::engine(metric_kind kind, day first, const start_profile& weekdays, memory_resource* memory)
    : kind_{kind},
      first_{first.value},
      now_{first.value},
      start_{weekdays},
      cohorts_{or_default(memory)},
      series_{or_default(memory)},
      blocks_{std::pmr::vector<block_state>{or_default(memory)},
              std::pmr::vector<block_state>{or_default(memory)},
              std::pmr::vector<block_state>{or_default(memory)},
              std::pmr::vector<block_state>{or_default(memory)}},
      opened_{outlook{memory}, outlook{memory}, outlook{memory}, outlook{memory}},
      today_{memory},
      teams_{or_default(memory)} {
    require_valid(first, "first");
    for (std::size_t k = 0; k < weekdays.size(); ++k) {
        require_share(weekdays[k], "weekdays", static_cast<std::int64_t>(k));
    }
}

std::uint32_t engine::add_cohort(std::uint32_t team) {
    // Room for all of it first: without memory nothing is added.
    const std::size_t next = cohorts_.size() + 1;
    if (next > cohorts_.capacity()) cohorts_.reserve(2 * next);
    today_.cohorts.reserve(cohorts_.capacity());
    for (outlook& opened : opened_)
        opened.cohorts.reserve(cohorts_.capacity());
    if (team >= teams_.size()) teams_.resize(team + 1);
    cohorts_.emplace_back().team = team;
    learn_weekdays();
    return static_cast<std::uint32_t>(cohorts_.size() - 1);
}

void engine::reserve(std::size_t series) {
    series_.reserve(series);
    for (auto& level : blocks_)
        level.reserve(series);
    today_.cohorts.reserve(cohorts_.size());
    for (outlook& opened : opened_)
        opened.cohorts.reserve(cohorts_.size());
}

std::uint32_t engine::add_series(std::uint32_t cohort, std::optional<day> hired) {
    if (cohort >= cohorts_.size()) fail(errc::out_of_range, "cohort", "was never added");
    series_state s;
    s.sums.missing = cohorts_[cohort].exposure;
    s.as_of = now_ - 1;
    s.since = now_;
    s.hired = hired ? std::min(hired->value, now_) : now_;
    s.last_active = never;
    s.cohort = cohort;
    // Room for all of it first: without memory nothing is added.
    const std::size_t next = series_.size() + 1;
    const std::size_t room = next > series_.capacity() ? 2 * next : series_.capacity();
    for (auto& level : blocks_)
        level.reserve(room);
    series_.reserve(room);
    series_.push_back(s);
    for (auto& level : blocks_)
        level.emplace_back();
    return static_cast<std::uint32_t>(series_.size() - 1);
}

// w = (S_g / r_g + 60 w_all) / (n_g + 60): value per member-day of each weekday relative to the cohort's
// mean, shrunk to all cohorts, and these to the start profile.
void engine::learn_weekdays() {
    std::array<double, 7> value{};
    std::array<double, 7> days{};
    double all_value = 0;
    double all_days = 0;
    for (const cohort_state& c : cohorts_)
        for (std::size_t k = 0; k < 7; ++k) {
            value[k] += c.weekday_value[k];
            days[k] += c.weekday_days[k];
        }
    for (std::size_t k = 0; k < 7; ++k) {
        all_value += value[k];
        all_days += days[k];
    }
    const double fullest = *std::ranges::max_element(start_);
    double base = all_value / std::max(all_days, 1e-9);
    if (!(base > 0)) base = 1;
    std::array<double, 7> all{};
    for (std::size_t k = 0; k < 7; ++k)
        all[k] = std::max(0.0, value[k] / base + shrink_days * start_[k]) / (days[k] + shrink_days);
    for (cohort_state& c : cohorts_) {
        double own_value = 0;
        double own_days = 0;
        for (std::size_t k = 0; k < 7; ++k) {
            own_value += c.weekday_value[k];
            own_days += c.weekday_days[k];
        }
        const double rate = own_value / std::max(own_days, 1e-9);
        const double scale = rate > 0 ? rate : 1;
        double ordinary = 0;
        double number = 0;
        for (std::size_t k = 0; k < 7; ++k) {
            // A weekday on which more is taken back than brought weighs nothing.
            c.weekday[k] = std::max(0.0, c.weekday_value[k] / scale + 60 * all[k]) / (c.weekday_days[k] + 60);
            if (start_[k] < fullest) continue;
            ordinary += c.weekday[k];
            ++number;
        }
        for (double& w : c.weekday)
            w /= std::max(ordinary / number, 1e-6);
    }
}

void engine::bring_to(series_state& s, std::int32_t d) const {
    const std::int32_t days = d - s.as_of;
    if (days <= 0) return;
    const per_memory<double> f = decay_over(days);
    for (std::size_t h = 0; h < memories; ++h) {
        s.sums.gains[h] *= f[h];
        s.sums.losses[h] *= f[h];
        s.sums.active[h] *= f[h];
        s.sums.missing[h] *= f[h];
    }
    const double size = days == 1 ? keep_size : std::exp2(-days / 90.0);
    s.size1 *= size;
    s.size2 *= size;
    s.as_of = d;
}

// A day that was not seen, and from which all blocks that can be open end inside the calendar.
void engine::require_ahead(day d, const char* argument) const {
    require_valid(d, argument);
    if (d.value < now_) fail(errc::out_of_range, argument, to_string(d) + " was already seen");
    if (d.value > day::max_value - 2 * block_days.back())
        fail(errc::out_of_range, argument, "is at the end of the calendar");
}

void engine::observe(day d, std::span<const engine_row> rows, std::span<const engine_presence> presence) {
    require_ahead(d, "day");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        if (rows[i].series >= series_.size()) fail(errc::out_of_range, "series", "was never added", at);
        require_value(rows[i].value, at);
    }
    for (std::size_t i = 0; i < presence.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        if (presence[i].series >= series_.size()) fail(errc::out_of_range, "series", "was never added", at);
        require_share(presence[i].share, "share", at);
    }
    advance(d);
    step(rows, presence);
}

void engine::advance(day to, stop_flag stop) {
    require_ahead(to, "to");
    while (now_ < to.value) {
        stop.poll();
        step({}, {});
    }
}

void engine::step(std::span<const engine_row> rows, std::span<const engine_presence> presence) {
    const std::int32_t d = now_;
    const std::size_t k = weekday_of(d);
    quarter_profile& quarter = pooled_.quarter;
    const std::size_t month = month_class(day{d});
    const double season = quarter.factor[month];
    for (cohort_state& c : cohorts_) {
        for (std::size_t h = 0; h < memories; ++h)
            c.exposure[h] = c.exposure[h] * keep[h] + c.weekday[k] * season;
        for (std::size_t j = 0; j < 7; ++j) {
            c.weekday_value[j] *= keep_weekday;
            c.weekday_days[j] *= keep_weekday;
        }
        c.last_seen[slot(d)] = 0;
    }
    for (const engine_row& row : rows) {
        const double y = row.value;
        if (y == 0) continue;
        series_state& s = series_[row.series];
        cohort_state& c = cohorts_[s.cohort];
        bring_to(s, d);
        for (std::size_t h = 0; h < memories; ++h) {
            (y > 0 ? s.sums.gains : s.sums.losses)[h] += std::abs(y);
            s.sums.active[h] += 1;
        }
        s.size1 += std::abs(y);
        s.size2 += y * y;
        if (s.last_active > d - 64 && s.last_active < d) --c.last_seen[slot(s.last_active)];
        if (s.last_active < d) ++c.last_seen[slot(d)];
        s.last_active = std::max(s.last_active, d);
        const double quantity = kind_ == metric_kind::count ? y : 1.0;
        c.weekday_value[k] += quantity;
        quarter.quantity += quantity;
        for (std::size_t l = 0; l < block_levels; ++l) {
            block_state& b = blocks_[l][row.series];
            b.total += y;
            b.active_days += 1;
        }
    }
    for (cohort_state& c : cohorts_) {
        std::uint32_t members = 0;
        for (std::int32_t t = d - 30; t <= d; ++t)
            members += c.last_seen[slot(t)];
        c.weekday_days[k] += members;
        quarter.exposure += members * c.weekday[k];
        quarter.member_days += members;
    }
    for (const engine_presence& p : presence) {
        series_state& s = series_[p.series];
        cohort_state& c = cohorts_[s.cohort];
        bring_to(s, d);
        const double missing = (1 - p.share) * c.weekday[k] * season;
        for (std::size_t h = 0; h < memories; ++h)
            s.sums.missing[h] += missing;
        for (auto& level : blocks_)
            level[p.series].missing += static_cast<float>(missing);
        if (s.last_active < d - 30) continue;
        c.weekday_days[k] = std::max(c.weekday_days[k] - (1 - p.share), 0.0);
        quarter.exposure = std::max(quarter.exposure - (1 - p.share) * c.weekday[k], 0.0);
    }
    ++quarter.days;
    ++now_;
    if (now_ <= day::max_value && month_class(day{now_}) != month) end_month(day{d});
    begin_day();
}

// The variance of a month's quantity follows from the four-week law: events, and members around their means.
void engine::end_month(day last) {
    quarter_profile& quarter = pooled_.quarter;
    const law four_weeks = kind_ == metric_kind::count
                               ? solve(pooled_.law[2][spread_memory], pooled_.unit, first_kappa[2])
                               : solve_active(pooled_.active_law[2]);
    const double members = std::max(quarter.member_days / std::max(quarter.days, 1), 1.0);
    quarter.close_month(month_class(last), std::max(four_weeks.phi, 1.0) / std::max(quarter.quantity, 1.0) +
                                               four_weeks.kappa / members);
}

void engine::begin_day() {
    learn_weekdays();
    const std::int32_t age = now_ - first_;
    if (age < 14 || age % 7 != 0) return;
    pool(today_);
    pooled_.unit = today_.unit;
    pooled_.spread = today_.spread;
    for (std::size_t l = 0; l < block_levels; ++l) {
        if (age % block_days[l] != 0) continue;
        if (is_open_[l]) close(l);
        open(l);
    }
}

namespace {

// What is taken off was decayed day by day and is now decayed at once: rounding may leave a trace below zero.
template<class T>
void shift(T& sum, double by) {
    sum = static_cast<T>(std::max(static_cast<double>(sum) + by, 0.0));
}

void shift(series_state& s, std::int32_t age, double before, double after) {
    const per_memory<double> f = decay_over(age);
    const double active = (after != 0 ? 1.0 : 0.0) - (before != 0 ? 1.0 : 0.0);
    for (std::size_t h = 0; h < memories; ++h) {
        shift(s.sums.gains[h], f[h] * (std::max(after, 0.0) - std::max(before, 0.0)));
        shift(s.sums.losses[h], f[h] * (std::max(-after, 0.0) - std::max(-before, 0.0)));
        shift(s.sums.active[h], f[h] * active);
    }
    const double size = std::exp2(-age / 90.0);
    shift(s.size1, size * (std::abs(after) - std::abs(before)));
    shift(s.size2, size * (after * after - before * before));
}

} // namespace

void engine::require_seen(std::uint32_t series, day d, double before, double after) const {
    if (series >= series_.size()) fail(errc::out_of_range, "series", "was never added");
    require_value(before);
    require_value(after);
    if (d.value >= now_ || d.value < first_)
        fail(errc::out_of_range, "day", to_string(d) + " is not among the days seen");
}

series_state engine::corrected(std::uint32_t series, day d, double before, double after) const {
    require_seen(series, d, before, after);
    series_state s = series_[series];
    bring_to(s, now_ - 1);
    shift(s, now_ - 1 - d.value, before, after);
    return s;
}

void engine::correct(std::uint32_t series, day d, double before, double after) {
    series_state& s = series_[series] = corrected(series, d, before, after);
    cohort_state& c = cohorts_[s.cohort];
    const double active = (after != 0 ? 1.0 : 0.0) - (before != 0 ? 1.0 : 0.0);
    const double quantity = kind_ == metric_kind::count ? after - before : active;
    c.weekday_value[weekday_of(d.value)] += std::pow(keep_weekday, now_ - 1 - d.value) * quantity;
    if (d.value >= now_ - pooled_.quarter.days) pooled_.quarter.quantity += quantity;
    if (after != 0 && d.value > s.last_active) {
        if (s.last_active > now_ - 65) --c.last_seen[slot(s.last_active)];
        if (d.value > now_ - 65) ++c.last_seen[slot(d.value)];
        s.last_active = d.value;
    }
    for (std::size_t l = 0; l < block_levels; ++l)
        if (is_open_[l] && d.value >= opened_[l].day) {
            blocks_[l][series].total += after - before;
            shift(blocks_[l][series].active_days, active);
        }
    learn_weekdays();
}

namespace {

template<class T, std::size_t N>
void add_to(std::array<T, N>& into, const std::array<T, N>& part) {
    for (std::size_t j = 0; j < N; ++j)
        into[j] += part[j];
}

void add_to(law_sums& into, const law_sums& part) {
    into.a11 += part.a11;
    into.a12 += part.a12;
    into.a22 += part.a22;
    into.b1 += part.b1;
    into.b2 += part.b2;
}

void add_to(pooled_state& into, const pooled_state& part) {
    for (std::size_t l = 0; l < block_levels; ++l) {
        for (std::size_t h = 0; h < memories; ++h)
            add_to(into.law[l][h], part.law[l][h]);
        add_to(into.active_law[l], part.active_law[l]);
        add_to(into.team_law[l], part.team_law[l]);
        for (std::size_t who = 0; who < 2; ++who)
            add_to(into.pit[l][who], part.pit[l][who]);
    }
    for (std::size_t l = 0; l < 3; ++l) {
        add_to(into.log_score[l], part.log_score[l]);
        add_to(into.gradient[l], part.gradient[l]);
        add_to(into.tenure[l], part.tenure[l]);
    }
    add_to(into.mixture_evidence, part.mixture_evidence);
    add_to(into.blend, part.blend);
    add_to(into.newcomers, part.newcomers);
    into.quarter.merge(part.quarter);
}

} // namespace

void engine::merge(const engine& part) {
    const bool same = kind_ == part.kind_ && first_ == part.first_ && now_ == part.now_ &&
                      cohorts_.size() == part.cohorts_.size() && series_.size() == part.series_.size() &&
                      is_open_ == part.is_open_;
    if (!same) fail(errc::conflict, "part", "has another kind, span, cohorts or series");
    for (std::size_t i = 0; i < series_.size(); ++i)
        if (series_[i].cohort != part.series_[i].cohort || series_[i].since != part.series_[i].since)
            fail(errc::conflict, "part", "has this series in another cohort or from another day",
                 static_cast<std::int64_t>(i));
    add_to(pooled_, part.pooled_);
    for (std::size_t g = 0; g < cohorts_.size(); ++g) {
        add_to(cohorts_[g].weekday_value, part.cohorts_[g].weekday_value);
        cohorts_[g].last_seen = {};
        for (std::size_t k = 0; k < 7; ++k)
            cohorts_[g].weekday_days[k] =
                std::max(cohorts_[g].weekday_days[k], part.cohorts_[g].weekday_days[k]);
    }
    for (std::size_t i = 0; i < series_.size(); ++i) {
        series_state& s = series_[i];
        series_state p = part.series_[i];
        bring_to(s, now_ - 1);
        bring_to(p, now_ - 1);
        add_to(s.sums.gains, p.sums.gains);
        add_to(s.sums.losses, p.sums.losses);
        add_to(s.sums.active, p.sums.active);
        s.size1 += p.size1;
        s.size2 += p.size2;
        add_to(s.log_score, p.log_score);
        add_to(s.responsible, p.responsible);
        s.squared_error += p.squared_error;
        s.blocks += p.blocks;
        s.hired = std::min(s.hired, p.hired);
        s.last_active = std::max(s.last_active, p.last_active);
        if (s.last_active > now_ - 65) ++cohorts_[s.cohort].last_seen[slot(s.last_active)];
        for (std::size_t l = 0; l < block_levels; ++l) {
            blocks_[l][i].total += part.blocks_[l][i].total;
            blocks_[l][i].active_days += part.blocks_[l][i].active_days;
        }
    }
    learn_weekdays();
}

outlook engine::look(day begin, day end) const {
    outlook o{cohorts_.get_allocator().resource()};
    look(begin, end, o);
    return o;
}

void engine::look(day begin, day end, outlook& into) const {
    if (begin.value < now_) fail(errc::out_of_range, "begin", to_string(begin) + " was already seen");
    if (end < begin) fail(errc::inverted_period, "end", "must not be before the beginning");
    pool(into);
    finish(into, begin.value, end.value);
}

engine::prediction engine::predict(const view& v, const outlook& o, std::uint32_t cohort,
                                   double exposure) const {
    if (!std::isfinite(exposure)) fail(errc::not_finite, "exposure", "must be a finite number");
    if (exposure < 0) fail(errc::out_of_range, "exposure", "must not be negative");
    const outlook::cohort& g = o.cohorts[cohort];
    if (!(exposure > 0)) return {mixture{kind_, {}}, v.exposure[3], 0};
    const moments m = opinions_of(kind_, v, o, exposure, g.prior, g.prior_active);
    const weights w = weights_of(v, o);
    const double from_prior = o.strength / m.prior * own_event(v, o);
    double prior = 0;
    double days = 0;
    for (std::size_t h = 0; h < memories; ++h) {
        prior += w.used[h] * from_prior / (from_prior + v.exposure[h]);
        days += w.used[h] * v.exposure[h];
    }
    return {weighted(kind_, m, w, o, o.day - v.hired <= newcomer_days), days, std::min(prior, 1.0)};
}

engine::prediction engine::predict(const outlook& o, const series_state& state, double exposure) const {
    return predict(view_of(state, cohorts_[state.cohort], now_), o, state.cohort, exposure);
}

engine::prediction engine::predict(const outlook& o, std::uint32_t series, double exposure) const {
    if (series >= series_.size()) fail(errc::out_of_range, "series", "was never added");
    return predict(o, series_[series], exposure);
}

engine::prediction engine::predict(const outlook& o, std::uint32_t series) const {
    if (series >= series_.size()) fail(errc::out_of_range, "series", "was never added");
    return predict(o, series_[series], o.cohorts[series_[series].cohort].exposure);
}

mixture engine::predict_total(const outlook& o, double mean, double sum_of_variances) const {
    opinion all{1, std::abs(mean), o.team_phi * sum_of_variances + o.team_kappa * mean * mean, 0, mean};
    if (kind_ != metric_kind::signed_amount && !(mean > 0)) return {kind_, {}};
    if (!(all.variance > 0)) return {kind_, {}};
    return {kind_, {&all, 1}};
}

engine::prediction engine::predict_newcomer(const outlook& o, std::uint32_t cohort, double exposure) const {
    if (cohort >= cohorts_.size()) fail(errc::out_of_range, "cohort", "was never added");
    view v;
    v.hired = now_;
    return predict(v, o, cohort, exposure);
}

} // namespace attain::inline v1
