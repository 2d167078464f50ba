// What is wrong with a file, and where: the one exception the readers in this folder throw.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace example {

// A place in a text file, as people count: the first line is 1, and 0 stands for the whole file.
struct place {
    std::string file{};
    std::size_t line{};
    std::string column{}; // the header's name; empty for a whole line
};

// what() reads `reps.csv:4: column hired: "31/02/2026" is not a date (...)`.
class input_error : public std::runtime_error {
public:
    input_error(const place& where, std::string_view reason)
        : std::runtime_error{describe(where) + ": " + std::string{reason}} {}

private:
    static std::string describe(const place& where) {
        std::string text = where.file;
        if (where.line != 0) text += ":" + std::to_string(where.line);
        if (!where.column.empty()) text += ": column " + where.column;
        return text;
    }
};

} // namespace example
