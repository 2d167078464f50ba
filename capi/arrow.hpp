// Calls inside of a call, for the functions by Arrow, which only rearrange what others take and give.
#pragma once

#include "boundary.hpp"

namespace attain::capi {

// A context for them, with the outer one's memory and flag.
inline attain_context inner(const attain_context* context) {
    attain_context made;
    made.memory = memory_of(context);
    made.stop = stop_of(context);
    return made;
}

// A status of theirs, as the exception that it came from.
inline void passed_on(const attain_context& made, attain_status status) {
    if (status != ATTAIN_OK)
        fail(static_cast<errc>(status), made.last.argument, made.last.message, made.last.row);
}

} // namespace attain::capi
