// attain backtest on the command line.
#include "backtest.hpp"
#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace attain_program {

void add_backtest(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand(
        "backtest", "Answer past questions from what was known then: reads FOLDER/history.csv and\n"
                    "FOLDER/cases.csv, writes FOLDER/predictions.csv.");
    command->footer("Example:\n  attain backtest eval/round_1");
    const auto folder = std::make_shared<std::string>();
    command->add_option("folder", *folder, "Where history.csv and cases.csv are. Example: eval/round_1")
        ->type_name("FOLDER")
        ->required();
    command->callback([folder, &exit_code] { exit_code = run_backtest(*folder); });
}

} // namespace attain_program
