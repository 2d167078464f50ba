#include <attain/allocate/certificate.hpp>

#include "select.hpp"

namespace attain::inline v1 {

namespace {

using detail::problem;

std::vector<units> amounts_of(const problem& p, const allocation& of) {
    if (!of.feasible)
        fail(errc::invalid_argument, "allocation", "it is infeasible: there is nothing to prove");
    if (of.quotas.size() != p.size())
        fail(errc::invalid_argument, "allocation", "it has other reps than the candidates");
    std::vector<units> amounts;
    amounts.reserve(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (of.quotas[i].rep != p.ids[i])
            fail(errc::invalid_argument, "allocation", "it has other reps than the candidates",
                 static_cast<std::int64_t>(i));
        amounts.push_back(p.mirrored ? -of.quotas[i].amount : of.quotas[i].amount);
    }
    return amounts;
}

void check_sums(const problem& p, std::span<const units> amounts, certificate& out) {
    int128 sum = 0;
    out.bounds_hold = true;
    for (std::size_t i = 0; i < p.size(); ++i) {
        sum += amounts[i];
        out.bounds_hold = out.bounds_hold && amounts[i] >= p.low[i] && amounts[i] <= p.high[i];
    }
    out.sum_exact = sum == p.total;
}

template<class Kernel>
void check_exchange(const problem& p, const Kernel& kernel, std::span<const units> amounts,
                    certificate& out) {
    using order = detail::selection<Kernel>;
    const order slots{kernel, p.tie, {}, {}};
    std::optional<typename order::slot> taken;
    std::optional<typename order::slot> refused;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (amounts[i] > p.low[i]) {
            const auto s = slots.at(i, amounts[i]);
            if (!taken || slots.before(*taken, s)) taken = s;
        }
        if (amounts[i] < p.high[i]) {
            const auto s = slots.at(i, amounts[i] + 1);
            if (!refused || slots.before(s, *refused)) refused = s;
        }
    }
    if (taken) out.last_taken = p.ids[taken->rep];
    if (refused) out.first_refused = p.ids[refused->rep];
    // One rep may hold both: then all others stand at their bounds.
    out.exchange_optimal = !taken || !refused || taken->rep == refused->rep || slots.before(*taken, *refused);
}

} // namespace

certificate certify(const allocation& of, std::span<const candidate> candidates,
                    std::span<const predictive_ref> predictives, const policy& by,
                    const allocate_options& options) {
    const problem p = detail::make_problem(of.total, candidates, predictives, by, options);
    const std::vector<units> amounts = amounts_of(p, of);
    certificate out;
    check_sums(p, amounts, out);
    if (std::holds_alternative<hamilton>(by)) {
        out.exchange_optimal = detail::hamilton_holds(p, detail::weights_of(p), amounts);
        return out;
    }
    detail::with_kernel(p, by, [&](const auto& kernel) { check_exchange(p, kernel, amounts, out); });
    return out;
}

} // namespace attain::inline v1
