// The program's subcommands: one file each, registered here.
#pragma once

namespace CLI {
class App;
}

namespace attain_program {

// Adds the subcommand to the application; it runs while the command line is parsed. What it throws ends the
// program: example::input_error and attain::error are the user's to mend (exit code 2).
// A subcommand's own exit code goes to exit_code.
void add_plan(CLI::App& app);
void add_track(CLI::App& app);
void add_review(CLI::App& app, int& exit_code);
void add_report(CLI::App& app);
void add_quotas(CLI::App& app);
void add_backtest(CLI::App& app, int& exit_code);

} // namespace attain_program
