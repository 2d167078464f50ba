// Options that several functions take, read from the caller's structs: 0 is the default of every field.
#pragma once

#include "boundary.hpp"

namespace attain::capi {

// args NULL: the defaults. Errors: not_finite, out_of_range, and those of read_args.
audit_options to_audit_options(const attain_audit_args* args);
track_options to_track_options(const attain_track_args* args);

} // namespace attain::capi
