#include <attain/allocate/explain.hpp>

#include "kernels.hpp"

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
    if (upto >= line_kind::bounds) {
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
    if (upto >= line_kind::tree) {
        out.nodes = given.nodes;
        out.mode = given.mode;
        out.bottom_up_chance = given.bottom_up_chance;
    }
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

units freed(std::size_t row, units total, std::span<const candidate> candidates,
            std::span<const predictive_ref> predictives, const policy& by, const allocate_options& options,
            units otherwise, stop_flag stop) {
    std::vector<candidate> reps(candidates.begin(), candidates.end());
    candidate& c = reps[row];
    c.floor = std::min<units>(c.floor, 0);
    c.cap = c.capacity = unlimited;
    c.lock.reset();
    c.change_cap.reset();
    const allocation a = allocate(total, reps, predictives, by, options, stop);
    const quota* q = a.find(c.id);
    return q == nullptr ? otherwise : q->amount;
}

// Sums of a smooth function over whole numbers, by adaptive Simpson's rule: most summands are never asked
// for.
template<class F>
class whole_sum {
public:
    // Within about `error` a summand.
    whole_sum(const F& f, double error) : f_{f}, error_{error} {}

    // f(a + 1) + ... + f(b).
    [[nodiscard]] double over(units a, units b) const {
        const double at_a = f_(a);
        const double at_b = f_(b);
        const units m = a + (b - a) / 2;
        const double at_m = f_(m);
        return refined({a, m, b, at_a, at_m, at_b});
    }

private:
    struct part {
        units a{};
        units m{}; // in the middle
        units b{};
        double at_a{};
        double at_m{};
        double at_b{};
    };

    // A straight line's sum over (a, b].
    [[nodiscard]] static double line(units a, units b, double at_a, double at_b) {
        return 0.5 * static_cast<double>(b - a) * (at_a + at_b) + 0.5 * (at_b - at_a);
    }
    [[nodiscard]] static double curve(const part& p) {
        const double halves = line(p.a, p.m, p.at_a, p.at_m) + line(p.m, p.b, p.at_m, p.at_b);
        return halves + (halves - line(p.a, p.b, p.at_a, p.at_b)) / 3;
    }
    [[nodiscard]] double refined(const part& p) const {
        if (p.b - p.a <= 4) {
            double sum = p.at_m + p.at_b;
            for (units k = p.a + 1; k < p.b; ++k)
                if (k != p.m) sum += f_(k);
            return p.b == p.a ? 0 : p.m == p.a ? sum - p.at_m : sum;
        }
        const units low = p.a + (p.m - p.a) / 2;
        const units high = p.m + (p.b - p.m) / 2;
        const part left{p.a, low, p.m, p.at_a, f_(low), p.at_m};
        const part right{p.m, high, p.b, p.at_m, f_(high), p.at_b};
        const double once = curve(p);
        const double twice = curve(left) + curve(right);
        if (std::fabs(twice - once) <= 15 * error_ * static_cast<double>(p.b - p.a))
            return twice + (twice - once) / 15;
        return refined(left) + refined(right);
    }

    const F& f_;
    double error_;
};

// Sum of P(D < k) for k <= q: what is missing of E[min(D, q)] to q.
double shortfall(const predictive_ref& d, fraction ramp, units q) {
    const double centre = d.mean() * ramp.value();
    const double sd = std::sqrt(d.variance()) * ramp.value();
    const double from = std::floor(centre - 12 * sd) - 2;
    if (from >= static_cast<double>(q)) return 0;
    const auto below = [&](units k) { return detail::tail_at(d, ramp, k).below; };
    return whole_sum{below, 1e-10}.over(from > -0x1p62 ? static_cast<units>(from) : -unlimited, q);
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
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : nan;
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

std::size_t row_of(std::span<const candidate> candidates, rep_id rep) {
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (candidates[i].id == rep) return i;
    fail(errc::unknown_id, "candidates", "no candidate has the id of a quota");
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

    std::vector<explanation> out;
    for (std::size_t i = 0; i < final_split.quotas.size(); ++i) {
        const quota& q = final_split.quotas[i];
        explanation e;
        e.rep = q.rep;
        e.amount = e.without_own_bounds = q.amount;
        for (std::size_t s = 0; s < kinds; ++s)
            e.lines.push_back({static_cast<line_kind>(s), steps[s][i] - (s > 0 ? steps[s - 1][i] : 0)});
        if (q.state != quota_state::free && q.state != quota_state::held_by_node)
            e.without_own_bounds =
                freed(row_of(candidates, q.rep), total, candidates, predictives, by, options, q.amount, stop);
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
    out.expected_credited = out.expected_attaining = out.price = 0;
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
        out.expected_credited += static_cast<double>(q.amount) - shortfall(d, ramp, q.amount);
        if (q.amount < q.high) out.price = std::max(out.price, q.probability_next);
        const double density = q.probability - q.probability_next;
        if (q.state == quota_state::free && density > 0) reach += 1 / density;
    }
    add_spread(chances, sizes, out);
    out.chance_per_unit = reach > 0 ? -1 / reach : nan;
    const double variance =
        (1 - correlation) * team.variance + correlation * team.deviations * team.deviations;
    const double over = static_cast<double>(of.total) - 0.5 - team.mean;
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

std::vector<outcome> compare(const scenario& chosen, std::span<const candidate> candidates,
                             std::span<const predictive_ref> predictives, double correlation,
                             stop_flag stop) {
    std::vector<candidate> reps(candidates.begin(), candidates.end());
    const bool weighted =
        std::any_of(reps.begin(), reps.end(), [](const candidate& c) { return c.weight > 0; });
    for (std::size_t i = 0; i < reps.size() && !weighted && !predictives.empty(); ++i)
        reps[i].weight = std::max(0.0, predictives[i].mean() * reps[i].ramp.value());
    std::vector<scenario> all(3, chosen);
    all[1].by = equal_split{};
    all[2].by = proportional{};
    return what_if(all, reps, predictives, correlation, stop);
}

std::optional<units> next_change(const scenario& of, std::span<const candidate> candidates,
                                 std::span<const predictive_ref> predictives, stop_flag stop) {
    // Quotas never fall as the total rises, so states pass from the floor to free to the cap once each.
    const auto split = [&](units total) {
        return allocate(total, candidates, predictives, of.by, of.options, stop);
    };
    const auto progress = [](const allocation& a) -> std::optional<std::int64_t> {
        if (!a.feasible) return std::nullopt;
        std::int64_t sum = 0;
        for (const quota& q : a.quotas)
            sum += q.amount > q.low ? (q.amount >= q.high ? 2 : 1) : 0;
        return sum;
    };
    const allocation here = split(of.total);
    const std::optional<std::int64_t> now = progress(here);
    const auto may_change = [](const quota& q) {
        return q.low < q.high && (q.amount <= q.low || (q.amount < q.high && q.high < unlimited));
    };
    if (!now || std::ranges::none_of(here.quotas, may_change)) return std::nullopt;
    const units quantum = of.options.quantum;
    const auto changed = [&](units steps) {
        const std::optional<std::int64_t> then = progress(split(of.total + steps * quantum));
        return !then || *then != *now;
    };
    units high = 1;
    while (!changed(high)) {
        if (high > (units{1} << 40)) return std::nullopt;
        high *= 2;
    }
    units low = high / 2;
    while (high - low > 1) {
        const units middle = low + (high - low) / 2;
        (changed(middle) ? high : low) = middle;
    }
    if (!progress(split(of.total + high * quantum))) return std::nullopt; // the caps are full before
    return of.total + high * quantum;
}

} // namespace attain::inline v1
