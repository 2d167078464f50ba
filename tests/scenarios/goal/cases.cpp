// Runs cases.txt: each case in every order of its people, with plan, audit and explanation.
#include <attain/core/error.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/catalogue.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace attain;
using boost::gregorian::date;

namespace {

using words = std::vector<std::string>;

struct scenario {
    std::string title{};
    std::vector<words> lines{};
};

std::vector<scenario> read_cases() {
    std::ifstream in{ATTAIN_CASES};
    REQUIRE(in.good());
    std::vector<scenario> all;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        if (line[0] == '[') {
            all.push_back({line.substr(1, line.size() - 2), {}});
            continue;
        }
        std::istringstream text{line};
        words w;
        for (std::string word; text >> word;)
            w.push_back(word);
        if (!w.empty()) all.back().lines.push_back(w);
    }
    return all;
}

units parsed(const std::string& text, const metric& of) {
    return std::llround(std::stod(text) * static_cast<double>(of.per_whole()));
}

std::vector<fraction> shares(const std::string& text) {
    std::vector<fraction> all;
    std::istringstream in{text};
    for (std::string part; std::getline(in, part, '/');)
        all.emplace_back(std::stod(part) / 100);
    return all;
}

rep read_rep(const words& line, rep_id id) {
    rep r{.id = id, .name = line[1]};
    for (std::size_t i = 2; i < line.size(); ++i) {
        const std::size_t equals = line[i].find('=');
        const std::string key = line[i].substr(0, equals);
        const std::string value = line[i].substr(equals + 1);
        const std::size_t colon = value.find(':');
        if (key == "hired") r.hired = parse_day(value);
        if (key == "left") r.left = parse_day(value);
        if (key == "fte") r.fte = std::stod(value);
        if (key == "ramp") r.ramp = ramp::steps(shares(value));
        if (key == "fte_from")
            r.fte_changes.push_back({parse_day(value.substr(0, colon)), std::stod(value.substr(colon + 1))});
        if (key == "away")
            r.absences.push_back(
                {parse_day(value.substr(0, 10)), parse_day(value.substr(11, 10)) + 1,
                 colon == value.npos ? fraction::one() : fraction{std::stod(value.substr(colon + 1))}});
    }
    return r;
}

struct setting {
    metric what = metric::count("meetings booked");
    period over = month(2026, 6);
    day as_of{};
    calendar days = calendar::weekdays();
    std::vector<rep> people{};
    std::map<std::string, rep_id> ids{};
    std::vector<words> books{};
    units total{};
    policy by = equal_attainability{};
    std::map<std::string, candidate> candidates{};
    std::vector<words> expect{};
};

setting read_setting(const scenario& s) {
    setting all;
    for (const words& w : s.lines)
        if (w[0] == "metric") all.what = metric::amount(w[1], std::stoi(w[2]));
    for (const words& w : s.lines) {
        const std::string& verb = w[0];
        if (verb == "period") all.over = parse_period(w[1]);
        if (verb == "as") all.as_of = parse_day(w[2]);
        if (verb == "holiday")
            for (std::size_t i = 1; i < w.size(); ++i)
                all.days = all.days.close(parse_day(w[i]));
        if (verb == "rep") {
            const rep_id id{static_cast<std::int64_t>(all.people.size()) + 1};
            all.people.push_back(read_rep(w, id));
            all.ids[w[1]] = id;
            all.candidates[w[1]].id = id;
        }
        if (verb == "books") all.books.push_back(w);
        if (verb == "total") all.total = parsed(w[1], all.what);
        if (verb == "policy" && w[1] == "proportional") all.by = proportional{};
        if (verb == "policy" && w[1] == "equal") all.by = equal_split{};
        if (verb == "floor") all.candidates[w[1]].floor = parsed(w[2], all.what);
        if (verb == "cap") all.candidates[w[1]].cap = parsed(w[2], all.what);
        if (verb == "lock") all.candidates[w[1]].lock = parsed(w[2], all.what);
        if (verb == "weight") all.candidates[w[1]].weight = std::stod(w[2]);
        if (verb == "expect") all.expect.push_back(w);
    }
    return all;
}

ledger booked(const setting& s, const team& in) {
    ledger book;
    for (const words& w : s.books) {
        const rep_id id = s.ids.at(w[1]);
        if (w.size() > 3) {
            book.record(
                {.rep = id, .metric = s.what, .day = parse_day(w[3]), .quantity = parsed(w[2], s.what)});
            continue;
        }
        const double a_day = std::stod(w[2]) * static_cast<double>(s.what.per_whole());
        double running = 0;
        units done = 0;
        for (day d = std::max(day{date{2025, 6, 1}}, s.as_of - 400); d <= s.as_of; ++d) {
            if (capacity_on(in, in.at(id), d).none()) continue;
            running += a_day;
            const units now = static_cast<units>(running);
            if (now > done) book.record({.rep = id, .metric = s.what, .day = d, .quantity = now - done});
            done = now;
        }
    }
    return book;
}

std::string dashed(std::string text) {
    std::replace(text.begin(), text.end(), ' ', '-');
    return text;
}

factor factor_called(const std::string& text) {
    for (int f = 0; f <= static_cast<int>(factor::team_record); ++f)
        if (dashed(name(static_cast<factor>(f))) == text) return static_cast<factor>(f);
    FAIL("no factor is called ", text);
    return {};
}

struct outcome {
    allocation split{};
    std::optional<plan> made{};
    std::vector<bridge> why{};
};

void check_plan(const words& w, const setting& s, const outcome& o, const team& in) {
    const std::string& what = w[1];
    CAPTURE(what);
    if (what == "infeasible") {
        CHECK_FALSE(o.split.feasible);
        CHECK(o.split.problem.gap == parsed(w[2], s.what));
        CHECK_FALSE(o.split.problem.text().empty());
        return;
    }
    REQUIRE(o.made);
    if (what == "sum") {
        units sum = 0;
        for (const goal& g : o.made->goals)
            sum += g.target;
        CHECK(sum == parsed(w[2], s.what));
        return;
    }
    const goal* g = o.made->find(s.ids.at(w[2]));
    if (what == "none") {
        CHECK(g == nullptr);
        return;
    }
    REQUIRE(g != nullptr);
    CAPTURE(g->owner);
    if (what == "quota") CHECK(g->target == parsed(w[3], s.what));
    if (what == "days") CHECK(g->daily.size() == std::stoul(w[3]));
    if (what == "working") CHECK(g->working_time.days() == doctest::Approx(std::stod(w[3])));
    if (what == "grade") CHECK(dashed(name(g->forecast.evidence().grade)) == w[3]);
    if (what == "last") CHECK(to_string(g->daily.back().day) == w[3]);
    if (what == "chance") {
        CHECK(g->probability() >= std::stod(w[3]));
        CHECK(g->probability() <= std::stod(w[4]));
    }
    if (what == "smart")
        for (const finding& f : audit(*g, *o.made))
            if (letter(f.question) == w[3][0]) CHECK_MESSAGE(name(f.verdict) == w[4], f.reason);
    if (what == "line") {
        const auto at =
            std::find_if(o.why.begin(), o.why.end(), [&](const bridge& b) { return b.rep() == g->rep; });
        const units amount = at->of(factor_called(w[3]));
        const std::string direction = amount > 0 ? "up" : amount < 0 ? "down" : "none";
        CHECK(direction == w[4]);
    }
    (void)in;
}

outcome run(const setting& s, const team& in) {
    const ledger book = booked(s, in);
    const estimator est{in, s.what, book, s.as_of};
    const auto forecasts = est.forecasts(s.over);
    allocate_options details;
    for (const forecast& f : forecasts)
        for (const auto& [name, c] : s.candidates)
            if (c.id == f.rep()) details.candidates.push_back(c);
    outcome o{.split = allocate(s.total, forecasts, s.by, details)};
    if (!o.split.feasible) return o;
    o.made = make_plan(est, s.over, o.split, {.facts = &book});
    o.why = explain(*o.made, est, s.by, details);
    return o;
}

// A case expects something of the plan, of the audit and of the explanation, or that there is no plan.
bool says_all(const setting& s) {
    const auto any = [&](std::initializer_list<const char*> kinds) {
        return std::any_of(s.expect.begin(), s.expect.end(), [&](const words& w) {
            return std::find(kinds.begin(), kinds.end(), w[1]) != kinds.end();
        });
    };
    return any({"infeasible"}) || (any({"quota", "sum"}) && any({"smart"}) && any({"line"}));
}

} // namespace

TEST_CASE("the planning scenarios") {
    const auto cases = read_cases();
    REQUIRE(cases.size() >= 20);
    for (const scenario& each : cases) {
        CAPTURE(each.title);
        const setting s = read_setting(each);
        CHECK(says_all(s));
        std::vector<std::size_t> order(s.people.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::optional<std::vector<units>> first;
        do { // every input order
            team in{"Team", s.days};
            for (const std::size_t i : order)
                in.add(s.people[i]);
            const outcome o = run(s, in);
            for (const words& w : s.expect)
                check_plan(w, s, o, in);
            std::vector<units> quotas;
            if (o.made)
                for (std::size_t i = 0; i < o.made->goals.size(); ++i) {
                    const goal& g = o.made->goals[i];
                    quotas.push_back(g.target);
                    units days = 0;
                    for (const day_target& d : g.daily)
                        days += d.amount;
                    CHECK(days == g.target);
                    CHECK(o.why[i].total() == g.target);
                }
            if (!first) first = quotas;
            CHECK(quotas == *first);
        } while (std::next_permutation(order.begin(), order.end()));
    }
}
