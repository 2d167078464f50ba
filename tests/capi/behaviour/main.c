#include "behaviour.h"

#include <stdio.h>

static int checks, failures;

void check_at(int good, const char* file, int line, const char* what) {
    ++checks;
    if (good) return;
    fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
    ++failures;
}

int32_t day_of(const char* iso) {
    int32_t begin = 0, end = 0;
    OK(attain_period_parse(NULL, iso, -1, &begin, &end));
    return begin;
}

int main(void) {
    ledger_answers();
    forecast_answers();
    engine_answers();
    allocation_answers();
    plan_answers();
    working_time();
    month_answers();
    state_answers();
    approach_answers();
    arrow_answers();
    ratio_plan_answers();
    column_answers();
    limit_answers();
    stop_answers();
    mistake_answers();
    printf("%d checks, %d failed\n", checks, failures);
    return failures != 0;
}
