#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/funnel.hpp>
#include <attain/measure/attribution.hpp>

#include "../core/whole_units.hpp"
#include "beta_rate.hpp"
#include "standing.hpp"

#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <tuple>

namespace attain::inline v1 {

namespace {

beta_rate rate_of(const conversion_rate& c) {
    return {c.hits, c.misses};
}

void require_level(double level, const char* argument) {
    if (!(level > 0 && level < 1)) fail(errc::out_of_range, argument, "must be between 0 and 1");
}

// P(a > b), by Simpson's rule over the angle of x = sin^2, in which both densities stay finite.
double chance_above(const beta_rate& a, const beta_rate& b) {
    constexpr int steps = 96;
    const double low = std::asin(std::sqrt(boost::math::ibeta_inv(a.hits, a.misses, 1e-7)));
    const double high = std::asin(std::sqrt(1 - boost::math::ibetac_inv(a.hits, a.misses, 1 - 1e-7)));
    const double top = std::asin(std::sqrt(boost::math::ibetac_inv(a.hits, a.misses, 1e-7)));
    const double width = (std::max(high, top) - low) / steps;
    const double mode = a.mean();
    double above = 0;
    double all = 0;
    for (int j = 0; j <= steps; ++j) {
        const double angle = low + j * width;
        const double x = std::clamp(std::pow(std::sin(angle), 2), 1e-12, 1 - 1e-12);
        // Relative to the mean's, so that it neither vanishes nor overflows.
        const double density =
            std::exp((a.hits - 0.5) * std::log(x / mode) + (a.misses - 0.5) * std::log((1 - x) / (1 - mode)));
        const double weight = (j == 0 || j == steps ? 1 : j % 2 == 1 ? 4 : 2) * density;
        all += weight;
        above += weight * boost::math::ibeta(b.hits, b.misses, x);
    }
    return all > 0 ? std::clamp(above / all, 0.0, 1.0) : 0.5;
}

// All parts of one rep in one channel.
struct own_record {
    rep_id rep{};
    double activities{};
    double outcomes{};
    std::span<const conversion_record> parts;
    [[nodiscard]] bool consistent() const { return outcomes <= activities; }
};

struct channel_prior {
    double rate{};
    double strength{}; // k
    double dispersion = 1;
};

void add_scatter(shrinkage::dispersion& to, const own_record& own) {
    const double rate = own.outcomes / own.activities;
    double squares = 0;
    double parts = 0;
    for (const conversion_record& part : own.parts) {
        if (part.activities <= 0) continue;
        const auto n = static_cast<double>(part.activities);
        const double off = static_cast<double>(part.outcomes) - rate * n;
        squares += off * off / n;
        ++parts;
    }
    if (parts >= 2) to.add(squares, (parts - 1) * rate * (1 - rate));
}

channel_prior prior_of(std::span<const own_record> channel) {
    double activities = 0;
    double outcomes = 0;
    shrinkage::dispersion scatter;
    for (const own_record& own : channel) {
        if (!own.consistent() || own.activities <= 0) continue;
        activities += own.activities;
        outcomes += own.outcomes;
        add_scatter(scatter, own);
    }
    if (activities <= 0 || outcomes <= 0) return {};
    // Certainty either way is not to be had from a record: half an outcome is missing from a perfect one.
    const double m = std::min(outcomes, activities - 0.5) / activities;
    channel_prior prior{.rate = m, .dispersion = scatter.value(m * (1 - m), 1)};
    shrinkage::spread between;
    const double smaller = std::min(m, 1 - m); // a rate near 1 has its spread in the misses
    for (const own_record& own : channel)
        if (own.consistent() && own.activities > 0)
            between.add(own.activities, 1 + (own.outcomes / own.activities - m) / smaller);
    const double noise = prior.dispersion * m * (1 - m) / (smaller * smaller);
    const double spread = std::clamp(between.value(noise, shrinkage::prior_spread), shrinkage::least_spread,
                                     shrinkage::most_spread_share);
    prior.strength = m * (1 - m) / (spread * smaller * smaller) - 1;
    return prior;
}

void judge_channel(std::span<const own_record> channel, const strength_options& options,
                   std::vector<conversion_rate>& into, stop_flag stop) {
    const channel_prior prior = prior_of(channel);
    if (prior.rate <= 0) return;
    double activities = 0;
    double outcomes = 0;
    for (const own_record& own : channel)
        if (own.consistent()) {
            activities += own.activities;
            outcomes += own.outcomes;
        }
    const double u = prior.dispersion;
    for (const own_record& own : channel) {
        stop.poll(into.size());
        const double n = own.consistent() ? own.activities : 0;
        const double k = own.consistent() ? own.outcomes : 0;
        conversion_rate c{.rep = own.rep,
                          .channel = own.parts.front().channel,
                          .activities = static_cast<units>(own.activities),
                          .outcomes = static_cast<units>(own.outcomes),
                          .hits = prior.strength * prior.rate + k / u,
                          .misses = prior.strength * (1 - prior.rate) + (n - k) / u,
                          .dispersion = u,
                          .chance_above = 0.5,
                          .consistent = own.consistent()};
        const double others = activities - n;
        if (others > 0) c.team_rate = (outcomes - k) / others;
        if (others > 0 && n > 0) {
            c.chance_above =
                chance_above(rate_of(c), {0.5 + (outcomes - k) / u, 0.5 + (others - (outcomes - k)) / u});
            c.standing = standing_of(c.chance_above, c.mean(), c.team_rate, options);
        }
        // The channel's rate is not known either: as much of its variance as the prior has in the rate.
        const double lent = prior.strength / (prior.strength + n / u);
        const double unsure = lent * lent * prior.rate * (1 - prior.rate) * u / std::max(activities, 1.0);
        const beta_rate told = beta_rate::of(c.mean(), rate_of(c).variance() + unsure);
        c.hits = told.hits;
        c.misses = told.misses;
        into.push_back(std::move(c));
    }
}

// The product of independent rates as one, and the burstiness of its outcomes.
struct chain_rate {
    double mean = 1;
    double variance{};
    double dispersion = 1;

    // What n activities bring, bursts included: their total has `dispersion` times the variance of chance.
    [[nodiscard]] beta_rate over(double n) const {
        constexpr double surest = 1e-15; // no rate is known better
        const double chance = mean * (1 - mean);
        return beta_rate::of(mean, std::max(variance, surest * chance) + (dispersion - 1) * chance / n);
    }
};

chain_rate chain(std::span<const conversion_rate> stages) {
    chain_rate out;
    for (const conversion_rate& s : stages) {
        const beta_rate stage = rate_of(s);
        out.variance = out.variance * stage.second_moment() + out.mean * out.mean * stage.variance();
        out.mean *= stage.mean();
        out.dispersion = std::max(out.dispersion, s.dispersion);
    }
    return out;
}

// The smallest n of which `wanted` hits may be expected with p; 2^53 where those are not enough.
units enough(const chain_rate& r, units wanted, double p) {
    constexpr units summed = 5'000;
    constexpr units most = units{1} << 53;
    if (!(r.mean < 1)) return wanted; // every one, as far as doubles tell
    const auto is_enough = [&](units n) {
        const auto tries = static_cast<double>(n);
        const double missed = wanted > summed ? fewer_than_many(tries, wanted, r.over(tries))
                                              : fewer_than(tries, wanted, r.over(tries));
        return missed <= 1 - p;
    };
    units low = wanted - 1;
    units high = wanted;
    for (units step = 1; high < most && !is_enough(high); step *= 2) {
        low = high;
        high = step > most - high ? most : high + step;
    }
    while (high - low > 1) {
        const units middle = low + (high - low) / 2;
        (is_enough(middle) ? high : low) = middle;
    }
    return high;
}

// By channel, rep and part of 28 days, the latest being 0.
using part_sums = std::map<std::tuple<std::string, rep_id, std::int32_t>, units>;

part_sums sums_of(const team& in, const recorded_metric& what, day last, int days, day as_of, bool by_channel,
                  const std::string& together) {
    part_sums sums;
    const auto add = [&](const std::string& name, std::optional<channel_id> channel) {
        for (const day_total& t : member_totals(in, what.metric, *what.facts,
                                                {.as_of = as_of, .channel = channel}, record_of::people)) {
            if (t.day > last || t.day <= last - days) continue;
            units& sum = sums[{name, t.rep, (last - t.day) / shrinkage::block_length}];
            sum = narrow(int128{sum} + t.quantity, "quantity");
        }
    };
    if (!by_channel) {
        add(together, std::nullopt);
        return sums;
    }
    const auto names = what.facts->channel_names();
    for (std::size_t c = 1; c < names.size(); ++c)
        add(names[c], channel_id{static_cast<std::int64_t>(c)});
    return sums;
}

// In whole, each where it was completed: two halves of a meeting in two parts are one in the later part, and
// the parts of a rep and channel add up to the whole ones of their sum. A part below zero is nothing.
void take_whole(part_sums& sums, units per_whole) {
    int128 upto = 0;
    for (auto part = sums.rbegin(); part != sums.rend(); ++part) { // the earliest first
        const auto& [channel, rep, number] = part->first;
        if (part != sums.rbegin()) {
            const auto& [earlier_channel, earlier_rep, earlier] = std::prev(part)->first;
            if (channel != earlier_channel || rep != earlier_rep) upto = 0;
        }
        const int128 before = upto / per_whole;
        upto += std::max<units>(0, part->second);
        part->second = static_cast<units>(upto / per_whole - before);
    }
}

} // namespace

double conversion_rate::variance() const noexcept {
    return known() ? rate_of(*this).variance() : 0;
}

double conversion_rate::cdf(double x) const {
    if (!known() || x <= 0) return 0;
    return x >= 1 ? 1 : boost::math::ibeta(hits, misses, x);
}

double conversion_rate::quantile(double p) const {
    require_level(p, "p");
    return known() ? boost::math::ibeta_inv(hits, misses, p) : 0;
}

range conversion_rate::interval(double level) const {
    require_level(level, "level");
    return {quantile((1 - level) / 2), quantile((1 + level) / 2)};
}

std::vector<conversion_rate> conversion_rates(std::span<const conversion_record> records,
                                              const strength_options& options, stop_flag stop) {
    require_standing_options(options);
    stop.poll();
    for (std::size_t i = 0; i < records.size(); ++i)
        if (records[i].activities < 0 || records[i].outcomes < 0)
            fail(errc::out_of_range, "records", "must not be negative", static_cast<std::int64_t>(i));
    std::vector<conversion_record> sorted(records.begin(), records.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return std::tie(a.channel, a.rep) < std::tie(b.channel, b.rep);
    });
    std::vector<conversion_rate> all;
    std::vector<own_record> channel;
    for (std::size_t i = 0; i < sorted.size();) {
        const std::size_t first = i;
        own_record own{.rep = sorted[first].rep, .parts = {}};
        for (; i < sorted.size() && sorted[i].rep == own.rep && sorted[i].channel == sorted[first].channel;
             ++i) {
            own.activities += static_cast<double>(sorted[i].activities);
            own.outcomes += static_cast<double>(sorted[i].outcomes);
        }
        own.parts = std::span{sorted}.subspan(first, i - first);
        channel.push_back(own);
        if (i == sorted.size() || sorted[i].channel != sorted[first].channel) {
            judge_channel(channel, options, all, stop);
            channel.clear();
        }
    }
    return all;
}

std::vector<conversion_record> conversion_records(const team& in, const recorded_metric& activity,
                                                  const recorded_metric& outcome, day as_of,
                                                  const funnel_options& options) {
    require_valid(as_of, "as_of");
    if (activity.facts == nullptr || outcome.facts == nullptr)
        fail(errc::null_argument, "facts", "each metric needs its ledger");
    if (options.window_days < 1) fail(errc::out_of_range, "window_days", "must be at least 1");
    if (options.lag_days < 0) fail(errc::out_of_range, "lag_days", "must not be negative");
    const std::string& together = activity.metric.name();
    part_sums tried = sums_of(in, activity, as_of - options.lag_days, options.window_days, as_of,
                              options.by_channel, together);
    part_sums came = sums_of(in, outcome, as_of, options.window_days, as_of, options.by_channel, together);
    take_whole(tried, activity.metric.per_whole());
    take_whole(came, outcome.metric.per_whole());
    std::map<std::tuple<std::string, rep_id, std::int32_t>, conversion_record> parts;
    std::map<std::string, bool> channels;
    for (const auto& [key, quantity] : tried) {
        const auto& [channel, rep, part] = key;
        channels[channel] = true;
        parts[key] = {rep, channel, quantity, 0};
    }
    for (const auto& [key, quantity] : came) {
        const auto& [channel, rep, part] = key;
        if (!channels.contains(channel)) continue;
        conversion_record& r = parts.try_emplace(key, conversion_record{rep, channel, 0, 0}).first->second;
        r.outcomes = quantity;
    }
    // Who did nothing in a channel still has a line: the cohort's rate is what is believed of them.
    for (const auto& [channel, there] : channels)
        for (const rep& member : in.reps())
            parts.try_emplace({channel, member.id, 0}, conversion_record{member.id, channel, 0, 0});
    std::vector<conversion_record> all;
    all.reserve(parts.size());
    for (auto& [key, record] : parts)
        all.push_back(std::move(record));
    return all;
}

units activity_need::a_day(double working_days) const noexcept {
    return working_days > 0 ? whole_units(std::ceil(static_cast<double>(likely) / working_days - 1e-9)) : 0;
}

activity_need activities_for(std::span<const conversion_rate> stages, units wanted, double level) {
    require_level(level, "level");
    if (stages.empty()) fail(errc::empty_input, "stages", "a funnel has at least one stage");
    for (std::size_t i = 0; i < stages.size(); ++i)
        if (!stages[i].known())
            fail(errc::out_of_range, "stages", "nothing is known of this stage's rate",
                 static_cast<std::int64_t>(i));
    activity_need need{.outcomes = std::max<units>(wanted, 0)};
    const chain_rate r = chain(stages);
    need.rate = r.mean;
    if (wanted <= 0) return need;
    need.likely = enough(r, wanted, 0.5);
    need.interval = {static_cast<double>(enough(r, wanted, (1 - level) / 2)),
                     static_cast<double>(enough(r, wanted, (1 + level) / 2))};
    return need;
}

} // namespace attain::inline v1
