#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/ratio.hpp>
#include <attain/measure/attribution.hpp>

#include "beta_rate.hpp"
#include "incomplete_gamma.hpp"
#include "shrinkage.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <tuple>

namespace attain::inline v1 {

namespace {

constexpr double half_life = 160;   // days; of what is known of a rate
constexpr double exact_events = 60; // beta-binomial up to here
constexpr std::size_t quantile_nodes = 64;
constexpr double first_parts = 4; // of 28 days, that a coefficient of variation of 1 counts as

void require_positive(const ratio& r, const char* argument) {
    if (r.denominator <= 0) fail(errc::out_of_range, argument, "needs a denominator above 0");
}

ratio_metric checked(ratio_metric what) {
    const auto whole_count = [](const metric& m) {
        return m.kind() == metric_kind::count && m.exponent() == 0;
    };
    if (!whole_count(what.denominator))
        fail(errc::wrong_metric, "denominator", "must be a count in whole events");
    if (what.kind != ratio_kind::average && !whole_count(what.numerator))
        fail(errc::wrong_metric, "numerator", "of a share or odds must be a count in whole events");
    return what;
}

// What the events of a ratio are counted from: the denominator, for odds both sides under its name.
ledger base_of(const team& of, const ratio_metric& what, const ledger& facts, day as_of) {
    ledger base;
    const auto copy = [&](const metric& m) {
        for (const day_total& t : member_totals(of, m, facts, {.as_of = as_of}, record_of::people))
            base.record({.rep = t.rep, .metric = what.denominator, .day = t.day, .quantity = t.quantity});
    };
    copy(what.denominator);
    if (what.kind == ratio_kind::odds) copy(what.numerator);
    base.seal();
    return base;
}

// Decayed sums of 28 days, back from as_of.
struct part {
    double hits{};   // numerator
    double events{}; // share: denominator; odds: both
};

struct history {
    std::map<std::int32_t, part> parts{}; // by number, the latest is 0
    double hits{};
    double events{};

    void add(std::int32_t age, double numerator, double count) {
        part& p = parts[age / shrinkage::block_length];
        p.hits += numerator;
        p.events += count;
    }
    void weigh() {
        for (auto& [number, p] : parts) {
            const double w = std::exp2(-number * shrinkage::block_length / half_life);
            p.hits *= w;
            p.events *= w;
            hits += p.hits;
            events += p.events;
        }
    }
    [[nodiscard]] bool usable() const { return events > 0; }
    [[nodiscard]] double rate() const { return hits / events; }
    // Squared errors of the parts around its own rate, per event, and how many parts.
    void scatter(double& squares, double& freedom) const {
        double own = 0;
        double sum = 0;
        for (const auto& [number, p] : parts) {
            if (p.events <= 0) continue;
            const double off = p.hits - rate() * p.events;
            // A decayed part of n events is w times their sum: its variance goes with w^2 n = w x events.
            const double w = std::exp2(-number * shrinkage::block_length / half_life);
            sum += off * off / (w * p.events);
            ++own;
        }
        if (own < 2) return;
        squares += sum;
        freedom += own - 1;
    }
};

} // namespace

ratio_forecast::ratio_forecast(description what, const mixture& events, const event_yield& yield)
    : what_{std::move(what)}, yield_{yield} {
    mean_events_ = events.mean();
    std::vector<node> all;
    if (events.certain_nothing()) {
        all.push_back({0, 1});
    } else if (events.kind() == metric_kind::count && events.quantile(0.9999) <= quantile_nodes) {
        double before = 0;
        for (double b = 0; before < 0.9999; ++b) {
            const double upto = events.cdf(b);
            all.push_back({b, upto - before});
            before = upto;
        }
    } else {
        std::vector<double> p(quantile_nodes);
        std::vector<double> q(quantile_nodes);
        for (std::size_t j = 0; j < p.size(); ++j)
            p[j] = (static_cast<double>(j) + 0.5) / static_cast<double>(p.size());
        events.quantiles(p, q);
        for (const double b : q)
            all.push_back({std::round(b), 1 / static_cast<double>(quantile_nodes)});
    }
    double sum = 0;
    for (const node& n : all) {
        if (so_far() + n.events <= 0) continue; // no ratio
        nodes_.push_back(n);
        sum += n.weight;
    }
    double weight = 0;
    for (const node& n : all)
        weight += n.weight;
    undefined_ = std::clamp(1 - sum / weight, 0.0, 1.0);
    for (node& n : nodes_)
        n.weight /= sum;
}

double ratio_forecast::so_far() const noexcept {
    return static_cast<double>(what_.denominator_done) +
           (what_.kind == ratio_kind::odds ? static_cast<double>(what_.numerator_done) : 0);
}

// P(numerator of so many events >= needed); needed is whole but for amounts.
double ratio_forecast::at_least(double events, double needed) const {
    if (events <= 0) return needed <= 0 ? 1 : 0;
    const double q = yield_.mean;
    if (what_.kind == ratio_kind::average) {
        const double mean = events * q;
        const double variance = events * yield_.event + events * events * yield_.uncertainty;
        if (!yield_.reversals && needed <= 0) return 1;
        if (!(variance > 0)) return mean >= needed ? 1 : 0;
        if (yield_.reversals || mean <= 0)
            return boost::math::erfc((needed - mean) / std::sqrt(2 * variance)) / 2;
        return incomplete_gamma::upper(mean * mean / variance, needed * mean / variance);
    }
    if (needed <= 0) return 1;
    if (needed > events) return 0;
    // One event's variance is u q (1 - q): what exceeds chance is shared by all events of the period.
    const double chance = q * (1 - q);
    const double beyond = yield_.uncertainty + std::max(0.0, yield_.event - chance) / events;
    const beta_rate r = beta_rate::of(q, beyond);
    const auto k = static_cast<units>(needed);
    return events <= exact_events ? attain::at_least(events, k, r) : at_least_many(events, k, r);
}

double ratio_forecast::tail(const ratio& target) const {
    require_positive(target, "target");
    const int128 t = target.numerator;
    const int128 d = target.denominator;
    double sum = 0;
    for (const node& n : nodes_) {
        // N x d >= t x D, N = done + x. Odds: D = done + events - x.
        const int128 owed =
            t * (int128{what_.denominator_done} + static_cast<units>(n.events)) - d * what_.numerator_done;
        const int128 each = what_.kind == ratio_kind::odds ? d + t : d;
        if (each <= 0) { // more than any odds below it, whatever happens
            sum += n.weight;
            continue;
        }
        sum += n.weight * at_least(n.events, static_cast<double>(-floor_div(-owed, each)));
    }
    return std::clamp(sum, 0.0, 1.0);
}

double ratio_forecast::probability_within(const ratio& limit) const {
    require_positive(limit, "limit");
    const int128 t = limit.numerator;
    const int128 d = limit.denominator;
    double above = 0;
    for (const node& n : nodes_) {
        const int128 owed =
            t * (int128{what_.denominator_done} + static_cast<units>(n.events)) - d * what_.numerator_done;
        const int128 each = what_.kind == ratio_kind::odds ? d + t : d;
        if (each <= 0) {
            above += n.weight;
            continue;
        }
        above += n.weight * at_least(n.events, static_cast<double>(floor_div(owed, each)) + 1);
    }
    return nodes_.empty() ? 0 : std::clamp(1 - above, 0.0, 1.0);
}

double ratio_forecast::cdf(double x) const {
    double above = 0;
    const auto done = static_cast<double>(what_.numerator_done);
    const auto base = static_cast<double>(what_.denominator_done);
    for (const node& n : nodes_) {
        const double owed = x * (base + n.events) - done;
        const double most = what_.kind == ratio_kind::odds ? owed / (1 + x) : owed;
        above += n.weight * at_least(n.events, std::floor(most + 1e-9) + 1);
    }
    return 1 - above;
}

double ratio_forecast::quantile(double p) const {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must lie between 0 and 1, both excluded");
    if (nodes_.empty()) return std::numeric_limits<double>::quiet_NaN();
    // Odds are looked for as shares of all events, which lie evenly.
    const bool odds = what_.kind == ratio_kind::odds;
    const auto value = [odds](double at) { return odds ? at / (1 - at) : at; };
    const auto has = [&](double at) { return cdf(value(at)) >= p; };
    double low = 0;
    double high = 1;
    if (odds) {
        high = 1 - 1e-8; // losses of less than a rounding error: none at all
        if (!has(high)) return std::numeric_limits<double>::infinity();
    } else {
        while (!has(high) && high < 1e18)
            high *= 2;
    }
    if (yield_.reversals)
        for (low = -1; has(low) && low > -1e18;)
            low *= 2;
    else if (has(low))
        return low;
    // Outcomes of n events lie 1 / n apart: a quarter of that is near enough to tell which one it is.
    const auto near = [&](double a, double b) {
        return b - a <= (what_.kind == ratio_kind::average ? 1e-9 * std::max(std::abs(a), std::abs(b))
                                                           : 0.25 / (so_far() + nodes_.back().events));
    };
    const auto missing = [&](double at) {
        const double d = cdf(value(at)) - p;
        return d < 0 ? d : std::max(d, std::numeric_limits<double>::min()); // never 0: the first that has it
    };
    std::uintmax_t rounds = 100;
    std::tie(low, high) = boost::math::tools::toms748_solve(missing, low, high, near, rounds);
    return what_.kind == ratio_kind::average ? high : outcome_near(value(high), p);
}

// Of the ratios of whole numbers next to x, one for each number of events, the smallest that has the chance:
// the quantile is one of them, and x is off by what cdf() and the search round away.
double ratio_forecast::outcome_near(double x, double p) const {
    const bool odds = what_.kind == ratio_kind::odds;
    std::vector<ratio> outcomes;
    for (const node& n : nodes_) {
        const units all =
            what_.denominator_done + (odds ? what_.numerator_done : 0) + static_cast<units>(n.events);
        const units hits = std::llround(static_cast<double>(all) * (odds ? x / (1 + x) : x));
        const ratio r{hits, odds ? all - hits : all};
        if (r.denominator > 0) outcomes.push_back(r);
    }
    std::sort(outcomes.begin(), outcomes.end(), [](const ratio& a, const ratio& b) {
        return int128{a.numerator} * b.denominator < int128{b.numerator} * a.denominator;
    });
    const auto at = std::partition_point(outcomes.begin(), outcomes.end(),
                                         [&](const ratio& r) { return probability_within(r) < p; });
    return at == outcomes.end() ? x : at->value();
}

range ratio_forecast::interval(double level) const {
    if (!(level > 0 && level < 1))
        fail(errc::out_of_range, "level", "must lie between 0 and 1, both excluded");
    return {quantile((1 - level) / 2), quantile((1 + level) / 2)};
}

double ratio_forecast::mean() const noexcept {
    const double numerator = static_cast<double>(what_.numerator_done) + mean_events_ * yield_.mean;
    const double lost = what_.kind == ratio_kind::odds ? mean_events_ * yield_.mean : 0;
    const double denominator = static_cast<double>(what_.denominator_done) + mean_events_ - lost;
    return denominator > 0 ? numerator / denominator : std::numeric_limits<double>::quiet_NaN();
}

double ratio_forecast::expected_events() const noexcept {
    return so_far() + mean_events_;
}

ratio_estimator::ratio_estimator(const attain::team& of, ratio_metric what, const ledger& facts, day as_of,
                                 stop_flag stop)
    : what_{checked(std::move(what))},
      events_{of, what_.denominator, base_of(of, what_, facts, as_of), as_of, stop},
      numerators_{member_totals(of, what_.numerator, facts, {.as_of = as_of}, record_of::people),
                  member_totals(of, what_.numerator, facts, {.as_of = as_of}, record_of::elsewhere)},
      denominators_{member_totals(of, what_.denominator, facts, {.as_of = as_of}, record_of::people),
                    member_totals(of, what_.denominator, facts, {.as_of = as_of}, record_of::elsewhere)},
      reps_(of.size()) {
    learn();
}

units ratio_estimator::done(const side& of, rep_id rep, const period& over) {
    const units elsewhere = sum_over(own_totals(of.elsewhere, rep), over);
    return narrow(int128{sum_over(own_totals(of.all, rep), over)} - elsewhere, "quantity");
}

units ratio_estimator::done(const side& of, const period& over) {
    return narrow(int128{sum_over(of.all, over)} - sum_over(of.elsewhere, over), "quantity");
}

void ratio_estimator::learn() {
    const attain::team& of = team();
    for (std::size_t i = 0; i < reps_.size(); ++i)
        reps_[i].rep = of.reps()[i].id;
    const bool odds = what_.kind == ratio_kind::odds;
    const bool average = what_.kind == ratio_kind::average;
    std::vector<history> own(of.size());
    history all;
    bool reversals = false;
    const auto feed = [&](const day_total& t, bool numerator, bool event) {
        const auto at = static_cast<std::size_t>(&of.at(t.rep) - of.reps().data());
        const auto y = static_cast<double>(t.quantity);
        for (history* h : {&own[at], &all})
            h->add(as_of() - t.day, numerator ? y : 0, event ? y : 0);
    };
    for (const day_total& t : numerators_.all) {
        feed(t, true, odds);
        reversals = reversals || t.quantity < 0;
    }
    for (const day_total& t : denominators_.all)
        feed(t, false, true);
    double squares = 0;
    double freedom = 0;
    for (history& h : own) {
        h.weigh();
        if (h.usable()) h.scatter(squares, freedom);
    }
    all.weigh();
    if (!all.usable()) return;

    // A share of 0 or 1 is never certain: half an event is missing from a perfect record.
    const double m =
        average ? all.rate() : std::clamp(all.rate(), 0.5 / (all.events + 1), 1 - 0.5 / (all.events + 1));
    const double chance = average ? m * m : m * (1 - m);
    const double lent = average ? first_parts : shrinkage::prior_scatters;
    double event = (squares + lent * chance) / (freedom + lent);
    if (!average) event = std::max(event, chance);
    const double unit = average ? std::abs(m) : std::min(m, 1 - m); // spreads are relative to it
    if (!(unit > 0)) return;
    shrinkage::spread between;
    for (const history& h : own)
        if (h.usable()) between.add(h.events, 1 + (h.rate() - m) / unit);
    const double spread = std::clamp(between.value(event / (unit * unit), shrinkage::prior_spread),
                                     shrinkage::least_spread, shrinkage::most_spread_share);
    const double true_variance = spread * unit * unit;
    for (std::size_t i = 0; i < own.size(); ++i) {
        const history& h = own[i];
        belief& b = reps_[i];
        b.events = std::max(0.0, h.events);
        b.own_weight = h.usable() ? true_variance / (true_variance + event / h.events) : 0;
        const double mean = h.usable() ? b.own_weight * h.rate() + (1 - b.own_weight) * m : m;
        b.yield = {average ? mean : std::clamp(mean, 1e-6, 1 - 1e-6), true_variance * (1 - b.own_weight),
                   event, reversals};
    }
    whole_ = {{}, {m, event / all.events, event, reversals}, 1, all.events};
}

const ratio_estimator::belief& ratio_estimator::belief_of(rep_id rep) const {
    return *std::ranges::lower_bound(reps_, rep, {}, &belief::rep);
}

// Of somebody whom the estimator of the events knows.
ratio_forecast ratio_estimator::own(const attain::forecast& events) const {
    return combine(events, belief_of(events.rep()), done(numerators_, events.rep(), events.period()),
                   done(denominators_, events.rep(), events.period()));
}

ratio_forecast ratio_estimator::combine(const attain::forecast& events, const belief& of, units numerator,
                                        units denominator) const {
    evidence e = events.evidence();
    e.prior_weight = 1 - of.own_weight;
    if (whole_.events <= 0) e.grade = evidence_grade::unknown; // of the rate, before anybody's first event
    if (e.grade != evidence_grade::unknown) {
        if (of.events <= 0)
            e.grade = std::min(e.grade, evidence_grade::prior_only);
        else if (of.own_weight < 0.5 || of.events < 10)
            e.grade = std::min(e.grade, evidence_grade::thin);
    }
    return {{.rep = events.rep(),
             .period = events.period(),
             .kind = what_.kind,
             .numerator_done = numerator,
             .denominator_done = denominator,
             .remaining = events.remaining(),
             .evidence = e},
            events.rest(),
            of.yield};
}

ratio_forecast ratio_estimator::forecast(rep_id rep, const period& over) const {
    return own(events_.forecast(rep, over));
}

std::vector<ratio_forecast> ratio_estimator::forecasts(const period& over) const {
    std::vector<ratio_forecast> all;
    for (const attain::forecast& f : events_.forecasts(over))
        all.push_back(own(f));
    return all;
}

ratio_forecast ratio_estimator::team_forecast(const period& over) const {
    return combine(events_.team_forecast(over), whole_, done(numerators_, over), done(denominators_, over));
}

std::optional<day> ratio_estimator::last_fact(rep_id rep) const {
    std::optional<day> last = events_.last_fact(rep);
    const auto own = own_totals(numerators_.all, rep);
    if (!own.empty() && (!last || *last < own.back().day)) last = own.back().day;
    return last;
}

} // namespace attain::inline v1
