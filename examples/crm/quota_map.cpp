// Reads a quota map: `key = value` lines in sections, as the maps of examples/maps explain.
#include "quotas.hpp"

#include <common/input_error.hpp>
#include <common/text.hpp>
#include <fstream>
#include <set>

namespace example {

namespace {

template<typename Value>
using choices = std::map<std::string, Value, std::less<>>;

const choices<crm>& systems() {
    static const choices<crm> all = {{"salesforce", crm::salesforce}, {"hubspot", crm::hubspot},
                                     {"pipedrive", crm::pipedrive},   {"dynamics", crm::dynamics},
                                     {"erpnext", crm::erpnext},       {"plain", crm::plain}};
    return all;
}

class parser {
public:
    explicit parser(const std::string& path) { map_.path = path; }

    quota_map parse(std::istream& in) {
        for (std::string line; std::getline(in, line);) {
            ++line_;
            const std::string_view text = line_ == 1 ? without_mark(line) : line;
            read_line(trim(text.substr(0, text.size() - (text.ends_with('\r') ? 1 : 0))));
        }
        if (!said_.contains("[quotas] system"))
            throw input_error({map_.path}, "does not say [quotas] system = ...");
        return std::move(map_);
    }

private:
    [[noreturn]] void refuse(const std::string& reason) const {
        throw input_error({map_.path, line_}, reason);
    }

    void read_line(std::string_view line) {
        if (line.empty() || line.starts_with('#')) return;
        if (line.starts_with('[') && line.ends_with(']')) {
            section_ = line;
            if (section_ != "[quotas]" && section_ != "[fields]" && section_ != "[owners]")
                refuse("section " + section_ + " is none of [quotas], [fields], [owners]");
            return;
        }
        const std::size_t equals = line.find(" = ");
        if (equals == line.npos) refuse("neither a [section] nor key = value");
        const std::string key{trim(line.substr(0, equals))};
        const std::string value{trim(line.substr(equals + 3))};
        if (section_.empty()) refuse("a key before the first [section]");
        if (key.empty() || value.empty()) refuse("neither a [section] nor key = value");
        if (!said_.insert(section_ + ' ' + key).second) refuse(quote(key) + " is said twice");
        if (section_ == "[fields]")
            map_.fields.emplace_back(key, value);
        else if (section_ == "[owners]")
            map_.owners.emplace(key, value);
        else
            set(key, value);
    }

    void set(const std::string& key, const std::string& value) {
        using attain::period_kind;
        if (key == "system")
            map_.system = one_of(systems(), key, value);
        else if (key == "period")
            map_.every = one_of<period_kind>({{"week", period_kind::week},
                                              {"month", period_kind::month},
                                              {"quarter", period_kind::quarter},
                                              {"year", period_kind::year}},
                                             key, value);
        else if (key == "measure")
            map_.money = one_of<bool>({{"money", true}, {"count", false}}, key, value);
        else if (key == "decimals")
            map_.decimals = number(key, value, 0, 6);
        else if (key == "currency")
            map_.currency = value;
        else if (key == "year begins")
            map_.year_begins = number(key, value, 1, 12);
        else if (key == "year named by")
            map_.year_named_by_end = one_of<bool>({{"begin", false}, {"end", true}}, key, value);
        else
            refuse(quote(key) +
                   " is none of: currency, decimals, measure, period, system, year begins, year named by");
    }

    template<typename Value>
    Value one_of(const choices<Value>& all, const std::string& key, const std::string& value) {
        if (const auto at = all.find(value); at != all.end()) return at->second;
        std::string names;
        for (const auto& [name, meant] : all)
            names += (names.empty() ? "" : ", ") + name;
        refuse(key + ": " + quote(value) + " is none of: " + names);
    }

    int number(const std::string& key, const std::string& value, int low, int high) const {
        const auto number = read_decimal(value, 0);
        if (!number || *number < low || *number > high)
            refuse(key + ": " + quote(value) + " is not a number from " + std::to_string(low) + " to " +
                   std::to_string(high));
        return static_cast<int>(*number);
    }

    quota_map map_{};
    std::size_t line_ = 0;
    std::string section_{};
    std::set<std::string> said_{};
};

} // namespace

quota_map quota_map::read(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw input_error({path}, "cannot be opened");
    return parser{path}.parse(in);
}

} // namespace example
