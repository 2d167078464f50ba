#include "commands.hpp"
#include "plan_options.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace attain_program {

void add_plan(CLI::App& app) {
    CLI::App* const command = app.add_subcommand("plan");
    const auto options = std::make_shared<plan_options>();
    declare(*command, *options);
    command->callback([options] {});
}

} // namespace attain_program
