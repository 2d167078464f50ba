// The season of each team out of a CSV file: how much of a year falls into each month.
//   month   1 to 12
//   share   of the year, on any scale: percent, last year's euros
//   team    optional: whose months these are; empty: those of every team without its own
#pragma once

#include <attain/time/season.hpp>

#include "input_error.hpp"

#include <map>
#include <string>

namespace example {

class season_file {
public:
    // An empty path: no season. Errors (input_error): what cannot be read, a month twice, a month missing,
    // months that are all zero.
    [[nodiscard]] static season_file read(const std::string& path);

    // The teams the file names, each with its first row's place.
    [[nodiscard]] const std::map<std::string, place>& teams() const noexcept { return teams_; }
    [[nodiscard]] attain::season of(const std::string& team) const;

private:
    std::map<std::string, place> teams_;
    std::map<std::string, attain::season> seasons_; // "": of every other team
};

} // namespace example
