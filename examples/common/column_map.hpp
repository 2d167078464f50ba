// Column maps: which column of a CRM's export means what. A small text file that an administrator writes;
// examples/maps/opportunities.ini shows one and explains every key.
#pragma once

#include <attain/measure/metric.hpp>

#include "text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace example {

// A column by its name in the header. `?name` in the map: the file may do without it.
struct column_name {
    std::string name{}; // empty: not mapped
    bool optional = false;
};

// A row counts when its field in `column` is one of `accepted`.
struct row_filter {
    std::string column{};
    std::vector<std::string> accepted{};
};

// A metric the export can be counted by.
struct metric_source {
    std::string name{};
    column_name quantity{}; // not mapped: 1 a row
    attain::metric_kind kind = attain::metric_kind::count;
    int decimals = 0;
    std::vector<row_filter> filters{}; // beside those of the activity
};

struct activity_source {
    std::string file{};
    std::optional<char> separator{};    // not said: what the first line shows
    std::optional<char> decimal_mark{}; // not said: a point
    date_format dates{};
    column_name rep{};
    column_name date{};
    column_name metric{};   // one file with many metrics; else the metrics are those of the [metric] sections
    column_name quantity{}; // not mapped: 1 a row
    column_name channel{};
    column_name team{};   // for exports without a file of reps
    column_name unique{}; // an event's id: the same one twice is refused
    std::vector<row_filter> filters{};
};

// An empty file: there is none, the reps are those the activity names.
struct reps_source {
    std::string file{};
    std::optional<char> separator{};    // not said: what the first line shows
    std::optional<char> decimal_mark{}; // not said: a point
    date_format dates{};
    column_name id{};
    column_name name{};
    column_name role{};
    column_name team{};
    column_name hired{};
    column_name left{};
    column_name fte{};
    column_name ramp{};
    column_name location{};
    column_name workdays{};
};

struct column_map {
    activity_source activity{};
    reps_source reps{};
    std::vector<metric_source> metrics{};

    // Errors: input_error naming the map's line (an unknown section or key, a key said twice, a value that is
    // not one) or what is missing.
    [[nodiscard]] static column_map read(const std::string& path);
    // The files this program defines itself: reps.csv and activity.csv.
    [[nodiscard]] static column_map plain();
};

} // namespace example
