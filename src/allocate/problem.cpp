#include "problem.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <variant>

namespace attain::inline v1::detail {

namespace {

// A mixing function of 64 bits (splitmix64): spreads ids and the salt.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

void check_total(units total) {
    if (total > unlimited || total < -unlimited)
        fail(errc::out_of_range, "total", "must lie between -2^62 and 2^62");
}

void check_candidate(const candidate& c, std::int64_t row) {
    if (!std::isfinite(c.weight)) fail(errc::not_finite, "weight", "must be a finite number", row);
    if (c.weight < 0) fail(errc::out_of_range, "weight", "must not be negative", row);
    if (!std::isfinite(c.value)) fail(errc::not_finite, "value", "must be a finite number", row);
    if (c.value < 0) fail(errc::out_of_range, "value", "must not be negative", row);
    if (c.relax_weight < 1) fail(errc::out_of_range, "relax_weight", "must be positive", row);
    if (c.previous > unlimited || c.previous < -unlimited)
        fail(errc::out_of_range, "previous", "must lie between -2^62 and 2^62", row);
}

std::vector<std::size_t> rows_by_id(std::span<const candidate> candidates) {
    std::vector<std::size_t> row(candidates.size());
    std::iota(row.begin(), row.end(), std::size_t{0});
    const auto by_id = [&](std::size_t a, std::size_t b) {
        return candidates[a].id != candidates[b].id ? candidates[a].id < candidates[b].id : a < b;
    };
    if (!std::is_sorted(row.begin(), row.end(), by_id)) std::sort(row.begin(), row.end(), by_id);
    for (std::size_t i = 1; i < row.size(); ++i)
        if (candidates[row[i]].id == candidates[row[i - 1]].id)
            fail(errc::duplicate_id, "candidates", "two candidates have the same id",
                 static_cast<std::int64_t>(row[i]));
    return row;
}

std::vector<std::uint32_t> tie_order(std::span<const candidate> reps, std::uint64_t salt) {
    struct place {
        std::int32_t rank;
        std::uint64_t hash;
        std::uint32_t rep; // in order of id
    };
    std::vector<place> places(reps.size());
    const std::uint64_t salted = mixed(salt);
    for (std::size_t i = 0; i < reps.size(); ++i)
        places[i] = {reps[i].rank, mixed(static_cast<std::uint64_t>(reps[i].id.value) ^ salted),
                     static_cast<std::uint32_t>(i)};
    std::sort(places.begin(), places.end(), [](const place& a, const place& b) {
        return std::tie(a.rank, a.hash, a.rep) < std::tie(b.rank, b.hash, b.rep);
    });
    std::vector<std::uint32_t> tie(reps.size());
    for (std::size_t t = 0; t < places.size(); ++t)
        tie[places[t].rep] = static_cast<std::uint32_t>(t);
    return tie;
}

} // namespace

bool mirrors(units total, const policy& by, const allocate_options& options) {
    return total < 0 && options.mode != tree_mode::bottom_up &&
           (std::holds_alternative<proportional>(by) || std::holds_alternative<hamilton>(by) ||
            std::holds_alternative<equal_split>(by) || std::holds_alternative<alpha_fair>(by));
}

int128 over_assigned(int128 plan, std::int32_t bp) {
    const int128 scaled = plan * (10000 + bp);
    const int128 whole = floor_div(scaled, 10000);
    const int128 rest = scaled - whole * 10000;
    return whole + (rest > 5000 || (rest == 5000 && whole % 2 != 0) ? 1 : 0);
}

units with_over_assignment(units plan, std::int32_t bp) {
    if (bp < -10000 || bp > 1'000'000)
        fail(errc::out_of_range, "over_assignment_bp", "must lie between -10,000 and 1,000,000");
    const int128 street = over_assigned(plan, bp);
    if (street > unlimited || street < -unlimited)
        fail(errc::overflow, "over_assignment_bp", "the street total lies beyond 2^62");
    return static_cast<units>(street);
}

namespace {

void check_options(const allocate_options& options) {
    if (options.quantum < 1 || options.quantum > unlimited)
        fail(errc::out_of_range, "quantum", "must be at least 1");
    if (!(options.bottom_up_chance > 0 && options.bottom_up_chance < 1))
        fail(errc::out_of_range, "bottom_up_chance", "must lie strictly between 0 and 1");
}

std::size_t place_of(const std::vector<rep_id>& ids, rep_id rep) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), rep);
    if (at == ids.end() || *at != rep) fail(errc::unknown_id, "residual_holder", "no candidate has this id");
    return static_cast<std::size_t>(at - ids.begin());
}

// What the quantum leaves goes to the holder; locks stand outside the quantum.
void set_bases(problem& p, const allocate_options& options) {
    p.base.assign(p.size(), 0);
    int128 rest = p.total;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p.intervals[i].low_tag != bound_tag::lock) continue;
        p.base[i] = p.intervals[i].low;
        rest -= p.base[i];
    }
    const auto left = static_cast<units>(rest - floor_div(rest, p.quantum) * p.quantum);
    if (left == 0) return;
    if (!options.residual_holder)
        fail(errc::invalid_argument, "quantum", "does not divide the total, and nobody holds the residual");
    p.holder = place_of(p.ids, *options.residual_holder);
    if (p.intervals[p.holder].low_tag == bound_tag::lock)
        fail(errc::conflict, "residual_holder", "is locked");
    p.base[p.holder] = left;
}

} // namespace

void count_in_blocks(problem& p) {
    const int128 g = p.quantum;
    int128 bases = 0;
    p.low.resize(p.size());
    p.high.resize(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        bases += p.base[i];
        p.low[i] = static_cast<units>(ceil_div(int128{p.intervals[i].low} - p.base[i], g));
        p.high[i] = static_cast<units>(floor_div(int128{p.intervals[i].high} - p.base[i], g));
    }
    const int128 target = floor_div(p.total - bases, g);
    p.target = narrow(target, "total");
    const std::vector<int128> base_sums = node_sums(p.nodes, p.base);
    p.node_low.resize(p.nodes.size());
    p.node_high.resize(p.nodes.size());
    const auto bounded = [](int128 x) {
        return static_cast<units>(
            std::clamp<int128>(x, -int128{unlimited} * 2 + 1, int128{unlimited} * 2 - 1));
    };
    for (std::size_t v = 0; v < p.nodes.size(); ++v) {
        const tree::node& n = p.nodes.nodes[v];
        p.node_low[v] = n.floor <= -unlimited ? -unlimited : bounded(ceil_div(n.floor - base_sums[v], g));
        p.node_high[v] = n.cap >= unlimited ? unlimited : bounded(floor_div(n.cap - base_sums[v], g));
    }
}

problem make_problem(units total, std::span<const candidate> candidates,
                     std::span<const predictive_ref> predictives, const policy& by,
                     const allocate_options& options) {
    check_total(total);
    check_options(options);
    if (candidates.empty()) fail(errc::empty_input, "candidates", "there is nobody to allocate to");
    if (!predictives.empty() && predictives.size() != candidates.size())
        fail(errc::invalid_argument, "predictives", "must hold one per candidate");
    if (predictives.empty() && (needs_predictive(by) || options.mode == tree_mode::bottom_up))
        fail(errc::invalid_argument, "predictives", "the policy needs one per candidate");

    problem p;
    p.mirrored = mirrors(total, by, options);
    p.plan = p.mirrored ? -total : total;
    p.total = with_over_assignment(p.plan, options.over_assignment_bp);
    p.quantum = options.quantum;
    p.rows = rows_by_id(candidates);
    const std::vector<std::size_t>& rows = p.rows;
    p.ids.reserve(rows.size());
    p.reps.reserve(rows.size());
    p.intervals.reserve(rows.size());
    for (const std::size_t row : rows) {
        candidate c = candidates[row];
        check_candidate(c, static_cast<std::int64_t>(row));
        if (p.mirrored) c.previous = -c.previous; // a size, like the bounds
        p.ids.push_back(c.id);
        p.reps.push_back(c);
        p.intervals.push_back(interval_of(c, static_cast<std::int64_t>(row)));
        if (!predictives.empty()) p.predictives.push_back(predictives[row]);
    }
    p.tie = tie_order(p.reps, options.salt);
    p.nodes = make_tree(options.nodes, p.reps, rows);
    set_bases(p, options);
    count_in_blocks(p);
    return p;
}

void scale_to_whole(std::span<const double> weights, const char* argument, std::span<double> out) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!std::isfinite(weights[i]))
            fail(errc::not_finite, argument, "must be a finite number", static_cast<std::int64_t>(i));
        if (weights[i] < 0)
            fail(errc::out_of_range, argument, "must not be negative", static_cast<std::int64_t>(i));
        sum += weights[i];
    }
    if (sum == 0) fail(errc::empty_input, argument, "all are zero: there is nothing to be proportional to");
    if (!std::isfinite(sum)) fail(errc::overflow, argument, "the sum is not finite");
    // 2^60 <= scaled sum < 2^61, up to the rounding of the sum: below 2^62 with every weight rounded up.
    const int shift = 60 - std::ilogb(sum);
    const int half = shift / 2; // in two steps: one power of two alone may lie beyond the range of doubles
    const double first = std::ldexp(1.0, half);
    const double second = std::ldexp(1.0, shift - half);
    for (std::size_t i = 0; i < weights.size(); ++i)
        out[i] = static_cast<double>(static_cast<std::int64_t>(weights[i] * first * second + 0.5));
}

std::vector<std::int64_t> integer_weights(std::span<const double> weights, const char* argument) {
    std::vector<double> whole(weights.size());
    scale_to_whole(weights, argument, whole);
    return {whole.begin(), whole.end()};
}

double power(double x, double y) {
    // log x = e log 2 + 2 atanh((m - 1) / (m + 1)), m in [sqrt 1/2, sqrt 2)
    int e = 0;
    double m = std::frexp(x, &e);
    if (m < 0.70710678118654752440) {
        m *= 2;
        --e;
    }
    const double s = (m - 1) / (m + 1);
    double series = 0;
    for (int k = 31; k >= 1; k -= 2)
        series = series * s * s + 2.0 / k;
    const double log2_x = static_cast<double>(e) + series * s * 1.44269504088896340736;
    // 2^t = 2^whole e^(part log 2)
    const double t = log2_x * y;
    if (t < -1000) return 0;
    const double whole = std::floor(t + 0.5);
    const double part = (t - whole) * 0.69314718055994530942;
    double value = 1;
    for (int k = 18; k >= 1; --k)
        value = 1 + value * part / k;
    return std::ldexp(value, static_cast<int>(whole));
}

} // namespace attain::inline v1::detail

namespace attain::inline v1 {

const char* name(const policy& of) noexcept {
    struct naming {
        const char* operator()(const equal_attainability&) const { return "equal attainability"; }
        const char* operator()(const value_weighted&) const { return "value-weighted credited total"; }
        const char* operator()(const proportional& p) const {
            switch (p.method) {
            case divisor::webster:
                return "proportional (Webster)";
            case divisor::d_hondt:
                return "proportional (D'Hondt)";
            case divisor::adams:
                return "proportional (Adams)";
            case divisor::huntington_hill:
                return "proportional (Huntington-Hill)";
            }
            return "proportional";
        }
        const char* operator()(const hamilton&) const { return "proportional (Hamilton, largest remainder)"; }
        const char* operator()(const equal_split&) const { return "equal split"; }
        const char* operator()(const least_change& p) const {
            return p.cost == change_cost::quadratic ? "least change (quadratic)" : "least change (absolute)";
        }
        const char* operator()(const alpha_fair&) const { return "alpha-fair"; }
        const char* operator()(const blend&) const { return "equal attainability with steadiness"; }
    };
    return std::visit(naming{}, of);
}

bool needs_predictive(const policy& of) noexcept {
    return std::holds_alternative<equal_attainability>(of) || std::holds_alternative<value_weighted>(of) ||
           std::holds_alternative<blend>(of);
}

std::vector<candidate> candidates_of(std::span<const rep_id> reps, std::span<const candidate> known) {
    std::vector<std::pair<rep_id, std::size_t>> place;
    place.reserve(reps.size());
    for (std::size_t i = 0; i < reps.size(); ++i)
        place.emplace_back(reps[i], i);
    std::sort(place.begin(), place.end());
    std::vector<candidate> out(reps.size());
    for (std::size_t i = 0; i < reps.size(); ++i)
        out[i].id = reps[i];
    std::vector<bool> seen(reps.size(), false);
    for (std::size_t row = 0; row < known.size(); ++row) {
        const auto at =
            std::lower_bound(place.begin(), place.end(), std::pair{known[row].id, std::size_t{0}});
        if (at == place.end() || at->first != known[row].id)
            fail(errc::unknown_id, "candidates", "no forecast has this id", static_cast<std::int64_t>(row));
        if (seen[at->second])
            fail(errc::duplicate_id, "candidates", "two candidates have the same id",
                 static_cast<std::int64_t>(row));
        seen[at->second] = true;
        out[at->second] = known[row];
    }
    return out;
}

} // namespace attain::inline v1
