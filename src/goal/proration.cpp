#include <attain/goal/proration.hpp>

#include <algorithm>
#include <numeric>

namespace attain::inline v1 {

namespace {

// Exact shares are brought to one denominator, so that they can be compared and summed; where the least
// common one is beyond this, to this one. Bounds: target 2^40 x scale 2^20 x sum over 2^20 reps stays in 128
// bits.
constexpr std::int64_t largest_scale = 1'000'000;
constexpr std::int64_t largest_target = std::int64_t{1} << 40;
constexpr std::size_t most_reps = std::size_t{1} << 20;

void require_requests(std::span<const proration_request> requests) {
    if (requests.size() > most_reps) fail(errc::out_of_range, "requests", "must not be more than 2^20");
    std::vector<std::pair<rep_id, std::int64_t>> ids;
    ids.reserve(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const proration_request& r = requests[i];
        if (r.target < 0 || r.target > largest_target)
            fail(errc::out_of_range, "target", "must be between 0 and 2^40", row);
        if (r.cap && *r.cap < 0) fail(errc::out_of_range, "cap", "must not be negative", row);
        if (r.present.micro < 0) fail(errc::out_of_range, "present", "must not be negative", row);
        if (r.full.micro < 0) fail(errc::out_of_range, "full", "must not be negative", row);
        if (r.full < r.present)
            fail(errc::conflict, "present", "is more than the full working time of the period", row);
        ids.emplace_back(r.rep, row);
    }
    std::sort(ids.begin(), ids.end());
    for (std::size_t i = 1; i < ids.size(); ++i)
        if (ids[i].first == ids[i - 1].first)
            fail(errc::duplicate_id, "rep", "rep " + std::to_string(ids[i].first.value) + " comes twice",
                 ids[i].second);
}

// One rep's weight in a split by largest remainders.
struct share {
    std::size_t row;
    rep_id rep;
    int128 weight;
    int128 remainder{};
    units whole{};
};

// total x weight / sum of weights in whole units that sum to total; the largest remainders get the rest.
void largest_remainders(std::vector<share>& shares, int128 total, int128 weights) {
    int128 given = 0;
    for (share& s : shares) {
        s.whole = narrow(total * s.weight / weights, "target");
        s.remainder = total * s.weight % weights;
        given += s.whole;
    }
    const auto left = static_cast<std::ptrdiff_t>(total - given);
    const auto first = [](const share& a, const share& b) {
        return a.remainder != b.remainder ? a.remainder > b.remainder : a.rep < b.rep;
    };
    std::sort(shares.begin(), shares.end(), first);
    for (std::ptrdiff_t i = 0; i < left; ++i)
        ++shares[static_cast<std::size_t>(i)].whole;
}

int128 sum_of_weights(const std::vector<share>& shares) {
    int128 sum = 0;
    for (const share& s : shares)
        sum += s.weight;
    return sum;
}

// Shares out `freed` over the reps with weight; returns what nobody could take.
units redistribute(units freed, std::vector<share> takers, std::span<const proration_request> requests,
                   std::vector<prorated_quota>& quotas) {
    const auto room = [&](const share& s) -> std::optional<units> {
        const auto& cap = requests[s.row].cap;
        if (!cap) return std::nullopt;
        return std::max<units>(0, *cap - quotas[s.row].kept);
    };
    while (freed > 0 && !takers.empty()) {
        largest_remainders(takers, freed, sum_of_weights(takers));
        const auto full = [&](const share& s) { return room(s) && *room(s) < s.whole; };
        // Who meets the cap takes what fits; the others share the rest anew.
        const auto met =
            std::partition(takers.begin(), takers.end(), [&](const share& s) { return !full(s); });
        const bool done = met == takers.end();
        const auto from = done ? takers.begin() : met;
        for (auto s = from; s != takers.end(); ++s) {
            const units took = done ? s->whole : *room(*s);
            quotas[s->row].received = took;
            freed -= took;
        }
        takers.erase(from, takers.end());
    }
    return freed;
}

// Least common denominator of the exact shares' capacities, or largest_scale.
std::int64_t common_scale(std::span<const proration_request> requests) {
    std::int64_t scale = 1;
    for (const proration_request& r : requests) {
        if (r.present.none()) continue;
        const std::int64_t denominator = r.full.micro / std::gcd(r.full.micro, r.present.micro);
        if (denominator > largest_scale) return largest_scale;
        scale = std::lcm(scale, denominator);
        if (scale > largest_scale) return largest_scale;
    }
    return scale;
}

} // namespace

team_proration prorate_team(std::span<const proration_request> requests, freed_amount policy) {
    require_requests(requests);
    team_proration out;
    out.policy = policy;
    out.quotas.resize(requests.size());
    std::vector<share> shares;
    int128 total = 0;
    const std::int64_t scale = common_scale(requests);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const proration_request& r = requests[i];
        prorated_quota& q = out.quotas[i];
        q.rep = r.rep;
        q.exact = prorate(r.target, r.present, r.full);
        q.applicable = q.exact.applicable;
        total += r.target;
        const int128 weight = q.exact.numerator * scale / q.exact.denominator;
        if (weight > 0) shares.push_back({i, r.rep, weight});
    }
    out.full_total = narrow(total, "target");

    const int128 weights = sum_of_weights(shares);
    const int128 kept = floor_div(2 * weights + scale, 2 * int128{scale});
    if (!shares.empty()) largest_remainders(shares, kept, weights);
    for (const share& s : shares)
        out.quotas[s.row].kept = s.whole;
    out.freed = narrow(total - kept, "target");
    if (policy == freed_amount::conserve)
        out.unassigned = redistribute(out.freed, shares, requests, out.quotas);
    else
        out.released = out.freed;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        prorated_quota& q = out.quotas[i];
        q.freed = requests[i].target - q.kept;
        q.quota = q.kept + q.received;
        out.redistributed += q.received;
    }
    return out;
}

} // namespace attain::inline v1
