// What every subcommand does with files: reads the data folder, writes a result whole or not at all.
#pragma once

#include "plan_options.hpp"

#include <string>
#include <utility>

namespace attain_program {

// The dataset of the options, with `known` as the last day whose facts count; each team with the line learned
// from its closed periods, unless --line even. Errors: as example::load.
[[nodiscard]] example::dataset read_data(const plan_options& options, attain::day known);

// What make() makes with the teams as they were known when the plan was made: leave or part-time that came to
// be known later moves nobody's target.
template<class Make>
[[nodiscard]] auto as_planned(example::dataset& data, const Make& make) {
    std::swap(data.teams, data.planned);
    auto made = make();
    std::swap(data.teams, data.planned);
    return made;
}

// The last day whose facts are known: the one given, else the day before the period or, when working days lie
// between, the last day in the data. What comes after the end of an export is unknown, not zero.
[[nodiscard]] attain::day known_until(const plan_options& options, const example::dataset& data);

// What a plan that is made as of `known` says of the export's end: that it lies before the period, or
// stale_text's remark; "" otherwise.
[[nodiscard]] std::string export_note(const plan_options& options, const example::dataset& data,
                                      const attain::metric& of, attain::day known);

// The team of that name, which is one of the data's.
[[nodiscard]] const attain::team& team_called(const example::dataset& data, const std::string& name);

// The learned line that the team's figures follow; nullptr: the even one.
[[nodiscard]] const attain::period_shape* learned_line(const example::dataset& data, const std::string& team);

// How much of the period is due when, in words.
[[nodiscard]] std::string line_text(const example::dataset& data, const std::string& team);

// Errors: attain::error (out_of_range) naming --as-of for a day outside the period.
void require_inside(const attain::period& over, attain::day on);

// Errors: attain::error naming --period when nothing of the metric is recorded in the period or after it:
// then it is not over, or the export is an old one.
void require_facts(const example::dataset& data, const attain::metric& of, const attain::period& over);

// A line when more working days lie between the last record of the metric and the day than went without one
// before, or more than a week of them; "" otherwise.
[[nodiscard]] std::string stale_text(const example::dataset& data, const attain::metric& of, attain::day on);

struct file_text {
    std::string path{};
    std::string text{};
};

// Every file that the options and the data are from.
[[nodiscard]] std::vector<std::string> inputs_of(const plan_options& options, const example::dataset& data);

// All of the files or none of them: written beside and then renamed; one without a path is left out. Errors:
// example::input_error, two of one path and one that was read from (`inputs`) among them.
void write_files(const std::vector<file_text>& all, const std::vector<std::string>& inputs);

// On standard output. Control characters, which a name of the files may hold, are shown and do not act.
void print(const std::string& text);

} // namespace attain_program
