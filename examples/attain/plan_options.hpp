// What `attain plan` is asked: the command line, and the values it stands for once the data are known.
#pragma once

#include <attain/time/period.hpp>

#include <CLI/App.hpp>

#include <common/dataset.hpp>
#include <map>
#include <string>
#include <vector>

namespace attain_program {

// As typed.
struct plan_options {
    example::input_files files{};
    std::string metric{};
    int decimals = -1;
    std::string period{};
    std::string as_of{};
    std::vector<std::string> totals{};
    std::vector<std::string> floors{};
    std::vector<std::string> caps{};
    std::string policy = "equal-attainability";
    std::string json{};
    bool strict = false;
    bool skip_unknown_reps = false;
};

// Declares every option on the subcommand, with its help.
void declare(CLI::App& command, plan_options& options);

// Errors: attain::error (parse) naming the option.
[[nodiscard]] attain::period period_of(const plan_options& options);
// The day before the period begins when none is given.
[[nodiscard]] attain::day as_of(const plan_options& options);

// `120` or `East=60`: a quantity for all, or for the ones named.
struct quantities {
    std::optional<attain::units> all{};
    std::map<std::string, attain::units, std::less<>> by_name{};
};

// Errors: attain::error (parse, duplicate_id) naming the option and what was typed; numbers have at most the
// metric's decimals.
[[nodiscard]] quantities read_quantities(const std::vector<std::string>& typed, const std::string& option,
                                         const attain::metric& of);

} // namespace attain_program
