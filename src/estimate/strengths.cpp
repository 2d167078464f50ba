#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/strengths.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/time/capacity.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <map>

namespace attain::inline v1 {

namespace {

constexpr double overdispersion = 2;  // variance over mean of a day's events
constexpr double least_spread = 0.05; // squared relative spread between members
constexpr double most_spread = 4;

struct member_time {
    double exposure{}; // days of capacity
    bool seen{};
};

// One channel of the team: sums by member, in the roster's order.
struct channel_sums {
    std::string name;
    std::vector<units> quantity;
    double squares{}; // of the days' totals
};

std::size_t position(const team& in, rep_id who) {
    return static_cast<std::size_t>(&in.at(who) - in.reps().data());
}

std::vector<channel_sums> sums_by_channel(const team& in, const metric& of, const ledger& facts, day first,
                                          day as_of) {
    std::vector<channel_sums> all;
    const auto names = facts.channel_names();
    for (std::size_t c = 1; c < names.size(); ++c) {
        channel_sums sums{names[c], std::vector<units>(in.size()), 0};
        bool any = false;
        const channel_id channel{static_cast<std::int64_t>(c)};
        for (const day_total& t : member_totals(in, of, facts, {.as_of = as_of, .channel = channel})) {
            if (t.day < first) continue;
            units& sum = sums.quantity[position(in, t.rep)];
            sum = narrow(int128{sum} + t.quantity, "quantity");
            sums.squares += static_cast<double>(t.quantity) * static_cast<double>(t.quantity);
            any = any || t.quantity != 0;
        }
        if (any) all.push_back(std::move(sums));
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

std::vector<member_time> observe(const team& in, const metric& of, const ledger& facts, day first,
                                 day as_of) {
    std::vector<member_time> all(in.size());
    std::map<rep_id, day> own_first;
    std::optional<day> team_first;
    for (const day_total& t : member_totals(in, of, facts, {.as_of = as_of})) {
        own_first.try_emplace(t.rep, t.day);
        team_first = std::min(team_first.value_or(t.day), t.day);
        if (t.day >= first) all[position(in, t.rep)].seen = true;
    }
    for (std::size_t i = 0; team_first && i < in.size(); ++i) {
        const rep& member = in.reps()[i];
        const auto own = own_first.find(member.id);
        if (!member.start() && own == own_first.end()) continue;
        const day begin = std::max({first, *team_first, member.start() ? *member.start() : own->second});
        if (begin <= as_of)
            all[i].exposure = capacity_over(in, member, period::between(begin, as_of + 1)).days();
    }
    return all;
}

// Squared relative spread of the members' rates, beyond what chance alone gives.
double spread_between(const channel_sums& sums, const std::vector<member_time>& members, double rate,
                      double unit) {
    double weighted = 0;
    double exposure = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i].exposure <= 0) continue;
        const double relative = static_cast<double>(sums.quantity[i]) / members[i].exposure / rate - 1;
        weighted += members[i].exposure * relative * relative - unit / rate;
        exposure += members[i].exposure;
    }
    return std::clamp(weighted / exposure, least_spread, most_spread);
}

double gamma_quantile(double shape, double p) {
    return boost::math::gamma_p_inv(shape, p);
}

} // namespace

std::vector<channel_rate> strengths(const team& in, const metric& of, const ledger& facts, day as_of,
                                    const strength_options& options) {
    require_valid(as_of, "as_of");
    if (!(options.level > 0 && options.level < 1))
        fail(errc::out_of_range, "level", "must be between 0 and 1");
    if (options.window_days < 1) fail(errc::out_of_range, "window_days", "must be at least 1");
    const day first{std::max(as_of.value - options.window_days + 1, day::min_value)};
    const std::vector<member_time> members = observe(in, of, facts, first, as_of);

    std::vector<channel_rate> all;
    for (const channel_sums& sums : sums_by_channel(in, of, facts, first, as_of)) {
        double total = 0;
        double exposure = 0;
        for (std::size_t i = 0; i < members.size(); ++i) {
            total += static_cast<double>(sums.quantity[i]);
            exposure += members[i].exposure;
        }
        if (total <= 0 || exposure <= 0) continue; // cancelled out: no rate to compare with
        const double rate = total / exposure;
        // Amounts come in events of some size; a large one is one event, not many.
        const double unit = overdispersion * (of.kind() == metric_kind::count ? 1 : sums.squares / total);
        const double a = 1 / spread_between(sums, members, rate, unit);
        for (std::size_t i = 0; i < members.size(); ++i) {
            const double shape = a + std::max(0.0, static_cast<double>(sums.quantity[i])) / unit;
            const double scale = a / rate + members[i].exposure / unit;
            const range interval{gamma_quantile(shape, (1 - options.level) / 2) / scale,
                                 gamma_quantile(shape, (1 + options.level) / 2) / scale};
            all.push_back({in.reps()[i].id, sums.name, sums.quantity[i], shape / scale, interval, rate,
                           members[i].seen && interval.low > rate});
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const channel_rate& x, const channel_rate& y) { return x.rep < y.rep; });
    return all;
}

} // namespace attain::inline v1
