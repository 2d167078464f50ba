// What plan, track and review do when --better lower makes the total a limit: print, and write --json.
#pragma once

#include "plan_options.hpp"

namespace attain_program {

void run_limit_plan(const plan_options& options);
// Errors: attain::error (out_of_range) for an --as-of outside the period.
void run_limit_track(const plan_options& options);
void run_limit_review(const plan_options& options);

} // namespace attain_program
