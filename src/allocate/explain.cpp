#include <attain/allocate/explain.hpp>

#include "credited.hpp"
#include "without_bounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kinds = 8;

// A candidate with everything off but what steps up to `upto` switch on.
candidate partly(const candidate& c, line_kind upto) {
    candidate out{
        .id = c.id, .floor = std::min<units>(c.floor, 0), .weight = c.weight, .previous = c.previous};
    out.value = c.value;
    out.relax_weight = c.relax_weight;
    out.rank = c.rank;
    if (upto >= line_kind::ramp) out.ramp = c.ramp;
    // A lock stands above the other bounds, and may be all that keeps them from contradicting each other.
    if (upto >= line_kind::bounds && c.floor <= c.cap) {
        out.floor = c.floor;
        out.cap = c.cap;
        out.capacity = c.capacity;
    }
    if (upto >= line_kind::change_caps) out.change_cap = c.change_cap;
    if (upto >= line_kind::locks) out.lock = c.lock;
    if (upto >= line_kind::tree) out.node = c.node;
    return out;
}

allocate_options partly(const allocate_options& given, line_kind upto) {
    if (upto == line_kind::rounding) return given;
    allocate_options out;
    out.salt = given.salt;
    if (upto >= line_kind::bounds) out.repair = given.repair;
    // From below no policy is asked, not for the base share either.
    if (upto >= line_kind::tree || given.mode == tree_mode::bottom_up) out.mode = given.mode;
    out.bottom_up_chance = given.bottom_up_chance;
    if (upto >= line_kind::tree) out.nodes = given.nodes;
    if (upto >= line_kind::over_assignment) out.over_assignment_bp = given.over_assignment_bp;
    if (upto == line_kind::tree)
        for (team_node& n : out.nodes)
            n.over_assignment_bp = 0;
    return out;
}

std::vector<units> amounts_at(line_kind step, units total, std::span<const candidate> candidates,
                              std::span<const predictive_ref> predictives, const policy& by,
                              const allocate_options& options, stop_flag stop) {
    std::vector<candidate> reps;
    reps.reserve(candidates.size());
    for (const candidate& c : candidates)
        reps.push_back(partly(c, step));
    const allocation a = allocate(total, reps, predictives, by, partly(options, step), stop);
    std::vector<units> out;
    for (const quota& q : a.quotas)
        out.push_back(q.amount);
    return out;
}

struct moments {
    double mean{};
    double variance{};
    double deviations{}; // sum of standard deviations
};

double correlation_of(const std::vector<double>& x, const std::vector<double>& y) {
    const auto n = static_cast<double>(x.size());
    double mx = 0;
    double my = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        mx += x[i] / n;
        my += y[i] / n;
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    const auto vary = [&](double squares, double mean) { // more than adding them up has rounded
        return squares > n * 1e-24 * mean * mean;
    };
    return vary(xx, mx) && vary(yy, my) ? xy / std::sqrt(xx * yy) : nan;
}

void add_spread(const std::vector<double>& chances, const std::vector<double>& sizes, team_figures& out) {
    const auto n = static_cast<double>(chances.size());
    out.smallest_chance = *std::min_element(chances.begin(), chances.end());
    out.largest_chance = *std::max_element(chances.begin(), chances.end());
    for (const double p : chances)
        out.expected_attaining += p;
    out.mean_chance = out.expected_attaining / n;
    double squares = 0;
    double near = 0;
    for (const double p : chances) {
        squares += (p - out.mean_chance) * (p - out.mean_chance);
        near += std::fabs(p - out.mean_chance) <= 0.2 * out.mean_chance ? 1 : 0;
    }
    out.chance_spread = std::sqrt(squares / n);
    out.near_mean = near / n;
    out.relation_to_size = chances.size() > 1 ? correlation_of(chances, sizes) : nan;
}

// Rows of the candidates in order of id, as quotas are.
std::vector<std::size_t> rows_of(const allocation& a, std::span<const candidate> candidates) {
    std::vector<std::size_t> rows(candidates.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = i;
    std::sort(rows.begin(), rows.end(),
              [&](std::size_t x, std::size_t y) { return candidates[x].id < candidates[y].id; });
    if (rows.size() != a.quotas.size())
        fail(errc::invalid_argument, "allocation", "it has other reps than the candidates");
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (candidates[rows[i]].id != a.quotas[i].rep)
            fail(errc::invalid_argument, "allocation", "it has other reps than the candidates",
                 static_cast<std::int64_t>(i));
    return rows;
}

} // namespace

const char* name(line_kind kind) noexcept {
    switch (kind) {
    case line_kind::base_share:
        return "base share";
    case line_kind::ramp:
        return "ramp";
    case line_kind::bounds:
        return "floors and caps";
    case line_kind::change_caps:
        return "change caps";
    case line_kind::locks:
        return "locks";
    case line_kind::tree:
        return "tree";
    case line_kind::over_assignment:
        return "over-assignment";
    case line_kind::rounding:
        return "rounding";
    }
    return "unknown";
}

std::string explanation::text() const {
    std::string out = std::to_string(amount) + " =";
    bool first = true;
    for (const explanation_line& line : lines) {
        if (line.amount == 0 && line.kind != line_kind::base_share) continue;
        const bool less = line.amount < 0;
        if (first)
            out += " " + std::to_string(line.amount);
        else
            out += (less ? " - " : " + ") + std::to_string(less ? -line.amount : line.amount);
        out += std::string(" ") + name(line.kind);
        first = false;
    }
    return out;
}

std::vector<explanation> explain(units total, std::span<const candidate> candidates,
                                 std::span<const predictive_ref> predictives, const policy& by,
                                 const allocate_options& options, stop_flag stop) {
    const allocation final_split = allocate(total, candidates, predictives, by, options, stop);
    if (final_split.quotas.empty())
        fail(errc::invalid_argument, "total", "infeasible: " + final_split.problem.text());
    std::array<std::vector<units>, kinds> steps;
    for (std::size_t s = 0; s + 1 < kinds; ++s) {
        steps[s] = amounts_at(static_cast<line_kind>(s), total, candidates, predictives, by, options, stop);
        if (!steps[s].empty()) continue;
        steps[s] = s > 0 ? steps[s - 1] : std::vector<units>(candidates.size(), 0);
    }
    for (const quota& q : final_split.quotas)
        steps[kinds - 1].push_back(q.amount);

    detail::problem p = detail::make_problem(total, candidates, predictives, by, options);
    p.stop = stop;
    const policy rule = detail::rule_of(p, by, options);
    const std::vector<units> unbound = detail::without_own_bounds(p, rule, options, final_split);
    std::vector<explanation> out;
    for (std::size_t i = 0; i < final_split.quotas.size(); ++i) {
        explanation e;
        e.rep = final_split.quotas[i].rep;
        e.amount = final_split.quotas[i].amount;
        e.without_own_bounds = unbound[i];
        for (std::size_t s = 0; s < kinds; ++s)
            e.lines.push_back({static_cast<line_kind>(s), steps[s][i] - (s > 0 ? steps[s - 1][i] : 0)});
        out.push_back(std::move(e));
    }
    return out;
}

team_figures figures_of(const allocation& of, std::span<const candidate> candidates,
                        std::span<const predictive_ref> predictives, double correlation) {
    if (!(correlation >= 0 && correlation <= 1))
        fail(errc::out_of_range, "correlation", "must lie between 0 and 1");
    team_figures out{nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan};
    if (of.quotas.empty() || predictives.empty()) return out;
    if (predictives.size() != candidates.size())
        fail(errc::invalid_argument, "predictives", "must hold one per candidate");
    const std::vector<std::size_t> rows = rows_of(of, candidates);
    std::vector<double> chances;
    std::vector<double> sizes;
    moments team;
    out.expected_credited = out.expected_attaining = 0;
    out.price = of.price;
    double reach = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const quota& q = of.quotas[i];
        const predictive_ref& d = predictives[rows[i]];
        const fraction ramp = candidates[rows[i]].ramp;
        const double variance = d.variance() * ramp.value() * ramp.value();
        chances.push_back(q.probability);
        sizes.push_back(d.mean() * ramp.value());
        team.mean += sizes.back();
        team.variance += variance;
        team.deviations += std::sqrt(variance);
        out.expected_credited += detail::credited(d, ramp, q.amount);
        const double density = (q.probability - q.probability_next) / static_cast<double>(of.quantum);
        if (q.state == quota_state::free && density > 0) reach += 1 / density;
    }
    add_spread(chances, sizes, out);
    out.chance_per_unit = reach > 0 ? -1 / reach : nan;
    const double variance =
        (1 - correlation) * team.variance + correlation * team.deviations * team.deviations;
    const double over = static_cast<double>(of.total) - 0.5 - team.mean;
    if (std::isfinite(variance) && std::isfinite(over))
        out.team_chance =
            variance > 0 ? 0.5 * std::erfc(over / std::sqrt(2 * variance)) : (over <= 0 ? 1.0 : 0.0);
    return out;
}

std::vector<outcome> what_if(std::span<const scenario> scenarios, std::span<const candidate> candidates,
                             std::span<const predictive_ref> predictives, double correlation,
                             stop_flag stop) {
    std::vector<outcome> out;
    out.reserve(scenarios.size());
    for (const scenario& s : scenarios) {
        outcome o;
        o.split = allocate(s.total, candidates, predictives, s.by, s.options, stop);
        o.figures = figures_of(o.split, candidates, predictives, correlation);
        out.push_back(std::move(o));
    }
    return out;
}

namespace {

// The same bounds for a policy that mirrors negative totals, for which they are sizes.
void mirror(candidate& c) {
    const units most = std::min(c.cap, c.capacity);
    c.cap = -c.floor;
    c.floor = std::min(-most, c.cap); // a capacity below the floor is told by the split itself
    c.capacity = unlimited;
    if (c.lock) c.lock = -*c.lock;
}

// One way under the bounds of the chosen one.
outcome beside(const scenario& chosen, const policy& by, std::vector<candidate> reps,
               std::span<const predictive_ref> predictives, double correlation, stop_flag stop) {
    scenario other{chosen.total, by, chosen.options};
    const bool turned = !detail::mirrors(chosen.total, chosen.by, chosen.options) &&
                        detail::mirrors(other.total, other.by, other.options);
    std::vector<candidate> bounds = reps;
    if (turned) {
        std::ranges::for_each(bounds, mirror);
        for (team_node& n : other.options.nodes)
            n = {n.id, n.parent, -n.cap, -n.floor, n.weight, n.over_assignment_bp, n.relax_weight};
    }
    outcome out;
    out.split = allocate(other.total, bounds, predictives, other.by, other.options, stop);
    out.figures = figures_of(out.split, reps, predictives, correlation);
    return out;
}

} // namespace

std::vector<outcome> compare(const scenario& chosen, std::span<const candidate> candidates,
                             std::span<const predictive_ref> predictives, double correlation,
                             stop_flag stop) {
    std::vector<outcome> out = what_if(std::span{&chosen, 1}, candidates, predictives, correlation, stop);
    std::vector<candidate> reps(candidates.begin(), candidates.end());
    const auto weighs = [](const candidate& c) { return c.weight > 0; };
    out.push_back(beside(chosen, equal_split{}, reps, predictives, correlation, stop));
    const bool weightless = std::ranges::none_of(candidates, weighs);
    for (std::size_t i = 0; i < reps.size() && weightless; ++i)
        reps[i].weight =
            predictives.empty() ? 1 : std::max(0.0, predictives[i].mean() * reps[i].ramp.value());
    if (std::ranges::none_of(reps, weighs))
        for (candidate& c : reps)
            c.weight = 1;
    out.push_back(beside(chosen, proportional{}, reps, predictives, correlation, stop));
    return out;
}

} // namespace attain::inline v1
