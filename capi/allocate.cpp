// Allocations: from the caller's columns to a split.
#include "boundary.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

namespace {

change_scale to_scale(std::int32_t number, change_scale usual) {
    switch (number) {
    case ATTAIN_SCALE_DEFAULT:
        return usual;
    case ATTAIN_SCALE_ONE:
        return change_scale::one;
    case ATTAIN_SCALE_PREVIOUS:
        return change_scale::previous;
    case ATTAIN_SCALE_WEIGHT:
        return change_scale::weight;
    default:
        fail(errc::invalid_argument, "change_scale", "is no scale");
    }
}

change_cost to_cost(std::int32_t number) {
    if (number != ATTAIN_CHANGE_QUADRATIC && number != ATTAIN_CHANGE_ABSOLUTE)
        fail(errc::invalid_argument, "change_cost", "is no cost");
    return static_cast<change_cost>(number);
}

// A value of an optional column; `absent` is what says "none" in it.
template<class T>
T value_or(std::span<const T> column, std::size_t row, T absent, T otherwise) {
    return column.empty() || column[row] == absent ? otherwise : column[row];
}

double value_or(std::span<const double> column, std::size_t row, double otherwise) {
    return column.empty() || std::isnan(column[row]) ? otherwise : column[row];
}

// The row of args that speaks of each candidate; no_row for those of whom nothing is said.
using bound_rows = std::vector<std::int64_t>;

// What is said of reps, put on candidates by id.
bound_rows describe(std::vector<candidate>& candidates, const attain_allocate_args& args) {
    const capi::row_count n{args.n_bounds, "n_bounds"};
    const auto reps = capi::column(args.bound_rep, n, "bound_rep");
    const auto floors = capi::column(args.bound_floor, n, "bound_floor", true);
    const auto caps = capi::column(args.bound_cap, n, "bound_cap", true);
    const auto weights = capi::column(args.weight, n, "weight", true);
    const auto previous = capi::column(args.previous, n, "previous", true);
    const auto values = capi::column(args.value, n, "value", true);
    const auto locks = capi::column(args.lock, n, "lock", true);
    const auto change_caps = capi::column(args.change_cap, n, "change_cap", true);
    const auto capacities = capi::column(args.capacity, n, "capacity", true);
    const auto nodes = capi::column(args.node, n, "node", true);
    const auto relax = capi::column(args.relax_weight, n, "relax_weight", true);
    const auto ramps = capi::column(args.ramp, n, "ramp", true);
    const auto ranks = capi::column(args.rank, n, "rank", true);

    std::vector<candidate*> by_id;
    for (candidate& c : candidates)
        by_id.push_back(&c);
    std::ranges::sort(by_id, {}, &candidate::id);
    bound_rows said(candidates.size(), error::no_row);
    for (std::size_t i = 0; i < reps.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const auto found = std::ranges::lower_bound(by_id, attain::rep_id{reps[i]}, {}, &candidate::id);
        if (found == by_id.end() || (*found)->id != reps[i])
            fail(errc::unknown_id, "bound_rep",
                 "no rep with working time has the id " + std::to_string(reps[i]), row);
        candidate& c = **found;
        std::int64_t& said_in = said[static_cast<std::size_t>(&c - candidates.data())];
        if (said_in != error::no_row)
            fail(errc::duplicate_id, "bound_rep", "two rows for the id " + std::to_string(reps[i]), row);
        said_in = row;
        if (!floors.empty()) c.floor = floors[i];
        c.cap = value_or(caps, i, ATTAIN_NO_CAP, unlimited);
        c.weight = value_or(weights, i, c.weight);
        if (!previous.empty()) c.previous = previous[i];
        if (!values.empty()) c.value = values[i];
        c.lock = capi::known_units(locks, i);
        if (!change_caps.empty() && !std::isnan(change_caps[i]))
            c.change_cap = capi::to_fraction(change_caps[i], "change_cap", row);
        c.capacity = value_or(capacities, i, ATTAIN_NO_CAP, unlimited);
        if (const auto node = capi::known_units(nodes, i)) c.node = team_id{*node};
        c.relax_weight = value_or(relax, i, 0, 1);
        if (!ramps.empty()) c.ramp = capi::to_fraction(ramps[i], "ramp", row);
        if (!ranks.empty()) c.rank = ranks[i];
    }
    return said;
}

std::vector<team_node> to_nodes(const attain_allocate_args& args) {
    const capi::row_count n{args.n_nodes, "n_nodes"};
    const auto ids = capi::column(args.node_id, n, "node_id");
    const auto parents = capi::column(args.node_parent, n, "node_parent", true);
    const auto floors = capi::column(args.node_floor, n, "node_floor", true);
    const auto caps = capi::column(args.node_cap, n, "node_cap", true);
    const auto weights = capi::column(args.node_weight, n, "node_weight", true);
    const auto more = capi::column(args.node_over_assignment_bp, n, "node_over_assignment_bp", true);
    const auto relax = capi::column(args.node_relax_weight, n, "node_relax_weight", true);
    std::vector<team_node> nodes;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        team_node node;
        node.id = ids[i];
        if (const auto parent = capi::known_units(parents, i)) node.parent = team_id{*parent};
        node.floor = value_or(floors, i, ATTAIN_NULL_UNITS, -unlimited);
        node.cap = value_or(caps, i, ATTAIN_NO_CAP, unlimited);
        if (!weights.empty()) node.weight = weights[i];
        if (!more.empty()) node.over_assignment_bp = more[i];
        node.relax_weight = value_or(relax, i, 0, 1);
        if (!std::isfinite(node.weight))
            fail(errc::not_finite, "node_weight", "must be a finite number", row);
        if (node.weight < 0) fail(errc::out_of_range, "node_weight", "must not be negative", row);
        if (node.relax_weight < 1) fail(errc::out_of_range, "node_relax_weight", "must be positive", row);
        if (node.cap > unlimited)
            fail(errc::out_of_range, "node_cap", "must lie between -2^62 and 2^62", row);
        nodes.push_back(node);
    }
    return nodes;
}

std::vector<std::pair<team_id, std::string>> to_node_names(const attain_allocate_args& args) {
    std::vector<std::pair<team_id, std::string>> names;
    const auto given = capi::column(args.node_name, {args.n_nodes, "n_nodes"}, "node_name", true);
    for (std::size_t i = 0; i < given.size(); ++i)
        if (given[i] != nullptr)
            names.emplace_back(team_id{args.node_id[i]}, capi::known_text(given, i, "node_name"));
    return names;
}

// Of whom nothing is known there is no chance, and none is told. Quotas are in order of rep ids.
void forget_unknown_chances(const std::vector<forecast>& forecasts, std::vector<quota>& quotas) {
    for (const forecast& f : forecasts) {
        if (f.known()) continue;
        const auto q = std::ranges::lower_bound(quotas, f.rep(), {}, &quota::rep);
        if (q != quotas.end() && q->rep == f.rep()) q->probability = q->probability_next = capi::unknown;
    }
}

// The rules of the split; what is known of its reps stands in from.options.candidates already.
void settle(attain_allocation& from, units total, const attain_allocate_args& args, stop_flag stop) {
    const bound_rows said = describe(from.options.candidates, args);
    from.args = args;
    from.by = capi::to_policy(args.policy, args);
    allocate_options& o = from.options;
    o.salt = args.salt;
    o.nodes = to_nodes(args);
    o.mode = capi::one_of(args.tree_mode, tree_mode::bottom_up, "tree_mode");
    if (args.bottom_up_chance != 0) o.bottom_up_chance = args.bottom_up_chance;
    if (args.quantum != 0) o.quantum = args.quantum;
    if (args.residual_holder != nullptr) {
        o.residual_holder = attain::rep_id{*args.residual_holder};
        if (std::ranges::find(o.candidates, *o.residual_holder, &candidate::id) == o.candidates.end())
            fail(errc::unknown_id, "residual_holder", "no rep with working time has this id");
    }
    o.over_assignment_bp = args.over_assignment_bp;
    o.repair = capi::one_of(args.repair, when_infeasible::unassigned, "repair");
    from.node_names = to_node_names(args);
    const auto solve = [&] {
        from.value = allocate(total, o.candidates, from.predictives(), from.by, o, stop);
        forget_unknown_chances(from.forecasts, from.value.quotas);
    };
    const auto row_said = [&](std::int64_t candidate) { return said[static_cast<std::size_t>(candidate)]; };
    capi::named({{"nodes", "node_id", errc::duplicate_id},
                 {"nodes", "node_parent", errc::unknown_id},
                 {"nodes", "node_parent", errc::invalid_argument},
                 {"nodes", "node_floor"},
                 {"predictives", "knots"}},
                [&] {
                    capi::named({{"candidates", "node", errc::unknown_id},
                                 {"floor", "bound_floor"},
                                 {"cap", "bound_cap"},
                                 {"weight", "weight"},
                                 {"previous", "previous"},
                                 {"value", "value"},
                                 {"lock", "lock"},
                                 {"capacity", "capacity"},
                                 {"relax_weight", "relax_weight"}},
                                row_said, solve);
                });
}

attain_allocate_args read(const attain_allocate_args* args) {
    return args == nullptr ? attain_allocate_args{} : capi::read_args(args, "args");
}

} // namespace

namespace attain::capi {

policy to_policy(std::int32_t number, const attain_allocate_args& args) {
    switch (number) {
    case ATTAIN_POLICY_EQUAL_ATTAINABILITY:
        return equal_attainability{};
    case ATTAIN_POLICY_PROPORTIONAL:
        return proportional{};
    case ATTAIN_POLICY_EQUAL_SPLIT:
        return equal_split{};
    case ATTAIN_POLICY_HAMILTON:
        return hamilton{};
    case ATTAIN_POLICY_VALUE_WEIGHTED:
        return value_weighted{};
    case ATTAIN_POLICY_LEAST_CHANGE:
        return least_change{to_cost(args.change_cost), to_scale(args.change_scale, change_scale::one)};
    case ATTAIN_POLICY_ALPHA_FAIR:
        return args.alpha == 0 ? alpha_fair{} : alpha_fair{args.alpha};
    case ATTAIN_POLICY_BLEND:
        return blend{args.steadiness, to_scale(args.change_scale, change_scale::previous)};
    case ATTAIN_POLICY_D_HONDT:
        return proportional{divisor::d_hondt};
    case ATTAIN_POLICY_ADAMS:
        return proportional{divisor::adams};
    case ATTAIN_POLICY_HUNTINGTON_HILL:
        return proportional{divisor::huntington_hill};
    default:
        fail(errc::invalid_argument, "policy", "is no policy");
    }
}

} // namespace attain::capi

extern "C" {

attain_status attain_allocate(attain_context* context, const attain_estimator* estimator, int32_t begin,
                              int32_t end, int64_t total, const attain_allocate_args* args,
                              attain_allocation** out) {
    return capi::create(context, out, [&] {
        const attain_estimator& of = capi::require(estimator, "estimator");
        const attain_allocate_args given = read(args);
        attain_allocation made{};
        made.team = of.team;
        made.estimator = of.value;
        made.over = capi::to_period(begin, end);
        made.forecasts = of.value->forecasts(*made.over, capi::stop_of(context));
        for (const forecast& f : made.forecasts)
            made.options.candidates.push_back({.id = f.rep(), .weight = std::max(0.0, f.mean())});
        capi::named({{"candidates", "begin"}}, [&] { settle(made, total, given, capi::stop_of(context)); });
        return made;
    });
}

attain_status attain_allocate_columns(attain_context* context, int64_t n, const int64_t* rep_id,
                                      int32_t grid_size, const double* knots, int64_t total,
                                      const attain_allocate_args* args, attain_allocation** out) {
    return capi::create(context, out, [&] {
        const auto reps = capi::column(rep_id, n, "rep_id");
        const attain_allocate_args given = read(args);
        attain_allocation made{};
        if (knots != nullptr) made.grids = capi::to_grids(knots, n, grid_size, capi::stop_of(context));
        for (std::size_t i = 0; i < reps.size(); ++i)
            made.options.candidates.push_back(
                {.id = reps[i], .weight = knots == nullptr ? 0.0 : std::max(0.0, made.grids[i].mean())});
        capi::named({{"candidates", "rep_id"}}, [&] { settle(made, total, given, capi::stop_of(context)); });
        return made;
    });
}

void attain_allocation_free(attain_allocation* allocation) {
    delete allocation;
}

} // extern "C"
