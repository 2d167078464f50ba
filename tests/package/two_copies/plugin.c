/* A plugin that plans a month with the copy of attain it brings along: the README's program, called by a host. */
int plan_a_month(void);
const void* address_of_attain(void);

#define main plan_a_month
#include "plan.c"
#undef main

const void* address_of_attain(void) { return attain_version(); }
