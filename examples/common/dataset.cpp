#include "dataset.hpp"

#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>

#include "input_error.hpp"
#include "roster_files.hpp"
#include "row_reader.hpp"
#include "workdays.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <limits>
#include <set>
#include <utility>

namespace example {

namespace {

std::string in_folder(const input_files& files, const std::string& given, const std::string& usual) {
    return given.empty() ? (std::filesystem::path{files.folder} / usual).string() : given;
}

// The path of an optional file: "" when it was not named and the folder has none.
std::string if_there(const input_files& files, const std::string& given, const std::string& usual) {
    const std::string path = in_folder(files, given, usual);
    return given.empty() && !std::filesystem::exists(path) ? std::string{} : path;
}

// The activity file and its columns, found once.
class activity_rows {
public:
    activity_rows(const csv_file& file, const activity_source& source, const metric_source& chosen)
        : activity_rows{file, source} {
        add(chosen.filters);
    }
    activity_rows(const csv_file& file, const activity_source& source)
        : rows_{file, source.dates, source.decimal_mark},
          rep_{rows_.require(source.rep.name)},
          date_{rows_.require(source.date.name)},
          metric_{rows_.find(source.metric)},
          channel_{rows_.find(source.channel)},
          unique_{rows_.find(source.unique)} {
        add(source.filters);
    }

    [[nodiscard]] const row_reader& rows() const noexcept { return rows_; }
    [[nodiscard]] std::size_t count() const noexcept { return rows_.file().rows(); }
    [[nodiscard]] row_reader::column metric_column() const noexcept { return metric_; }
    [[nodiscard]] std::string_view metric(std::size_t row) const { return rows_.text(row, metric_); }
    [[nodiscard]] std::string_view channel(std::size_t row) const { return rows_.text(row, channel_); }
    [[nodiscard]] std::string_view rep(std::size_t row) const { return rows_.filled(row, rep_); }
    [[nodiscard]] attain::day date(std::size_t row) const { return rows_.date(row, date_); }
    [[nodiscard]] std::size_t rep_column() const noexcept { return rep_; }
    [[nodiscard]] std::size_t date_column() const noexcept { return date_; }
    [[nodiscard]] std::optional<std::size_t> unique_column() const noexcept { return unique_; }

    [[nodiscard]] bool wanted(std::size_t row) const {
        return std::all_of(filters_.begin(), filters_.end(), [&](const auto& filter) {
            const auto& accepted = filter.second->accepted;
            return std::find(accepted.begin(), accepted.end(), rows_.text(row, filter.first)) !=
                   accepted.end();
        });
    }

private:
    void add(const std::vector<row_filter>& filters) {
        for (const row_filter& filter : filters)
            filters_.emplace_back(rows_.require(filter.column), &filter);
    }

    row_reader rows_;
    std::size_t rep_;
    std::size_t date_;
    row_reader::column metric_;
    row_reader::column channel_;
    row_reader::column unique_;
    std::vector<std::pair<std::size_t, const row_filter*>> filters_;
};

std::string listed(const std::set<std::string, std::less<>>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + quote(name);
    return text;
}

// Which metric is asked for, and how it is read. Its name may come from a [metric] section or from the column
// of metrics.
metric_source choose_metric(const activity_rows& activity, const column_map& map, const std::string& asked) {
    std::set<std::string, std::less<>> names;
    for (std::size_t row = 0; activity.metric_column() && row < activity.count(); ++row)
        if (const std::string_view name = activity.metric(row); !name.empty() && !names.contains(name))
            names.emplace(name);
    metric_source chosen{.quantity = map.activity.quantity};
    for (const metric_source& each : map.metrics)
        if (!activity.metric_column()) names.insert(each.name);
    const std::string& file = activity.rows().file().path();
    if (names.empty() && activity.count() > 0) (void)activity.rows().filled(0, *activity.metric_column());
    if (names.empty() && asked.empty())
        throw input_error({file}, "has no rows: --metric says what is counted");
    if (!asked.empty())
        chosen.name = asked;
    else if (!activity.metric_column())
        chosen.name = map.metrics.front().name;
    else if (names.size() == 1)
        chosen.name = *names.begin();
    else
        throw input_error({file}, "holds several metrics, choose one with --metric: " + listed(names));
    if (!names.empty() && !names.contains(chosen.name))
        throw input_error({file}, "has no metric " + quote(chosen.name) + "; there is: " + listed(names));
    for (const metric_source& each : map.metrics) {
        if (each.name != chosen.name) continue;
        const column_name quantity = each.quantity.name.empty() ? chosen.quantity : each.quantity;
        chosen = each;
        chosen.quantity = quantity;
    }
    return chosen;
}

void set_decimals(metric_source& chosen, const std::optional<int>& decimals) {
    if (!decimals) return;
    chosen.decimals = *decimals;
    if (chosen.kind == attain::metric_kind::count && chosen.decimals > 0)
        chosen.kind = attain::metric_kind::amount;
}

attain::metric metric_of(const metric_source& source) {
    switch (source.kind) {
    case attain::metric_kind::amount:
        return attain::metric::amount(source.name, source.decimals);
    case attain::metric_kind::signed_amount:
        return attain::metric::signed_amount(source.name, source.decimals);
    case attain::metric_kind::count:
        break;
    }
    return attain::metric::count(source.name, source.decimals);
}

void refuse_repeated(const activity_rows& activity, std::size_t row,
                     std::map<std::string_view, std::size_t>& events) {
    if (!activity.unique_column()) return;
    const std::size_t at = *activity.unique_column();
    const csv_file& file = activity.rows().file();
    const auto [there, fresh] = events.try_emplace(activity.rows().filled(row, at), row);
    if (!fresh)
        activity.rows().refuse(row, at,
                               quote(there->first) + " is already in line " +
                                   std::to_string(file.where(there->second).line));
}

// Whether each row has a twin in all its fields: an export that was appended to itself.
bool is_doubled(const csv_file& file) {
    constexpr std::size_t enough = 40;
    if (file.rows() < enough || file.rows() % 2 != 0) return false;
    std::vector<std::size_t> rows(file.rows());
    for (std::size_t row = 0; row < file.rows(); ++row)
        for (std::size_t at = 0; at < file.header().size(); ++at)
            boost::hash_combine(rows[row], std::hash<std::string_view>{}(file.at(row, at)));
    std::sort(rows.begin(), rows.end());
    for (std::size_t i = 0; i < rows.size(); i += 2)
        if (rows[i] != rows[i + 1]) return false;
    return true;
}

// Every row that passes the filter is read and checked, whatever its metric; those of the metric are
// recorded.
row_counts record(const activity_rows& activity, const people& all, const metric_source& source,
                  const attain::metric& as, const load_options& options, dataset& data) {
    const row_reader& rows = activity.rows();
    const auto quantity = rows.find(source.quantity);
    std::map<std::string_view, std::size_t> events;
    row_counts counts{.rows = activity.count(), .all_twice = is_doubled(rows.file())};
    attain::int128 sum = 0; // of sizes: what fits here fits in any sum of rows
    for (std::size_t row = 0; row < activity.count(); ++row) {
        if (!activity.wanted(row)) {
            ++counts.filtered;
            continue;
        }
        refuse_repeated(activity, row, events);
        const std::string_view key = activity.rep(row);
        const attain::day day = activity.date(row);
        data.last_day = std::max(data.last_day.value_or(day), day);
        const auto who = all.find(key);
        if (who == all.end()) {
            if (!options.skip_unknown_reps)
                rows.refuse(row, activity.rep_column(),
                            quote(key) + " is not on the roster (--skip-unknown-reps leaves such rows out)");
            ++counts.unknown_reps;
            continue;
        }
        if (activity.metric_column() && rows.filled(row, *activity.metric_column()) != source.name) {
            ++counts.other_metrics;
            continue;
        }
        const attain::units units = quantity ? rows.decimal(row, *quantity, source.decimals) : as.per_whole();
        sum += attain::int128{units} < 0 ? -attain::int128{units} : attain::int128{units};
        if (sum > std::numeric_limits<attain::units>::max())
            rows.refuse(row, quantity.value_or(0), "with the rows before it the sum does not fit 64 bits");
        if (options.as_of && day > *options.as_of) {
            if (options.strict)
                rows.refuse(row, activity.date_column(),
                            to_string(day) + " is after " + to_string(*options.as_of) +
                                ", and --strict is on");
            ++counts.later;
        } else if (!who->second.employed(day)) {
            ++counts.outside;
        }
        ++counts.used;
        data.book.record({.rep = who->second.rep.id,
                          .metric = as,
                          .day = day,
                          .quantity = units,
                          .channel = activity.channel(row)});
    }
    return counts;
}

// A second metric, of the same rows.
void record_per(const csv_file& file, const column_map& map, const activity_rows& activity,
                const metric_source& source, const people& all, const load_options& options, dataset& into) {
    const metric_source below = choose_metric(activity, map, options.per);
    into.per = metric_of(below);
    if (into.per->id() == into.metric.id())
        attain::fail(attain::errc::conflict, "--per", quote(below.name) + " is --metric itself");
    const activity_rows rows{file, map.activity, below};
    into.rows_per = record(rows, all, below, *into.per, options, into);
    if (activity.metric_column()) return; // a row says which metric it is of: never both
    const activity_rows above{file, map.activity, source};
    for (std::size_t row = 0; row < rows.count(); ++row)
        into.rows_of_both += rows.wanted(row) && above.wanted(row);
}

} // namespace

namespace {

// Where everything is read from; "": there is none.
struct found_files {
    std::string map;
    std::string activity;
    std::string reps;
    std::string absences;
    std::string stints;
    std::string fte;
    std::string ramps;
    std::string holidays;
    std::string season;

    found_files(const input_files& files, const column_map& by)
        : map{files.map},
          activity{in_folder(files, files.activity, by.activity.file)},
          reps{by.reps.file.empty() ? std::string{} : in_folder(files, files.reps, by.reps.file)},
          absences{if_there(files, files.absences, "absences.csv")},
          stints{if_there(files, files.stints, "stints.csv")},
          fte{if_there(files, files.fte, "fte.csv")},
          ramps{if_there(files, files.ramps, "ramps.csv")},
          holidays{if_there(files, files.holidays, "holidays.csv")},
          season{if_there(files, files.season, "season.csv")} {}

    [[nodiscard]] std::vector<std::string> all() const {
        std::vector<std::string> names{map, activity, reps, absences, stints, fte, ramps, holidays, season};
        std::erase(names, std::string{});
        return names;
    }
};

// The roster as it was known on a day; nullopt: as it is.
people read_people(const found_files& files, const column_map& map, const csv_file& activity,
                   std::optional<attain::day> known) {
    people all =
        files.reps.empty() ? reps_of_activity(activity, map.activity) : read_reps(files.reps, map.reps);
    read_absences(files.absences, known, all);
    read_stints(files.stints, all);
    read_fte(files.fte, known, all);
    read_ramps(files.ramps, known, all);
    number(all);
    tell_namesakes_apart(all);
    return all;
}

weekday_shares workdays_of(const input_files& files) {
    if (const auto found = read_workdays(files.workdays)) return *found;
    throw attain::error(attain::errc::parse, "--workdays", not_workdays(files.workdays));
}

} // namespace

dataset load(const input_files& given, const load_options& options) {
    const column_map map = given.map.empty() ? column_map::plain() : column_map::read(given.map);
    const found_files files{given, map};
    const csv_file file = csv_file::read(files.activity, map.activity.separator);
    if (map.reps.file.empty() && !given.reps.empty())
        throw input_error({given.map}, "has no [reps] section to read " + given.reps + " with");
    const people all = read_people(files, map, file, options.as_of);

    const activity_rows activity{file, map.activity};
    metric_source source = choose_metric(activity, map, options.metric);
    set_decimals(source, options.decimals);
    dataset data{.metric = metric_of(source)};
    data.activity_file = file.path();
    data.files = files.all();
    const weekday_shares workdays = workdays_of(given);
    data.teams = make_teams(all, workdays, files.holidays, files.season, options.as_of);
    data.planned = options.planned ? make_teams(read_people(files, map, file, options.planned), workdays,
                                                files.holidays, files.season, options.planned)
                                   : data.teams;
    for (const auto& [key, one] : all)
        data.keys.emplace(one.rep.id, key);
    data.rows = record({file, map.activity, source}, all, source, data.metric, options, data);
    if (!options.per.empty()) record_per(file, map, activity, source, all, options, data);
    data.book.seal();
    return data;
}

} // namespace example
