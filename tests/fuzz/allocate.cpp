// Allocations under any bounds: feasible ones are certified (exact sum, bounds held, no exchange gains),
// infeasible ones say by how much, and the order of the people changes nothing.
#include <attain/allocate/certificate.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive_concept.hpp>

#include "input.hpp"
#include "require.h"

#include <algorithm>

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

bool bad_input(const error& e) {
    const auto code = static_cast<int>(e.code());
    return code >= 100 && code < 200;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz_input in{data, size};
    const policy by = some_policy(in);
    const units total = some_units(in);
    allocate_options options;
    options.salt = in.byte();
    if (in.below(4) == 0) options.quantum = 1 + in.below(10);
    options.repair = static_cast<when_infeasible>(in.below(3));
    std::vector<candidate> who;
    std::vector<normal> when;
    const int n = in.below(9);
    for (int i = 0; i < n; ++i) {
        who.push_back(some_candidate(in, i));
        when.emplace_back(1 + in.byte() / 2.0, 0.5 + in.byte() / 8.0);
    }
    try {
        const allocation split = allocate(total, who, when, by, options);
        REQUIRE(split.feasible || split.problem.gap > 0);
        attain::int128 sum = split.unassigned;
        for (const quota& q : split.quotas)
            sum += q.amount;
        REQUIRE(split.quotas.empty() || sum == split.street);
        if (!split.feasible) return 0; // repaired, or with what is not assigned: no optimum to prove
        const certificate proof = certify(split, who, when, by, options);
        REQUIRE(proof.sum_exact && proof.bounds_hold && proof.exchange_optimal);

        std::reverse(who.begin(), who.end());
        std::reverse(when.begin(), when.end());
        const allocation again = allocate(total, who, when, by, options);
        REQUIRE(again.quotas.size() == split.quotas.size());
        for (const quota& q : split.quotas)
            REQUIRE(std::any_of(again.quotas.begin(), again.quotas.end(),
                                [&](const quota& r) { return r.rep == q.rep && r.amount == q.amount; }));
    } catch (const error& e) {
        REQUIRE(bad_input(e));
    }
    return 0;
}
