#include "activities.hpp"

#include <attain/core/error.hpp>

#include "files.hpp"

#include <CLI/CLI.hpp>

#include <common/text.hpp>
#include <set>
#include <utility>

namespace attain_program {

std::vector<activity_option> read_minutes(const std::vector<std::string>& typed) {
    std::vector<activity_option> all;
    std::set<std::string> said;
    for (const std::string& each : typed) {
        const std::size_t equals = each.rfind('=');
        if (equals == each.npos || equals == 0)
            attain::fail(attain::errc::parse, "--minutes", example::quote(each) + " is not METRIC=MINUTES");
        const auto hundredths = example::read_decimal(each.substr(equals + 1), 2);
        if (!hundredths || *hundredths <= 0)
            attain::fail(attain::errc::out_of_range, "--minutes",
                         example::quote(each) + " needs minutes above 0");
        if (!said.insert(each.substr(0, equals)).second)
            attain::fail(attain::errc::duplicate_id, "--minutes", example::quote(each) + " is said twice");
        all.push_back({each.substr(0, equals), static_cast<double>(*hundredths) / 100});
    }
    return all;
}

efforts read_efforts(const plan_options& options, const std::vector<activity_option>& minutes,
                     const example::dataset& data, attain::day known) {
    if (minutes.empty()) return {};
    std::vector<attain::conversion_record> records; // of all teams: one cohort
    std::map<std::string, double> hours;            // an activity of the channel takes
    for (const activity_option& a : minutes) {
        plan_options other = options;
        other.metric = a.metric;
        const example::dataset done = read_data(other, known);
        if (done.metric.name() == data.metric.name())
            attain::fail(attain::errc::conflict, "--minutes",
                         example::quote(a.metric) +
                             " is what the goal counts; say what is done to bring it, such "
                             "as calls=3");
        std::set<std::string> channels;
        for (const attain::team& team : data.teams)
            for (attain::conversion_record& r : attain::conversion_records(
                     team, {done.metric, &done.book}, {data.metric, &data.book}, known)) {
                channels.insert(r.channel);
                records.push_back(std::move(r));
            }
        for (const std::string& channel : channels)
            if (!hours.emplace(channel, a.minutes / 60).second)
                attain::fail(attain::errc::conflict, "--minutes",
                             "two of the metrics are recorded in the channel " + example::quote(channel));
    }
    efforts all;
    for (attain::conversion_rate& rate : attain::conversion_rates(records)) {
        const double each = hours.at(rate.channel);
        const double spent = static_cast<double>(rate.activities) * each;
        all[rate.rep].push_back({std::move(rate), each, spent});
    }
    return all;
}

void declare_minutes(CLI::App& command, std::vector<std::string>& minutes) {
    command
        .add_option("--minutes", minutes,
                    "An activity of the data and the minutes one takes: for\n"
                    "the activities a day, and advice on channels.\n"
                    "Example: --minutes calls=3")
        ->type_name("METRIC=N")
        ->allow_extra_args(false)
        ->group("Goal");
}

void add_activities(plans& to, const efforts& channels) {
    for (team_plan& team : to.teams)
        for (std::size_t i = 0; i < team.plan.goals.size(); ++i) {
            const attain::goal& goal = team.plan.goals[i];
            const auto own = channels.find(goal.rep);
            const attain::units left = team.notes[i].left; // of the quota, on the days that are left
            const auto days = static_cast<double>(team.notes[i].days_left);
            if (own == channels.end() || left == 0 || days == 0) continue;
            // A day of somebody who works half of each has half of the hours.
            attain::mix_options mixing;
            mixing.hours_per_day *= team.notes[i].full_days_left / days;
            activity_note note{.mix = plan_mix(own->second, left, days, mixing)};
            const std::string best = gains_per_hour(own->second).front().channel;
            for (const attain::channel_effort& c : own->second)
                if (c.rate.channel == best) note.alone = attain::activities_for({&c.rate, 1}, left);
            note.channel = best;
            team.notes[i].activities = std::move(note);
        }
}

} // namespace attain_program
