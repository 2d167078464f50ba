/* Refusals: the context and its error record. */
#include "described.h"

#include <string.h>

void refuse_context(struct world* w) {
    attain_error error;
    memset(&error, 0, sizeof error);
    error.struct_size = sizeof error;
    refuse_attain_context_new(w, (struct attain_context_new_call){&(attain_context*){NULL}}, "");
    refuse_attain_context_error(w, (struct attain_context_error_call){w->context, &error}, "");
}
