/* Plans a month for a team of two through the C interface, and prints who should do what. */
#include <attain.h>
#include <stdio.h>

enum { DAYS = 300 };

static int stop(attain_context* context, const char* doing) {
    attain_error e = {sizeof e, 0, 0, "", ""};
    attain_context_error(context, &e);
    fprintf(stderr, "%s: %s (%s)\n", doing, e.message, e.argument);
    return 1;
}

int main(void) {
    const int64_t ids[] = {101, 102};
    const char* const names[] = {"Ana", "Ben"};
    attain_team_args who = {0};
    attain_metric meetings = {sizeof meetings, ATTAIN_METRIC_COUNT, 0, 0, 1, "meetings booked"};
    int64_t rep[DAYS], quantity[DAYS], amount[2], count;
    int32_t day[DAYS], begin, end, as_of;
    double chance[2], team_chance;
    attain_context* context = NULL;
    attain_team* team = NULL;
    attain_ledger* facts = NULL;
    attain_estimator* estimator = NULL;
    attain_allocation* split = NULL;
    attain_plan* plan = NULL;
    int i, failed = 1;

    if (attain_context_new(&context) != ATTAIN_OK) return 1;

    /* README: begin */
    who.struct_size = sizeof who;
    who.name = "BDR East";
    who.n_reps = 2;
    who.rep_id = ids;
    who.rep_name = names;
    if (attain_team_new(context, &who, &team)) goto done;
    if (attain_period_parse(context, "2026-12", -1, &begin, &end)) goto done;

    /* Ten months of history: Ana books two meetings on every sixth day, Ben one on every other. */
    as_of = begin - 1;
    for (i = 0; i < DAYS; ++i) {
        rep[i] = ids[i % 2];
        day[i] = begin - 1 - i;
        quantity[i] = i % 2 == 0 ? (i % 3 == 0 ? 2 : 0) : 1;
    }
    if (attain_ledger_new(context, &facts)) goto done;
    if (attain_ledger_record(context, facts, meetings.metric_id, DAYS, rep, day, quantity, NULL)) goto done;

    if (attain_estimator_new(context, team, &meetings, facts, as_of, &estimator)) goto done;
    if (attain_allocate(context, estimator, begin, end, 24, NULL, &split)) goto done;
    if (attain_allocation_quotas(context, split, 2, NULL, amount, chance, &count)) goto done;
    if (attain_plan_new(context, estimator, begin, end, split, &plan)) goto done;
    if (attain_plan_team(context, plan, NULL, &team_chance)) goto done;

    /* README: end */

    for (i = 0; i < 2; ++i)
        printf("%s: %d meetings in December, %.0f %% likely\n", names[i], (int)amount[i], 100 * chance[i]);
    printf("The team reaches 24 with %.0f %%.\n", 100 * team_chance);
    failed = 0;
done:
    if (failed) stop(context, "planning December");
    attain_plan_free(plan);
    attain_allocation_free(split);
    attain_estimator_free(estimator);
    attain_ledger_free(facts);
    attain_team_free(team);
    attain_context_free(context);
    return failed;
}
