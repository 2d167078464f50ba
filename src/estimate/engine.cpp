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

// Sums of a series as they stand before `now`, decayed to the day before.
view view_of(const series_state& s, const cohort_state& c, std::int32_t now) {
    const per_memory<double> f = decay_over(now - 1 - s.as_of);
    view v;
    for (std::size_t h = 0; h < memories; ++h) {
        v.gross[h] = (s.sums.gains[h] + s.sums.losses[h]) * f[h];
        v.losses[h] = s.sums.losses[h] * f[h];
        v.active[h] = s.sums.active[h] * f[h];
        v.exposure[h] = std::max(c.exposure[h] - s.sums.missing[h] * f[h], 0.0);
        v.log_score[h] = s.log_score[h];
        v.responsible[h] = s.responsible[h];
    }
    v.squared_error = s.squared_error;
    v.blocks = s.blocks;
    v.hired = s.hired;
    return v;
}

view view_of(const block_state& b, std::int32_t hired) {
    view v;
    for (std::size_t h = 0; h < memories; ++h) {
        v.gross[h] = b.gross[h];
        v.losses[h] = b.losses[h];
        v.active[h] = b.active[h];
        v.exposure[h] = b.exposure[h];
        v.log_score[h] = b.log_score[h];
        v.responsible[h] = b.responsible[h];
    }
    v.squared_error = b.squared_error;
    v.blocks = b.blocks;
    v.hired = hired;
    return v;
}

void keep_view(const view& v, block_state& b) {
    for (std::size_t h = 0; h < memories; ++h) {
        b.gross[h] = static_cast<float>(v.gross[h]);
        b.losses[h] = static_cast<float>(v.losses[h]);
        b.active[h] = static_cast<float>(v.active[h]);
        b.exposure[h] = static_cast<float>(v.exposure[h]);
        b.log_score[h] = static_cast<float>(v.log_score[h]);
        b.responsible[h] = static_cast<float>(v.responsible[h]);
    }
    b.squared_error = static_cast<float>(v.squared_error);
    b.blocks = static_cast<float>(v.blocks);
}

bool alive(const series_state& s, std::int32_t now) {
    return s.since < now && s.last_active >= now - static_cast<std::int32_t>(alive_days);
}

mixture weighted(metric_kind kind, moments m, const weights& w, const outlook& o, bool newcomer) {
    for (std::size_t h = 0; h < memories; ++h)
        m.opinions[h].weight = w.used[h];
    if (kind != metric_kind::signed_amount) return {kind, m.opinions};
    return {kind, m.opinions, o.learned[newcomer ? 1 : 0]};
}

// Exposure of [now, end) for somebody always there.
double horizon(const cohort_state& c, std::int32_t now, std::int32_t end) {
    const std::int32_t weeks = (end - now) / 7;
    double sum = 0;
    for (double w : c.weekday)
        sum += weeks * w;
    for (std::int32_t d = now + 7 * weeks; d < end; ++d)
        sum += c.weekday[weekday_of(d)];
    return sum;
}

recalibration warp(const std::array<double, recalibration::bins>& own,
                   const std::array<double, recalibration::bins>& other) {
    recalibration r;
    for (std::size_t j = 0; j < recalibration::bins; ++j)
        r.cumulative[j + 1] = r.cumulative[j] + own[j] + 0.3 * other[j] + pit_prior / recalibration::bins;
    for (double& x : r.cumulative)
        x /= r.cumulative[recalibration::bins];
    return r;
}

// Each outcome spreads one unit over the bins between F(T-) and F(T) (non-randomised PIT of Czado et al.).
void add_pit(std::array<double, recalibration::bins>& bins, double low, double high, double weight) {
    low = std::clamp(low, 0.0, 1 - 1e-9);
    high = std::clamp(std::max(high, low + 1e-9), 1e-9, 1.0);
    double before = 0;
    for (std::size_t j = 0; j < recalibration::bins; ++j) {
        const double edge = static_cast<double>(j + 1) / recalibration::bins;
        const double upto = std::clamp((edge - low) / (high - low), 0.0, 1.0);
        bins[j] += weight * (upto - before);
        before = upto;
    }
}

double plain_cdf(metric_kind kind, const moments& m, const per_memory<double>& w, double x) {
    moments weighed = m;
    for (std::size_t h = 0; h < memories; ++h)
        weighed.opinions[h].weight = w[h];
    return mixture{kind, weighed.opinions}.cdf(x);
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
}

std::uint32_t engine::add_cohort(std::uint32_t team) {
    cohorts_.emplace_back().team = team;
    if (team >= teams_.size()) teams_.resize(team + 1);
    learn_weekdays();
    return static_cast<std::uint32_t>(cohorts_.size() - 1);
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
    double base = all_value / std::max(all_days, 1e-9);
    if (!(base > 0)) base = 1;
    std::array<double, 7> all{};
    for (std::size_t k = 0; k < 7; ++k)
        all[k] = (value[k] / base + shrink_days * start_[k]) / (days[k] + shrink_days);
    for (cohort_state& c : cohorts_) {
        double own_value = 0;
        double own_days = 0;
        for (std::size_t k = 0; k < 7; ++k) {
            own_value += c.weekday_value[k];
            own_days += c.weekday_days[k];
        }
        const double rate = own_value / std::max(own_days, 1e-9);
        const double scale = rate > 0 ? rate : 1;
        double workdays = 0;
        for (std::size_t k = 0; k < 7; ++k) {
            c.weekday[k] = (c.weekday_value[k] / scale + 60 * all[k]) / (c.weekday_days[k] + 60);
            if (k < 5) workdays += c.weekday[k] / 5;
        }
        for (double& w : c.weekday)
            w /= std::max(workdays, 1e-6);
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

void engine::observe(day d, std::span<const engine_row> rows, std::span<const engine_presence> presence) {
    if (d.value < now_) fail(errc::out_of_range, "day", to_string(d) + " was already seen");
    require_valid(d, "day");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        if (rows[i].series >= series_.size()) fail(errc::out_of_range, "series", "was never added", at);
        if (!std::isfinite(rows[i].value)) fail(errc::not_finite, "value", "must be a finite number", at);
    }
    for (std::size_t i = 0; i < presence.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        if (presence[i].series >= series_.size()) fail(errc::out_of_range, "series", "was never added", at);
        if (!(presence[i].share >= 0) || !std::isfinite(presence[i].share))
            fail(errc::out_of_range, "share", "must be a number from 0 up", at);
    }
    advance(d);
    step(rows, presence);
}

void engine::advance(day to) {
    while (now_ < to.value)
        step({}, {});
}

void engine::step(std::span<const engine_row> rows, std::span<const engine_presence> presence) {
    const std::int32_t d = now_;
    const std::size_t k = weekday_of(d);
    for (cohort_state& c : cohorts_) {
        for (std::size_t h = 0; h < memories; ++h)
            c.exposure[h] = c.exposure[h] * keep[h] + c.weekday[k];
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
        c.weekday_value[k] += kind_ == metric_kind::count ? y : 1.0;
        for (std::size_t l = 0; l < block_levels; ++l) {
            block_state& b = blocks_[l][row.series];
            b.total += y;
            b.active_days += 1;
        }
    }
    for (cohort_state& c : cohorts_)
        for (std::int32_t t = d - 30; t <= d; ++t)
            c.weekday_days[k] += c.last_seen[slot(t)];
    for (const engine_presence& p : presence) {
        series_state& s = series_[p.series];
        cohort_state& c = cohorts_[s.cohort];
        bring_to(s, d);
        const double missing = (1 - p.share) * c.weekday[k];
        for (std::size_t h = 0; h < memories; ++h)
            s.sums.missing[h] += missing;
        for (auto& level : blocks_)
            level[p.series].missing += static_cast<float>(missing);
        if (s.last_active >= d - 30) c.weekday_days[k] = std::max(c.weekday_days[k] - (1 - p.share), 0.0);
    }
    ++now_;
    begin_day();
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

void shift(series_state& s, std::int32_t age, double before, double after) {
    const per_memory<double> f = decay_over(age);
    const double active = (after != 0 ? 1.0 : 0.0) - (before != 0 ? 1.0 : 0.0);
    for (std::size_t h = 0; h < memories; ++h) {
        s.sums.gains[h] += f[h] * (std::max(after, 0.0) - std::max(before, 0.0));
        s.sums.losses[h] += f[h] * (std::max(-after, 0.0) - std::max(-before, 0.0));
        s.sums.active[h] += f[h] * active;
    }
    const double size = std::exp2(-age / 90.0);
    s.size1 += size * (std::abs(after) - std::abs(before));
    s.size2 += size * (after * after - before * before);
}

} // namespace

void engine::require_seen(std::uint32_t series, day d, double before, double after) const {
    if (series >= series_.size()) fail(errc::out_of_range, "series", "was never added");
    if (!std::isfinite(before) || !std::isfinite(after))
        fail(errc::not_finite, "value", "must be a finite number");
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
    c.weekday_value[weekday_of(d.value)] +=
        std::pow(keep_weekday, now_ - 1 - d.value) * (kind_ == metric_kind::count ? after - before : active);
    if (after != 0 && d.value > s.last_active) {
        if (s.last_active > now_ - 65) --c.last_seen[slot(s.last_active)];
        if (d.value > now_ - 65) ++c.last_seen[slot(d.value)];
        s.last_active = d.value;
    }
    for (std::size_t l = 0; l < block_levels; ++l)
        if (is_open_[l] && d.value >= opened_[l].day) {
            blocks_[l][series].total += after - before;
            blocks_[l][series].active_days += static_cast<float>(active);
        }
    learn_weekdays();
}

// The cohorts' means of every memory that is asked for, the spread between members and the size of an event,
// over members that were active in the last 60 days.
void engine::pool(outlook& into) const {
    constexpr std::array<std::size_t, 5> used{spread_memory, blended[0], blended[1], blended[2], blended[3]};
    struct sums {
        std::array<double, 5> value{}, active{}, exposure{};
    };
    into.day = now_;
    into.unit = pooled_.unit;
    into.spread = pooled_.spread;
    into.cohorts.assign(cohorts_.size(), {});
    sums all;
    double size1 = 0;
    double size2 = 0;
    double losses = 0;
    std::size_t members = 0;
    // The sums of a cohort live in its own entry until all are known: mean = value, prior = exposure.
    for (const series_state& s : series_) {
        if (!alive(s, now_)) continue;
        ++members;
        const per_memory<double> f = decay_over(now_ - 1 - s.as_of);
        const cohort_state& c = cohorts_[s.cohort];
        outlook::cohort& g = into.cohorts[s.cohort];
        for (std::size_t j = 0; j < used.size(); ++j) {
            const std::size_t h = used[j];
            const double value = (s.sums.gains[h] + s.sums.losses[h]) * f[h];
            const double exposure = std::max(c.exposure[h] - s.sums.missing[h] * f[h], 0.0);
            const double active = s.sums.active[h] * f[h];
            all.value[j] += value;
            all.active[j] += active;
            all.exposure[j] += exposure;
            if (j == 0) {
                g.mean += value;
                g.exposure += exposure;
            } else {
                g.prior_of[j - 1] += value;
                g.prior_active_of[j - 1] += active;
                g.exposure_of[j - 1] += exposure;
            }
        }
        losses += s.sums.losses[spread_memory] * f[spread_memory];
        if (kind_ != metric_kind::count) {
            const double size = std::exp2(-(now_ - 1 - s.as_of) / 90.0);
            size1 += s.size1 * size;
            size2 += s.size2 * size;
        }
    }
    if (kind_ != metric_kind::count) into.unit = std::max(size2 / std::max(size1, 1e-9), 1e-9);
    if (kind_ == metric_kind::signed_amount) into.negative = (losses + 1e-9) / (all.value[0] + 1e-6);
    const auto shrunk = [](double value, double exposure, double all_value, double all_exposure) {
        const double wide = all_value / std::max(all_exposure, 1e-9);
        return std::max((value + shrink_days * wide) / (exposure + shrink_days), 1e-9);
    };
    for (outlook::cohort& g : into.cohorts) {
        g.mean = shrunk(g.mean, g.exposure, all.value[0], all.exposure[0]);
        for (std::size_t j = 0; j < blended.size(); ++j) {
            g.prior_of[j] = shrunk(g.prior_of[j], g.exposure_of[j], all.value[j + 1], all.exposure[j + 1]);
            g.prior_active_of[j] =
                shrunk(g.prior_active_of[j], g.exposure_of[j], all.active[j + 1], all.exposure[j + 1]);
        }
    }
    into.members = static_cast<std::uint32_t>(members);
    if (members < 3) return;
    const double event = event_size(into.unit);
    double between = 0;
    for (const series_state& s : series_) {
        if (!alive(s, now_)) continue;
        const double f = decay_over(now_ - 1 - s.as_of)[spread_memory];
        const double value = (s.sums.gains[spread_memory] + s.sums.losses[spread_memory]) * f;
        const double exposure =
            std::max(cohorts_[s.cohort].exposure[spread_memory] - s.sums.missing[spread_memory] * f, 0.0);
        const double mean = into.cohorts[s.cohort].mean;
        const double relative = (value / std::max(exposure, 1e-9) - mean) / mean;
        between += exposure * relative * relative - event / mean;
    }
    into.spread = std::clamp((between + 0.5 * shrink_days) / (all.exposure[0] + shrink_days), 0.05, 4.0);
}

// Size that one event counts for: the 7-day law's smallest phi once there is one.
double engine::event_size(double unit) const {
    if (!(pooled_.active_law[0].a11 > 0)) return unit;
    double least = solve(pooled_.law[0][0], unit, first_kappa[0]).phi;
    for (std::size_t h = 1; h < memories; ++h)
        least = std::min(least, solve(pooled_.law[0][h], unit, first_kappa[0]).phi);
    return least;
}

void engine::finish(outlook& o, std::int32_t begin, std::int32_t end) const {
    o.day = begin;
    o.days = end - begin;
    // Levels are interpolated linearly in the logarithm of the horizon, flat outside.
    double place = 0;
    const double length = std::log(std::max(o.days, 1));
    for (std::size_t l = 0; l + 1 < block_levels; ++l) {
        const double low = std::log(block_days[l]);
        const double high = std::log(block_days[l + 1]);
        if (length > low) place = static_cast<double>(l) + std::min((length - low) / (high - low), 1.0);
    }
    const auto l0 = static_cast<std::size_t>(place);
    const std::size_t l1 = std::min(l0 + 1, block_levels - 1);
    const double part = place - static_cast<double>(l0);
    o.level = static_cast<std::int32_t>(std::nearbyint(place));
    const auto level = static_cast<std::size_t>(o.level);
    for (std::size_t h = 0; h < memories; ++h) {
        const law near = solve(pooled_.law[l0][h], o.unit, first_kappa[l0]);
        const law far = solve(pooled_.law[l1][h], o.unit, first_kappa[l1]);
        o.phi[h] = (1 - part) * near.phi + part * far.phi;
        o.kappa[h] = (1 - part) * near.kappa + part * far.kappa;
    }
    const law near_team = solve_team(pooled_.team_law[l0]);
    const law far_team = solve_team(pooled_.team_law[l1]);
    o.team_phi = (1 - part) * near_team.phi + part * far_team.phi;
    o.team_kappa = (1 - part) * near_team.kappa + part * far_team.kappa;
    const law active = solve_active(pooled_.active_law[level]);
    o.active_phi = active.phi;
    o.active_kappa = active.kappa;
    o.event = event_size(o.unit);
    o.strength = 1 / (o.spread * spread_factor);

    std::array<double, 4> blend{};
    for (std::size_t j = 0; j < blend.size(); ++j)
        blend[j] = std::log(first_blend[j]) + pooled_.blend[j];
    blend = softmax(blend);
    for (std::size_t g = 0; g < o.cohorts.size(); ++g) {
        outlook::cohort& c = o.cohorts[g];
        double value = 0;
        double active_days = 0;
        for (std::size_t j = 0; j < blend.size(); ++j) {
            value += blend[j] * std::log(c.prior_of[j]);
            active_days += blend[j] * std::log(c.prior_active_of[j]);
        }
        c.prior = std::exp(value);
        c.prior_active = std::exp(active_days);
        c.exposure = horizon(cohorts_[g], begin, end);
    }
    const auto ratio = [&](std::size_t bin) {
        return (pooled_.tenure[bin][0] + 10) / (pooled_.tenure[bin][1] + 10);
    };
    for (std::size_t bin = 0; bin < 3; ++bin)
        o.tenure[bin] = ratio(bin) / ratio(2);

    const std::size_t t = std::min(level, std::size_t{2});
    for (std::size_t h = 0; h < memories; ++h)
        o.team_weights[h] = std::log(first_weights[h]) + gradient_step * pooled_.gradient[t][h];
    o.team_weights = softmax(o.team_weights);
    o.team_log_score = pooled_.log_score[t];
    o.mixture_share = 1 / (1 + std::exp(-pooled_.mixture_evidence[t]));
    for (std::size_t who = 0; who < 2; ++who)
        o.learned[who] = warp(pooled_.pit[level][who], pooled_.pit[level][1 - who]);
}

void engine::open(std::size_t level) {
    outlook& o = opened_[level];
    o = today_;
    finish(o, now_, now_ + block_days[level]);
    for (std::size_t i = 0; i < series_.size(); ++i) {
        const series_state& s = series_[i];
        block_state& b = blocks_[level][i];
        b.open = alive(s, now_) && s.since <= now_ - 7 ? 1 : 0;
        b.total = 0;
        b.active_days = 0;
        b.missing = 0;
        if (b.open != 0) keep_view(view_of(s, cohorts_[s.cohort], now_), b);
    }
    is_open_[level] = true;
}

void engine::close(std::size_t level) {
    const outlook& o = opened_[level];
    std::size_t members = 0;
    for (const block_state& b : blocks_[level])
        members += b.open;
    if (members == 0) return;
    const double kept = std::pow(keep_week, block_days[level] / 7.0);
    // Members share the date's luck: a date counts for at most date_cap of them.
    const double counted = std::min(1.0, date_cap / static_cast<double>(members));

    for (law_sums& sums : pooled_.law[level])
        decay(sums, kept);
    decay(pooled_.active_law[level], kept);
    decay(pooled_.team_law[level], kept);
    std::fill(teams_.begin(), teams_.end(), team_block{});
    if (level <= 2) {
        for (std::size_t h = 0; h < memories; ++h) {
            pooled_.log_score[level][h] *= kept;
            pooled_.gradient[level][h] *= kept;
        }
        pooled_.mixture_evidence[level] *= kept;
    }
    if (kind_ == metric_kind::signed_amount)
        for (auto& who : pooled_.pit[level])
            for (double& bin : who)
                bin *= kept;
    std::array<double, 4> blend_score{};
    std::array<std::array<double, 2>, 3> tenure{};

    for (std::size_t i = 0; i < series_.size(); ++i) {
        const block_state& b = blocks_[level][i];
        if (b.open == 0) continue;
        series_state& s = series_[i];
        const outlook::cohort& g = o.cohorts[s.cohort];
        const double exposure = g.exposure - b.missing;
        if (!(exposure > 1e-6 * g.exposure)) continue; // away all the time: nothing to learn
        const view v = view_of(b, s.hired);
        const moments m = opinions_of(kind_, v, o, exposure, g.prior, g.prior_active);
        const weights w = weights_of(v, o);
        const double total = b.total;

        double centre = 0;
        for (std::size_t h = 0; h < memories; ++h) {
            const double miss = total - m.mean[h] * m.lean[h];
            const double square = std::min(miss * miss - m.rate[h], 25 * (m.law[h] + m.rate[h]));
            const double scale = std::max(m.law[h], 1e-12);
            add(pooled_.law[level][h], counted / (scale * scale), m.mean[h], m.mean[h] * m.mean[h], square);
            centre += w.used[h] * m.mean[h] * m.lean[h];
        }
        const double active = m.active_mean[spread_memory];
        const double active_scale = std::max(active + 0.2 * active * active, 1e-9);
        const double active_miss = b.active_days - active;
        add(pooled_.active_law[level], counted / (active_scale * active_scale), active, active * active,
            active_miss * active_miss);

        const double unit = o.unit + exposure * m.prior;
        if (level <= 2) learn_weights(level, s, m, w, total, unit, counted);
        double variance = 0;
        for (std::size_t h = 0; h < memories; ++h) {
            const double off = m.mean[h] * m.lean[h] - centre;
            variance += w.used[h] * (m.law[h] + m.rate[h] + off * off);
        }
        team_block& team = teams_[cohorts_[s.cohort].team];
        team.mean += centre;
        team.variance += variance;
        team.total += total;
        if (level == 1 || level == 2) {
            const double z = (total - centre) * (total - centre) / std::max(variance, 1e-12);
            s.squared_error = static_cast<float>(0.93 * s.squared_error + std::min(z, 9.0));
            s.blocks = static_cast<float>(0.93 * s.blocks + 1);
            for (std::size_t j = 0; j < blended.size(); ++j) {
                const moments alone = opinions_of(kind_, v, o, exposure, g.prior_of[j], g.prior_active_of[j]);
                double mass = 0;
                for (std::size_t h = 0; h < memories; ++h)
                    mass += w.used[h] * std::exp(log_mass(kind_, alone.opinions[h], total, unit));
                blend_score[j] += std::log(mass);
            }
        }
        if (kind_ == metric_kind::signed_amount) {
            const double high = plain_cdf(kind_, m, w.used, total);
            const double low = total == 0 ? plain_cdf(kind_, m, w.used, total - 1e-6) : high;
            add_pit(pooled_.pit[level][o.day - s.hired <= newcomer_days ? 1 : 0], low, high, counted);
        }
        if (level == 2) {
            const std::size_t bin = tenure_bin(o.day - s.hired + block_days[level] / 2.0);
            const double base = std::max(g.mean, 1e-9) * exposure;
            tenure[bin][0] += std::min(std::abs(total) / base, 5.0);
            tenure[bin][1] += 1;
        }
    }
    if (level == 1 || level == 2) {
        const double average = (blend_score[0] + blend_score[1] + blend_score[2] + blend_score[3]) / 4;
        for (std::size_t j = 0; j < blended.size(); ++j)
            pooled_.blend[j] = pooled_.blend[j] * kept + counted * (blend_score[j] - average);
    }
    for (const team_block& team : teams_) {
        if (!(team.variance > 0)) continue;
        const double square = team.mean * team.mean;
        const double miss = (team.total - team.mean) * (team.total - team.mean);
        const double scale = team.variance + square / 50;
        add(pooled_.team_law[level], 1 / (scale * scale), team.variance, square, std::min(miss, 25 * scale));
    }
    // Without settled members there is nothing to compare newcomers with.
    if (tenure[2][1] >= 3)
        for (std::size_t bin = 0; bin < 3; ++bin)
            for (std::size_t j = 0; j < 2; ++j)
                pooled_.tenure[bin][j] = pooled_.tenure[bin][j] * kept + counted * tenure[bin][j];
}

void engine::learn_weights(std::size_t level, series_state& s, const moments& m, const weights& w,
                           double total, double unit, double counted) {
    per_memory<double> score{};
    double top = -1e300;
    double average = 0;
    for (std::size_t h = 0; h < memories; ++h) {
        score[h] = log_mass(kind_, m.opinions[h], total, unit);
        top = std::max(top, score[h]);
        average += score[h] / memories;
    }
    per_memory<double> f{};
    double of_mixture = 0;
    double of_best = 0;
    double of_used = 0;
    for (std::size_t h = 0; h < memories; ++h) {
        f[h] = std::exp(score[h] - top);
        of_mixture += w.mixture[h] * f[h];
        of_best += w.best[h] * f[h];
        of_used += w.used[h] * f[h];
    }
    pooled_.mixture_evidence[level] += counted * (std::log(std::max(of_mixture, 1e-3 * of_used)) -
                                                  std::log(std::max(of_best, 1e-3 * of_used)));
    for (std::size_t h = 0; h < memories; ++h) {
        pooled_.gradient[level][h] += counted * (std::min(f[h] / of_mixture, largest_ratio) - 1);
        pooled_.log_score[level][h] += counted * (score[h] - average);
    }
    if (level != 2) return;
    for (std::size_t h = 0; h < memories; ++h) {
        s.responsible[h] = static_cast<float>(keep_share * s.responsible[h] + w.used[h] * f[h] / of_used);
        s.log_score[h] = static_cast<float>(0.9 * s.log_score[h] + (score[h] - average));
    }
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
    const outlook::cohort& g = o.cohorts[cohort];
    if (!(exposure > 0)) return {mixture{kind_, {}}, v.exposure[3], 0};
    const moments m = opinions_of(kind_, v, o, exposure, g.prior, g.prior_active);
    const weights w = weights_of(v, o);
    double prior = 0;
    double days = 0;
    for (std::size_t h = 0; h < memories; ++h) {
        const double from_prior = o.strength / m.prior * o.event;
        prior += w.used[h] * from_prior / (from_prior + v.exposure[h]);
        days += w.used[h] * v.exposure[h];
    }
    return {weighted(kind_, m, w, o, o.day - v.hired <= newcomer_days), days, prior};
}

engine::prediction engine::predict(const outlook& o, const series_state& state, double exposure) const {
    return predict(view_of(state, cohorts_[state.cohort], now_), o, state.cohort, exposure);
}

engine::prediction engine::predict(const outlook& o, std::uint32_t series, double exposure) const {
    return predict(o, series_.at(series), exposure);
}

engine::prediction engine::predict(const outlook& o, std::uint32_t series) const {
    return predict(o, series, o.cohorts[series_.at(series).cohort].exposure);
}

mixture engine::predict_total(const outlook& o, double mean, double sum_of_variances) const {
    opinion all{1, std::abs(mean), o.team_phi * sum_of_variances + o.team_kappa * mean * mean, 0, mean};
    if (kind_ != metric_kind::signed_amount && !(mean > 0)) return {kind_, {}};
    if (!(all.variance > 0)) return {kind_, {}};
    return {kind_, {&all, 1}};
}

engine::prediction engine::predict_newcomer(const outlook& o, std::uint32_t cohort, double exposure) const {
    view v;
    v.hired = now_;
    return predict(v, o, cohort, exposure);
}

} // namespace attain::inline v1
