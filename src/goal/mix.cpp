#include <attain/core/error.hpp>
#include <attain/estimate/predictive.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/mix.hpp>

#include "../core/whole_units.hpp"
#include "words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace attain::inline v1 {

namespace {

constexpr int quadrature = 200;
constexpr double gain_level = 0.8;

void require_channels(std::span<const channel_effort> channels) {
    if (channels.empty()) fail(errc::empty_input, "channels", "a mix needs at least one channel");
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const channel_effort& c = channels[i];
        const auto row = static_cast<std::int64_t>(i);
        if (!(c.hours_per_activity > 0 && std::isfinite(c.hours_per_activity)))
            fail(errc::out_of_range, "hours_per_activity", "must be positive", row);
        if (!(c.share_now >= 0 && std::isfinite(c.share_now)))
            fail(errc::out_of_range, "share_now", "must not be negative", row);
        if (!c.rate.known()) fail(errc::out_of_range, "rate", "nothing is known of this channel's rate", row);
        for (const double evidence : {c.rate.hits, c.rate.misses})
            if (!(evidence >= 1e-3 && evidence <= 1e9))
                fail(errc::out_of_range, "rate", "its hits and misses must lie between 0.001 and 1e9", row);
        for (std::size_t j = 0; j < i; ++j)
            if (channels[j].rate.channel == c.rate.channel)
                fail(errc::duplicate_id, "channel", c.rate.channel + " is there twice", row);
    }
}

double per_hour(const channel_effort& c) {
    return c.rate.mean() / c.hours_per_activity;
}

// P(channel i brings most per hour): the mean over i's quantiles of the product of the others' cdfs.
std::vector<double> chances_best(std::span<const channel_effort> channels) {
    std::vector<double> chances;
    for (const channel_effort& one : channels) {
        double sum = 0;
        for (int q = 0; q < quadrature; ++q) {
            const double x = one.rate.quantile((q + 0.5) / quadrature) / one.hours_per_activity;
            double product = 1;
            for (const channel_effort& other : channels)
                if (&other != &one) product *= other.rate.cdf(x * other.hours_per_activity);
            sum += product;
        }
        chances.push_back(sum / quadrature);
    }
    const double all = std::accumulate(chances.begin(), chances.end(), 0.0);
    for (double& c : chances)
        c /= all;
    return chances;
}

// Shares clamped to their bounds that sum to 1: the common shift is found by bisection.
std::vector<double> balanced(std::span<const double> wished, std::span<const double> low,
                             std::span<const double> high) {
    const auto at = [&](double shift) {
        std::vector<double> shares;
        for (std::size_t i = 0; i < wished.size(); ++i)
            shares.push_back(std::clamp(wished[i] + shift, low[i], high[i]));
        return shares;
    };
    double below = -1;
    double above = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (below + above) / 2;
        const auto shares = at(middle);
        (std::accumulate(shares.begin(), shares.end(), 0.0) < 1 ? below : above) = middle;
    }
    return at(above);
}

std::vector<double> shares_now(std::span<const channel_effort> channels) {
    double all = 0;
    for (const channel_effort& c : channels)
        all += c.share_now;
    std::vector<double> shares;
    for (const channel_effort& c : channels)
        shares.push_back(all > 0 ? c.share_now / all : 1 / static_cast<double>(channels.size()));
    return shares;
}

std::vector<double> shares_of(std::span<const channel_effort> channels, const mix_options& options) {
    const auto count = static_cast<double>(channels.size());
    const double floor = std::min(options.diversity, 1 / count);
    const std::vector<double> best = chances_best(channels);
    const std::vector<double> now = shares_now(channels);
    std::vector<double> wished;
    std::vector<double> low;
    std::vector<double> high;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const double target = floor + (1 - count * floor) * best[i];
        low.push_back(std::max(floor, now[i] - options.step));
        high.push_back(std::max(low[i], now[i] + options.step));
        wished.push_back(std::clamp(target, low[i], high[i]));
    }
    return balanced(wished, low, high);
}

double hours_of(std::span<const channel_effort> channels, std::span<const units> per_day) {
    double hours = 0;
    for (std::size_t i = 0; i < channels.size(); ++i)
        hours += static_cast<double>(per_day[i]) * channels[i].hours_per_activity;
    return hours;
}

// Whole activities a day for that many hours: rounded down, then one more of each channel with a part of one
// left, those that bring most by the hour first, as long as they fit into the budget.
std::vector<units> whole_activities(std::span<const channel_effort> channels, std::span<const double> shares,
                                    double hours, double budget) {
    std::vector<units> per_day;
    std::vector<std::size_t> begun;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const double activities = hours * shares[i] / channels[i].hours_per_activity;
        per_day.push_back(whole_units(std::floor(activities + 1e-9)));
        if (activities - static_cast<double>(per_day.back()) > 1e-9) begun.push_back(i);
    }
    std::sort(begun.begin(), begun.end(), [&](std::size_t a, std::size_t b) {
        const double x = per_hour(channels[a]);
        const double y = per_hour(channels[b]);
        return x != y ? x > y : channels[a].rate.channel < channels[b].rate.channel;
    });
    double left = budget + 1e-9 - hours_of(channels, per_day);
    for (const std::size_t i : begun)
        if (channels[i].hours_per_activity <= left) {
            ++per_day[i];
            left -= channels[i].hours_per_activity;
        }
    return per_day;
}

// Two figures that matter, at most three decimals.
std::string short_number(double x) {
    const double a = std::abs(x);
    return fixed(x, a >= 10 ? 0 : a >= 1 ? 1 : a >= 0.1 ? 2 : 3);
}

} // namespace

std::vector<hour_gain> gains_per_hour(std::span<const channel_effort> channels) {
    require_channels(channels);
    const std::vector<double> best = chances_best(channels);
    std::vector<hour_gain> gains;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const channel_effort& c = channels[i];
        const range r = c.rate.interval(gain_level);
        gains.push_back({c.rate.channel,
                         per_hour(c),
                         {r.low / c.hours_per_activity, r.high / c.hours_per_activity},
                         best[i]});
    }
    std::sort(gains.begin(), gains.end(), [](const hour_gain& a, const hour_gain& b) {
        return a.mean != b.mean ? a.mean > b.mean : a.channel < b.channel;
    });
    return gains;
}

mix plan_mix(std::span<const channel_effort> channels, units outcomes, double working_days,
             const mix_options& options) {
    require_channels(channels);
    if (!(working_days > 0 && std::isfinite(working_days)))
        fail(errc::out_of_range, "working_days", "must be positive");
    if (!(options.hours_per_day > 0)) fail(errc::out_of_range, "hours_per_day", "must be positive");
    if (!(options.diversity >= 0 && options.diversity <= 1))
        fail(errc::out_of_range, "diversity", "must be between 0 and 1");
    if (!(options.step >= 0 && options.step <= 1))
        fail(errc::out_of_range, "step", "must be between 0 and 1");
    if (!(options.level > 0 && options.level < 1))
        fail(errc::out_of_range, "level", "must lie inside (0, 1)");

    const std::vector<double> shares = shares_of(channels, options);
    double yield = 0; // outcomes an hour
    for (std::size_t i = 0; i < channels.size(); ++i)
        yield += shares[i] * per_hour(channels[i]);
    const double wanted = static_cast<double>(std::max<units>(outcomes, 0)) / yield / working_days;
    const double budget = options.hours_per_day;
    const std::vector<units> per_day = whole_activities(channels, shares, std::min(wanted, budget), budget);

    mix m{.hours_per_day = hours_of(channels, per_day)};
    double variance = 0;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const channel_effort& c = channels[i];
        const double done = static_cast<double>(per_day[i]) * working_days;
        const double mean = done * c.rate.mean();
        m.channels.push_back({c.rate.channel, shares[i], per_day[i], mean, c.rate.standing});
        m.expected += mean;
        variance += c.rate.dispersion * mean + done * done * c.rate.variance();
    }
    m.within_budget = m.expected >= static_cast<double>(outcomes) * (1 - 1e-9);
    if (!m.within_budget) {
        constexpr double unbounded = std::numeric_limits<double>::infinity();
        m.hours_missing = hours_of(channels, whole_activities(channels, shares, wanted, unbounded)) - budget;
    }
    std::sort(m.channels.begin(), m.channels.end(),
              [](const channel_mix& a, const channel_mix& b) { return a.channel < b.channel; });
    if (m.expected <= 0) {
        m.probability = outcomes <= 0 ? 1 : 0;
        return m;
    }
    const negative_binomial total{m.expected, variance};
    m.interval = {total.quantile((1 - options.level) / 2), total.quantile((1 + options.level) / 2)};
    m.probability = total.tail(outcomes);
    return m;
}

std::optional<approach_shift> advise_shift(std::span<const channel_effort> channels, double credibility) {
    require_channels(channels);
    if (!(credibility > 0 && credibility < 1))
        fail(errc::out_of_range, "credibility", "must be between 0 and 1");
    const std::vector<double> now = shares_now(channels);
    const channel_effort* to = &channels.front();
    const channel_effort* from = nullptr;
    const auto better = [](const channel_effort& a, const channel_effort& b) {
        const double x = per_hour(a);
        const double y = per_hour(b);
        return x != y ? x > y : a.rate.channel < b.rate.channel;
    };
    for (const channel_effort& c : channels)
        if (better(c, *to)) to = &c;
    for (std::size_t i = 0; i < channels.size(); ++i)
        if (&channels[i] != to && now[i] > 0 && (from == nullptr || better(*from, channels[i])))
            from = &channels[i];
    if (from == nullptr) return std::nullopt;

    // The difference of two rates, by pairing every quantile of one with every quantile of the other.
    constexpr std::size_t steps = 60;
    const auto hourly = [](const channel_effort& c) {
        std::array<double, steps> rates;
        for (std::size_t q = 0; q < steps; ++q)
            rates[q] = c.rate.quantile((static_cast<double>(q) + 0.5) / steps) / c.hours_per_activity;
        return rates;
    };
    const auto hourly_to = hourly(*to);
    const auto hourly_from = hourly(*from);
    std::vector<double> gains;
    gains.reserve(steps * steps);
    for (const double a : hourly_to)
        for (const double b : hourly_from)
            gains.push_back(a - b);
    std::sort(gains.begin(), gains.end());
    const auto above = gains.end() - std::upper_bound(gains.begin(), gains.end(), 0.0);
    const auto at = [&](double p) {
        return gains[static_cast<std::size_t>(p * static_cast<double>(gains.size() - 1))];
    };
    approach_shift s{.from = from->rate.channel,
                     .to = to->rate.channel,
                     .gain = per_hour(*to) - per_hour(*from),
                     .interval = {at((1 - gain_level) / 2), at((1 + gain_level) / 2)},
                     // Half a case on either side: so many draws cannot make anything certain.
                     .chance = (static_cast<double>(above) + 0.5) / (static_cast<double>(gains.size()) + 1)};
    s.advised = s.chance >= credibility;
    s.text = s.advised ? "an hour moved from " + s.from + " to " + s.to + " brings " + short_number(s.gain) +
                             " more (" + short_number(s.interval.low) + " to " +
                             short_number(s.interval.high) + "), a gain with " + percent(s.chance)
                       : "no channel is clearly better by the hour: " + s.to + " over " + s.from + " with " +
                             percent(s.chance);
    return s;
}

} // namespace attain::inline v1
