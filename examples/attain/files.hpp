// What every subcommand does with files: reads the data folder, writes a result whole or not at all.
#pragma once

#include "plan_options.hpp"

#include <string>

namespace attain_program {

// The dataset of the options, with `known` as the last day whose facts count. Errors: as example::load.
[[nodiscard]] example::dataset read_data(const plan_options& options, attain::day known);

// All of the file or none of it: written beside and then renamed. Errors: example::input_error.
void write_file(const std::string& path, const std::string& text);

} // namespace attain_program
