#include "column_map.hpp"

#include "input_error.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>

namespace example {

namespace {

constexpr std::string_view plain_layout = R"(
[activity]
file     = activity.csv
rep      = rep
metric   = metric
channel  = ?channel
date     = date
quantity = quantity

[reps]
file  = reps.csv
id    = id
name  = name
role  = ?role
team  = team
hired = ?hired
left  = ?left
fte   = ?fte
ramp  = ?ramp
location = ?location
workdays = ?workdays
)";

// What can be said in a section: a key, and what to do with its value. A setter returns what is wrong with
// the value, or nothing.
using setter = std::function<std::string(std::string_view)>;
using section_keys = std::map<std::string, setter, std::less<>>;

setter text_into(std::string& target) {
    return [&target](std::string_view value) {
        target = value;
        return std::string{};
    };
}

setter column_into(column_name& target) {
    return [&target](std::string_view value) {
        target.optional = value.starts_with('?');
        target.name = trim(value.substr(target.optional ? 1 : 0));
        return target.name.empty() ? std::string{"a ? without a column's name"} : std::string{};
    };
}

// A column, or 1 for one a row.
setter quantity_into(column_name& target) {
    return [&target, column = column_into(target)](std::string_view value) {
        if (value != "1") return column(value);
        target = {};
        return std::string{};
    };
}

template<class Sign>
setter sign_into(Sign& target, std::string_view allowed) {
    return [&target, allowed](std::string_view value) {
        if (value == "tab") value = "\t";
        if (value.size() != 1 || allowed.find(value.front()) == allowed.npos)
            return quote(value) + " is none of the signs it can be";
        target = value.front();
        return std::string{};
    };
}

setter dates_into(date_format& target) {
    return [&target](std::string_view value) {
        try {
            target = date_format{value};
            return std::string{};
        } catch (const attain::error& wrong) {
            return wrong.reason();
        }
    };
}

// `deal_stage = Won | Closed Won`
setter filter_into(std::vector<row_filter>& target) {
    return [&target](std::string_view value) {
        const std::size_t equals = value.find('=');
        if (equals == value.npos) return std::string{"a filter reads: column = value | another value"};
        row_filter filter{std::string{trim(value.substr(0, equals))}, {}};
        for (std::string_view rest = value.substr(equals + 1);;) {
            const std::size_t bar = rest.find('|');
            filter.accepted.emplace_back(trim(rest.substr(0, bar)));
            if (bar == rest.npos) break;
            rest.remove_prefix(bar + 1);
        }
        target.push_back(std::move(filter));
        return std::string{};
    };
}

setter kind_into(metric_source& target) {
    return [&target](std::string_view value) {
        if (value == "count")
            target.kind = attain::metric_kind::count;
        else if (value == "amount")
            target.kind = attain::metric_kind::amount;
        else if (value == "signed amount")
            target.kind = attain::metric_kind::signed_amount;
        else
            return quote(value) + " is none of: count, amount, signed amount";
        return std::string{};
    };
}

setter decimals_into(metric_source& target) {
    return [&target](std::string_view value) {
        const auto number = read_decimal(value, 0);
        if (!number || *number < 0 || *number > 6) return quote(value) + " is not a number from 0 to 6";
        target.decimals = static_cast<int>(*number);
        return std::string{};
    };
}

section_keys keys_of(activity_source& s) {
    return {{"file", text_into(s.file)},
            {"separator", sign_into(s.separator, ",;|\t")},
            {"decimal", sign_into(s.decimal_mark, ".,")},
            {"date format", dates_into(s.dates)},
            {"rep", column_into(s.rep)},
            {"date", column_into(s.date)},
            {"metric", column_into(s.metric)},
            {"quantity", quantity_into(s.quantity)},
            {"channel", column_into(s.channel)},
            {"team", column_into(s.team)},
            {"unique", column_into(s.unique)},
            {"where", filter_into(s.filters)}};
}

section_keys keys_of(reps_source& s) {
    return {{"file", text_into(s.file)},
            {"separator", sign_into(s.separator, ",;|\t")},
            {"decimal", sign_into(s.decimal_mark, ".,")},
            {"date format", dates_into(s.dates)},
            {"id", column_into(s.id)},
            {"name", column_into(s.name)},
            {"role", column_into(s.role)},
            {"team", column_into(s.team)},
            {"hired", column_into(s.hired)},
            {"left", column_into(s.left)},
            {"fte", column_into(s.fte)},
            {"ramp", column_into(s.ramp)},
            {"location", column_into(s.location)},
            {"workdays", column_into(s.workdays)}};
}

section_keys keys_of(metric_source& s) {
    return {{"quantity", quantity_into(s.quantity)},
            {"kind", kind_into(s)},
            {"decimals", decimals_into(s)},
            {"where", filter_into(s.filters)}};
}

class map_parser {
public:
    explicit map_parser(std::string file) : file_{std::move(file)} {}

    column_map parse(std::string_view text) {
        while (!text.empty()) {
            ++line_;
            const std::size_t end = text.find('\n');
            std::string_view line = text.substr(0, end);
            text.remove_prefix(end == text.npos ? text.size() : end + 1);
            if (line.ends_with('\r')) line.remove_suffix(1);
            line = trim(line);
            if (line.empty() || line.starts_with('#')) continue;
            line.starts_with('[') ? open_section(line) : set_key(line);
        }
        require_all();
        return std::move(map_);
    }

private:
    [[noreturn]] void refuse(const std::string& reason) const { throw input_error({file_, line_}, reason); }

    void open_section(std::string_view line) {
        if (!line.ends_with(']')) refuse("a section's name ends with ]");
        section_ = trim(line.substr(1, line.size() - 2));
        if (!sections_.insert(section_).second) refuse("section [" + section_ + "] is there twice");
        said_.clear();
        if (section_ == "activity")
            keys_ = keys_of(map_.activity);
        else if (section_ == "reps")
            keys_ = keys_of(map_.reps);
        else if (section_.starts_with("metric ")) {
            map_.metrics.push_back({.name = std::string{trim(std::string_view{section_}.substr(7))}});
            keys_ = keys_of(map_.metrics.back());
        } else
            refuse("section [" + section_ + "] is none of [activity], [reps], [metric NAME]");
    }

    void set_key(std::string_view line) {
        const std::size_t equals = line.find('=');
        if (equals == line.npos) refuse("neither a [section] nor key = value");
        if (section_.empty()) refuse("a key before the first [section]");
        const std::string key{trim(line.substr(0, equals))};
        const std::string_view value = trim(line.substr(equals + 1));
        const auto known = keys_.find(key);
        if (known == keys_.end()) {
            std::string keys;
            for (const auto& each : keys_)
                keys += (keys.empty() ? "" : ", ") + each.first;
            refuse("[" + section_ + "] has no key " + quote(key) + "; its keys are: " + keys);
        }
        if (key != "where" && !said_.insert(key).second) refuse(quote(key) + " is said twice");
        if (value.empty()) refuse(quote(key) + " has no value");
        if (const std::string wrong = known->second(value); !wrong.empty()) refuse(key + ": " + wrong);
    }

    void require(bool there, const std::string& what) const {
        if (!there) throw input_error({file_}, "does not say " + what);
    }

    void require_all() const {
        const activity_source& a = map_.activity;
        const reps_source& r = map_.reps;
        require(!a.file.empty(), "in which file the activity is: [activity] file = ...");
        require(!a.rep.name.empty(), "which column is the rep: [activity] rep = ...");
        require(!a.date.name.empty(), "which column is the date: [activity] date = ...");
        require(!a.metric.name.empty() || !map_.metrics.empty(),
                "what is counted: a [metric NAME] section, or [activity] metric = ...");
        require(r.file.empty() || !r.id.name.empty(),
                "which column of the reps' file the activity's rep stands in: [reps] id = ...");
        require(!(r.file.empty() ? a.team : r.team).name.empty(), "which column is the team: team = ...");
        require(r.file.empty() || a.team.name.empty(),
                "the team once, in [reps] or in [activity]: there are two");
    }

    std::string file_;
    std::size_t line_ = 0;
    std::string section_;
    std::set<std::string> sections_;
    std::set<std::string> said_;
    column_map map_;
    section_keys keys_; // of the section at hand; its setters point into map_
};

} // namespace

column_map column_map::read(const std::string& path) {
    if (std::filesystem::is_directory(path)) throw input_error({path}, "is a folder, not a file");
    std::ifstream in{path, std::ios::binary};
    if (!in) throw input_error({path}, "cannot be opened");
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    return map_parser{path}.parse(without_mark(text));
}

column_map column_map::plain() {
    return map_parser{"the plain layout"}.parse(plain_layout);
}

} // namespace example
