/* Refusals: allocations. */
#include "described.h"

#include <string.h>

#define CONSTRAINTS                                                                                          \
    "args knots args.bound_floor args.bound_cap args.weight args.previous args.value args.lock "             \
    "args.change_cap args.capacity args.node args.relax_weight args.ramp args.rank args.residual_holder "    \
    "args.node_parent args.node_floor args.node_cap args.node_weight args.node_over_assignment_bp "          \
    "args.node_relax_weight args.node_name args.weight=nan args.change_cap=nan args.alpha=nan "              \
    "args.steadiness=nan args.bottom_up_chance=nan args.node_weight=nan args.value=nan"

static const char allocate_columns[] = CONSTRAINTS;
static const char allocate_columns_or_nobody[] = CONSTRAINTS " n=0";

/* All that an allocation tells, of one with nodes and of one that cannot be met. */
static void refuse_contents(struct world* w, const attain_allocate_args* with) {
    int64_t rep_id[8], amount[8], low[8], high[8], change[8], held[8], without[8], plan[8], from[8], to[8];
    int64_t needed, total[2] = {80, 90}, quota[8];
    int32_t state[8], binding[8], relaxed[8], tag[8], feasible[2], policy[2] = {0, 1};
    uint32_t flags[8];
    double p[8], next[8], f[8][2];
    char text[256];
    attain_quota_columns quotas;
    attain_node_columns nodes;
    attain_bound_columns bounds;
    attain_what_if_columns what_if;
    attain_allocation_figures figures;
    attain_allocation* allocation = NULL;
    attain_allocation* infeasible = NULL;
    int64_t floor[1] = {100};
    attain_allocate_args args = *with;
    expect(w, ATTAIN_OK, attain_allocate(w->context, w->estimator, w->begin, w->end, 90, &args, &allocation),
           "an allocation with a node");
    args.bound_floor = floor;
    args.bound_cap = NULL;
    expect(w, ATTAIN_OK, attain_allocate(w->context, w->estimator, w->begin, w->end, 90, &args, &infeasible),
           "an infeasible one");
    memset(&quotas, 0, sizeof quotas);
    quotas.struct_size = sizeof quotas;
    quotas.rep_id = rep_id;
    quotas.amount = amount;
    quotas.probability = p;
    quotas.probability_next = next;
    quotas.state = state;
    quotas.binding = binding;
    quotas.low = low;
    quotas.high = high;
    quotas.change = change;
    quotas.flags = flags;
    quotas.held_by = held;
    quotas.without_bounds = without;
    refuse_attain_allocation_reps(
        w, (struct attain_allocation_reps_call){w->context, allocation, 8, &quotas, &needed},
        "out.rep_id out.amount out.probability out.probability_next out.state out.binding out.low out.high "
        "out.change out.flags out.held_by out.without_bounds");
    memset(&nodes, 0, sizeof nodes);
    nodes.struct_size = sizeof nodes;
    nodes.node_id = rep_id;
    nodes.amount = amount;
    nodes.plan = plan;
    nodes.low = low;
    nodes.high = high;
    nodes.state = state;
    nodes.chance_low = p;
    nodes.chance_high = next;
    refuse_attain_allocation_nodes(
        w, (struct attain_allocation_nodes_call){w->context, allocation, 8, &nodes, &needed},
        "out.node_id out.amount out.plan out.low out.high out.state out.chance_low out.chance_high");
    memset(&bounds, 0, sizeof bounds);
    bounds.struct_size = sizeof bounds;
    bounds.relaxed = relaxed;
    bounds.tag = tag;
    bounds.rep_id = rep_id;
    bounds.node_id = held;
    bounds.from = from;
    bounds.to = to;
    refuse_attain_allocation_bounds(
        w, (struct attain_allocation_bounds_call){w->context, infeasible, 8, &bounds, &needed},
        "out.relaxed out.tag out.rep_id out.node_id out.from out.to");
    refuse_attain_allocation_text(
        w,
        (struct attain_allocation_text_call){w->context, infeasible, ATTAIN_TEXT_PROBLEM, text, 256, &needed},
        "");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_allocation_summary(
        w, (struct attain_allocation_summary_call){w->context, allocation, &figures}, "");
    figures.correlation = 2;
    expect(w, ATTAIN_E_OUT_OF_RANGE, attain_allocation_summary(w->context, allocation, &figures),
           "a correlation above 1");
    memset(&what_if, 0, sizeof what_if);
    what_if.struct_size = sizeof what_if;
    what_if.policy = policy;
    what_if.feasible = feasible;
    what_if.chance_low = f[0];
    what_if.chance_high = f[1];
    what_if.mean_chance = f[2];
    what_if.chance_spread = f[3];
    what_if.relation_to_size = f[4];
    what_if.expected_credited = f[5];
    what_if.expected_attaining = f[6];
    what_if.team_chance = f[7];
    what_if.price = p;
    what_if.quota = quota;
    what_if.probability = next;
    refuse_attain_allocation_what_if(
        w, (struct attain_allocation_what_if_call){w->context, w->allocation, 2, total, &what_if},
        "out.policy out.feasible out.chance_low out.chance_high out.mean_chance out.chance_spread "
        "out.relation_to_size out.expected_credited out.expected_attaining out.team_chance out.price "
        "out.quota out.probability");
    attain_allocation_free(allocation);
    attain_allocation_free(infeasible);
}

static void refuse_solver(struct world* w) {
    double knots[33 * 2];
    float narrow[33 * 2];
    int64_t low[2] = {0, 0}, high[2] = {90, 90}, quota[2];
    int32_t low32[2] = {0, 0}, high32[2] = {90, 90}, quota32[2];
    uint32_t tie[2] = {0, 1};
    attain_grid_workspace* work = NULL;
    attain_grid_solution found;
    int i;
    for (i = 0; i < 66; ++i) {
        knots[i] = i;
        narrow[i] = (float)i;
    }
    memset(&found, 0, sizeof found);
    found.struct_size = sizeof found;
    refuse_attain_grid_workspace_new(
        w, (struct attain_grid_workspace_new_call){w->context, &(attain_grid_workspace*){NULL}}, "");
    expect(w, ATTAIN_OK, attain_grid_workspace_new(w->context, &work), "a workspace");
    refuse_attain_grid_solve(
        w, (struct attain_grid_solve_call){w->context, work, 33, 2, knots, low, high, tie, 50, quota, &found},
        "workspace tie n=0 knots=nan");
    refuse_attain_grid_solve_narrow(w,
                                    (struct attain_grid_solve_narrow_call){w->context, work, 33, 2, narrow,
                                                                           low32, high32, tie, 50, quota32,
                                                                           &found},
                                    "workspace tie n=0");
    attain_grid_workspace_free(work);
}

static void refuse_column_solvers(struct world* w) {
    double weight[2] = {3, 4}, whole[2], mean[2] = {30, 20}, deviation[2] = {5, 4};
    int64_t low[2] = {0, 0}, high[2] = {90, 90}, quota[2], previous[2] = {20, 30}, votes[2] = {3, 4};
    uint32_t tie[2] = {0, 1};
    int32_t certified;
    attain_column_workspace* work = NULL;
    attain_column_solution found;
    attain_share_args args;
    memset(&found, 0, sizeof found);
    found.struct_size = sizeof found;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.weight = weight;
    args.previous = previous;
    args.quantum = 1;
    refuse_attain_column_workspace_new(
        w, (struct attain_column_workspace_new_call){w->context, &(attain_column_workspace*){NULL}}, "");
    expect(w, ATTAIN_OK, attain_column_workspace_new(w->context, &work), "a workspace for columns");
    refuse_attain_whole_weights(w, (struct attain_whole_weights_call){w->context, 2, weight, whole}, "n=0");
    refuse_attain_shares_solve(
        w, (struct attain_shares_solve_call){w->context, work, &args, 2, low, high, tie, 50, quota, &found},
        "workspace args.weight args.previous tie n=0");
    refuse_attain_normals_solve(w,
                                (struct attain_normals_solve_call){w->context, work, 2, mean, deviation, low,
                                                                   high, tie, 50, quota, &found},
                                "workspace tie n=0");
    refuse_attain_hamilton_solve(
        w, (struct attain_hamilton_solve_call){w->context, work, 2, votes, tie, 50, quota, &certified},
        "workspace tie certified n=0");
    attain_column_workspace_free(work);
}

void refuse_allocate(struct world* w) {
    int64_t rep_id[4], amount[4], needed, gap, bound_rep[1] = {101}, floor[1] = {1}, cap[1] = {80};
    double probability[4], weight[1] = {2}, value[1] = {1}, change_cap[1] = {0.5}, ramp[1] = {1};
    int64_t previous[1] = {30}, lock[1] = {ATTAIN_NULL_UNITS}, limit[1] = {70}, node[1] = {7};
    int64_t no_parent[1] = {ATTAIN_NULL_UNITS}, holder = 101;
    int32_t relax[1] = {1}, rank[1] = {1};
    const char* names[1] = {"north"};
    double mean[4] = {30, 30, 25, 20}, variance[4] = {60, 60, 50, 40}, knots[4 * 33];
    attain_allocate_args args;
    attain_allocation* infeasible = NULL;
    expect(w, ATTAIN_OK,
           attain_knots_of_moments(w->context, ATTAIN_SHAPE_GAMMA, 33, 4, mean, variance, knots, NULL),
           "knots to allocate over");
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.policy = ATTAIN_POLICY_PROPORTIONAL;
    args.n_bounds = 1;
    args.bound_rep = bound_rep;
    args.bound_floor = floor;
    args.bound_cap = cap;
    args.weight = weight;
    args.previous = previous;
    args.value = value;
    args.lock = lock;
    args.change_cap = change_cap;
    args.capacity = limit;
    args.node = node;
    args.relax_weight = relax;
    args.ramp = ramp;
    args.rank = rank;
    args.residual_holder = &holder;
    args.n_nodes = 1;
    args.node_id = node;
    args.node_parent = no_parent;
    args.node_floor = floor;
    args.node_cap = cap;
    args.node_weight = weight;
    args.node_over_assignment_bp = rank;
    args.node_relax_weight = relax;
    args.node_name = names;
    refuse_attain_allocate(w,
                           (struct attain_allocate_call){w->context, w->estimator, w->begin, w->end, 90,
                                                         &args, &(attain_allocation*){NULL}},
                           allocate_columns);
    refuse_attain_allocate_columns(w,
                                   (struct attain_allocate_columns_call){w->context, 4, w->rep_id, 33, knots,
                                                                         90, &args,
                                                                         &(attain_allocation*){NULL}},
                                   allocate_columns_or_nobody);
    refuse_contents(w, &args);
    refuse_solver(w);
    refuse_column_solvers(w);
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_bounds = 1;
    args.bound_rep = bound_rep;
    args.bound_floor = floor;
    args.bound_cap = cap;
    refuse_attain_allocation_gap(w, (struct attain_allocation_gap_call){w->context, w->allocation, &gap}, "");
    refuse_attain_allocation_quotas(w,
                                    (struct attain_allocation_quotas_call){
                                        w->context, w->allocation, 4, rep_id, amount, probability, &needed},
                                    "rep_id amount probability");

    floor[0] = 100;
    cap[0] = ATTAIN_NO_CAP;
    expect(w, ATTAIN_OK, attain_allocate(w->context, w->estimator, w->begin, w->end, 90, &args, &infeasible),
           "an infeasible total is a result");
    expect(w, ATTAIN_OK, attain_allocation_gap(w->context, infeasible, &gap), "its gap");
    passed(w, "the gap is what the floors exceed the total by", gap == -10);
    expect_naming(
        w, ATTAIN_E_INVALID_ARGUMENT, "allocation", -1,
        attain_plan_new(w->context, w->estimator, w->begin, w->end, infeasible, &(attain_plan*){NULL}),
        "a plan from an infeasible allocation");
    attain_allocation_free(infeasible);
}
