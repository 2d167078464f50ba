#include "plan_options.hpp"

#include <attain/core/error.hpp>

#include <CLI/CLI.hpp>

#include <common/text.hpp>

namespace attain_program {

namespace {

constexpr const char* examples = R"(Example:
  attain plan --data examples/data/team_of_four --metric "meetings booked" --period 2026-12 --total 120

From any CRM export, through a column map:
  attain plan --data EXPORT --map examples/maps/opportunities.ini --metric "deals won" \
      --period 2017-12 --total Central=150 --total East=110 --total West=150)";

} // namespace

void declare(CLI::App& command, plan_options& o) {
    command.description("Split a team's number into goals for each rep.");
    command.footer(examples);
    command.get_formatter()->column_width(26);

    const auto text = [&](const char* name, std::string& into, const char* type, const char* help) {
        return command.add_option(name, into, help)->type_name(type);
    };
    const auto repeated = [&](const char* name, std::vector<std::string>& into, const char* help) {
        return command.add_option(name, into, help)->type_name("[NAME=]N")->allow_extra_args(false);
    };
    const std::vector<CLI::Option*> input = {
        text("--data", o.files.folder, "FOLDER",
             "Where the files below are, or those the map names.\n"
             "Default: here. Example: --data examples/data/company"),
        text("--reps", o.files.reps, "FILE",
             "Who is on which team: id, name, team; optional role,\n"
             "hired, left, fte, ramp, location.\n"
             "Example: --reps reps.csv"),
        text("--activity", o.files.activity, "FILE",
             "What they did: rep, metric, date, quantity; optional\n"
             "channel. Example: --activity activity.csv"),
        text("--holidays", o.files.holidays, "FILE",
             "Days nobody works: date; optional name, share, location\n"
             "(of the reps; empty: everybody's). Or an .ics file.\n"
             "Example: --holidays holidays.csv"),
        text("--absences", o.files.absences, "FILE",
             "Days away: rep, first_day, last_day; optional share.\n"
             "Example: --absences absences.csv"),
        text("--stints", o.files.stints, "FILE",
             "Stays of people who move team or role, or leave and come\n"
             "back: rep, team, first_day, last_day (empty: still\n"
             "there); optional role. Example: --stints stints.csv"),
        text("--fte", o.files.fte, "FILE",
             "Changes of working time: rep, from, fte.\n"
             "Example: --fte fte.csv"),
        text("--ramps", o.files.ramps, "FILE",
             "Ramps after a change: rep, from, trigger (hire, role\n"
             "change, territory change, return from leave, other),\n"
             "shares such as 50/75; optional resume_month.\n"
             "Example: --ramps ramps.csv"),
        text("--season", o.files.season, "FILE",
             "How a year's total falls into months: month, share;\n"
             "optional team. Example: --season season.csv"),
        text("--map", o.files.map, "FILE",
             "How to read another program's export; the bundled one\n"
             "explains itself.\n"
             "Example: --map examples/maps/opportunities.ini"),
        text("--metric", o.metric, "NAME",
             "What is counted; needed when the data hold several.\n"
             "Example: --metric \"meetings booked\""),
        command
            .add_option("--decimals", o.decimals,
                        "The metric is an amount with so many decimals, such as\n"
                        "money. Example: --decimals 2")
            ->type_name("0..6")
            ->check(CLI::Range(0, 6)),
        text("--as-of", o.as_of, "DATE",
             "Last day whose facts are known; later rows are ignored\n"
             "and counted. Default: the day before the period.\n"
             "Example: --as-of 2026-11-30"),
        command.add_flag("--strict", o.strict, "Refuse rows after that day instead. Example: --strict"),
        command.add_flag("--skip-unknown-reps", o.skip_unknown_reps,
                         "Leave out, and count, rows of people who are not on\n"
                         "the roster. Example: --skip-unknown-reps")};
    const std::vector<CLI::Option*> goal = {
        text("--period", o.period, "PERIOD",
             "Month 2026-12, week 2026-W49, quarter 2026-Q4, day\n"
             "2026-12-07 or days 2026-12-01/2026-12-24.\n"
             "Example: --period 2026-12")
            ->required(),
        repeated("--total", o.totals,
                 "The number to reach: one for everybody together, or one\n"
                 "for each team.\n"
                 "Example: --total 120, or --total East=60 --total West=50")
            ->required(),
        text("--policy", o.policy, "POLICY",
             "equal-attainability: the same chance for everybody\n"
             "(default); proportional: to what is expected of each;\n"
             "equal: the same quota. Example: --policy proportional")
            ->check(CLI::IsMember({"equal-attainability", "proportional", "equal"})),
        repeated("--floor", o.floors,
                 "No quota below this, for everybody or one rep (id or\n"
                 "name). Example: --floor 5, or --floor Ben=10"),
        repeated("--cap", o.caps,
                 "No quota above this, likewise.\n"
                 "Example: --cap 40, or --cap Ben=15")};
    for (CLI::Option* option : input)
        option->group("Input");
    for (CLI::Option* option : goal)
        option->group("Goal");
    text("--json", o.json, "FILE", "Write everything, unrounded, to this file.\nExample: --json plan.json")
        ->group("Output");
}

attain::period period_of(const plan_options& options) {
    try {
        return attain::parse_period(options.period);
    } catch (const attain::error& e) {
        attain::fail(e.code(), "--period", e.reason());
    }
}

attain::day as_of(const plan_options& options) {
    if (options.as_of.empty()) return period_of(options).begin - 1;
    try {
        return attain::parse_day(options.as_of);
    } catch (const attain::error& e) {
        attain::fail(e.code(), "--as-of", e.reason());
    }
}

quantities read_quantities(const std::vector<std::string>& typed, const std::string& option,
                           const attain::metric& of) {
    quantities all;
    for (const std::string& each : typed) {
        const std::size_t equals = each.rfind('=');
        const std::string name{
            example::trim(std::string_view{each}.substr(0, equals == each.npos ? 0 : equals))};
        const auto number = example::read_decimal(
            example::trim(std::string_view{each}.substr(equals == each.npos ? 0 : equals + 1)),
            of.exponent());
        if (!number || (equals != each.npos && name.empty()))
            attain::fail(attain::errc::parse, option,
                         example::quote(each) + " is neither a number nor NAME=NUMBER" +
                             (of.exponent() == 0 ? " (whole units)" : ""));
        if (*number < 0)
            attain::fail(attain::errc::out_of_range, option, example::quote(each) + " is negative");
        const bool fresh = name.empty() ? !std::exchange(all.all, *number).has_value()
                                        : all.by_name.emplace(name, *number).second;
        if (!fresh) attain::fail(attain::errc::duplicate_id, option, example::quote(each) + " is said twice");
    }
    return all;
}

} // namespace attain_program
