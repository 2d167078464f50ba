#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/calibration.hpp>
#include <attain/measure/attribution.hpp>

#include "../core/whole_units.hpp"

#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace attain::inline v1 {

namespace {

constexpr std::array<double, 7> levels{0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
constexpr std::array<double, 7> level_weights{0.075, 0.10, 0.20, 0.25, 0.20, 0.10, 0.075}; // trapezoid

double crps_of(std::span<const double> quantiles, double total) {
    double sum = 0;
    for (std::size_t j = 0; j < levels.size(); ++j) {
        const double off = total - quantiles[j];
        sum += level_weights[j] * std::max(levels[j] * off, (levels[j] - 1) * off);
    }
    return 2 * sum;
}

// A discrete outcome spreads over the tenths between P(D < total) and P(D <= total).
void spread_pit(std::array<double, 10>& bins, double low, double high) {
    low = std::clamp(low, 0.0, 1 - 1e-9);
    high = std::clamp(std::max(high, low + 1e-9), 1e-9, 1.0);
    double before = 0;
    for (std::size_t j = 0; j < bins.size(); ++j) {
        const double upto = std::clamp((0.1 * static_cast<double>(j + 1) - low) / (high - low), 0.0, 1.0);
        bins[j] += upto - before;
        before = upto;
    }
}

struct judge {
    calibration& into;
    const calibration_options& options;
    double totals = 0;

    void target(const forecast& f, units target, units total) {
        const double p = f.tail(target);
        const bool reached = total >= target;
        reliability_bin& bin = into.reliability[std::min(static_cast<std::size_t>(p * 10), std::size_t{9})];
        ++bin.cases;
        bin.promised += p;
        bin.happened += reached ? 1 : 0;
        ++into.cases;
        into.brier += (p - (reached ? 1 : 0)) * (p - (reached ? 1 : 0));
        const double clipped = std::clamp(p, 0.001, 0.999);
        into.log_score -= std::log(reached ? clipped : 1 - clipped);
    }

    void operator()(const forecast& f, units total) {
        replayed_forecast r{
            .rep = f.rep(), .period = f.period(), .grade = f.evidence().grade, .total = total};
        std::array<double, 7> q{};
        f.quantiles(levels, q);
        const auto y = static_cast<double>(total);
        r.pit_low = f.below(total);
        r.pit_high = f.below(total + 1);
        r.inside50 = q[2] <= y && y <= q[4];
        r.inside80 = q[1] <= y && y <= q[5];
        r.inside90 = q[0] <= y && y <= q[6];
        r.crps = crps_of(q, y);
        r.quota = f.target_for(options.aim);
        r.said = f.tail(r.quota);
        spread_pit(into.pit, r.pit_low, r.pit_high);
        for (const double share : options.targets)
            target(f, std::max<units>(1, whole_units(std::round(share * f.mean()))), total);
        into.said += r.said;
        into.crps += r.crps;
        totals += std::abs(y);
        into.forecasts.push_back(r);
    }

    // Forecasts stand in order of their periods.
    template<class Which>
    [[nodiscard]] judged_share share_of(Which which) {
        const auto n = static_cast<double>(into.forecasts.size());
        double hits = 0;
        for (const replayed_forecast& f : into.forecasts)
            hits += std::invoke(which, f) ? 1 : 0;
        judged_share s{.share = hits / n, .effective_cases = n};
        double between = 0; // sum over periods of (hits - expected)^2
        std::size_t periods = 0;
        for (std::size_t i = 0; i < into.forecasts.size(); ++periods) {
            const day begin = into.forecasts[i].period.begin;
            double off = 0;
            for (; i < into.forecasts.size() && into.forecasts[i].period.begin == begin; ++i)
                off += (std::invoke(which, into.forecasts[i]) ? 1 : 0) - s.share;
            between += off * off;
        }
        into.periods = periods;
        const auto groups = static_cast<double>(periods);
        const double chance = n * s.share * (1 - s.share);
        if (periods > 1 && chance > 0)
            s.effective_cases /= std::clamp(between * groups / (groups - 1) / chance, 1.0, n / groups);
        const double a = 0.5 + s.effective_cases * s.share;
        const double b = 0.5 + s.effective_cases * (1 - s.share);
        s.interval = {boost::math::ibeta_inv(a, b, 0.05), boost::math::ibeta_inv(a, b, 0.95)};
        return s;
    }

    void finish() {
        const auto n = static_cast<double>(into.forecasts.size());
        const auto cases = static_cast<double>(into.cases);
        if (n == 0) return;
        into.said /= n;
        into.coverage50 = share_of(&replayed_forecast::inside50);
        into.coverage80 = share_of(&replayed_forecast::inside80);
        into.coverage90 = share_of(&replayed_forecast::inside90);
        into.at_quota = share_of(&replayed_forecast::reached);
        for (double& bin : into.pit)
            bin /= n;
        into.crps = totals > 0 ? into.crps / totals : 0;
        into.brier /= cases;
        into.log_score /= cases;
        for (reliability_bin& bin : into.reliability) {
            if (bin.cases == 0) continue;
            bin.promised /= static_cast<double>(bin.cases);
            bin.happened /= static_cast<double>(bin.cases);
            into.error += static_cast<double>(bin.cases) / cases * std::abs(bin.promised - bin.happened);
        }
    }
};

std::string fixed(double x, int digits) {
    const double scale = std::pow(10.0, digits);
    auto n = static_cast<long long>(std::llround(std::abs(x) * scale));
    std::string text = std::to_string(n);
    while (text.size() <= static_cast<std::size_t>(digits))
        text.insert(text.begin(), '0');
    if (digits > 0) text.insert(text.size() - static_cast<std::size_t>(digits), ".");
    return x < 0 && n != 0 ? "-" + text : text;
}

std::string percent(double share) {
    const std::string text = fixed(100 * share, 0);
    return std::string(text.size() < 3 ? 3 - text.size() : 0, ' ') + text + " %";
}

} // namespace

calibration calibrate(const team& of, const metric& what, const ledger& facts, day as_of,
                      std::span<const period> periods, const calibration_options& options, stop_flag stop) {
    if (periods.empty()) fail(errc::empty_input, "periods", "at least one past period is needed");
    if (!(options.aim > 0 && options.aim < 1))
        fail(errc::out_of_range, "aim", "must lie between 0 and 1, both excluded");
    for (const double share : options.targets)
        if (!(share > 0) || !std::isfinite(share)) fail(errc::out_of_range, "targets", "must be above 0");
    for (std::size_t i = 0; i < periods.size(); ++i)
        if (as_of + 1 < periods[i].end)
            fail(errc::invalid_argument, "periods", to_string(periods[i]) + " has not ended",
                 static_cast<std::int64_t>(i));
    std::map<std::pair<rep_id, std::size_t>, units> totals;
    for (const day_total& t : member_totals(of, what, facts, {.as_of = as_of}))
        for (std::size_t i = 0; i < periods.size(); ++i)
            if (periods[i].contains(t.day)) {
                units& total = totals[{t.rep, i}];
                total = narrow(int128{total} + t.quantity, "quantity");
            }

    calibration result;
    result.aim = options.aim;
    judge sentence{result, options};
    const std::optional<period> known = of.known_days();
    for (std::size_t i = 0; i < periods.size(); ++i) {
        if (known && periods[i].begin <= known->begin) continue; // what was known on its eve is not
        const estimator est{of, what, facts, periods[i].begin - 1, stop};
        for (const forecast& f : est.forecasts(periods[i])) {
            if (!f.known() || f.rest().certain_nothing()) continue;
            const auto total = totals.find({f.rep(), i});
            sentence(f, total == totals.end() ? 0 : total->second);
        }
    }
    sentence.finish();
    return result;
}

std::vector<period> past_periods(period_kind kind, day as_of, std::size_t count) {
    std::vector<period> all(count);
    period p = containing(kind, as_of + 1);
    for (std::size_t i = count; i-- > 0;)
        all[i] = p = previous(p);
    return all;
}

std::vector<period> past_periods(const period& p, day as_of, day first, std::size_t count) {
    std::vector<period> all;
    period past = p;
    while (first + 28 <= past.begin && all.size() < count) {
        past = previous(past);
        if (past.last() <= as_of && first + 28 <= past.begin) all.push_back(past);
    }
    std::reverse(all.begin(), all.end());
    return all;
}

std::string summary(const calibration& c) {
    if (c.forecasts.empty()) return "no past period could be forecast";
    const auto whole = [](double share) { return fixed(100 * share, 0); };
    return std::to_string(c.forecasts.size()) + (c.forecasts.size() == 1 ? " goal" : " goals") +
           " replayed: said " + whole(c.said) + " % on average, happened " + whole(c.at_quota.share) +
           " % (" + whole(c.at_quota.interval.low) + " to " + whole(c.at_quota.interval.high) +
           " %); 80 % ranges held " + whole(c.coverage80.share) + " %";
}

std::string to_string(const calibration& c) {
    if (c.forecasts.empty()) return "No past period could be forecast.\n";
    std::string text = std::to_string(c.forecasts.size()) + " forecasts replayed, " +
                       std::to_string(c.cases) + " targets judged.\n\n  chance given   targets   reached\n";
    for (const reliability_bin& bin : c.reliability) {
        if (bin.cases == 0) continue;
        const std::string cases = std::to_string(bin.cases);
        text += "         " + percent(bin.promised) +
                std::string(cases.size() < 10 ? 10 - cases.size() : 1, ' ') + cases + "     " +
                percent(bin.happened) + "\n";
    }
    text += "\n50 % intervals held " + percent(c.coverage50.share) + ", 80 % intervals " +
            percent(c.coverage80.share) + ", 90 % intervals " + percent(c.coverage90.share) + ".\n";
    text += "Quotas set at a chance of " + percent(c.aim) + " (" + percent(c.said) +
            " in whole units) were reached by " + percent(c.at_quota.share) +
            ";\nso few cases leave the true share between " + percent(c.at_quota.interval.low) + " and " +
            percent(c.at_quota.interval.high) + ".\n";
    text += "Mean gap between promised and reached " + fixed(c.error, 3) + ", Brier " + fixed(c.brier, 3) +
            ", log score " + fixed(c.log_score, 3) + ", CRPS " + fixed(c.crps, 3) + " of the totals.\n";
    return text;
}

} // namespace attain::inline v1
