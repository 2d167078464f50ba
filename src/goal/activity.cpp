#include <attain/core/error.hpp>
#include <attain/goal/activity.hpp>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace attain::inline v1 {

namespace {

constexpr double strength_level = 0.90;
// Outcomes that the team lends at least and at most: one, so that nobody's rate is 0 or 1 for certain; fifty,
// so that equal people are not taken for the same person.
constexpr double least_lent = 1;
constexpr double most_lent = 50;

void require_level(double level) {
    if (!(level > 0 && level < 1)) fail(errc::out_of_range, "level", "must be between 0 and 1");
}

struct channel_prior {
    double rate{};
    double lent{};
};

// Gamma-Poisson by moments: the spread of the reps' rates beyond what counting explains.
channel_prior prior_of(std::span<const channel_record> channel) {
    double activities = 0;
    double outcomes = 0;
    double squares = 0;
    for (const channel_record& r : channel) {
        const auto n = static_cast<double>(r.activities);
        activities += n;
        outcomes += static_cast<double>(r.outcomes);
        squares += n * n;
    }
    if (activities <= 0 || outcomes <= 0) return {};
    const double rate = outcomes / activities;
    double spread = 0;
    double reps = 0;
    for (const channel_record& r : channel) {
        if (r.activities == 0) continue;
        const auto n = static_cast<double>(r.activities);
        const double d = static_cast<double>(r.outcomes) / n - rate;
        spread += n * d * d;
        ++reps;
    }
    const double room = activities - squares / activities;
    const double variance = room > 0 ? (spread - (reps - 1) * rate) / room : 0;
    const double lent = variance > 0 ? rate * rate / variance : most_lent;
    return {rate, std::clamp(lent, least_lent, most_lent)};
}

conversion_rate shrunk(const channel_record& r, const channel_prior& prior) {
    conversion_rate c{.rep = r.rep,
                 .channel = r.channel,
                 .activities = r.activities,
                 .outcomes = r.outcomes,
                 .shape = prior.lent + static_cast<double>(r.outcomes),
                 .weight = prior.lent / prior.rate + static_cast<double>(r.activities),
                 .team_rate = prior.rate};
    c.strength = c.interval(strength_level).low > prior.rate;
    return c;
}

// Quantiles of weight x G(outcomes) / G(shape).
double needed(const conversion_rate& stage, double outcomes, double p) {
    const double share = boost::math::ibeta_inv(outcomes, stage.shape, p);
    return stage.weight * share / (1 - share);
}

struct log_normal {
    double mean{};
    double variance{};
};

log_normal chain(std::span<const conversion_rate> stages, double outcomes) {
    log_normal n{boost::math::digamma(outcomes), boost::math::trigamma(outcomes)};
    for (const conversion_rate& s : stages) {
        n.mean += std::log(s.weight) - boost::math::digamma(s.shape);
        n.variance += boost::math::trigamma(s.shape);
    }
    return n;
}

} // namespace

double conversion_rate::cdf(double x) const {
    return x <= 0 || weight <= 0 ? 0 : boost::math::gamma_p(shape, weight * x);
}

double conversion_rate::quantile(double p) const {
    require_level(p);
    return weight > 0 ? boost::math::gamma_p_inv(shape, p) / weight : 0;
}

range conversion_rate::interval(double level) const {
    require_level(level);
    return {quantile((1 - level) / 2), quantile((1 + level) / 2)};
}

std::vector<conversion_rate> conversion_rates(std::span<const channel_record> records) {
    for (std::size_t i = 0; i < records.size(); ++i)
        if (records[i].activities < 0 || records[i].outcomes < 0)
            fail(errc::out_of_range, "records", "must not be negative", static_cast<std::int64_t>(i));
    std::vector<channel_record> sorted(records.begin(), records.end());
    std::sort(sorted.begin(), sorted.end(), [](const channel_record& a, const channel_record& b) {
        return std::tie(a.channel, a.rep) < std::tie(b.channel, b.rep);
    });
    std::vector<conversion_rate> all;
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto last = std::find_if(first, sorted.end(),
                                       [&](const channel_record& r) { return r.channel != first->channel; });
        const channel_prior prior = prior_of({first, last});
        for (auto r = first; r != last; ++r) {
            if (r != first && r->rep == (r - 1)->rep)
                fail(errc::duplicate_id, "records", "two records of one rep in " + r->channel);
            if (prior.rate > 0) all.push_back(shrunk(*r, prior));
        }
        first = last;
    }
    return all;
}

activity_need activities_for(std::span<const conversion_rate> stages, units outcomes, double working_days,
                             double level) {
    require_level(level);
    if (stages.empty()) fail(errc::empty_input, "stages", "a funnel has at least one stage");
    for (std::size_t i = 0; i < stages.size(); ++i)
        if (!(stages[i].shape > 0 && stages[i].weight > 0))
            fail(errc::out_of_range, "stages", "nothing is known of this stage's rate",
                 static_cast<std::int64_t>(i));
    activity_need need{.outcomes = std::max<units>(outcomes, 0)};
    if (outcomes <= 0) return need;
    const auto wanted = static_cast<double>(outcomes);
    const double low = (1 - level) / 2;
    if (stages.size() == 1) {
        need.likely = needed(stages.front(), wanted, 0.5);
        need.interval = {needed(stages.front(), wanted, low), needed(stages.front(), wanted, 1 - low)};
    } else {
        const log_normal n = chain(stages, wanted);
        const double z = boost::math::quantile(boost::math::normal{}, 1 - low);
        const double sd = std::sqrt(n.variance);
        need.likely = std::exp(n.mean);
        need.interval = {std::exp(n.mean - z * sd), std::exp(n.mean + z * sd)};
    }
    if (working_days > 0) need.per_day = static_cast<units>(std::ceil(need.likely / working_days - 1e-9));
    return need;
}

} // namespace attain::inline v1
