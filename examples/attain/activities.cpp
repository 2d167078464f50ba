#include "activities.hpp"

#include <attain/core/error.hpp>

#include "files.hpp"

#include <common/text.hpp>
#include <set>
#include <utility>

namespace attain_program {

namespace {

constexpr int half_year = 182;

using tally = std::map<std::pair<std::string, attain::rep_id>, attain::units>;

// Sums by channel and rep since the half year began.
tally counted(const example::dataset& data, attain::day known) {
    tally sums;
    const auto names = data.book.channel_names();
    for (std::size_t c = 1; c < names.size(); ++c)
        for (const attain::day_total& t :
             data.book.totals(data.metric, known, attain::channel_id{static_cast<std::int64_t>(c)}))
            if (t.day > known - half_year) sums[{names[c], t.rep}] += t.quantity;
    return sums;
}

attain::units at(const tally& sums, const std::string& channel, attain::rep_id rep) {
    const auto found = sums.find({channel, rep});
    return found == sums.end() ? 0 : std::max<attain::units>(0, found->second);
}

} // namespace

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
    const tally outcomes = counted(data, known);
    std::vector<attain::channel_record> records;
    std::map<std::string, double> hours; // an activity of the channel takes
    for (const activity_option& a : minutes) {
        plan_options other = options;
        other.metric = a.metric;
        const tally done = counted(read_data(other, known), known);
        std::set<std::string> channels;
        for (const auto& [key, amount] : done)
            channels.insert(key.first);
        for (const std::string& channel : channels) {
            if (!hours.emplace(channel, a.minutes / 60).second)
                attain::fail(attain::errc::conflict, "--minutes",
                             "two of the metrics are recorded in the channel " + example::quote(channel));
            for (const attain::team& team : data.teams)
                for (const attain::rep& member : team.reps())
                    records.push_back(
                        {member.id, channel, at(done, channel, member.id), at(outcomes, channel, member.id)});
        }
    }
    efforts all;
    for (const attain::conversion_rate& rate : attain::conversion_rates(records)) {
        const double each = hours.at(rate.channel);
        all[rate.rep].push_back({rate, each, static_cast<double>(rate.activities) * each});
    }
    return all;
}

} // namespace attain_program
