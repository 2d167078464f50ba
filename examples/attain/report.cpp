// attain report: a period of a team on one page that opens from disk, offline.
#include <attain/core/error.hpp>

#include "commands.hpp"
#include "files.hpp"
#include "report_page.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace attain_program {

namespace {

constexpr const char* description = R"(A period on one HTML page, to be opened from disk or forwarded.

The plan is made as of the day before the period; with a later --as-of the page shows where everybody stands.

Example:
  attain report --data examples/data/team_of_four --metric "meetings booked" --period 2026-12 --total 120 \
      --minutes calls=3 --minutes e-mails=4 --minutes "social touches=6" --out report.html)";

struct report_command {
    plan_options plan{};
    std::vector<std::string> minutes{};
    std::string out{};
};

void run(const report_command& command) {
    const attain::day asked = as_of(command.plan);
    const attain::period over = period_of(command.plan);
    if (asked >= over.end)
        attain::fail(attain::errc::out_of_range, "--as-of",
                     to_string(asked) + " is after " + to_string(over) +
                         "; for a closed period see attain review");
    example::dataset data = read_data(command.plan, asked);
    const attain::day on = known_until(command.plan, data);
    plan_options eve = command.plan;
    if (on >= over.begin) eve.as_of.clear();
    plans all = as_planned(data, [&] { return make_plans(data, eve); });
    add_records(all, data);
    add_activities(all, read_efforts(command.plan, read_minutes(command.minutes), data, all.as_of));
    const report_data report = gather(all, data, on);
    const std::string page = report_page(report);
    std::vector<file_text> files = {{command.out, page}};
    if (!command.plan.json.empty()) files.push_back({command.plan.json, report_json(report)});
    write_files(files, inputs_of(command.plan, data));
    if (command.out.empty()) std::cout << page;
}

} // namespace

void add_report(CLI::App& app) {
    CLI::App* const command = app.add_subcommand("report");
    const auto options = std::make_shared<report_command>();
    declare(*command, options->plan);
    command->description(description);
    declare_minutes(*command, options->minutes);
    command->add_option("--out", options->out, "Write the page to this file.\nExample: --out report.html")
        ->type_name("FILE")
        ->group("Output");
    // Plan, track and review tell of ratios and limits; the page has all the reasons there are.
    for (const char* other : {"--per", "--target", "--better", "--explain", "--what-if"})
        command->remove_option(command->get_option(other));
    command->callback([command, options] {
        require_total(*command, options->plan);
        run(*options);
    });
}

} // namespace attain_program
