// Metrics: what is counted, and in which unit.
#pragma once

#include <attain/core/id.hpp>
#include <attain/core/units.hpp>

#include <cstdint>
#include <string>

namespace attain::inline v1 {

enum class metric_kind : std::uint8_t {
    count,         // whole events: calls, meetings booked
    amount,        // money or another sum of sizes, not below zero over a period
    signed_amount, // a sum that clawbacks can take below zero
};

// A metric's quantities are integers of its smallest unit: exponent 2 means hundredths, so 12.50 is 1250.
// The id defaults to a hash of the name, so that two programs that name a metric alike mean the same one.
class metric {
public:
    // Errors: invalid_argument (an empty name), out_of_range (an exponent outside 0..6).
    [[nodiscard]] static metric count(std::string name, int exponent = 0);
    [[nodiscard]] static metric amount(std::string name, int exponent = 2);
    [[nodiscard]] static metric signed_amount(std::string name, int exponent = 2);

    [[nodiscard]] metric with_id(metric_id id) const;

    [[nodiscard]] metric_id id() const noexcept { return id_; }
    operator metric_id() const noexcept { return id_; } // implicit: .metric = meetings
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] metric_kind kind() const noexcept { return kind_; }
    [[nodiscard]] int exponent() const noexcept { return exponent_; }
    // Smallest units in one whole: 10^exponent.
    [[nodiscard]] units per_whole() const noexcept;

private:
    metric(std::string name, metric_kind kind, int exponent);

    std::string name_;
    metric_id id_;
    metric_kind kind_;
    int exponent_;
};

// The quantity in wholes, without trailing zeros lost: 1250 of exponent 2 prints as 12.50, 41 of exponent 0
// as 41. No locale, no grouping.
[[nodiscard]] std::string to_string(units quantity, const metric& of);

} // namespace attain::inline v1
