// attain plan: a team's number, split into goals.
#include "commands.hpp"
#include "files.hpp"
#include "make_plans.hpp"
#include "plan_json.hpp"
#include "plan_options.hpp"
#include "plan_table.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace attain_program {

namespace {

void run(const plan_options& options) {
    const example::dataset data = read_data(options, as_of(options));
    plans all = make_plans(data, options);
    add_records(all, data);
    const std::string table = plan_table(all, data);
    if (!options.json.empty()) write_file(options.json, plan_json(all, data));
    std::cout << table;
}

} // namespace

void add_plan(CLI::App& app) {
    CLI::App* const command = app.add_subcommand("plan");
    const auto options = std::make_shared<plan_options>();
    declare(*command, *options);
    command->callback([options] { run(*options); });
}

} // namespace attain_program
