#include "plan_options.hpp"

#include <attain/core/error.hpp>

#include "plan_policy.hpp"

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
             "hired, left, fte, ramp, location, workdays.\n"
             "Example: --reps reps.csv"),
        text("--activity", o.files.activity, "FILE",
             "What they did: rep, metric, date, quantity; optional\n"
             "channel. Example: --activity activity.csv"),
        text("--holidays", o.files.holidays, "FILE",
             "Days nobody works: date; optional name, share, location\n"
             "(of the reps; empty: everybody's). Or an .ics file.\n"
             "Example: --holidays holidays.csv"),
        text("--workdays", o.files.workdays, "DAYS",
             "Weekdays that are worked, where reps.csv has no column\n"
             "workdays. Default: Mon-Fri. Example: --workdays Tue-Sat"),
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
        text("--line", o.line, "LINE",
             "How much of a month, quarter or year is due when.\n"
             "learned (default): as closed ones went, where that\n"
             "foretells them better than even working time; even.\n"
             "Example: --line even")
            ->check(CLI::IsMember({"learned", "even"}).description("")),
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
             "and counted. Default: the day before the period, or the\n"
             "last day in the data when that is earlier.\n"
             "Example: --as-of 2026-11-30"),
        command.add_flag("--strict", o.strict, "Refuse rows after that day instead. Example: --strict"),
        command.add_flag("--skip-unknown-reps", o.skip_unknown_reps,
                         "Leave out, and count, rows of people who are not on\n"
                         "the roster. Example: --skip-unknown-reps")};
    const std::vector<CLI::Option*> goal = {
        text("--period", o.period, "PERIOD",
             "Month 2026-12, week 2026-W49, quarter 2026-Q4, day\n"
             "2026-12-07 or days 2026-12-01/2026-12-24.\n"
             "Example: --period 2026-12"),
        repeated("--total", o.totals,
                 "The number to reach: one for everybody together, or one\n"
                 "for each team.\n"
                 "Example: --total 120, or --total East=60 --total West=50"),
        text("--policy", o.policy, "POLICY",
             "equal-attainability: the same chance for everybody\n"
             "(default); proportional: to what is expected of each;\n"
             "equal: the same quota; others below.\n"
             "Example: --policy proportional")
            ->check(CLI::IsMember(policy_names()).description("")),
        repeated("--floor", o.floors,
                 "No quota below this, for everybody or one rep (id or\n"
                 "name). Example: --floor 5, or --floor Ben=10"),
        repeated("--cap", o.caps,
                 "No quota above this, likewise.\n"
                 "Example: --cap 40, or --cap Ben=15")};
    const std::vector<CLI::Option*> ratio = {
        text("--per", o.per, "NAME",
             "Plan a ratio: --metric per this metric, a count. With\n"
             "--target instead of --total.\n"
             "Example: --metric \"deals won\" --per \"deals closed\""),
        repeated("--target", o.targets,
                 "The ratio the team has to reach: a share 55%, an average\n"
                 "2500, odds 1.5:1 of two that exclude each other, such as\n"
                 "won and lost. Each rep gets a target of their own, all with\n"
                 "the same chance; --lock Ana=60% sets one.\n"
                 "Example: --target 55%, or --target East=60%")
            ->type_name("[TEAM=]T"),
        text("--better", o.better, "WAY",
             "higher (default); lower: what is asked for is a limit,\n"
             "of a ratio or of a total, and everybody keeps their own\n"
             "with the same chance.\n"
             "Example: --metric \"deals lost\" --total 30 --better lower")
            ->check(CLI::IsMember({"higher", "lower"}).description(""))};
    const std::vector<CLI::Option*> answers = {
        command.add_flag("--explain", o.explain,
                         "Why each quota is what it is, in lines that add up to\n"
                         "it. Example: --explain"),
        text("--what-if", o.what_if, "N,N,...",
             "What other totals would mean for everybody's chance;\n"
             "with one team. Example: --what-if 100,110,130"),
        text("--expect", o.expect, "N",
             "What somebody at full work brings on a working day, as\n"
             "you believe, while the team's own record is short.\n"
             "Example: --expect 1.5")};
    const std::vector<CLI::Option*> rules = {
        repeated("--lock", o.locks, "Exactly this quota. Example: --lock Ana=40")->type_name("NAME=N"),
        repeated("--previous", o.previous,
                 "Last period's quotas: a file (rep, quota; optional\n"
                 "first_day, last_day) or one each.\n"
                 "Example: --previous last.csv, or --previous Ana=36")
            ->type_name("FILE|NAME=N"),
        repeated("--change-cap", o.change_caps,
                 "No quota changes by more than this share of the last\n"
                 "one. Example: --change-cap 20%, or --change-cap Ben=10%")
            ->type_name("[NAME=]N%"),
        text("--quantum", o.quantum, "N",
             "Quotas in steps of this; locks aside.\n"
             "Example: --quantum 5"),
        text("--rest", o.rest, "NAME", "Who takes what the steps leave. Example: --rest Ana"),
        text("--over-assign", o.over_assign, "N%",
             "Hand out this much more than the plan; both totals are\n"
             "shown. Example: --over-assign 5%")};
    CLI::Option* const repair = command.add_flag("--repair", o.repair,
                                                 "Relax the bounds as little as the total needs: change\n"
                                                 "caps first, then caps, floors, locks. Example: --repair");
    CLI::Option* const unassigned = command.add_flag("--unassigned", o.unassigned,
                                                     "Keep the bounds and leave the rest of the total to\n"
                                                     "nobody. Example: --unassigned");
    unassigned->excludes(repair);
    const std::vector<CLI::Option*> others = {
        repeated("--value", o.values,
                 "value-weighted (the largest expected value): what one\n"
                 "unit of a rep is worth; 1 if not said.\n"
                 "Example: --policy value-weighted --value Ana=1.5"),
        command
            .add_option("--alpha", o.alpha,
                        "alpha-fair (between proportional, 1, and equal, large).\n"
                        "Example: --policy alpha-fair --alpha 2")
            ->type_name("N"),
        command
            .add_option("--steadiness", o.steadiness,
                        "blend (equal chances, but near the last quotas): the\n"
                        "chance a change must earn; 0 is equal chances. Default:\n"
                        "0.01. Example: --policy blend --steadiness 0.05\n"
                        "           --previous last.csv\n"
                        "Without options of their own: least-change and\n"
                        "least-change-absolute (need --previous); d-hondt,\n"
                        "adams and huntington-hill round proportional quotas\n"
                        "for the large, for the small, by ratio; hamilton by\n"
                        "largest remainder, where a larger total can lower a\n"
                        "quota. Who has no last quota starts from what equal\n"
                        "chances would give. Example: --policy least-change\n"
                        "           --previous last.csv")
            ->type_name("N")};
    for (CLI::Option* option : input)
        option->group("Input");
    for (CLI::Option* option : goal)
        option->group("Goal");
    for (CLI::Option* option : ratio)
        option->group("Ratios, averages, limits");
    text("--json", o.json, "FILE", "Write everything, unrounded, to this file.\nExample: --json plan.json")
        ->group("Answers");
    for (CLI::Option* option : answers)
        option->group("Answers");
    for (CLI::Option* option : rules)
        option->group("More rules, when needed");
    for (CLI::Option* option : {repair, unassigned})
        option->group("When the bounds do not allow the total");
    for (CLI::Option* option : others)
        option->group("Other policies");
}

attain::period period_of(const plan_options& options) {
    try {
        return attain::parse_period(options.period);
    } catch (const attain::error& e) {
        if (e.code() == attain::errc::parse) attain::fail(e.code(), "--period", e.reason());
        const std::string wrong =
            e.code() == attain::errc::inverted_period
                ? "the last day is before the first"
                : (e.argument() == "week" ? "" : "the " + e.argument() + ' ') + e.reason();
        attain::fail(e.code(), "--period", example::quote(options.period) + ": " + wrong);
    }
}

void require_total(const CLI::App& command, const plan_options& options) {
    const auto refuse = [](attain::errc code, const char* option, const std::string& reason) {
        attain::fail(code, option, reason);
    };
    const auto given = [&](const char* option) {
        const CLI::Option* const there = command.get_option_no_throw(option);
        return there != nullptr && there->count() > 0;
    };
    if (options.period.empty())
        refuse(attain::errc::empty_input, "--period",
               "is missing: what is planned for, such as --period 2026-12");
    const auto refuse_all = [&](std::initializer_list<const char*> options_given, const std::string& reason) {
        for (const char* option : options_given)
            if (given(option)) refuse(attain::errc::conflict, option, reason);
    };
    const plan_kind kind = kind_of(options);
    if (kind != plan_kind::ratio) {
        refuse_all({"--target"}, "is for a ratio: say what it is per, such as --per \"deals closed\"");
        if (options.totals.empty())
            refuse(attain::errc::empty_input, "--total",
                   "is missing: the number to reach, such as --total 120 (a ratio has --per and --target)");
    } else if (options.targets.empty()) {
        refuse(attain::errc::empty_input, "--target",
               "is missing: the ratio to reach, such as --target 55% or --target 2500");
    }
    const auto goes_with = [&](const char* option, bool there, const std::string& what) {
        if (given(option) && !there) refuse(attain::errc::invalid_argument, option, "goes with " + what);
    };
    if (kind != plan_kind::ratio) goes_with("--rest", !options.quantum.empty(), "--quantum");
    if (kind == plan_kind::total) {
        goes_with("--value", options.policy == "value-weighted", "--policy value-weighted");
        goes_with("--alpha", options.policy == "alpha-fair", "--policy alpha-fair");
        goes_with("--steadiness", options.policy == "blend", "--policy blend");
        return;
    }
    // What divides a total to reach, or asks about one.
    const char* const reason = kind == plan_kind::ratio
                                   ? "is about a total that is divided; a ratio (--per) has none"
                                   : "is about a total to reach; --better lower makes it a limit";
    refuse_all({"--floor", "--cap", "--policy", "--previous", "--change-cap", "--over-assign", "--repair",
                "--unassigned", "--value", "--alpha", "--steadiness", "--explain", "--what-if", "--expect",
                "--line", "--minutes", "--write-quotas", "--next-total", "--sentences"},
               reason);
    if (kind == plan_kind::ratio) refuse_all({"--total", "--quantum", "--rest"}, reason);
}

plan_kind kind_of(const plan_options& options) {
    if (!options.per.empty()) return plan_kind::ratio;
    return options.better == "lower" ? plan_kind::limit : plan_kind::total;
}

attain::day as_of(const plan_options& options) {
    if (options.as_of.empty()) return period_of(options).begin - 1;
    try {
        return attain::parse_day(options.as_of);
    } catch (const attain::error& e) {
        attain::fail(e.code(), "--as-of", e.reason());
    }
}

namespace {

// `N` or `NAME=N` each, where N is written as `form` says.
quantities read_each(const std::vector<std::string>& typed, const std::string& option, int decimals,
                     std::string_view sign, const std::string& form) {
    quantities all;
    for (const std::string& each : typed) {
        const std::size_t equals = each.rfind('=');
        const bool named = equals != each.npos;
        const std::string name{example::trim(std::string_view{each}.substr(0, named ? equals : 0))};
        std::string_view written = example::trim(std::string_view{each}.substr(named ? equals + 1 : 0));
        const bool signed_well = written.ends_with(sign);
        if (signed_well) written.remove_suffix(sign.size());
        const auto number = example::read_decimal(example::trim(written), decimals);
        if (!number || !signed_well || (named && name.empty()))
            attain::fail(attain::errc::parse, option, example::quote(each) + " is neither " + form);
        if (*number < 0)
            attain::fail(attain::errc::out_of_range, option, example::quote(each) + " is negative");
        if (*number >= attain::units{1} << 62)
            attain::fail(attain::errc::out_of_range, option, example::quote(each) + " is too large");
        const bool fresh = name.empty() ? !std::exchange(all.all, *number).has_value()
                                        : all.by_name.emplace(name, *number).second;
        if (!fresh) attain::fail(attain::errc::duplicate_id, option, example::quote(each) + " is said twice");
    }
    return all;
}

} // namespace

quantities read_quantities(const std::vector<std::string>& typed, const std::string& option, int decimals) {
    return read_each(typed, option, decimals, "",
                     std::string("a number nor NAME=NUMBER") + (decimals == 0 ? " (whole units)" : ""));
}

quantities read_percents(const std::vector<std::string>& typed, const std::string& option, int decimals) {
    return read_each(typed, option, decimals, "%", "a percentage (20%) nor NAME=20%");
}

std::vector<attain::units> read_list(const std::string& typed, const std::string& option, int decimals) {
    std::vector<attain::units> all;
    for (std::size_t at = 0; at <= typed.size();) {
        const std::size_t end = std::min(typed.find(',', at), typed.size());
        const auto number =
            example::read_decimal(example::trim(std::string_view{typed}.substr(at, end - at)), decimals);
        if (!number || *number < 0)
            attain::fail(attain::errc::parse, option,
                         example::quote(typed) + " is no list of numbers such as 100,110,130");
        all.push_back(*number);
        at = end + 1;
    }
    return all;
}

} // namespace attain_program
