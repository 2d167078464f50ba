// What is said has an effect, or it is refused with what to say instead; what is left out is told.
#include "program.hpp"

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

// One meeting a day for each of two in East and two in West, from September to November 2026.
class two_teams : public scenario::folder {
public:
    two_teams() {
        write("reps.csv", reps);
        std::string rows = "rep,metric,channel,date,quantity\n";
        for (const char* month : {"2026-09-", "2026-10-", "2026-11-"})
            for (int d = 1; d <= 30; ++d)
                for (const char* rep : {"1", "2", "3", "4"}) {
                    const std::string day = month + std::string(d < 10 ? "0" : "") + std::to_string(d);
                    rows += std::string{rep} + ",meetings,call," + day + ",1\n";
                    rows += std::string{rep} + ",calls,call," + day + ",10\n";
                }
        write("activity.csv", rows);
    }

    [[nodiscard]] std::vector<std::string> run(const std::string& command,
                                               const std::vector<std::string>& more) const {
        std::vector<std::string> all = {command, "--data", path().string(), "--metric", "meetings"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    static constexpr const char* reps = "id,name,team,hired\n1,Ann,East,2024-01-08\n2,Bob,East,2024-01-08\n"
                                        "3,Cid,West,2024-01-08\n4,Dee,West,2024-01-08\n";
};

// A complaint with every occurrence of a text cut out.
std::string without(std::string text, const std::string& what) {
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what))
        text.erase(at, what.size());
    return text;
}

const std::vector<std::string> december = {"--period", "2026-12", "--as-of", "2026-11-30"};

std::vector<std::string> with(std::vector<std::string> all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

// With each line end and what is indented after it as one space.
std::string unwrapped(const std::string& text) {
    std::string flat;
    for (const char c : text)
        if (c != '\n' && (c != ' ' || !flat.ends_with(' ')))
            flat += c;
        else if (!flat.ends_with(' '))
            flat += ' ';
    return flat;
}

} // namespace

TEST_CASE("a team of which nothing is known has no part of one total by silence") {
    const two_teams data;
    data.write("reps.csv", std::string{two_teams::reps} + "5,Eve,North,2026-12-01\n6,Fay,North,2026-12-01\n");
    const auto plan = [&](const std::vector<std::string>& more) {
        return data.run("plan", with(december, more));
    };
    CHECK(scenario::complaint(plan({"--total", "100"})) ==
          "attain: --total: nothing of meetings is on record in team \"North\", so there is nothing to share "
          "one "
          "total by; say what you expect of a working day there (--expect N), or each team's own total "
          "(--total "
          "\"North=N\")\n");
    const std::string expected = unwrapped(scenario::printed(plan({"--total", "100", "--expect", "1"})));
    CHECK(has(expected, "That is unknown, not zero: the figures are what --expect says"));
    // Said otherwise it is no silence.
    (void)scenario::printed(plan({"--total", "100", "--policy", "equal"}));
    (void)scenario::printed(plan({"--total", "100", "--lock", "Eve=5", "--lock", "Fay=0"}));
    const std::string own = unwrapped(scenario::printed(plan({"--total", "North=10"})));
    CHECK(has(own, "That is unknown, not zero "));
    CHECK(!has(own, "the figures"));
}

TEST_CASE("the next total of a team that is not reviewed is refused") {
    const two_teams data;
    const auto review = [&](const std::vector<std::string>& more) {
        return data.run("review", with({"--period", "2026-11"}, more));
    };
    CHECK(
        scenario::complaint(review({"--total", "East=40", "--total", "West=40", "--next-total", "Nope=5"})) ==
        "attain: --next-total: there is no team \"Nope\"; there is: East, West\n");
    CHECK(scenario::complaint(review({"--total", "East=40", "--next-total", "West=5"})) ==
          "attain: --next-total: team \"West\" is not reviewed: it has no --total\n");
    CHECK(has(scenario::printed(review({"--total", "East=40", "--next-total", "East=44"})),
              "44 meetings, as asked"));
}

TEST_CASE("a page that is printed says why letters are in doubt, as the table does") {
    const two_teams data;
    const std::vector<std::string> much = with(december, {"--total", "East=200"});
    CHECK(has(scenario::printed(data.run("plan", much)),
              "  A fails       Ann < 1 %, Bob < 1 %: out of reach\n"));
    CHECK(has(scenario::printed(data.run("report", much)),
              "<b>A fails</b> Ann &lt; 1 %, Bob &lt; 1 %: out of reach</p>"));
}

TEST_CASE("what only a plan answers is not offered where a plan is followed") {
    const two_teams data;
    for (const char* command : {"track", "review", "report"})
        for (const std::vector<std::string>& option :
             {std::vector<std::string>{"--explain"}, std::vector<std::string>{"--what-if", "30,40"}}) {
            CAPTURE(command);
            std::vector<std::string> asked = with({"--period", "2026-11", "--total", "East=40"}, option);
            if (command == std::string{"track"}) asked = with(asked, {"--as-of", "2026-11-17"});
            const auto result = scenario::run(ATTAIN_PROGRAM, data.run(command, asked));
            CHECK(result.exit_code == 2);
            CHECK(has(result.err, option.front()));
        }
}

TEST_CASE("teams that are left out are told wherever a plan is followed") {
    const two_teams data;
    const std::string told = "  Not planned   West: no --total given\n";
    const std::vector<std::string> east = {"--period", "2026-11", "--total", "East=40"};
    const std::vector<std::string> on = {"--as-of", "2026-11-17"};
    CHECK(has(scenario::printed(data.run("track", with(east, on))), told));
    CHECK(has(scenario::printed(data.run("review", east)), told));
    CHECK(has(scenario::printed(data.run("report", with(east, on))), "<b>Not planned</b> West"));
    const std::vector<std::string> lower = {"--better", "lower"};
    CHECK(has(scenario::printed(data.run("track", with(with(east, on), lower))), told));
    CHECK(has(scenario::printed(data.run("review", with(east, lower))), told));
    CHECK(!has(scenario::printed(data.run("track", with(with(east, on), {"--total", "West=40"}))),
               "Not planned"));
}

TEST_CASE("the goal's own metric is no activity for it") {
    const two_teams data;
    CHECK(scenario::complaint(
              data.run("plan", with(december, {"--total", "East=40", "--minutes", "meetings=30"}))) ==
          "attain: --minutes: \"meetings\" is what the goal counts; say what is done to bring it, such as "
          "calls=3\n");
}

TEST_CASE("last quotas with days are those of the period before") {
    const two_teams data;
    const auto plan = [&](const std::string& rows) {
        return data.run("plan",
                        with(december, {"--total", "East=40", "--policy", "least-change", "--previous",
                                        data.write("last.csv", "rep,quota,first_day,last_day\n" + rows)}));
    };
    const auto complaint = [&](const std::string& rows) {
        return without(scenario::complaint(plan(rows)), data.path().string() + "/");
    };
    // Of November; an older one is not of it.
    const std::string table = scenario::printed(
        plan("1,15,2026-11-01,2026-11-30\n2,25,2026-11-01,2026-11-30\n1,99,2026-10-01,2026-10-31\n"));
    CHECK(has(table, "15 + 25 = 40 exactly"));
    // In parts.
    CHECK(has(scenario::printed(plan("1,5,2026-11-01,2026-11-15\n1,10,2026-11-16,2026-11-30\n"
                                     "2,25,2026-11-01,2026-11-30\n")),
              "15 + 25 = 40 exactly"));
    CHECK(complaint("1,90,2026-09-01,2026-11-30\n") ==
          "attain: last.csv:2: column first_day: a quota of 2026-09-01/2026-11-30 is not one of 2026-11, the "
          "period before\n");
    CHECK(complaint("1,15,2026-10-01,2026-10-31\n") ==
          "attain: last.csv: has no quotas of 2026-11, the period before the one that is planned\n");
    CHECK(complaint("1,15,2026-11-01,2026-11-15\n") ==
          "attain: last.csv: \"1\" has quotas for a part of 2026-11 only\n");
    CHECK(complaint("1,15,2026-11-01,2026-11-30\n1,15,2026-11-30,2026-11-30\n") ==
          "attain: last.csv:3: column first_day: has a quota for 2026-11-01/2026-11-30 already\n");
}

TEST_CASE("no result is written over what it is made of") {
    const two_teams data;
    const std::string activity = scenario::read(data / "activity.csv");
    const auto refused = [&](const std::vector<std::string>& arguments, const std::string& file) {
        CHECK(scenario::complaint(arguments) ==
              "attain: " + file + ": is read from, and would be written over\n");
        CHECK(scenario::read(data / "activity.csv") == activity);
    };
    const std::vector<std::string> east = {"--period", "2026-11", "--total", "East=40"};
    for (const char* command : {"plan", "track", "review", "report"}) {
        CAPTURE(command);
        std::vector<std::string> arguments = data.run(command, east);
        if (command != std::string{"review"}) arguments.insert(arguments.end(), {"--as-of", "2026-11-17"});
        refused(with(arguments, {"--json", data / "activity.csv"}), data / "activity.csv");
        // By another way to the same file.
        refused(with(arguments, {"--json", data / "./reps.csv"}), data / "./reps.csv");
    }
    refused(data.run("report", with(east, {"--out", data / "activity.csv"})), data / "activity.csv");
    const std::string last = data.write("last.csv", "rep,quota\n1,10\n2,20\n");
    refused(data.run("plan", with(east, {"--previous", last, "--change-cap", "50%", "--json", last})), last);
    // An older result is no input.
    const std::string kept = data.write("plan.json", "{}");
    (void)scenario::printed(data.run("plan", with(east, {"--json", kept})));
    CHECK(json::parse(scenario::read(kept)).contains("teams"));
}

TEST_CASE("control characters in names are shown and do not act; the page's script holds no bracket") {
    const two_teams data;
    data.write("reps.csv", "id,name,team\n1,\"An\nn\x1b[31m\",\"<!--<script>\nEast\"\n2,Bob\x7f\xc2\x9b,"
                           "\"<!--<script>\nEast\"\n3,Cid,West\n4,Dee,West\n");
    const std::vector<std::string> all = {"--period", "2026-11", "--total", "80"};
    const std::vector<std::string> on = {"--as-of", "2026-11-17"};
    for (const std::string& text :
         {scenario::printed(data.run("plan", all)), scenario::printed(data.run("track", with(all, on))),
          scenario::printed(data.run("review", all))}) {
        CHECK(!has(text, "\x1b"));
        CHECK(!has(text, "\x7f"));
        CHECK(!has(text, "\xc2\x9b"));
        CHECK(has(text, "An\u240An\u241B[31m"));
        CHECK(has(text, "<!--<script>\u240AEast"));
        CHECK(has(text, "Bob\u2421\uFFFD"));
    }
    const scenario::folder written;
    (void)scenario::printed(data.run("report", with(all, {"--out", written / "page.html"})));
    const std::string page = scenario::read(written / "page.html");
    const std::size_t script = page.find("<script type=\"application/json\"");
    REQUIRE(script != page.npos);
    const std::string numbers = page.substr(page.find('>', script) + 1);
    CHECK(numbers.find('<') == numbers.find("</script></body></html>"));
    const json parsed = json::parse(numbers.substr(0, numbers.find('<')));
    CHECK(parsed["numbers"].contains("<!--<script>\nEast.total"));
}
