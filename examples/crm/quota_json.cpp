// Fields of JSON records, each refused with its row and name when it is not what it should be.
#include "systems.hpp"

#include <algorithm>
#include <charconv>
#include <common/input_error.hpp>
#include <common/text.hpp>
#include <fstream>
#include <iterator>

namespace example {

namespace {

const json nothing;

const json& at_path(const json& record, std::string_view name) {
    if (record.is_object()) {
        if (const auto whole = record.find(name); whole != record.end())
            return *whole; // a name with dots in it
        const std::size_t dot = name.find('.');
        if (dot != name.npos)
            if (const auto part = record.find(name.substr(0, dot)); part != record.end())
                return at_path(*part, name.substr(dot + 1));
    }
    return nothing;
}

// The shortest decimal that reads back as the number, without an exponent.
std::string number_text(const json& value) {
    if (value.is_number_integer()) return value.dump();
    char digits[400];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, value.get<double>(), std::chars_format::fixed);
    return {digits, end.ptr};
}

struct moment {
    attain::day day{};
    bool midnight = false;
    bool date_only = false;
    bool last_second = false;
};

std::optional<moment> read_moment(std::string_view text) {
    const auto day = date_format{"%Y-%m-%d"}.read(text.substr(0, 10));
    if (!day) return std::nullopt;
    std::string_view time = text.substr(10);
    if (time.empty()) return moment{.day = *day, .date_only = true};
    if (!time.ends_with('Z')) return std::nullopt;
    time.remove_suffix(1);
    if (time == "T00:00:00" || time == "T00:00:00.000") return moment{.day = *day, .midnight = true};
    if (time == "T23:59:59" || time == "T23:59:59.999") return moment{.day = *day, .last_second = true};
    return std::nullopt;
}

} // namespace

const json& json_row::at(std::string_view name) const {
    return at_path(*fields, name);
}

void json_row::refuse(std::string_view name, std::string_view reason) const {
    throw input_error({*path},
                      "row " + std::to_string(row) + ", " + std::string{name} + ": " + std::string{reason});
}

std::string json_row::text(std::string_view name) const {
    const json& value = at(name);
    if (value.is_number()) return number_text(value);
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) refuse(name, "is missing");
    return value.get<std::string>();
}

attain::units json_row::amount(std::string_view name, int decimals) const {
    const std::string written = text(name);
    const auto amount = read_decimal(written, decimals);
    if (!amount)
        refuse(name, quote(written) + " is no number with at most " + std::to_string(decimals) + " decimals");
    if (*amount < 0) refuse(name, quote(written) + " is negative");
    return *amount;
}

attain::day json_row::day(std::string_view name) const {
    const std::string written = text(name);
    const auto at = read_moment(written);
    if (!at || at->last_second)
        refuse(name, quote(written) + " is neither a date (2026-12-01) nor its midnight");
    return at->day;
}

attain::day json_row::end(std::string_view name, bool midnight_ends) const {
    const std::string written = text(name);
    const auto at = read_moment(written);
    if (!at)
        refuse(name, quote(written) + " is neither a date (2026-12-31) nor a midnight nor a last second");
    return at->midnight && midnight_ends ? at->day : at->day + 1;
}

bool json_row::is_ours(const quota_map& map, const std::string& prefix) const {
    for (const auto& [name, value] : map.fields) {
        const json& said = at(prefix + name);
        if (!said.is_null() && said != constant(value) && said != json(value)) return false;
    }
    return true;
}

json read_json(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw input_error({path}, "cannot be opened");
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    try {
        return json::parse(text);
    } catch (const json::parse_error& e) {
        const auto line =
            1 + std::count(text.begin(),
                           text.begin() + static_cast<std::ptrdiff_t>(std::min(e.byte, text.size())), '\n');
        throw input_error({path, static_cast<std::size_t>(line)}, "is no JSON from here on");
    }
}

const json& array_at(const json& document, const std::string& path, std::string_view name) {
    const json& found = at_path(document, name);
    if (!found.is_array()) throw input_error({path}, "has no list \"" + std::string{name} + "\"");
    return found;
}

json constant(const std::string& written) {
    const json value = json::parse(written, nullptr, false);
    return value.is_discarded() ? json(written) : value;
}

void put(json& record, std::string_view name, json value) {
    const std::size_t dot = name.find('.');
    if (dot == name.npos || name.find('@') != name.npos)
        record[std::string{name}] = std::move(value);
    else
        put(record[std::string{name.substr(0, dot)}], name.substr(dot + 1), std::move(value));
}

json json_amount(attain::units amount, int decimals) {
    attain::units unit = 1;
    for (int i = 0; i < decimals; ++i)
        unit *= 10;
    if (amount % unit == 0) return amount / unit;
    const std::string written = decimal_text(amount, decimals);
    double value{};
    std::from_chars(written.data(), written.data() + written.size(), value);
    if (read_decimal(number_text(value), decimals) != amount)
        throw input_error({"the quotas"}, written + " has more digits than a JSON number holds");
    return value;
}

std::string json_text(const json& document) {
    return document.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace example
