#include <attain/estimate/ramp_fit.hpp>

#include <boost/math/special_functions/erf.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace attain::inline v1 {

namespace {

// Sums of one month of tenure over persons.
struct month_sums {
    double observed{};
    double expected{};
    double expected_squared{};
    std::int32_t people{};

    [[nodiscard]] double raw() const {
        return expected > 0 ? observed / expected : std::numeric_limits<double>::quiet_NaN();
    }
};

struct noise {
    double dispersion = 1;
    double person_spread = 0;
};

void require_options(const ramp_fit_options& o) {
    if (o.months < 1 || o.months > 120) fail(errc::out_of_range, "months", "must be between 1 and 120");
    if (!(o.coverage > 0 && o.coverage < 1))
        fail(errc::out_of_range, "coverage", "must lie between 0 and 1, both excluded");
    if (!(o.prior_spread > 0 && o.prior_spread <= 10))
        fail(errc::out_of_range, "prior_spread", "must lie above 0 and not above 10");
}

void require_row(int month, double observed, double expected, const char* column, std::size_t i) {
    const auto row = static_cast<std::int64_t>(i);
    if (month < 0 || month > 600) fail(errc::out_of_range, "month", "must be between 0 and 600", row);
    if (!std::isfinite(observed)) fail(errc::not_finite, "observed", "must be a finite number", row);
    if (!std::isfinite(expected)) fail(errc::not_finite, column, "must be a finite number", row);
    if (expected < 0) fail(errc::out_of_range, column, "must not be negative", row);
}

// Rows inside the fit that say something, by person and month, one each.
std::vector<ramp_row> cleaned(std::span<const ramp_row> rows, int months) {
    std::vector<ramp_row> kept;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        require_row(rows[i].month, rows[i].observed, rows[i].expected, "expected", i);
        if (rows[i].month < months) kept.push_back(rows[i]);
    }
    std::sort(kept.begin(), kept.end(), [](const ramp_row& a, const ramp_row& b) {
        return std::tuple{a.person, a.month, a.expected, a.observed} <
               std::tuple{b.person, b.month, b.expected, b.observed};
    });
    std::vector<ramp_row> sums;
    for (const ramp_row& r : kept) {
        const bool same = !sums.empty() && sums.back().person == r.person && sums.back().month == r.month;
        if (!same) sums.push_back({r.person, r.month, 0, 0});
        sums.back().observed += r.observed;
        sums.back().expected += r.expected;
    }
    std::erase_if(sums, [](const ramp_row& r) { return r.expected == 0; });
    return sums;
}

std::vector<month_sums> by_month(std::span<const ramp_row> rows, int months) {
    std::vector<month_sums> sums(static_cast<std::size_t>(months));
    for (const ramp_row& r : rows) {
        month_sums& m = sums[static_cast<std::size_t>(r.month)];
        m.observed += r.observed;
        m.expected += r.expected;
        m.expected_squared += r.expected * r.expected;
        ++m.people;
    }
    return sums;
}

// One person's output against the common curve.
struct person_sums {
    double observed{};
    double on_curve{}; // sum raw_month x expected
    double expected{};
    int months{};

    [[nodiscard]] double level() const { return on_curve > 0 ? observed / on_curve : 1.0; }
};

// Calls visit(rows of one person) in order.
template<class Visit>
void each_person(std::span<const ramp_row> rows, Visit visit) {
    for (std::size_t from = 0; from < rows.size();) {
        std::size_t to = from;
        while (to < rows.size() && rows[to].person == rows[from].person)
            ++to;
        visit(rows.subspan(from, to - from));
        from = to;
    }
}

person_sums sums_of(std::span<const ramp_row> rows, const std::vector<month_sums>& months) {
    person_sums p;
    for (const ramp_row& r : rows) {
        p.observed += r.observed;
        p.on_curve += std::max(0.0, months[static_cast<std::size_t>(r.month)].raw()) * r.expected;
        p.expected += r.expected;
        ++p.months;
    }
    return p;
}

noise noise_of(std::span<const ramp_row> rows, const std::vector<month_sums>& months) {
    double squares = 0;
    int freedom = 0;
    double spread_squares = 0; // of the levels around 1, each weighted by its curve
    double spread_weight = 0;
    double explained = 0; // what dispersion alone would give, per unit of dispersion
    int people = 0;
    each_person(rows, [&](std::span<const ramp_row> own) {
        const person_sums p = sums_of(own, months);
        for (const ramp_row& r : own) {
            const double ideal = p.level() * months[static_cast<std::size_t>(r.month)].raw() * r.expected;
            squares += (r.observed - ideal) * (r.observed - ideal) / r.expected;
        }
        freedom += p.months - 1;
        if (p.on_curve <= 0) return;
        spread_squares += p.on_curve * (p.level() - 1) * (p.level() - 1);
        explained += p.expected / p.on_curve;
        spread_weight += p.on_curve;
        ++people;
    });
    // Each month's common share was fitted too.
    const auto used = static_cast<int>(
        std::count_if(months.begin(), months.end(), [](const month_sums& m) { return m.people > 0; }));
    noise n;
    if (freedom > used - 1 && used > 1) n.dispersion = squares / (freedom - used + 1);
    if (people > 1) {
        const double unbiased = people / (people - 1.0); // their mean level is fitted to be 1
        const double beyond = spread_squares * unbiased - n.dispersion * explained;
        n.person_spread = std::sqrt(std::max(0.0, beyond / spread_weight));
    }
    return n;
}

fitted_month posterior(const month_sums& m, double before, const noise& n, const ramp_fit_options& o) {
    fitted_month f;
    f.before = before;
    f.raw = m.raw();
    f.people = m.people;
    const double prior = o.prior_spread * o.prior_spread;
    double variance = prior;
    f.share = before;
    if (m.expected > 0) {
        const double person = n.person_spread * f.raw;
        const double own =
            n.dispersion / m.expected + person * person * m.expected_squared / (m.expected * m.expected);
        f.weight = prior / (prior + own);
        f.share = f.raw * f.weight + before * (1 - f.weight);
        variance = prior * own / (prior + own);
    }
    f.sd = std::sqrt(variance);
    const double z = std::sqrt(2.0) * boost::math::erf_inv(o.coverage);
    f.low = std::max(0.0, f.share - z * f.sd);
    f.high = std::max(f.low, f.share + z * f.sd);
    return f;
}

// Non-decreasing, nearest in squares weighted by precision: neighbours that fall are pooled.
ramp monotone(const std::vector<fitted_month>& months) {
    struct block {
        double sum;
        double weight;
        std::size_t size;
    };
    std::vector<block> blocks;
    for (const fitted_month& m : months) {
        const double precision = 1 / std::max(m.sd * m.sd, 1e-12);
        blocks.push_back({m.share * precision, precision, 1});
        while (blocks.size() > 1) {
            const block last = blocks.back();
            block& before = blocks[blocks.size() - 2];
            if (before.sum * last.weight <= last.sum * before.weight) break;
            before = {before.sum + last.sum, before.weight + last.weight, before.size + last.size};
            blocks.pop_back();
        }
    }
    std::vector<fraction> shares;
    for (const block& b : blocks)
        shares.insert(shares.end(), b.size, fraction{std::clamp(b.sum / b.weight, 0.0, 1.0)});
    while (!shares.empty() && shares.back() == fraction::one())
        shares.pop_back(); // full capacity needs no step
    return ramp::steps(std::move(shares));
}

} // namespace

fitted_ramp fit_ramp(std::span<const ramp_row> rows, const ramp_fit_options& options) {
    require_options(options);
    const std::vector<ramp_row> kept = cleaned(rows, options.months);
    const std::vector<month_sums> months = by_month(kept, options.months);
    const noise n = noise_of(kept, months);

    fitted_ramp fit;
    fit.dispersion = n.dispersion;
    fit.person_spread = n.person_spread;
    each_person(kept, [&](std::span<const ramp_row>) { ++fit.people; });
    for (int k = 0; k < options.months; ++k)
        fit.months.push_back(
            posterior(months[static_cast<std::size_t>(k)], options.before.in_month(k).value(), n, options));
    fit.schedule = monotone(fit.months);
    return fit;
}

std::vector<ramp_row> expected_output(std::span<const tenure_row> rows, int plateau_from) {
    if (plateau_from < 0 || plateau_from > 600)
        fail(errc::out_of_range, "plateau_from", "must be between 0 and 600");
    double observed = 0;
    double exposure = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        require_row(rows[i].month, rows[i].observed, rows[i].exposure, "exposure", i);
        if (rows[i].month < plateau_from) continue;
        observed += rows[i].observed;
        exposure += rows[i].exposure;
    }
    if (!(exposure > 0 && observed > 0))
        fail(errc::empty_input, "rows", "nobody has a positive output at or after the plateau's first month");
    std::vector<ramp_row> out;
    out.reserve(rows.size());
    for (const tenure_row& r : rows)
        out.push_back({r.person, r.month, r.observed, r.exposure * (observed / exposure)});
    return out;
}

} // namespace attain::inline v1
