#include "files.hpp"

#include <attain/core/error.hpp>
#include <attain/time/capacity.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <common/input_error.hpp>
#include <common/text.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

namespace attain_program {

namespace {

bool anybody_works_on(const example::dataset& data, attain::day d) {
    return std::any_of(data.teams.begin(), data.teams.end(), [&](const attain::team& team) {
        return std::any_of(team.reps().begin(), team.reps().end(),
                           [&](const attain::rep& member) { return !capacity_on(team, member, d).none(); });
    });
}

// What was closed before the period began says how such periods go.
void learn_lines(example::dataset& data, const attain::period& over, attain::day known) {
    using attain::period_kind;
    if (over.kind != period_kind::month && over.kind != period_kind::quarter &&
        over.kind != period_kind::year)
        return;
    for (std::size_t i = 0; i < data.teams.size(); ++i) {
        data.shapes.push_back(
            learned_shape(data.teams[i], data.metric, data.book, std::min(known, over.begin - 1), over.kind));
        for (attain::team* team : {&data.teams[i], &data.planned[i]})
            *team = shaped(*team, data.shapes.back(), over.kind);
    }
}

} // namespace

example::dataset read_data(const plan_options& options, attain::day known) {
    example::dataset data = load(
        options.files, {.metric = options.metric,
                        .decimals = options.decimals < 0 ? std::nullopt : std::optional{options.decimals},
                        .as_of = known,
                        .planned = std::min(known, period_of(options).begin - 1),
                        .strict = options.strict,
                        .skip_unknown_reps = options.skip_unknown_reps});
    if (!options.expect.empty()) {
        constexpr int decimals = 6;
        const auto typed = example::read_decimal(options.expect, decimals);
        if (!typed || *typed <= 0)
            attain::fail(attain::errc::parse, "--expect",
                         example::quote(options.expect) + " is not a number above 0");
        data.estimating.prior = attain::host_prior{.per_day = static_cast<double>(*typed) / 1e6 *
                                                              static_cast<double>(data.metric.per_whole())};
    }
    if (options.line == "learned")
        learn_lines(data, period_of(options), std::min(known, known_until(options, data)));
    return data;
}

attain::day known_until(const plan_options& options, const example::dataset& data) {
    const attain::day eve = as_of(options);
    if (!options.as_of.empty() || !data.last_day) return eve;
    for (attain::day d = *data.last_day + 1; d <= eve; ++d)
        if (anybody_works_on(data, d)) return *data.last_day;
    return eve;
}

const attain::team& team_called(const example::dataset& data, const std::string& name) {
    return *std::find_if(data.teams.begin(), data.teams.end(),
                         [&](const attain::team& t) { return t.name() == name; });
}

const attain::period_shape* learned_line(const example::dataset& data, const std::string& team) {
    if (data.shapes.empty()) return nullptr;
    const auto i = static_cast<std::size_t>(&team_called(data, team) - data.teams.data());
    return data.shapes[i].credible ? &data.shapes[i] : nullptr;
}

std::string line_text(const example::dataset& data, const std::string& team) {
    const attain::period_shape* const learned = learned_line(data, team);
    if (learned == nullptr) return "even over working time";
    const attain::period_shape& shape = *learned;
    return fmt::format("as {} closed ones went: {:.0f} % by half of the working time", shape.periods,
                       100 * shape.cumulative[shape.cumulative.size() / 2 - 1].value());
}

namespace {

// Of anybody, later days included.
std::optional<attain::day> last_record(const example::dataset& data, const attain::metric& of,
                                       attain::day until) {
    std::optional<attain::day> last;
    for (const attain::day_total& t : data.book.totals(of, until))
        if (!last || *last < t.day) last = t.day;
    return last;
}

} // namespace

void require_inside(const attain::period& over, attain::day on) {
    if (!over.contains(on))
        attain::fail(attain::errc::out_of_range, "--as-of",
                     to_string(on) + " is not in " + to_string(over) +
                         "; a plan is followed inside its period");
}

void require_facts(const example::dataset& data, const attain::metric& of, const attain::period& over) {
    const auto last = last_record(data, of, over.last() + 366);
    if (last && *last >= over.begin) return;
    attain::fail(attain::errc::empty_input, "--period",
                 "nothing of " + of.name() + " is recorded in " + to_string(over) +
                     (last ? "; the last is of " + to_string(*last) : std::string{}) +
                     ": it is not over yet, or the export is older");
}

namespace {

// The longest run of working days without a record in the quarter up to `last`, at most a week of them.
int usual_gap(const example::dataset& data, const attain::metric& of, attain::day last) {
    constexpr int most = 5;
    std::set<attain::day> recorded;
    for (const attain::day_total& t : data.book.totals(of, last))
        recorded.insert(t.day);
    int longest = 0;
    int run = 0;
    for (attain::day d = std::max(last - 91, *recorded.begin()); d <= last; ++d) {
        if (recorded.contains(d))
            run = 0;
        else if (anybody_works_on(data, d))
            longest = std::max(longest, ++run);
    }
    return std::min(longest, most);
}

std::string stale_note(const example::dataset& data, const attain::metric& of, attain::day on) {
    const auto last = last_record(data, of, on);
    if (!last) return "";
    int missing = 0;
    const int usual = usual_gap(data, of, *last);
    for (attain::day d = *last + 1; d <= on && missing <= usual; ++d)
        missing += anybody_works_on(data, d);
    if (missing <= usual) return "";
    return fmt::format("the last record of {} is of {}, {} days before {}. Is the export complete?",
                       of.name(), to_string(*last), on - *last, to_string(on));
}

} // namespace

std::string stale_text(const example::dataset& data, const attain::metric& of, attain::day on) {
    const std::string note = stale_note(data, of, on);
    return note.empty() ? "" : "  Note: " + note + "\n\n";
}

std::string export_note(const plan_options& options, const example::dataset& data, const attain::metric& of,
                        attain::day known) {
    const attain::day eve = as_of(options);
    if (known == eve) return stale_note(data, of, known);
    return fmt::format(
        "the data end on {}, {} days before the period begins. What came after is unknown, not "
        "zero: this is as of that day (--as-of says another)",
        to_string(known), eve - known + 1);
}

namespace {

// Files written beside the ones that are meant; gone when the object goes, but for those that were renamed.
// What is no file of its own, a device, a pipe, a link, is written in place instead, once all files stand.
class beside {
public:
    beside() = default;
    ~beside() {
        std::error_code ignored;
        for (const std::string& path : paths_)
            std::filesystem::remove(path + ending, ignored);
    }
    beside(const beside&) = delete;
    beside& operator=(const beside&) = delete;

    void write(const file_text& file) {
        // A folder of that name would be in the way when the others are there already.
        if (std::filesystem::is_directory(file.path)) throw refused(file.path);
        std::error_code unknown;
        const auto there = std::filesystem::symlink_status(file.path, unknown);
        if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) {
            in_place_.push_back(&file);
            return;
        }
        paths_.push_back(file.path);
        put(file, file.path + ending);
    }
    void rename() {
        for (const file_text* file : in_place_)
            put(*file, file->path);
        for (const std::string& path : paths_) {
            std::error_code failed;
            std::filesystem::rename(path + ending, path, failed);
            if (failed) throw refused(path);
        }
    }

private:
    static constexpr const char* ending = ".part";
    static example::input_error refused(const std::string& path) { return {{path}, "cannot be written"}; }
    static void put(const file_text& file, const std::string& path) {
        std::ofstream out{path, std::ios::binary};
        out << file.text;
        out.close();
        if (!out) throw refused(file.path);
    }

    std::vector<std::string> paths_{};
    std::vector<const file_text*> in_place_{};
};

} // namespace

std::vector<std::string> inputs_of(const plan_options& options, const example::dataset& data) {
    std::vector<std::string> all = data.files;
    std::copy_if(options.previous.begin(), options.previous.end(), std::back_inserter(all),
                 [](const std::string& typed) { return typed.find('=') == typed.npos; });
    return all;
}

void print(const std::string& text) {
    std::cout << example::visible(text, example::line_ends::kept);
}

void write_files(const std::vector<file_text>& all, const std::vector<std::string>& inputs) {
    beside written;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].path.empty()) continue;
        const auto same = [&](const file_text& other) {
            return std::filesystem::weakly_canonical(other.path) ==
                   std::filesystem::weakly_canonical(all[i].path);
        };
        if (std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), same))
            throw example::input_error({all[i].path}, "is to be written twice");
        const auto input = [&](const std::string& path) {
            std::error_code ignored;
            return std::filesystem::equivalent(path, all[i].path, ignored);
        };
        if (std::any_of(inputs.begin(), inputs.end(), input))
            throw example::input_error({all[i].path}, "is read from, and would be written over");
        written.write(all[i]);
    }
    written.rename();
}

} // namespace attain_program
