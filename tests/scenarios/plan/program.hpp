// The program itself: what it prints, what it complains of, and texts that are kept.
#pragma once

#include "files.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace scenario {

// What it prints when all is well.
inline std::string printed(const std::vector<std::string>& arguments) {
    const outcome result = run(ATTAIN_PROGRAM, arguments);
    CHECK(result.err == "");
    CHECK(result.exit_code == 0);
    return result.out;
}

// What it says is wrong; "" unless the exit code is 2 and nothing was printed.
inline std::string complaint(const std::vector<std::string>& arguments) {
    const outcome result = run(ATTAIN_PROGRAM, arguments);
    return result.exit_code == 2 && result.out.empty() ? result.err : "";
}

// Against golden/NAME, which ATTAIN_UPDATE_GOLDEN writes anew.
inline void check_golden(const std::string& name, const std::string& got) {
    const std::filesystem::path kept = std::filesystem::path{ATTAIN_GOLDEN} / name;
    if (std::getenv("ATTAIN_UPDATE_GOLDEN") != nullptr) std::ofstream{kept, std::ios::binary} << got;
    const std::string found = difference(read(kept), got);
    CHECK_MESSAGE(found.empty(), name << " differs from golden/\n" << found);
}

} // namespace scenario
