/* Refusals: allocations. */
#include "described.h"

#include <string.h>

void refuse_allocate(struct world* w) {
    int64_t rep_id[4], amount[4], needed, gap, bound_rep[1] = {101}, floor[1] = {1}, cap[1] = {80};
    double probability[4];
    attain_allocate_args args;
    attain_allocation* infeasible = NULL;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.policy = ATTAIN_POLICY_PROPORTIONAL;
    args.n_bounds = 1;
    args.bound_rep = bound_rep;
    args.bound_floor = floor;
    args.bound_cap = cap;
    refuse_attain_allocate(w,
                           (struct attain_allocate_call){w->context, w->estimator, w->begin, w->end, 90,
                                                         &args, &(attain_allocation*){NULL}},
                           "args args.bound_floor args.bound_cap");
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
    expect(w, ATTAIN_E_INVALID_ARGUMENT,
           attain_plan_new(w->context, w->estimator, w->begin, w->end, infeasible, &(attain_plan*){NULL}),
           "a plan from an infeasible allocation");
    attain_allocation_free(infeasible);
}
