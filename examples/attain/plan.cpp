// attain plan: a team's number, split into goals.
#include "activities.hpp"
#include "commands.hpp"
#include "crm_quotas.hpp"
#include "files.hpp"
#include "limit_commands.hpp"
#include "plan_json.hpp"
#include "plan_options.hpp"
#include "plan_table.hpp"
#include "ratio_commands.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace attain_program {

namespace {

struct plan_command {
    plan_options plan{};
    std::string write_quotas{};
    std::string quotas_as{};
    std::vector<std::string> minutes{};
};

void run(const plan_command& command) {
    const plan_options& options = command.plan;
    const example::dataset data = read_data(options, as_of(options));
    plans all = make_plans(data, options);
    add_records(all, data);
    add_activities(all, read_efforts(options, read_minutes(command.minutes), data, all.as_of));
    const std::string table = plan_table(all, data);
    std::vector<file_text> files;
    if (!options.json.empty()) files.push_back({options.json, plan_json(all, data)});
    if (!command.write_quotas.empty())
        files.push_back(
            {command.write_quotas, crm_quotas_of(all, data, example::quota_map::read(command.quotas_as))});
    std::vector<std::string> inputs = inputs_of(options, data);
    if (!command.quotas_as.empty()) inputs.push_back(command.quotas_as);
    write_files(files, inputs);
    print(table);
}

} // namespace

void add_plan(CLI::App& app) {
    CLI::App* const command = app.add_subcommand("plan");
    const auto options = std::make_shared<plan_command>();
    declare(*command, options->plan);
    CLI::Option* const as = command
                                ->add_option("--quotas-as", options->quotas_as,
                                             "The CRM that --write-quotas is for, and its fields.\n"
                                             "Example: --quotas-as examples/maps/salesforce.ini")
                                ->type_name("MAP")
                                ->group("Answers");
    CLI::Option* const write = command
                                   ->add_option("--write-quotas", options->write_quotas,
                                                "Write the quotas as a CRM takes them.\n"
                                                "Example: --write-quotas quotas.csv --quotas-as MAP")
                                   ->type_name("FILE")
                                   ->group("Answers");
    write->needs(as);
    as->needs(write);
    declare_minutes(*command, options->minutes);
    command->callback([command, options] {
        require_total(*command, options->plan);
        switch (kind_of(options->plan)) {
        case plan_kind::total:
            return run(*options);
        case plan_kind::ratio:
            return run_ratio_plan(options->plan);
        case plan_kind::limit:
            return run_limit_plan(options->plan);
        }
    });
}

} // namespace attain_program
