/* Refusals: plans and their audit. */
#include "described.h"

void refuse_goal(struct world* w) {
    int64_t total, amount[31], needed;
    int32_t day[31], verdict;
    double probability, figure;
    char reason[256];
    refuse_attain_plan_new(w,
                           (struct attain_plan_new_call){w->context, w->estimator, w->begin, w->end,
                                                         w->allocation, &(attain_plan*){NULL}},
                           "");
    refuse_attain_plan_team(w, (struct attain_plan_team_call){w->context, w->plan, &total, &probability},
                            "total probability");
    refuse_attain_plan_days(
        w, (struct attain_plan_days_call){w->context, w->plan, 101, 31, day, amount, &needed}, "day amount");
    refuse_attain_plan_audit(w,
                             (struct attain_plan_audit_call){w->context, w->plan, 101, 2, &verdict, &figure,
                                                             reason, sizeof reason, &needed},
                             "verdict figure short=writes");
}
