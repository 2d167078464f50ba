#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/strengths.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/time/capacity.hpp>

#include "away.hpp"
#include "incomplete_gamma.hpp"
#include "standing.hpp"

#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

namespace attain::inline v1 {

namespace {

// One member in one channel.
struct member_sums {
    units quantity{};
    std::vector<double> by_block{}; // 28 days each, back from as_of
    std::optional<day> first{};     // ever recorded in it
    double exposure{};              // days of capacity in which it could have been
    std::vector<double> days_by_block{};
};

// How much of what one member recorded names a channel. What names none may have been anything: it is
// presumed to be spread like what does, so only that share of the capacity stands behind the channels.
class naming {
public:
    explicit naming(std::size_t blocks) : sizes_(blocks) {}

    void add(std::size_t block, double size, bool named) {
        for (sizes* s : {&sizes_[block], &all_}) {
            s->all += size;
            s->named += named ? size : 0;
        }
    }
    // Of a block; of all where nothing was recorded in it.
    [[nodiscard]] double share(std::size_t block) const {
        return sizes_[block].all > 0 ? sizes_[block].share() : all_.share();
    }
    [[nodiscard]] bool mostly() const { return all_.share() >= 0.5; }

private:
    struct sizes {
        double all{};
        double named{};
        [[nodiscard]] double share() const { return all > 0 ? named / all : 0; }
    };
    std::vector<sizes> sizes_;
    sizes all_;
};

// One channel of the team, members in the roster's order.
struct channel_sums {
    std::string name;
    std::vector<member_sums> members;
    double absolute{}; // sum of |day's total|
    double squares{};
};

struct channel_model {
    double rate{};       // cohort's, per day of capacity
    double dispersion{}; // u, in units
    double spread{};     // t
    [[nodiscard]] double noise(double exposure) const { return dispersion / (exposure * rate); }
};

// Mean and variance of a relative rate.
struct belief {
    double mean = 1;
    double variance{};
};

class window {
public:
    window(day as_of, int days)
        : first_{std::max(as_of.value - days + 1, day::min_value)},
          last_{as_of},
          blocks_{static_cast<std::size_t>((last_ - first_) / shrinkage::block_length + 1)} {}

    [[nodiscard]] day first() const noexcept { return first_; }
    [[nodiscard]] std::size_t blocks() const noexcept { return blocks_; }
    [[nodiscard]] std::size_t block_of(day d) const {
        return static_cast<std::size_t>((last_ - d) / shrinkage::block_length);
    }
    [[nodiscard]] period block(std::size_t b) const {
        const day end = last_ + 1 - static_cast<std::int32_t>(b) * shrinkage::block_length;
        return {std::max(first_, end - shrinkage::block_length), end, period_kind::custom};
    }

private:
    day first_;
    day last_;
    std::size_t blocks_;
};

std::size_t position(const team& in, rep_id who) {
    return static_cast<std::size_t>(&in.at(who) - in.reps().data());
}

std::vector<channel_sums> sums_by_channel(const team& in, const metric& of, const ledger& facts,
                                          const window& over, day as_of, std::vector<naming>& named) {
    std::vector<channel_sums> all;
    const auto names = facts.channel_names();
    std::vector<rep> people;
    for (const rep& who : in.reps())
        people.push_back(who.with_record());
    const auto totals = [&](channel_id channel) {
        std::vector<day_total> there =
            member_totals(in, of, facts, {.as_of = as_of, .channel = channel}, record_of::people);
        std::erase_if(there, [&](const day_total& t) { return is_away(people[position(in, t.rep)], t.day); });
        return there;
    };
    const auto size_up = [&](const day_total& t, bool has_name) {
        named[position(in, t.rep)].add(over.block_of(t.day), std::abs(static_cast<double>(t.quantity)),
                                       has_name);
    };
    for (const day_total& t : totals(ledger::no_channel))
        if (t.day >= over.first()) size_up(t, false);
    for (std::size_t c = 1; c < names.size(); ++c) {
        channel_sums sums{names[c], std::vector<member_sums>(in.size())};
        for (member_sums& m : sums.members)
            m.by_block.resize(over.blocks());
        for (const day_total& t : totals(channel_id{static_cast<std::int64_t>(c)})) {
            member_sums& m = sums.members[position(in, t.rep)];
            if (!m.first && t.quantity != 0) m.first = t.day;
            if (t.day < over.first()) continue;
            size_up(t, true);
            const auto y = static_cast<double>(t.quantity);
            m.quantity = narrow(int128{m.quantity} + t.quantity, "quantity");
            m.by_block[over.block_of(t.day)] += y;
            sums.absolute += std::abs(y);
            sums.squares += y * y;
        }
        if (sums.absolute > 0) all.push_back(std::move(sums));
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

// When one member was there to record anything.
struct attendance {
    bool seen = false; // anything recorded in the window, in any channel
    day begin{};
    std::optional<capacity_line> line{};
};

std::vector<attendance> attendances(const team& in, const metric& of, const ledger& facts, const window& over,
                                    day as_of) {
    std::vector<attendance> all(in.size());
    std::map<rep_id, day> own_first;
    for (const day_total& t : member_totals(in, of, facts, {.as_of = as_of}, record_of::people)) {
        own_first.try_emplace(t.rep, t.day);
        if (t.day >= over.first()) all[position(in, t.rep)].seen = true;
    }
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (!all[i].seen) continue;
        const rep member = in.reps()[i].with_record();
        const day first = own_first.at(member.id);
        all[i].begin = std::max(over.first(), std::min(member.start().value_or(first), first));
        if (const std::optional<period> known = in.known_days_of(member))
            all[i].begin = std::max(all[i].begin, known->begin);
        all[i].line.emplace(in, member, period::between(all[i].begin, as_of + 1));
    }
    return all;
}

// Members that are compared with each other, as indices.
using cohort = std::vector<std::size_t>;

std::vector<cohort> cohorts_of(const team& in, day as_of, bool within_role) {
    std::map<std::string, cohort> by_role;
    for (std::size_t i = 0; i < in.size(); ++i)
        by_role[within_role ? in.reps()[i].role_around(as_of) : std::string{}].push_back(i);
    std::vector<cohort> all;
    for (auto& [role, members] : by_role)
        all.push_back(std::move(members));
    return all;
}

// Nobody's days before any of them used the channel: a newcomer is not to be measured against months in which
// the others could not have brought anything in it.
void expose(channel_sums& channel, const cohort& of, const std::vector<attendance>& there,
            const std::vector<naming>& named, const window& over) {
    std::optional<day> opened;
    for (const std::size_t i : of)
        if (const auto first = channel.members[i].first) opened = std::min(opened.value_or(*first), *first);
    for (const std::size_t i : of) {
        member_sums& m = channel.members[i];
        m.days_by_block.resize(over.blocks());
        if (!opened || !there[i].seen) continue;
        for (std::size_t b = 0; b < over.blocks(); ++b) {
            period p = over.block(b);
            p.begin = std::max({p.begin, there[i].begin, *opened});
            if (p.begin < p.end) m.days_by_block[b] = there[i].line->sum(p).days() * named[i].share(b);
            m.exposure += m.days_by_block[b];
        }
    }
}

struct sums {
    double quantity{};
    double exposure{};
};

sums sums_of(const channel_sums& channel, const cohort& of) {
    sums s;
    for (const std::size_t i : of) {
        const member_sums& m = channel.members[i];
        if (m.exposure <= 0) continue;
        s.quantity += static_cast<double>(m.quantity);
        s.exposure += m.exposure;
    }
    return s;
}

// u: how far a member's 28-day sums scatter around the member's own rate.
double dispersion_of(const channel_sums& channel, const cohort& of, double first) {
    shrinkage::dispersion d;
    double blocks = 0;
    double chance = 0;
    for (const std::size_t i : of) {
        const member_sums& m = channel.members[i];
        if (m.exposure <= 0) continue;
        const double rate = std::max(0.0, static_cast<double>(m.quantity)) / m.exposure;
        double squares = 0;
        double own = 0;
        for (std::size_t b = 0; b < m.by_block.size(); ++b) {
            const double e = m.days_by_block[b];
            if (e <= 0) continue;
            const double off = m.by_block[b] - rate * e;
            squares += off * off / e;
            ++own;
        }
        if (own < 2) continue;
        d.add(squares, (own - 1) * rate);
        blocks += own;
        chance += own * rate;
    }
    return d.value(blocks > 0 ? chance / blocks : 0, first);
}

channel_model fitted(const channel_sums& channel, const cohort& of, metric_kind kind) {
    const sums all = sums_of(channel, of);
    if (all.quantity <= 0 || all.exposure <= 0) return {};
    channel_model m{.rate = all.quantity / all.exposure};
    // Amounts come in events of some size; a large one is one event, not many.
    const double event = kind == metric_kind::count ? 1 : channel.squares / channel.absolute;
    m.dispersion = dispersion_of(channel, of, 2 * event);
    shrinkage::spread between;
    for (const std::size_t i : of) {
        const member_sums& own = channel.members[i];
        if (own.exposure > 0)
            between.add(own.exposure, static_cast<double>(own.quantity) / own.exposure / m.rate);
    }
    m.spread = std::clamp(between.value(m.dispersion / m.rate, shrinkage::prior_spread),
                          shrinkage::least_spread, shrinkage::most_spread);
    return m;
}

// Everything of one cohort: its channels' models, and what its reps have in common across channels.
class cohort_model {
public:
    cohort_model(const cohort& of, const std::vector<channel_sums>& channels, metric_kind kind)
        : channels_{channels} {
        for (const channel_sums& c : channels)
            models_.push_back(fitted(c, of, kind));
        double covariance = 0;
        double pairs = 0;
        for (std::size_t k = 0; k < channels.size(); ++k)
            for (std::size_t l = k + 1; l < channels.size(); ++l) {
                if (models_[k].rate <= 0 || models_[l].rate <= 0) continue;
                shrinkage::spread both;
                for (const std::size_t i : of)
                    if (const double days = std::min(exposure(i, k), exposure(i, l)); days > 0)
                        both.add(days, relative(i, k), relative(i, l));
                covariance += both.value(0, 0);
                ++pairs;
            }
        if (pairs > 0) common_ = std::max(0.0, covariance / pairs);
    }

    [[nodiscard]] const channel_model& of(std::size_t channel) const { return models_[channel]; }

    // What is believed of a member's relative rate in a channel before its own record there.
    [[nodiscard]] belief before(std::size_t member, std::size_t channel) const {
        const double common = std::min(common_, models_[channel].spread);
        double precision = 0;
        double sum = 0;
        for (std::size_t k = 0; k < models_.size() && common > 0; ++k) {
            if (k == channel || models_[k].rate <= 0 || exposure(member, k) <= 0) continue;
            const double w = 1 / (own_spread(k) + models_[k].noise(exposure(member, k)));
            precision += w;
            sum += w * std::max(0.0, relative(member, k));
        }
        belief level;
        if (common > 0) {
            level.variance = 1 / (1 / common + precision);
            level.mean = std::max(0.05, level.variance * (1 / common + sum));
        }
        const double own = own_spread(channel);
        return {level.mean, level.variance + own * (level.variance + level.mean * level.mean)};
    }

private:
    [[nodiscard]] double exposure(std::size_t member, std::size_t channel) const {
        return channels_[channel].members[member].exposure;
    }
    [[nodiscard]] double relative(std::size_t member, std::size_t channel) const {
        return static_cast<double>(channels_[channel].members[member].quantity) / exposure(member, channel) /
               models_[channel].rate;
    }
    [[nodiscard]] double own_spread(std::size_t channel) const {
        return std::max(shrinkage::least_spread, models_[channel].spread - common_);
    }

    const std::vector<channel_sums>& channels_;
    std::vector<channel_model> models_;
    double common_{};
};

struct gamma_rate {
    double shape{};
    double scale{}; // inverse

    [[nodiscard]] double mean() const { return shape / scale; }
    // The same mean, with so much more variance.
    [[nodiscard]] gamma_rate widened(double variance) const {
        const double all = shape / (scale * scale) + variance;
        return {mean() * mean() / all, mean() / all};
    }
    [[nodiscard]] double quantile(double p) const { return incomplete_gamma::quantile(shape, p) / scale; }
};

// P(a > b): a's share of both, each in its own scale, is beta distributed.
double chance_above(const gamma_rate& a, const gamma_rate& b) {
    constexpr double surest = 1 - 1e-15; // never a certainty from rounding
    return std::min(surest, boost::math::ibetac(a.shape, b.shape, a.scale / (a.scale + b.scale)));
}

void require(const strength_options& options) {
    require_standing_options(options);
    if (!(options.level > 0 && options.level < 1))
        fail(errc::out_of_range, "level", "must be between 0 and 1");
    if (options.window_days < 1) fail(errc::out_of_range, "window_days", "must be at least 1");
}

} // namespace

const char* name(standing s) noexcept {
    constexpr std::array<const char*, 4> names{"unknown", "level", "strength", "weakness"};
    const auto at = static_cast<std::size_t>(s);
    return at < names.size() ? names[at] : "unknown";
}

std::vector<channel_rate> strengths(const team& in, const metric& of, const ledger& facts, day as_of,
                                    const strength_options& options, stop_flag stop) {
    require_valid(as_of, "as_of");
    require(options);
    const window over{as_of, options.window_days};
    const std::vector<attendance> there = attendances(in, of, facts, over, as_of);
    std::vector<naming> named(in.size(), naming{over.blocks()});
    std::vector<channel_sums> channels = sums_by_channel(in, of, facts, over, as_of, named);

    std::vector<channel_rate> all;
    for (const cohort& members : cohorts_of(in, as_of, options.within_role)) {
        for (channel_sums& c : channels)
            expose(c, members, there, named, over);
        const cohort_model model{members, channels, of.kind()};
        for (std::size_t c = 0; c < channels.size(); ++c) {
            const channel_model& m = model.of(c);
            if (m.rate <= 0) continue; // cancelled out: no rate to compare with
            const sums everybody = sums_of(channels[c], members);
            for (const std::size_t i : members) {
                stop.poll(i);
                const double days = channels[c].members[i].exposure;
                const double quantity = days > 0 ? static_cast<double>(channels[c].members[i].quantity) : 0;
                const belief prior = model.before(i, c);
                const double a = prior.mean * prior.mean / prior.variance;
                const gamma_rate own{a + std::max(0.0, quantity) / m.dispersion,
                                     a / (prior.mean * m.rate) + days / m.dispersion};
                const double own_weight = days / m.dispersion / own.scale;
                // The cohort's rate is not known either: as much of its variance as the prior has in the
                // rate.
                const double lent = (1 - own_weight) * own.mean();
                const gamma_rate told = own.widened(lent * lent * m.dispersion / everybody.quantity);
                channel_rate r{.rep = in.reps()[i].id,
                               .channel = channels[c].name,
                               .quantity = channels[c].members[i].quantity,
                               .exposure = days,
                               .rate = own.mean(),
                               .interval = {told.quantile((1 - options.level) / 2),
                                            told.quantile((1 + options.level) / 2)},
                               .cohort_rate = m.rate,
                               .chance_above = 0.5,
                               .own_weight = own_weight};
                const double others = everybody.exposure - days;
                const double theirs = std::max(0.0, everybody.quantity - quantity);
                if (others > 0) r.team_rate = theirs / others;
                if (others > 0 && days > 0 && named[i].mostly()) {
                    r.chance_above = chance_above(own, {0.5 + theirs / m.dispersion, others / m.dispersion});
                    r.standing = standing_of(r.chance_above, r.rate, r.team_rate, options);
                }
                all.push_back(std::move(r));
            }
        }
    }
    std::sort(all.begin(), all.end(), [](const channel_rate& x, const channel_rate& y) {
        return std::tie(x.rep, x.channel) < std::tie(y.rep, y.channel);
    });
    return all;
}

} // namespace attain::inline v1
