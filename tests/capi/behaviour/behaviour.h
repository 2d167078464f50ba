/* What the C ABI answers, told in plain C: one file a topic, known numbers in, known numbers out. */
#ifndef ATTAIN_TESTS_BEHAVIOUR_H
#define ATTAIN_TESTS_BEHAVIOUR_H

#include <attain.h>

void check_at(int good, const char* file, int line, const char* what);
#define CHECK(good) check_at((good) != 0, __FILE__, __LINE__, #good)
#define OK(call) check_at((call) == ATTAIN_OK, __FILE__, __LINE__, #call)

/* A day of the civil calendar, ISO. */
int32_t day_of(const char* iso);

void ledger_answers(void);
void forecast_answers(void);
void engine_answers(void);
void allocation_answers(void);
void plan_answers(void);
void working_time(void);
void month_answers(void);
void state_answers(void);
void approach_answers(void);
void arrow_answers(void);
void ratio_plan_answers(void);
void column_answers(void);
void limit_answers(void);
void stop_answers(void);
void mistake_answers(void);

#endif
