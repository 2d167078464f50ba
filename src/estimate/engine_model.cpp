#include "engine_model.hpp"

namespace attain::inline v1::model {

namespace {

// P(no active day) of a negative binomial with that mean and law; Poisson where the law is no wider.
double chance_of_nothing(double mean, double phi, double kappa) {
    const double variance = phi * mean + kappa * mean * mean;
    if (variance <= mean * 1.001) return std::clamp(std::exp(-mean), 0.0, 0.995);
    const double r = mean * mean / std::max(variance - mean, 1e-6 * mean);
    return std::clamp(std::exp(-r * std::log1p(mean / r)), 0.0, 0.995);
}

} // namespace

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

bool active_of_late(const series_state& s, std::int32_t now) {
    return s.since < now && s.last_active >= now - static_cast<std::int32_t>(alive_days);
}

bool alive(const series_state& s, const cohort_state& c, std::int32_t now) {
    if (active_of_late(s, now)) return true;
    if (s.since >= now) return false;
    const per_memory<double> f = decay_over(now - 1 - s.as_of);
    const auto exposure = [&](std::size_t h) {
        return std::max(c.exposure[h] - s.sums.missing[h] * f[h], 0.0);
    };
    constexpr std::size_t longest = memories - 1;
    const double active = s.sums.active[longest] * f[longest];
    if (!(active > 0)) return false;
    const double rate = active / std::max(exposure(longest), 1e-9);
    const double a_day = exposure(spread_memory) * (1 - keep[spread_memory]); // exposure of late
    return rate * a_day * static_cast<double>(now - s.last_active) < strange_silence;
}

double own_event(const view& s, const outlook& o) {
    if (!(o.day_event > o.event)) return o.event;
    const double from_prior = o.strength / (o.strength + s.gross.back() / o.day_event);
    return o.event + from_prior * (o.day_event - o.event);
}

moments opinions_of(metric_kind kind, const view& s, const outlook& o, double exposure, double prior,
                    double prior_active, double least_spread) {
    const std::size_t bin = tenure_bin(std::max(o.day - s.hired, 0) + static_cast<double>(o.days) / 2);
    const double m = prior * o.tenure[bin];
    const double ma = prior_active * o.tenure[bin];
    const double own = std::clamp((8 + s.squared_error) / (8 + s.blocks), 0.4, 2.5);
    // Far from the prior's mean only as far as newcomers' first blocks were, and only while the prior speaks.
    const double newcomer = bin < 2 ? o.strength * o.newcomer_spread - 1 : 0;
    const double event = own_event(s, o);
    moments out;
    out.prior = m;
    // Loops without a branch or a call: the compiler takes several memories at once.
    per_memory<double> alpha{};
    for (std::size_t h = 0; h < memories; ++h) {
        alpha[h] = o.strength + s.gross[h] / event;
        const double beta = o.strength / m + s.exposure[h] / event;
        const double mean = exposure * alpha[h] / beta;
        out.mean[h] = mean;
        out.rate[h] = exposure * exposure * alpha[h] / (beta * beta) * (1 + o.strength / m / beta * newcomer);
        out.law[h] = (o.phi[h] * mean + o.kappa[h] * mean * mean) * own;
        out.active_mean[h] = exposure * (o.strength + s.active[h]) / (o.strength / ma + s.exposure[h]);
        out.lean[h] = 1;
    }
    if (kind == metric_kind::count) {
        for (std::size_t h = 0; h < memories; ++h) {
            const double mean = out.mean[h];
            const double least = 0.3 * o.phi[h] * mean + least_spread * mean * mean;
            out.opinions[h] = {0, mean, std::max(out.law[h] + out.rate[h], least), 0, mean};
        }
        return out;
    }
    for (std::size_t h = 0; h < memories; ++h) {
        const double mean = out.mean[h];
        const double nothing = chance_of_nothing(out.active_mean[h], o.active_phi, o.active_kappa);
        if (kind == metric_kind::signed_amount)
            out.lean[h] = 1 - 2 * (o.negative * o.strength + s.losses[h] / event) / alpha[h];
        const double given = mean / (1 - nothing);
        const double spread =
            std::max((out.law[h] + out.rate[h] + mean * mean) / (1 - nothing) - given * given,
                     0.05 * o.phi[h] * given + 0.02 * given * given);
        out.opinions[h] = {0, given, spread, nothing, given * out.lean[h]};
    }
    return out;
}

weights weights_of(const view& s, const outlook& o) {
    weights w;
    double mixture_sum = 0;
    for (std::size_t h = 0; h < memories; ++h) {
        w.best[h] = o.team_log_score[h] + s.log_score[h];
        w.mixture[h] = team_blocks * o.team_weights[h] + s.responsible[h];
        mixture_sum += w.mixture[h];
    }
    w.best = softmax(w.best);
    for (std::size_t h = 0; h < memories; ++h) {
        w.mixture[h] /= mixture_sum;
        w.used[h] = o.mixture_share * w.mixture[h] + (1 - o.mixture_share) * w.best[h];
    }
    return w;
}

law solve(const law_sums& sums, double phi_before, double kappa_before) {
    const double ridge = 5.0 / (phi_before * phi_before); // a few blocks' worth of the starting values
    const double a11 = sums.a11 + ridge;
    const double b1 = sums.b1 + ridge * phi_before;
    const double a12 = sums.a12;
    const double a22 = sums.a22 + 5.0;
    const double b2 = sums.b2 + 5.0 * kappa_before;
    const double det = a11 * a22 - a12 * a12;
    const double least = 0.15 * phi_before;
    double phi = phi_before;
    double kappa = kappa_before;
    if (det > 1e-12 * a11 * a22) {
        phi = (b1 * a22 - b2 * a12) / det;
        kappa = (a11 * b2 - a12 * b1) / det;
    }
    if (phi < least) {
        phi = least;
        kappa = (b2 - a12 * phi) / a22;
    }
    if (kappa < 0) {
        kappa = 0;
        phi = b1 / a11;
    }
    return {std::max(phi, least), kappa};
}

namespace {

// The normal equations' solution with kappa >= 0 and phi >= least.
law solved(double a11, double a12, double a22, double b1, double b2, double least) {
    const double det = a11 * a22 - a12 * a12;
    double phi = (b1 * a22 - b2 * a12) / det;
    double kappa = (a11 * b2 - a12 * b1) / det;
    if (kappa < 0) {
        kappa = 0;
        phi = b1 / a11;
    }
    if (phi < least) {
        phi = least;
        kappa = std::max((b2 - a12 * phi) / a22, 0.0);
    }
    return {phi, kappa};
}

} // namespace

law solve_active(const law_sums& sums) {
    const double a11 = sums.a11 + 5;
    const double b1 = sums.b1 + 5;
    const double a12 = sums.a12;
    const double a22 = sums.a22 + 5;
    const double b2 = sums.b2 + 0.5;
    return solved(a11, a12, a22, b1, b2, 0.2);
}

void decay(law_sums& sums, double factor) {
    for (double* x : {&sums.a11, &sums.a12, &sums.a22, &sums.b1, &sums.b2})
        *x *= factor;
}

void add(law_sums& sums, double weight, double first, double second, double square) {
    sums.a11 += weight * first * first;
    sums.a12 += weight * first * second;
    sums.a22 += weight * second * second;
    sums.b1 += weight * first * square;
    sums.b2 += weight * second * square;
}

law solve_team(const law_sums& sums) {
    const double a11 = sums.a11 + 2;
    const double b1 = sums.b1 + 2;
    const double a22 = sums.a22 + 2 * team_scale * team_scale / 4;
    const double b2 = sums.b2 + 2 * team_scale * team_scale / 4 * 0.02;
    const double a12 = sums.a12;
    return solved(a11, a12, a22, b1, b2, 0.25);
}

double team_blocks_in(const law_sums& sums) {
    return sums.a11 + 2 * sums.a12 / team_scale + sums.a22 / (team_scale * team_scale);
}

} // namespace attain::inline v1::model
