// What is in an allocation: quotas, nodes, figures, what stands against it, and other totals.
#include "boundary.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

namespace {

units signed_gap(const allocation& of) {
    if (of.feasible) return 0;
    const infeasibility& why = of.problem;
    if (why.kind == infeasibility_kind::empty_interval) return -why.gap;
    return why.kind == infeasibility_kind::caps_below ? why.demanded - why.available
                                                      : why.available - why.demanded;
}

std::uint32_t flags_of(const quota& q) {
    return (q.tie ? std::uint32_t{ATTAIN_QUOTA_TIE} : 0U) |
           (q.residual ? std::uint32_t{ATTAIN_QUOTA_RESIDUAL} : 0U);
}

// What each quota would be if that rep alone had no bounds.
std::vector<explanation> explained(const attain_allocation& in, stop_flag stop) {
    return explain(in.value.total, in.options.candidates, in.predictives(), in.by, in.options, stop);
}

wording words_of(const attain_allocation& in) {
    wording words;
    if (in.team != nullptr) words.rep = [&team = *in.team](rep_id who) { return capi::called(team, who); };
    words.node = [&names = in.node_names](team_id node) {
        const auto found = std::ranges::find(names, node, &std::pair<team_id, std::string>::first);
        return found == names.end() ? "node " + std::to_string(node.value) : found->second;
    };
    return words;
}

void add_figures(attain_allocation_figures& to, const attain_allocation& in, stop_flag stop) {
    const allocation& split = in.value;
    const auto views = in.predictives();
    if (split.feasible) {
        to.certified = certify(split, in.options.candidates, views, in.by, in.options, stop) ? 1 : 0;
        const auto next = next_change({split.total, in.by, in.options}, in.options.candidates, views, stop);
        to.next_total = next.value_or(ATTAIN_NULL_UNITS);
    }
    if (!in.all_known()) return;
    const team_figures f = figures_of(split, in.options.candidates, views, to.correlation);
    to.chance_low = split.chance.low;
    to.chance_high = split.chance.high;
    to.mean_chance = f.mean_chance;
    to.chance_spread = f.chance_spread;
    to.near_mean = f.near_mean;
    to.relation_to_size = f.relation_to_size;
    to.expected_credited = f.expected_credited;
    to.expected_attaining = f.expected_attaining;
    to.team_chance = f.team_chance;
    to.price = f.price;
    to.chance_per_unit = f.chance_per_unit;
}

attain_allocation_figures figures_of(const attain_allocation& in, double correlation, stop_flag stop) {
    const allocation& split = in.value;
    attain_allocation_figures f{};
    f.feasible = split.feasible ? 1 : 0;
    f.correlation = correlation;
    f.n_reps = static_cast<std::int64_t>(in.options.candidates.size());
    f.total = split.total;
    f.street = split.street;
    f.unassigned = split.unassigned;
    f.problem = static_cast<std::int32_t>(split.problem.kind);
    f.demanded = split.problem.demanded;
    f.available = split.problem.available;
    f.gap = split.problem.gap;
    f.next_total = ATTAIN_NULL_UNITS;
    f.bottom_up_gap = split.bottom_up_gap;
    f.weights_lost = split.weights_lost;
    f.chance_low = f.chance_high = f.mean_chance = f.chance_spread = f.near_mean = capi::unknown;
    f.relation_to_size = f.expected_credited = f.expected_attaining = capi::unknown;
    f.team_chance = f.price = f.chance_per_unit = capi::unknown;
    if (!split.quotas.empty()) add_figures(f, in, stop);
    return f;
}

struct bound_row {
    bool relaxed{};
    bound_tag tag{};
    rep_id rep{};
    team_id node{};
    units from{};
    units to{};
};

std::vector<bound_row> bounds_of(const allocation& split) {
    std::vector<bound_row> rows;
    for (const named_bound& b : split.problem.bounds)
        rows.push_back({false, b.tag, b.rep, b.node, b.value, b.value});
    for (const relaxation& r : split.relaxed)
        rows.push_back({true, r.tag, r.rep, r.node, r.from, r.to});
    return rows;
}

// Row by row in order of rep ids; NULL values where a scenario has no quotas, or nothing is known of the rep.
void write_outcomes(const attain_what_if_columns& to, const std::vector<outcome>& outcomes,
                    const attain_allocation& in) {
    const std::size_t reps = in.options.candidates.size();
    const bool all_known = in.all_known();
    capi::write(to.feasible, outcomes, [](const outcome& o) { return o.split.feasible ? 1 : 0; });
    const auto figure = [&](double* out, auto get) {
        capi::write(out, outcomes, [&](const outcome& o) {
            return !all_known || o.split.quotas.empty() ? capi::unknown : get(o);
        });
    };
    figure(to.chance_low, [](const outcome& o) { return o.split.chance.low; });
    figure(to.chance_high, [](const outcome& o) { return o.split.chance.high; });
    figure(to.mean_chance, [](const outcome& o) { return o.figures.mean_chance; });
    figure(to.chance_spread, [](const outcome& o) { return o.figures.chance_spread; });
    figure(to.relation_to_size, [](const outcome& o) { return o.figures.relation_to_size; });
    figure(to.expected_credited, [](const outcome& o) { return o.figures.expected_credited; });
    figure(to.expected_attaining, [](const outcome& o) { return o.figures.expected_attaining; });
    figure(to.team_chance, [](const outcome& o) { return o.figures.team_chance; });
    figure(to.price, [](const outcome& o) { return o.figures.price; });
    for (std::size_t s = 0; s < outcomes.size(); ++s) {
        const auto& quotas = outcomes[s].split.quotas;
        for (std::size_t i = 0; i < reps; ++i) {
            if (to.quota != nullptr)
                to.quota[s * reps + i] = quotas.empty() ? ATTAIN_NULL_UNITS : quotas[i].amount;
            if (to.probability != nullptr)
                to.probability[s * reps + i] =
                    quotas.empty() || !in.is_known(i) ? capi::unknown : quotas[i].probability;
        }
    }
}

} // namespace

extern "C" {

attain_status attain_allocation_gap(attain_context* context, const attain_allocation* allocation,
                                    int64_t* gap) {
    return capi::guard(context, [&] {
        capi::require(gap, "gap") = signed_gap(capi::require(allocation, "allocation").value);
    });
}

attain_status attain_allocation_quotas(attain_context* context, const attain_allocation* allocation,
                                       int64_t capacity, int64_t* rep_id, int64_t* amount,
                                       double* probability, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& quotas = capi::require(allocation, "allocation").value.quotas;
        capi::require_room(capacity, quotas.size(), needed);
        capi::write(rep_id, quotas, [](const quota& q) { return q.rep.value; });
        capi::write(amount, quotas, [](const quota& q) { return q.amount; });
        capi::write(probability, quotas, [](const quota& q) { return q.probability; });
    });
}

attain_status attain_allocation_reps(attain_context* context, const attain_allocation* allocation,
                                     int64_t capacity, const attain_quota_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain_allocation& in = capi::require(allocation, "allocation");
        const auto& quotas = in.value.quotas;
        const auto to = capi::read_columns(out, capacity);
        const bool solve_again = to.without_bounds != nullptr && capi::has_room(capacity, quotas.size());
        const auto why = solve_again ? explained(in, capi::stop_of(context)) : std::vector<explanation>{};
        capi::require_room(capacity, quotas.size(), needed);
        capi::write(to.without_bounds, why, [](const explanation& e) { return e.without_own_bounds; });
        capi::write(to.rep_id, quotas, [](const quota& q) { return q.rep.value; });
        capi::write(to.amount, quotas, [](const quota& q) { return q.amount; });
        capi::write(to.probability, quotas, [](const quota& q) { return q.probability; });
        capi::write(to.probability_next, quotas, [](const quota& q) { return q.probability_next; });
        capi::write(to.state, quotas, [](const quota& q) { return q.state; });
        capi::write(to.binding, quotas, [](const quota& q) { return q.binding; });
        capi::write(to.low, quotas, [](const quota& q) { return q.low; });
        capi::write(to.high, quotas, [](const quota& q) { return q.high; });
        capi::write(to.change, quotas, [](const quota& q) { return q.change; });
        capi::write(to.flags, quotas, flags_of);
        capi::write(to.held_by, quotas,
                    [](const quota& q) { return q.held_by ? q.held_by->value : ATTAIN_NULL_UNITS; });
    });
}

attain_status attain_allocation_summary(attain_context* context, const attain_allocation* allocation,
                                        attain_allocation_figures* out) {
    return capi::guard(context, [&] {
        const double correlation = capi::read_args(out, "out").correlation;
        const attain_allocation& in = capi::require(allocation, "allocation");
        capi::write_result(figures_of(in, correlation, capi::stop_of(context)), out, "out");
    });
}

attain_status attain_allocation_nodes(attain_context* context, const attain_allocation* allocation,
                                      int64_t capacity, const attain_node_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain_allocation& in = capi::require(allocation, "allocation");
        const auto& nodes = in.value.nodes;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, nodes.size(), needed);
        const bool known = in.all_known();
        capi::write(to.node_id, nodes, [](const node_total& n) { return n.id.value; });
        capi::write(to.amount, nodes, [](const node_total& n) { return n.amount; });
        capi::write(to.plan, nodes, [](const node_total& n) { return n.plan; });
        capi::write(to.low, nodes, [](const node_total& n) { return n.low; });
        capi::write(to.high, nodes, [](const node_total& n) { return n.high; });
        capi::write(to.state, nodes, [](const node_total& n) { return n.state; });
        capi::write(to.chance_low, nodes,
                    [&](const node_total& n) { return known ? n.chance.low : capi::unknown; });
        capi::write(to.chance_high, nodes,
                    [&](const node_total& n) { return known ? n.chance.high : capi::unknown; });
    });
}

attain_status attain_allocation_bounds(attain_context* context, const attain_allocation* allocation,
                                       int64_t capacity, const attain_bound_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto rows = bounds_of(capi::require(allocation, "allocation").value);
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, rows.size(), needed);
        capi::write(to.relaxed, rows, [](const bound_row& b) { return b.relaxed ? 1 : 0; });
        capi::write(to.tag, rows, [](const bound_row& b) { return b.tag; });
        capi::write(to.rep_id, rows, [](const bound_row& b) { return b.rep.value; });
        capi::write(to.node_id, rows, [](const bound_row& b) { return b.node.value; });
        capi::write(to.from, rows, [](const bound_row& b) { return b.from; });
        capi::write(to.to, rows, [](const bound_row& b) { return b.to; });
    });
}

attain_status attain_allocation_text(attain_context* context, const attain_allocation* allocation,
                                     int32_t what, char* text, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain_allocation& in = capi::require(allocation, "allocation");
        if (what != ATTAIN_TEXT_METHOD && what != ATTAIN_TEXT_PROBLEM)
            fail(errc::invalid_argument, "what", "is no text of an allocation");
        const std::string answer = what == ATTAIN_TEXT_METHOD ? std::string{in.value.method}
                                   : in.value.feasible        ? std::string{}
                                                              : in.value.problem.text(words_of(in));
        capi::write_text(answer, text, "text", capacity, needed);
    });
}

attain_status attain_allocation_what_if(attain_context* context, const attain_allocation* allocation,
                                        int64_t n, const int64_t* total, const attain_what_if_columns* out) {
    return capi::guard(context, [&] {
        const attain_allocation& in = capi::require(allocation, "allocation");
        const auto totals = capi::column(total, n, "total");
        const auto to = capi::read_args(out, "out");
        const auto policies = capi::column(to.policy, n, "policy", true);
        std::vector<policy> by; // all of them are policies before the first is tried
        for (std::size_t i = 0; i < totals.size(); ++i)
            by.push_back(policies.empty() ? in.by : capi::in_row(i, [&] {
                return capi::to_policy(policies[i], in.args);
            }));
        if (!(to.correlation >= 0 && to.correlation <= 1))
            fail(errc::out_of_range, "correlation", "must be between 0 and 1");
        const auto predictives = in.predictives();
        std::vector<outcome> outcomes;
        for (std::size_t i = 0; i < totals.size(); ++i) {
            const scenario one{totals[i], by[i], in.options};
            auto found = capi::in_row(i, [&] {
                return what_if({&one, 1}, in.options.candidates, predictives, to.correlation,
                               capi::stop_of(context));
            });
            outcomes.push_back(std::move(found.front()));
        }
        write_outcomes(to, outcomes, in);
    });
}

} // extern "C"
