#include "data_checks.hpp"

#include <attain/goal/audit.hpp>
#include <attain/measure/quality.hpp>

#include "plan_text.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <cmath>
#include <common/text.hpp>
#include <cstdint>
#include <locale>
#include <set>
#include <utility>

namespace attain_program {

namespace {

constexpr std::int32_t days_back = 182;
constexpr std::int32_t few_days = 5; // of somebody with less, one event is always a large part
constexpr std::size_t most_shown = 5;

std::string alone(const attain::isolated_day& d, const std::string& who, const attain::metric& of) {
    return who + ": " + quantity(d.quantity, of) + " on " + to_string(d.day) +
           " stands alone, the next row is of " + to_string(d.next);
}

std::string far_out(const attain::outlier& o, const std::string& who, const attain::metric& of) {
    const auto usual = [&](double size) { return neat(static_cast<attain::units>(std::llround(size)), of); };
    const bool large = static_cast<double>(std::abs(o.quantity)) > o.high;
    return who + ": " + quantity(o.quantity, of) + " on " + to_string(o.day) + (o.of_day ? " in all" : "") +
           ", where " + (large ? "up to " + usual(o.high) : usual(o.low) + " and more") + " is usual";
}

std::string dominant(const attain::dominant_event& e, const std::string& who, const attain::metric& of,
                     attain::day since) {
    return who + ": " + quantity(e.quantity, of) + " on " + to_string(e.day) + " is " +
           attain::percent(e.share) + " of all since " + to_string(since);
}

} // namespace

std::vector<std::string> data_checks(const example::dataset& data, const attain::team& of,
                                     const attain::metric& what, attain::day as_of) {
    const attain::period over = attain::period::between(as_of + 1 - days_back, as_of + 1);
    const attain::quality_report report = inspect(of, what.id(), data.book, over, as_of);
    const auto name = [&](attain::rep_id rep) { return of.at(rep).name; };
    std::vector<std::string> all;
    if (data.rows.all_twice)
        all.push_back("every row of " + data.activity_file + " stands there twice: exported twice?");
    for (const attain::team& other : data.teams)
        if (other.name() != of.name() &&
            boost::algorithm::iequals(other.name(), of.name(), std::locale::classic()))
            all.push_back("teams " + example::quote(of.name()) + " and " + example::quote(other.name()) +
                          " differ only in capitals");
    for (const attain::isolated_day& d : report.isolated)
        all.push_back(alone(d, name(d.rep), what));
    std::set<std::pair<attain::rep_id, attain::day>> told;
    for (const attain::outlier& o : report.outliers)
        if (told.emplace(o.rep, o.day).second) all.push_back(far_out(o, name(o.rep), what));
    for (const attain::rep_quality& q : report.reps)
        if (q.largest && q.largest->share > 0.5 && q.logged_days >= few_days &&
            !told.contains({q.rep, q.largest->day}))
            all.push_back(dominant(*q.largest, name(q.rep), what, over.begin));
    if (all.size() > most_shown) {
        const std::size_t more = all.size() - (most_shown - 1);
        all.resize(most_shown - 1);
        all.push_back(std::to_string(more) + " things more");
    }
    return all;
}

} // namespace attain_program
