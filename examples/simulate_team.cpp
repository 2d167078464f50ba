// Writes the simulated data of examples/data: a team of four, a company of thirty, and a CRM's export.
//
//     simulate_team FOLDER        writes FOLDER/team_of_four, FOLDER/company and FOLDER/opportunities
//
// Everything is drawn with whole numbers from a counter-based generator (below), so the same program writes
// the same bytes on every machine. How a day comes about, per rep and channel:
//
//     touches  ~ Binomial(2 x usual touches, 1/2 x share of the day)      calls, e-mails, social touches
//     meetings ~ Binomial(touches, the rep's conversion in that channel)
//     share of the day = weekday x presence x fte x ramp x mood           mood: 60 %, 100 % or 140 %
//
// Nobody works on weekends, on holidays or when absent. The people, their rates and the days off are
// invented.
#include <attain/time/capacity.hpp>
#include <attain/time/roster.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using attain::day;

constexpr std::uint64_t seed = 20'261'130;
const attain::period history{attain::parse_day("2025-10-01"), attain::parse_day("2026-12-01")};

// Draws of one rep's day in one channel. The n-th is a hash of (seed, rep, day, channel, n): no draw depends
// on how many came before it elsewhere.
class draws {
public:
    draws(std::int64_t rep, day on, std::uint64_t channel)
        : key_{mix(mix(mix(seed + static_cast<std::uint64_t>(rep)) + static_cast<std::uint64_t>(on.value)) +
                   channel)} {}

    // True once in a million per point of `ppm`.
    bool chance(std::int64_t ppm) { return below(1'000'000) < ppm; }
    // A whole number in 0..end-1; the bias of the multiplication is below 2^-32.
    std::int64_t below(std::int64_t end) {
        const std::uint64_t upper = mix(key_ + 0x9E3779B97F4A7C15ULL * ++count_) >> 32;
        return static_cast<std::int64_t>(upper * static_cast<std::uint64_t>(end) >> 32);
    }
    // How many of n come true.
    std::int64_t binomial(std::int64_t n, std::int64_t ppm) {
        std::int64_t hits = 0;
        for (std::int64_t i = 0; i < n; ++i)
            hits += chance(ppm) ? 1 : 0;
        return hits;
    }

private:
    // The finaliser of SplitMix64: every bit of the input changes every bit of the output half of the time.
    static std::uint64_t mix(std::uint64_t x) {
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ULL;
        x = (x ^ x >> 27) * 0x94D049BB133111EBULL;
        return x ^ x >> 31;
    }

    std::uint64_t key_;
    std::uint64_t count_ = 0;
};

struct channel_kind {
    const char* metric; // what its touches are called
    const char* name;
};
constexpr std::array<channel_kind, 3> channels = {
    {{"calls", "cold call"}, {"e-mails", "e-mail"}, {"social touches", "social"}}};

struct habit {
    std::int64_t touches;    // on an ordinary full day
    std::int64_t conversion; // meetings per million touches
};

struct simulated_rep {
    attain::rep who;
    std::string team;
    std::string ramp; // as the file writes it
    std::array<habit, 3> habits;
    std::vector<std::string> stint_teams{}; // of who.stints
};

struct simulation {
    std::string folder;
    std::vector<simulated_rep> reps;
    bool with_touches; // calls, e-mails and social touches too, not the meetings alone
    bool with_changes; // stints.csv, fte.csv and ramps.csv too
};

struct holiday {
    const char* date;
    const char* name;
};
constexpr std::array<holiday, 11> holidays = {{{"2025-11-27", "Thanksgiving"},
                                               {"2025-12-25", "Christmas Day"},
                                               {"2026-01-01", "New Year's Day"},
                                               {"2026-01-19", "Martin Luther King Jr. Day"},
                                               {"2026-05-25", "Memorial Day"},
                                               {"2026-06-19", "Juneteenth"},
                                               {"2026-07-03", "Independence Day (observed)"},
                                               {"2026-09-07", "Labor Day"},
                                               {"2026-11-26", "Thanksgiving"},
                                               {"2026-12-25", "Christmas Day"},
                                               {"2027-01-01", "New Year's Day"}}};

attain::calendar office() {
    attain::calendar calendar = attain::calendar::weekdays();
    for (const holiday& each : holidays)
        calendar = calendar.close(attain::parse_day(each.date));
    return calendar;
}

attain::absence away(const char* first_day, const char* last_day) {
    return {attain::parse_day(first_day), attain::parse_day(last_day) + 1};
}

const std::string ramp_text = "25/50/75";
const attain::ramp three_months = attain::ramp::steps({0.25, 0.5, 0.75});

// Somebody's stays, the last one open: who.stints and where each of them is.
void stay(simulated_rep& one, const char* team, day first, std::optional<day> last = std::nullopt) {
    one.who.stints.push_back({first, last ? std::optional{*last + 1} : std::nullopt, {}});
    one.stint_teams.emplace_back(team);
}

const std::string half_way_text = "50/75";
const attain::ramp half_way = attain::ramp::steps({0.5, 0.75});

// Three kinds of change: a mover, a returner, somebody who goes part-time.
void change(simulated_rep& one, const std::string& name) {
    if (name == "Bea") {
        stay(one, "Harbour", *one.who.hired, attain::parse_day("2026-12-11"));
        stay(one, "Meadow", attain::parse_day("2026-12-14"));
        one.who.ramp_starts.push_back(
            {attain::parse_day("2026-12-14"), half_way, attain::ramp_trigger::territory_change});
    } else if (name == "Kofi") {
        stay(one, "Meadow", *one.who.hired, attain::parse_day("2026-03-31"));
        stay(one, "Meadow", attain::parse_day("2026-10-19"));
        one.who.ramp_starts.push_back(
            {attain::parse_day("2026-10-19"), half_way, attain::ramp_trigger::return_from_leave});
    } else if (name == "Umar") {
        one.who.fte_changes.push_back({attain::parse_day("2026-10-01"), 0.6});
    }
}

simulation team_of_four() {
    const auto hired = [](const char* date) { return attain::parse_day(date); };
    return {
        "team_of_four",
        {{{.id = 101,
           .name = "Ana",
           .role = "Sr. BDR",
           .hired = hired("2023-02-01"),
           .absences = {away("2026-03-09", "2026-03-13"), away("2026-07-13", "2026-07-24")}},
          "BDR East",
          "",
          {{{45, 18'000}, {40, 14'000}, {15, 46'000}}}},
         {{.id = 102, .name = "Ben", .role = "Jr. BDR", .hired = hired("2026-09-14"), .ramp = three_months},
          "BDR East",
          ramp_text,
          {{{45, 11'000}, {35, 9'000}, {12, 18'000}}}},
         {{.id = 103,
           .name = "Cleo",
           .role = "BDR",
           .hired = hired("2024-03-04"),
           .absences = {away("2026-02-16", "2026-02-18"), away("2026-08-03", "2026-08-14")}},
          "BDR East",
          "",
          {{{60, 25'000}, {22, 12'000}, {5, 15'000}}}},
         {{.id = 104,
           .name = "Dan",
           .role = "BDR",
           .hired = hired("2024-05-06"),
           .absences = {away("2026-06-22", "2026-07-02"), away("2026-12-28", "2026-12-31")}},
          "BDR East",
          "",
          {{{20, 9'000}, {25, 11'000}, {30, 32'000}}}}},
        true,
        false};
}

// Three teams of ten, drawn from the same generator: every third person prefers calls, e-mails or social;
// each team has a part-timer, a recent joiner on a ramp and a leaver; some change team or time, or come back.
simulation company() {
    constexpr std::array<const char*, 30> names = {
        "Abel", "Bea",  "Chidi", "Dora",  "Emil",  "Fatima", "Gus",  "Hana",  "Ines",   "Jonas",
        "Kofi", "Lena", "Malik", "Nora",  "Oskar", "Priya",  "Quin", "Rosa",  "Samir",  "Tessa",
        "Umar", "Vera", "Wanda", "Xenia", "Yusuf", "Zoe",    "Arlo", "Bruna", "Carlos", "Daria"};
    constexpr std::array<const char*, 3> teams = {"Harbour", "Meadow", "Summit"};
    simulation all{"company", {}, false, true};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::int64_t id = 201 + static_cast<std::int64_t>(i);
        draws draw{id, day{0}, 99};
        simulated_rep one{{.id = id, .name = names[i], .role = "BDR"}, teams[i / 10], "", {}};
        one.who.hired = attain::parse_day("2021-01-04") + static_cast<std::int32_t>(draw.below(1500));
        const std::int64_t skill = 60 + draw.below(70); // percent of an ordinary rep
        one.habits = {{{30, 9'000 * skill / 100}, {30, 7'000 * skill / 100}, {10, 15'000 * skill / 100}}};
        one.habits[i % 3].touches *= 2;
        const day summer = attain::parse_day("2026-06-29") + 7 * static_cast<std::int32_t>(draw.below(9));
        one.who.absences.push_back({summer, summer + 12});
        switch (i % 10) {
        case 3:
            one.who.fte = 0.5;
            break;
        case 6:
            one.who.role = "Jr. BDR";
            one.who.hired = attain::parse_day("2026-08-17") + 7 * static_cast<std::int32_t>(draw.below(12));
            one.who.ramp = three_months;
            one.who.absences.clear();
            one.ramp = ramp_text;
            break;
        case 8:
            one.who.left = attain::parse_day("2026-09-01") + 7 * static_cast<std::int32_t>(draw.below(10));
            break;
        case 9:
            one.who.absences.push_back(away("2026-12-21", "2026-12-31"));
            break;
        default:
            break;
        }
        if (i == 14) one.who.absences.push_back(away("2026-10-05", "2027-01-29")); // parental leave
        if (i == 25) one.who.fte = 0.8;
        change(one, names[i]);
        all.reps.push_back(std::move(one));
    }
    return all;
}

// Lines of a file, without a locale and with LF on every system.
class text_file {
public:
    explicit text_file(const std::filesystem::path& path) : out_{path, std::ios::binary} {
        out_.exceptions(std::ios::failbit | std::ios::badbit);
    }
    void line(const std::string& text) { out_ << text << '\n'; }

private:
    std::ofstream out_;
};

std::string share(attain::fraction f) {
    std::string text = std::to_string(f.ppm() + attain::fraction::one_ppm).substr(1);
    text.erase(text.find_last_not_of('0') + 1);
    return f.ppm() >= attain::fraction::one_ppm ? "1" : "0." + text;
}

std::int64_t share_of_day(const attain::team& team, const attain::rep& who, day on) {
    constexpr std::array<std::int64_t, 7> weekday = {95, 110, 110, 105, 80, 0, 0}; // percent
    constexpr std::array<std::int64_t, 4> mood = {60, 100, 100, 140};
    draws draw{who.id.value, on, 98};
    return attain::capacity_on(team, who, on).micro * weekday[static_cast<std::size_t>(on.weekday())] / 100 *
           mood[static_cast<std::size_t>(draw.below(4))] / 100;
}

void write_day(text_file& out, const simulation& of, const simulated_rep& rep, const attain::team& team,
               day on) {
    const std::int64_t share_ppm = share_of_day(team, team.at(rep.who.id), on);
    const std::string id = std::to_string(rep.who.id.value);
    const auto row = [&](const char* metric, const char* channel, std::int64_t quantity) {
        if (quantity > 0)
            out.line(id + ',' + metric + ',' + channel + ',' + to_string(on) + ',' +
                     std::to_string(quantity));
    };
    for (std::size_t c = 0; c < channels.size(); ++c) {
        draws draw{rep.who.id.value, on, c};
        const std::int64_t touches = draw.binomial(2 * rep.habits[c].touches, share_ppm / 2);
        const std::int64_t meetings = draw.binomial(touches, rep.habits[c].conversion);
        if (of.with_touches) row(channels[c].metric, channels[c].name, touches);
        row("meetings booked", channels[c].name, meetings);
    }
}

void write_changes(const simulation& of, const std::filesystem::path& folder) {
    text_file stints{folder / "stints.csv"};
    text_file fte{folder / "fte.csv"};
    text_file ramps{folder / "ramps.csv"};
    stints.line("rep,team,role,first_day,last_day");
    fte.line("rep,from,fte");
    ramps.line("rep,from,trigger,shares");
    for (const simulated_rep& rep : of.reps) {
        const std::string id = std::to_string(rep.who.id.value);
        for (std::size_t i = 0; i < rep.who.stints.size(); ++i) {
            const attain::stint& s = rep.who.stints[i];
            stints.line(id + ',' + rep.stint_teams[i] + ',' + rep.who.role + ',' + to_string(s.begin) + ',' +
                        (s.end ? to_string(*s.end - 1) : ""));
        }
        for (const attain::fte_change& c : rep.who.fte_changes)
            fte.line(id + ',' + to_string(c.from) + ',' + share(c.fte));
        for (const attain::ramp_start& r : rep.who.ramp_starts)
            ramps.line(id + ',' + to_string(r.from) + ',' +
                       (r.trigger == attain::ramp_trigger::territory_change ? "territory change"
                                                                            : "return from leave") +
                       ',' + half_way_text);
    }
}

void write(const simulation& of, const std::filesystem::path& root) {
    const std::filesystem::path folder = root / of.folder;
    std::filesystem::create_directories(folder);
    attain::team everybody{of.folder, office()};
    text_file reps{folder / "reps.csv"};
    text_file absences{folder / "absences.csv"};
    reps.line("id,name,role,team,hired,left,fte,ramp");
    absences.line("rep,first_day,last_day");
    for (const simulated_rep& rep : of.reps) {
        everybody.add(rep.who);
        const std::string id = std::to_string(rep.who.id.value);
        reps.line(id + ',' + rep.who.name + ',' + rep.who.role + ',' + rep.team + ',' +
                  to_string(*rep.who.hired) + ',' + (rep.who.left ? to_string(*rep.who.left) : "") + ',' +
                  share(rep.who.fte) + ',' + rep.ramp);
        for (const attain::absence& a : rep.who.absences)
            absences.line(id + ',' + to_string(a.begin) + ',' + to_string(a.end - 1));
    }

    if (of.with_changes) write_changes(of, folder);
    text_file closed{folder / "holidays.csv"};
    closed.line("date,name");
    for (const holiday& each : holidays)
        closed.line(std::string{each.date} + ',' + each.name);

    text_file activity{folder / "activity.csv"};
    activity.line("rep,metric,channel,date,quantity");
    for (day on = history.begin; on < history.end; ++on)
        for (const simulated_rep& rep : of.reps)
            write_day(activity, of, rep, everybody, on);
}

// Opportunities as a CRM exports them, for a column map to read (examples/maps/opportunities.ini): won, lost
// and still open ones, American dates, whole names for ids.
void write_opportunities(const std::filesystem::path& root) {
    constexpr std::array<const char*, 8> people = {"Alma Reyes", "Boris Lang",   "Celia Okoro", "Dario Penn",
                                                   "Elif Sahin", "Femi Adeyemi", "Greta Holm",  "Hugo Marsh"};
    const std::filesystem::path folder = root / "opportunities";
    std::filesystem::create_directories(folder);
    text_file teams{folder / "sales_teams.csv"};
    text_file pipeline{folder / "sales_pipeline.csv"};
    teams.line("sales_agent,manager,regional_office");
    for (std::size_t i = 0; i < people.size(); ++i)
        teams.line(std::string{people[i]} + (i < 4 ? ",Nadia Frost,North" : ",Omar Vance,South"));
    pipeline.line("opportunity_id,sales_agent,deal_stage,engage_date,close_date,close_value");
    const auto american = [](day d) {
        const std::string iso = to_string(d);
        return iso.substr(5, 2) + '/' + iso.substr(8, 2) + '/' + iso.substr(0, 4);
    };
    const attain::calendar open = office();
    std::int64_t number = 100'000;
    for (day on = history.begin; on < history.end; ++on)
        for (std::size_t i = 0; i < people.size(); ++i) {
            draws draw{301 + static_cast<std::int64_t>(i), on, 97};
            const std::int64_t deals =
                open.workday(on).ppm() > 0
                    ? draw.binomial(3, 100'000 + 25'000 * static_cast<std::int64_t>(i % 5))
                    : 0;
            for (std::int64_t k = 0; k < deals; ++k) {
                const bool undecided = draw.chance(40'000);
                const bool won = draw.chance(620'000);
                const day engaged = on - 10 - static_cast<std::int32_t>(draw.below(90));
                const std::int64_t cents = 40'000 + draw.below(460'000);
                pipeline.line("OPP-" + std::to_string(++number) + ',' + people[i] + ',' +
                              (undecided ? "Engaging"
                               : won     ? "Won"
                                         : "Lost") +
                              ',' + american(engaged) + ',' +
                              (undecided ? ","
                                         : american(on) + ',' +
                                               (won ? std::to_string(cents / 100) + '.' +
                                                          std::to_string(100 + cents % 100).substr(1)
                                                    : "0")));
            }
        }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: simulate_team FOLDER\n";
        return 2;
    }
    try {
        write(team_of_four(), argv[1]);
        write(company(), argv[1]);
        write_opportunities(argv[1]);
    } catch (const std::exception& problem) {
        std::cerr << "simulate_team: " << problem.what() << '\n';
        return 1;
    }
    return 0;
}
