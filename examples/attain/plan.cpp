// attain plan: a team's number, split into goals.
#include "commands.hpp"
#include "make_plans.hpp"
#include "plan_json.hpp"
#include "plan_options.hpp"
#include "plan_table.hpp"

#include <CLI/CLI.hpp>

#include <common/input_error.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

namespace attain_program {

namespace {

// All of the file or none of it: written beside and then renamed.
void write_file(const std::string& path, const std::string& text) {
    const std::string beside = path + ".part";
    std::error_code failed;
    {
        std::ofstream out{beside, std::ios::binary};
        out << text;
        out.flush();
        if (!out) {
            out.close();
            std::filesystem::remove(beside, failed);
            throw example::input_error({path}, "cannot be written");
        }
    }
    std::filesystem::rename(beside, path, failed);
    if (!failed) return;
    std::filesystem::remove(beside, failed);
    throw example::input_error({path}, "cannot be written");
}

void run(const plan_options& options) {
    const attain::day known = as_of(options);
    const example::dataset data = load(
        options.files, {.metric = options.metric,
                        .decimals = options.decimals < 0 ? std::nullopt : std::optional{options.decimals},
                        .as_of = known,
                        .strict = options.strict,
                        .skip_unknown_reps = options.skip_unknown_reps});
    const plans all = make_plans(data, options);
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
