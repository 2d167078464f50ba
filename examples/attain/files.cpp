#include "files.hpp"

#include <common/input_error.hpp>
#include <filesystem>
#include <fstream>

namespace attain_program {

example::dataset read_data(const plan_options& options, attain::day known) {
    return load(options.files,
                {.metric = options.metric,
                 .decimals = options.decimals < 0 ? std::nullopt : std::optional{options.decimals},
                 .as_of = known,
                 .strict = options.strict,
                 .skip_unknown_reps = options.skip_unknown_reps});
}

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

} // namespace attain_program
