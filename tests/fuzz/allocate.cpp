// Allocations under any bounds, in any tree: certified (exact sum, bounds held, no exchange gains),
// infeasible ones say by how much, explanations add up, and the order of the people changes nothing.
#include <attain/allocate/certificate.hpp>
#include <attain/allocate/explain.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/mixture.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive_concept.hpp>

#include "input.hpp"
#include "require.h"

#include <algorithm>
#include <array>

using namespace attain;

namespace {

units some_units(fuzz_input& in) {
    switch (in.below(12)) {
    case 0:
        return in.word(); // anything at all
    case 1:
        return unlimited;
    case 2:
        return -static_cast<units>(in.byte());
    default:
        return in.byte() * (in.below(4) == 0 ? 1000 : 1);
    }
}

double some_weight(fuzz_input& in) {
    const int how = in.below(16);
    if (how == 0) return 0;
    if (how == 1) return static_cast<double>(in.word());
    return in.byte() / 8.0;
}

candidate some_candidate(fuzz_input& in, int i) {
    candidate c;
    c.id = rep_id{100 + i};
    c.weight = some_weight(in);
    c.previous = in.byte();
    const std::uint8_t rules = in.byte();
    if ((rules & 3U) == 1U) c.floor = some_units(in);
    if ((rules & 12U) == 4U) c.cap = some_units(in);
    if ((rules & 0x70U) == 0x10U) c.lock = some_units(in);
    if ((rules & 0x80U) != 0U) c.rank = in.below(3);
    return c;
}

policy some_policy(fuzz_input& in) {
    switch (in.below(8)) {
    case 0:
        return equal_attainability{};
    case 1:
        return proportional{static_cast<divisor>(in.below(4))};
    case 2:
        return hamilton{};
    case 3:
        return equal_split{};
    case 4:
        return least_change{static_cast<change_cost>(in.below(2)), static_cast<change_scale>(in.below(3))};
    case 5:
        return alpha_fair{(1 + in.byte()) / 16.0};
    case 6:
        return value_weighted{};
    default:
        return blend{in.byte() / 64.0, static_cast<change_scale>(in.below(3))};
    }
}

team_node some_node(fuzz_input& in, int v) {
    team_node n;
    n.id = team_id{1 + v};
    const std::uint8_t rules = in.byte();
    if (v > 0 && (rules & 1U) != 0U) n.parent = team_id{1 + in.below(v)};
    if ((rules & 6U) == 2U) n.floor = some_units(in);
    if ((rules & 24U) == 8U) n.cap = some_units(in);
    if ((rules & 0x60U) == 0x20U) n.weight = some_weight(in);
    if ((rules & 0x80U) != 0U) n.over_assignment_bp = 100 * (in.byte() - 100);
    return n;
}

// A mixture over whole units.
struct whole_mixture {
    mixture of{};

    [[nodiscard]] double tail(units k) const { return of.tail(static_cast<double>(k)); }
    [[nodiscard]] double below(units k) const { return of.below(static_cast<double>(k)); }
    [[nodiscard]] double quantile(double p) const { return of.quantile(p); }
    [[nodiscard]] double mean() const { return of.mean(); }
    [[nodiscard]] double variance() const { return of.variance(); }
};

whole_mixture some_mixture(fuzz_input& in) {
    const auto kind = static_cast<metric_kind>(in.below(3));
    const double mean = 1 + in.byte() / 2.0;
    const double atom = kind == metric_kind::count || in.below(2) == 0 ? 0 : in.byte() / 256.0;
    const opinion low{0.5, mean * 0.8, mean * (0.5 + in.byte() / 16.0), atom, mean * 0.8};
    const opinion high{0.5, mean * 1.2, mean * (0.5 + in.byte() / 16.0), atom, mean * 1.2};
    return {{kind, std::array{low, high}}};
}

struct instance {
    policy by{};
    units total{};
    allocate_options options{};
    std::vector<candidate> who{};
    std::vector<normal> normals{};
    std::vector<whole_mixture> mixtures{};
    bool explained{}; // takes twenty times as long

    [[nodiscard]] std::vector<predictive_ref> when() const {
        if (!mixtures.empty()) return {mixtures.begin(), mixtures.end()};
        return {normals.begin(), normals.end()};
    }
};

void add_tree(fuzz_input& in, instance& to) {
    const int nodes = in.below(4);
    for (int v = 0; v < nodes; ++v)
        to.options.nodes.push_back(some_node(in, v));
    for (candidate& c : to.who) {
        if (nodes > 0 && in.below(4) != 0) c.node = team_id{1 + in.below(nodes)};
        const std::uint8_t rules = in.byte();
        if ((rules & 3U) == 1U) c.previous = some_units(in);
        if ((rules & 12U) == 4U) c.change_cap = fraction::from_ppm(10'000 * in.byte());
        if ((rules & 0x70U) == 0x10U) c.ramp = fraction::from_ppm(10'000 * in.byte());
    }
    to.options.mode = static_cast<tree_mode>(in.below(3));
    if (in.below(4) == 1) to.options.over_assignment_bp = 100 * (in.byte() - 100);
    if (in.below(8) == 1) to.options.quantum = std::max<units>(some_units(in), 1);
    if (in.below(4) == 1 && !to.who.empty()) to.options.residual_holder = to.who.front().id;
}

instance some_instance(fuzz_input& in) {
    instance out;
    out.by = some_policy(in);
    out.total = some_units(in);
    out.options.salt = in.byte();
    if (in.below(4) == 0) out.options.quantum = 1 + in.below(10);
    out.options.repair = static_cast<when_infeasible>(in.below(3));
    const int n = in.below(9);
    for (int i = 0; i < n; ++i) {
        out.who.push_back(some_candidate(in, i));
        out.normals.emplace_back(1 + in.byte() / 2.0, 0.5 + in.byte() / 8.0);
    }
    add_tree(in, out);
    if (in.below(3) == 1)
        for (int i = 0; i < n; ++i)
            out.mixtures.push_back(some_mixture(in));
    out.explained = in.below(8) == 1 && out.mixtures.empty();
    return out;
}

bool bad_input(const error& e) {
    const auto code = static_cast<int>(e.code());
    return code >= 100 && code < 200;
}

void require_sum(const allocation& split) {
    attain::int128 sum = split.unassigned;
    for (const quota& q : split.quotas)
        sum += q.amount;
    REQUIRE(split.quotas.empty() || sum == split.street);
}

void require_same_backwards(instance of, const allocation& split) {
    std::reverse(of.who.begin(), of.who.end());
    std::reverse(of.normals.begin(), of.normals.end());
    std::reverse(of.mixtures.begin(), of.mixtures.end());
    const allocation again = allocate(of.total, of.who, of.when(), of.by, of.options);
    REQUIRE(again.quotas.size() == split.quotas.size());
    for (std::size_t i = 0; i < split.quotas.size(); ++i)
        REQUIRE(again.quotas[i].rep == split.quotas[i].rep &&
                again.quotas[i].amount == split.quotas[i].amount);
}

// These solve other problems, which may leave the 64 bits where the given one does not.
void require_explained(const instance& of, const allocation& split) {
    try {
        const std::vector<explanation> why = explain(of.total, of.who, of.when(), of.by, of.options);
        REQUIRE(why.size() == split.quotas.size());
        for (std::size_t i = 0; i < why.size(); ++i) {
            attain::int128 sum = 0;
            for (const explanation_line& line : why[i].lines)
                sum += line.amount;
            REQUIRE(why[i].rep == split.quotas[i].rep && sum == split.quotas[i].amount);
        }
        const std::optional<units> next = next_change({of.total, of.by, of.options}, of.who, of.when());
        REQUIRE(!next || *next > of.total);
    } catch (const error& e) {
        REQUIRE(e.code() == errc::overflow);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz_input in{data, size};
    const instance of = some_instance(in);
    allocation split;
    try {
        split = allocate(of.total, of.who, of.when(), of.by, of.options);
    } catch (const error& e) {
        REQUIRE(bad_input(e));
        return 0;
    }
    REQUIRE(split.feasible || split.problem.gap > 0);
    require_sum(split);
    if (split.quotas.empty()) return 0;
    const certificate proof = certify(split, of.who, of.when(), of.by, of.options);
    REQUIRE(proof.sum_exact && proof.bounds_hold && proof.exchange_optimal);
    require_same_backwards(of, split);
    if (of.explained) require_explained(of, split);
    return 0;
}
