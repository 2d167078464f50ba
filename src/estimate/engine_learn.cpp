// What the engine learns from its own block forecasts, and the outlook that follows from it.
#include <attain/core/error.hpp>

#include "engine_model.hpp"
#include "sweep.hpp"

namespace attain::inline v1 {

using namespace model;

namespace {

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

// Exposure of [from, end) for somebody always there: month by month, whole weeks at once.
double horizon(const cohort_state& c, const quarter_profile& quarter, std::int32_t from, std::int32_t end) {
    double week = 0;
    for (double w : c.weekday)
        week += w;
    double sum = 0;
    while (from < end) {
        const boost::gregorian::date begin = day{from}.date();
        const std::int32_t until = std::min(end, day{begin.end_of_month()}.value + 1);
        const std::int32_t weeks = (until - from) / 7;
        double part = weeks * week;
        for (std::int32_t d = from + 7 * weeks; d < until; ++d)
            part += c.weekday[static_cast<std::size_t>(day{d}.weekday())];
        sum += part * quarter.factor[month_class(day{from})];
        from = until;
    }
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

// What one member, or many, brought in a memory.
struct brought {
    double value{};
    double active{};
    double exposure{};

    brought& operator+=(const brought& b) {
        value += b.value;
        active += b.active;
        exposure += b.exposure;
        return *this;
    }
};

brought brought_by(const series_state& s, const cohort_state& c, std::size_t h, double kept) {
    return {(s.sums.gains[h] + s.sums.losses[h]) * kept, s.sums.active[h] * kept,
            std::max(c.exposure[h] - s.sums.missing[h] * kept, 0.0)};
}

// Memories that cohorts' means are taken from: the spread's, the blended ones, and the longest for all
// together.
constexpr std::array<std::size_t, 6> pooled_memories{spread_memory, blended[0], blended[1],
                                                     blended[2],    blended[3], memories - 1};
using pool_sums = std::array<brought, pooled_memories.size()>;

// The sums of a cohort live in its own entry until all are known: mean = value, exposure; prior: who is
// alive.
void add_to(outlook::cohort& g, std::size_t j, const brought& b) {
    if (j == 0) {
        g.mean += b.value;
        g.exposure += b.exposure;
    } else if (j <= g.prior_of.size()) {
        g.prior_of[j - 1] += b.value;
        g.prior_active_of[j - 1] += b.active;
        g.exposure_of[j - 1] += b.exposure;
    }
}

// A cohort of which nobody is alive is known by all that it had, in the longest memory. When that is all that
// is known of anybody, and it is nothing, half an event in some more days stands for it.
void add_quiet(std::span<const series_state> series, std::span<const cohort_state> cohorts, std::int32_t now,
               bool somebody, double unit, std::span<outlook::cohort> into, pool_sums& all) {
    brought quiet;
    for (const series_state& s : series) {
        outlook::cohort& g = into[s.cohort];
        if (g.prior > 0 || s.since >= now) continue;
        const double kept = decay_over(now - 1 - s.as_of)[memories - 1];
        const brought b = brought_by(s, cohorts[s.cohort], memories - 1, kept);
        quiet += b;
        for (std::size_t j = 0; j < all.size(); ++j)
            add_to(g, j, b);
    }
    if (somebody) return;
    if (!(quiet.value > 0)) quiet += {0.5 * unit, 0.5, shrink_days};
    all.fill(quiet);
}

// Less work than that is none: what rounding leaves, or a capacity of next to nothing.
constexpr double least_exposure = 1e-3;

// Rates of all together: in each memory with one event of the longest one, so that few sellers who have just
// been silent are not told to sell never again. Events of nobody's working days tell no rate: with one more,
// they are taken for those of the days that shrink.
struct wide_rates {
    double value{};
    double active{};
};
wide_rates wide_of(const brought& of, const brought& longest, double unit) {
    const auto rate = [&](double sum, double long_sum, double event) {
        if (!(long_sum > 0)) return sum / std::max(of.exposure, 1e-9);
        if (!(longest.exposure > least_exposure)) return (sum + event) / shrink_days;
        return (sum + event) / (of.exposure + event * longest.exposure / long_sum);
    };
    return {rate(of.value, longest.value, unit), rate(of.active, longest.active, 1)};
}

} // namespace

// The cohorts' means of every memory that is asked for, the spread between members, the size of an event and
// how people's days scatter, over members that are alive.
void engine::pool(outlook& into) const {
    into.day = now_;
    into.unit = pooled_.unit;
    into.spread = pooled_.spread;
    into.cohorts.assign(cohorts_.size(), {});
    pool_sums all;
    double size1 = 0;
    double size2 = 0;
    double own_mean = 0; // what size2 would be if nobody's days scattered
    double losses = 0;
    std::size_t members = 0;
    for (const series_state& s : series_) {
        const cohort_state& c = cohorts_[s.cohort];
        if (!alive(s, c, now_)) continue;
        ++members;
        const per_memory<double> f = decay_over(now_ - 1 - s.as_of);
        outlook::cohort& g = into.cohorts[s.cohort];
        ++g.prior;
        for (std::size_t j = 0; j < all.size(); ++j) {
            const std::size_t h = pooled_memories[j];
            const brought b = brought_by(s, c, h, f[h]);
            all[j] += b;
            add_to(g, j, b);
        }
        losses += s.sums.losses[spread_memory] * f[spread_memory];
        const double size = std::exp2(-(now_ - 1 - s.as_of) / 90.0);
        size1 += s.size1 * size;
        size2 += s.size2 * size;
        const brought days = brought_by(s, c, size_memory, f[size_memory]);
        if (days.exposure > 0) own_mean += s.size1 * size * days.value / days.exposure;
    }
    into.day_event = size1 > 0 ? std::max((size2 - own_mean) / size1, 0.0) : 0;
    if (kind_ != metric_kind::count && size1 > 0) into.unit = std::max(size2 / size1, 1e-9);
    const double unit = kind_ == metric_kind::count ? 1 : into.unit;
    if (std::ranges::any_of(into.cohorts, [](const outlook::cohort& g) { return g.prior == 0; }))
        add_quiet(series_, cohorts_, now_, members > 0, unit, into.cohorts, all);
    if (kind_ == metric_kind::signed_amount) into.negative = (losses + 1e-9) / (all[0].value + 1e-6);
    const auto shrunk = [](double value, double exposure, double wide) {
        return std::max((value + shrink_days * wide) / (exposure + shrink_days), 1e-9);
    };
    for (outlook::cohort& g : into.cohorts) {
        g.mean = shrunk(g.mean, g.exposure, wide_of(all[0], all.back(), unit).value);
        for (std::size_t j = 0; j < blended.size(); ++j) {
            const wide_rates wide = wide_of(all[j + 1], all.back(), unit);
            g.prior_of[j] = shrunk(g.prior_of[j], g.exposure_of[j], wide.value);
            g.prior_active_of[j] = shrunk(g.prior_active_of[j], g.exposure_of[j], wide.active);
        }
    }
    into.members = static_cast<std::uint32_t>(members);
    if (members < 3) return;
    const double event = event_size(into.unit);
    double between = 0;
    for (const series_state& s : series_) {
        if (!alive(s, cohorts_[s.cohort], now_)) continue;
        const brought b =
            brought_by(s, cohorts_[s.cohort], spread_memory, decay_over(now_ - 1 - s.as_of)[spread_memory]);
        const double mean = into.cohorts[s.cohort].mean;
        const double relative = (b.value / std::max(b.exposure, 1e-9) - mean) / mean;
        between += b.exposure * relative * relative - event / mean;
    }
    into.spread = std::clamp((between + 0.5 * shrink_days) / (all[0].exposure + shrink_days), 0.05, 4.0);
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
    o.day_event = kind_ == metric_kind::count ? std::max(o.day_event, o.event) : o.event;
    o.strength = 1 / (o.spread * spread_factor);
    o.newcomer_spread = std::clamp((pooled_.newcomers[0] + newcomer_blocks * o.spread) /
                                       (pooled_.newcomers[1] + newcomer_blocks),
                                   0.05, 4.0);

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
        c.exposure = horizon(cohorts_[g], pooled_.quarter, begin, end);
    }
    const auto ratio = [&](std::size_t bin) {
        return (pooled_.tenure[bin][0] + 10) / (pooled_.tenure[bin][1] + 10);
    };
    for (std::size_t bin = 0; bin < 3; ++bin)
        o.tenure[bin] = ratio(bin) / ratio(2);

    const std::size_t t = std::min(level, std::size_t{2});
    // Members share their team's luck: what few blocks of few teams taught is half believed at three of them.
    const double seen = team_blocks_in(pooled_.team_law[t]);
    const double believed = seen / (seen + doubted_blocks);
    for (std::size_t h = 0; h < memories; ++h) {
        o.team_weights[h] = std::log(first_weights[h]) + gradient_step * believed * pooled_.gradient[t][h];
        o.team_log_score[h] = believed * pooled_.log_score[t][h];
    }
    o.team_weights = softmax(o.team_weights);
    o.mixture_share = 1 / (1 + std::exp(-believed * pooled_.mixture_evidence[t]));
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
        b.open = active_of_late(s, now_) && s.since <= now_ - 7 ? 1 : 0;
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
    std::array<double, 2> newcomers{};

    for (std::size_t i = 0; i < series_.size(); ++i) {
        const block_state& b = blocks_[level][i];
        if (b.open == 0) continue;
        series_state& s = series_[i];
        const outlook::cohort& g = o.cohorts[s.cohort];
        const double exposure = g.exposure - b.missing;
        if (!(exposure > 1e-6 * g.exposure)) continue; // away all the time: nothing to learn
        const view v = view_of(b, s.hired);
        const moments m = opinions_of(kind_, v, o, exposure, g.prior, g.prior_active, scored_spread);
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

        const sweeping::floored_mass mass_of{kind_, total, o.unit + exposure * m.prior};
        if (level <= 2) learn_weights(level, s, m, w, mass_of, counted);
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
                const moments alone =
                    opinions_of(kind_, v, o, exposure, g.prior_of[j], g.prior_active_of[j], scored_spread);
                double mass = 0;
                for (std::size_t h = 0; h < memories; ++h)
                    mass += w.used[h] * mass_of(alone.opinions[h]);
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
            if (o.day - s.since < 35 && // the first or second block
                o.day - s.hired <= newcomer_days) {
                view nobody;
                nobody.hired = s.hired;
                const moments first =
                    opinions_of(kind_, nobody, o, exposure, g.prior, g.prior_active, scored_spread);
                constexpr std::size_t h =
                    spread_memory; // without data all memories say the same but for the law
                const double off = total - first.mean[h] * first.lean[h];
                newcomers[0] +=
                    std::clamp((off * off - first.law[h]) / (first.mean[h] * first.mean[h]), -1.0, 9.0);
                newcomers[1] += 1;
            }
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
        const double scale = team.variance + square / team_scale;
        add(pooled_.team_law[level], 1 / (scale * scale), team.variance, square, std::min(miss, 25 * scale));
    }
    if (level == 2 && newcomers[1] > 0)
        for (std::size_t j = 0; j < 2; ++j)
            pooled_.newcomers[j] = pooled_.newcomers[j] * keep_newcomers + newcomers[j] * counted;
    // Without settled members there is nothing to compare newcomers with.
    if (tenure[2][1] >= 3)
        for (std::size_t bin = 0; bin < 3; ++bin)
            for (std::size_t j = 0; j < 2; ++j)
                pooled_.tenure[bin][j] = pooled_.tenure[bin][j] * kept + counted * tenure[bin][j];
}

void engine::learn_weights(std::size_t level, series_state& s, const moments& m, const weights& w,
                           const sweeping::floored_mass& mass_of, double counted) {
    per_memory<double> score{};
    per_memory<double> f{};
    double average = 0;
    for (std::size_t h = 0; h < memories; ++h) {
        f[h] = mass_of(m.opinions[h]);
        score[h] = std::log(f[h]);
        average += score[h] / memories;
    }
    double of_mixture = 0;
    double of_best = 0;
    double of_used = 0;
    for (std::size_t h = 0; h < memories; ++h) {
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

} // namespace attain::inline v1
