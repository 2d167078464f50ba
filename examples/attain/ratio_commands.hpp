// What plan, track and review do when --per asks for a ratio: print, and write --json.
#pragma once

#include "plan_options.hpp"

namespace attain_program {

void run_ratio_plan(const plan_options& options);
// Errors: attain::error (out_of_range) for an --as-of outside the period.
void run_ratio_track(const plan_options& options);
void run_ratio_review(const plan_options& options);

} // namespace attain_program
