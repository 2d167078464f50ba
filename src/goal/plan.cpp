#include <attain/core/error.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/plan.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/measure/quality.hpp>
#include <attain/time/split.hpp>

#include "levels.hpp"
#include "period_forecasts.hpp"
#include "words.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace attain::inline v1 {

namespace {

// Past periods that are looked at for the best one.
constexpr int periods_back = 60;

// The largest total of an earlier period like this one: a month of leave, or on a ramp, is no measure of a
// full one, nor is one that was not over on the last known day.
std::optional<units> best_past(std::span<const day_total> days, const team& in, const rep& member,
                               const period& over, day as_of) {
    const capacity asked = capacity_over(in, member, over);
    std::optional<units> best;
    // Without its fiscal calendar a fiscal period steps back by its own length.
    period past = previous(is_fiscal(over.kind) ? period::between(over.begin, over.end) : over);
    const std::optional<period> known = in.known_days_of(member);
    for (int i = 0; i < periods_back && !days.empty() && past.end > days.front().day; ++i) {
        if (known && past.begin < known->begin) break; // its working time is not known
        units sum = 0;
        for (const day_total& d : days)
            if (past.contains(d.day)) sum += d.quantity;
        const bool closed = past.end <= as_of + 1;
        if (closed && 4 * capacity_over(in, member, past).micro >= 3 * asked.micro)
            best = std::max(best.value_or(sum), sum);
        past = previous(past);
    }
    return best;
}

// The largest day of the last year. One that stands out counts as three times the next, as in the estimator:
// a slip of the keyboard does not make anything possible.
std::optional<units> high_day_of(std::span<const day_total> days, day as_of) {
    if (days.empty()) return std::nullopt;
    units largest = 0;
    units next = 0;
    for (const day_total& d : days) {
        if (d.day < as_of - 365 || d.day > as_of) continue;
        next = std::max(next, std::min(d.quantity, largest));
        largest = std::max(largest, d.quantity);
    }
    return next > 0 ? std::min(largest, narrow(std::min<int128>(3 * int128{next}, unlimited), "facts"))
                    : largest;
}

// Gaps in the log that chance does not explain, by rep in the team's order.
std::vector<std::vector<period>> gaps_of(const estimator& of, const plan_options& options) {
    std::vector<std::vector<period>> all(of.team().size());
    if (options.facts == nullptr) return all;
    day first{std::max(of.as_of().value - options.gap_window + 1, day::min_value)};
    if (const std::optional<period> known = of.team().known_days()) first = std::max(first, known->begin);
    if (of.as_of() < first) return all;
    const quality_report report =
        inspect(of.team(), of.metric(), *options.facts, period::between(first, of.as_of() + 1), of.as_of(),
                {.also_logged_by = options.also_logged_by});
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const log_gap& gap : report.reps[i].gaps)
            all[i].push_back(period::between(gap.first, gap.last + 1));
    return all;
}

goal make_goal(const estimator& of, const period_forecasts& forecasts, const period& over, const quota& q,
               const plan_options& options, std::span<const day_total> facts) {
    const team& in = of.team();
    const rep& member = in.at(q.rep);
    goal g{.rep = q.rep,
           .owner = called(member),
           .role = member.role_around(over.begin),
           .metric = of.metric(),
           .period = over,
           .target = q.amount,
           .forecast = forecasts.of(q.rep),
           .working_time = capacity_over(in, member, over),
           .full_time = capacity_over(in, member, over, capacity_of::full_time),
           .last_fact = of.last_fact(q.rep),
           .daily = daily_targets(in, member, over, q.amount),
           .parent = options.id,
           .scope = options.scope};
    if (std::find(options.weekly.begin(), options.weekly.end(), q.rep) != options.weekly.end())
        g.view = goal_view::weekly;
    if (g.forecast.known()) g.levels = levels_of(g, options.floor_chance, options.stretch_chance);
    g.versions = {{.from = over.begin,
                   .target = q.amount,
                   .kind = revision::restate,
                   .decided = of.as_of(),
                   .who = options.who,
                   .why = "plan",
                   .after = q.amount}};
    if (g.forecast.known()) g.versions.front().probability_after = g.probability();
    if (options.facts != nullptr) {
        g.best_observed = best_past(facts, in, member, over, of.as_of());
        g.high_day = high_day_of(facts, of.as_of());
    }
    return g;
}

std::vector<equal_share> equal_for_all(const plan& p) {
    std::vector<forecast> forecasts;
    for (const goal& g : p.goals)
        forecasts.push_back(g.forecast);
    std::vector<equal_share> shares;
    for (const quota& q : allocate(p.total, forecasts, equal_split{}).quotas) {
        const forecast& own = p.find(q.rep)->forecast;
        const bool known = own.known();
        shares.push_back({q.rep, q.amount,
                          known ? attainability(own, q.amount) : std::numeric_limits<double>::quiet_NaN()});
    }
    return shares;
}

} // namespace

double plan::over_assignment() const noexcept {
    return promised == 0 ? 0 : static_cast<double>(total) / static_cast<double>(promised) - 1;
}

double plan::under_assignment() const noexcept {
    return total == 0 ? 0 : 1 - static_cast<double>(promised) / static_cast<double>(total);
}

const goal* plan::find(rep_id rep) const noexcept {
    const auto at = std::find_if(goals.begin(), goals.end(), [&](const goal& g) { return g.rep == rep; });
    return at == goals.end() ? nullptr : &*at;
}

std::vector<day_target> daily_targets(const team& in, const rep& member, const period& over, units target) {
    const capacity_line line{in, member, over};
    std::vector<day_target> days;
    std::vector<std::int64_t> weights;
    for (day d = over.begin; d < over.end; ++d) {
        const capacity w = line.on(d);
        if (w.none()) continue;
        days.push_back({d, 0});
        weights.push_back(w.micro);
    }
    const std::vector<units> amounts = split(target, weights);
    for (std::size_t i = 0; i < days.size(); ++i)
        days[i].amount = amounts[i];
    return days;
}

plan make_plan(const estimator& of, const period& over, const allocation& split, const plan_options& options,
               stop_flag stop) {
    if (split.quotas.empty()) fail(errc::invalid_argument, "split", "the allocation has no quotas");
    for (const auto& [p, name] : {std::pair{options.floor_chance, "floor_chance"},
                                  std::pair{options.stretch_chance, "stretch_chance"}})
        if (!(p > 0 && p < 1)) fail(errc::out_of_range, name, "must be between 0 and 1");
    if (options.gap_window < 1) fail(errc::out_of_range, "gap_window", "must be at least 1");
    if (options.promised && *options.promised < 0)
        fail(errc::out_of_range, "promised", "must not be negative");
    plan p{.team = of.team().name(),
           .metric = of.metric(),
           .period = over,
           .as_of = of.as_of(),
           .total = split.street - split.unassigned,
           .team_forecast = of.team_forecast(over),
           .promised = options.promised.value_or(split.total),
           .id = options.id,
           .floor_chance = options.floor_chance,
           .stretch_chance = options.stretch_chance};
    const std::vector<day_total> facts =
        options.facts == nullptr
            ? std::vector<day_total>{}
            : member_totals(of.team(), of.metric(), *options.facts, {.as_of = of.as_of()}, record_of::people);
    const std::vector<std::vector<period>> gaps = gaps_of(of, options);
    const period_forecasts forecasts{of, over, stop};
    for (const quota& q : split.quotas) {
        stop.poll(p.goals.size());
        p.goals.push_back(make_goal(of, forecasts, over, q, options, own_totals(facts, q.rep)));
        const attain::rep& member = of.team().at(q.rep);
        p.goals.back().gaps = gaps[static_cast<std::size_t>(&member - of.team().reps().data())];
    }
    p.one_for_all = equal_for_all(p);
    return p;
}

std::vector<cascade_part> view_of(const goal& g, const team& in) {
    std::vector<cascade_part> parts =
        schedule_of(g, in).parts(g.view == goal_view::daily ? period_kind::day : period_kind::week);
    std::erase_if(parts, [](const cascade_part& p) { return !p.target; });
    return parts;
}

} // namespace attain::inline v1
