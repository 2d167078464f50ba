// What `attain plan` is asked: the command line, and the values it stands for once the data are known.
#pragma once

#include <attain/time/period.hpp>

#include <common/dataset.hpp>
#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace attain_program {

// As typed.
struct plan_options {
    example::input_files files{};
    std::string metric{};
    int decimals = -1;
    std::string period{};
    std::string as_of{};
    std::vector<std::string> totals{};
    std::string per{};                  // a ratio: --metric per this one
    std::vector<std::string> targets{}; // of a ratio, instead of totals
    std::string better = "higher";      // or "lower": the total or the target is a limit
    std::vector<std::string> floors{};
    std::vector<std::string> caps{};
    std::string policy = "equal-attainability";
    double alpha = 1;
    double steadiness = 0.01;
    std::vector<std::string> values{};
    std::vector<std::string> previous{};
    std::vector<std::string> locks{};
    std::vector<std::string> change_caps{};
    std::string quantum{};
    std::string rest{};
    std::string over_assign{};
    bool repair = false;
    bool unassigned = false;
    bool explain = false;
    std::string what_if{};
    std::string expect{};
    std::string json{};
    bool strict = false;
    bool skip_unknown_reps = false;
    std::string line = "learned";
};

// Declares every option on the subcommand, with its help.
void declare(CLI::App& command, plan_options& options);

// What kind of goal the options ask for.
enum class plan_kind {
    total, // to reach, divided
    ratio, // --per: a ratio's target
    limit, // --better lower without --per: a total not to exceed, divided
};
[[nodiscard]] plan_kind kind_of(const plan_options& options);

// What has to be said, and what contradicts it: a total, a ratio's target, or a limit. Errors: attain::error
// (empty_input, conflict) naming the option.
void require_total(const CLI::App& command, const plan_options& options);

// Errors: attain::error (parse) naming the option.
[[nodiscard]] attain::period period_of(const plan_options& options);
// The last day whose facts may be known: the one given, else the day before the period begins.
[[nodiscard]] attain::day as_of(const plan_options& options);

// `120` or `East=60`: a quantity for all, or for the ones named.
struct quantities {
    std::optional<attain::units> all{};
    std::map<std::string, attain::units, std::less<>> by_name{};
};

// Errors: attain::error (parse, duplicate_id) naming the option and what was typed; numbers have at most so
// many decimals, and come as whole numbers of the last one.
[[nodiscard]] quantities read_quantities(const std::vector<std::string>& typed, const std::string& option,
                                         int decimals);
// The same for `20%` or `Ben=20%`; a number without its sign is refused, 0.2 could mean either.
[[nodiscard]] quantities read_percents(const std::vector<std::string>& typed, const std::string& option,
                                       int decimals);
// `100,110,130`. Errors: attain::error (parse), likewise.
[[nodiscard]] std::vector<attain::units> read_list(const std::string& typed, const std::string& option,
                                                   int decimals);

} // namespace attain_program
