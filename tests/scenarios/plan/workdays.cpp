// Who works on which weekdays: everybody, a team, somebody.
#include <attain/time/calendar.hpp>

#include "program.hpp"

#include <doctest/doctest.h>

#include <common/dataset.hpp>
#include <common/input_error.hpp>
#include <common/workdays.hpp>
#include <string>
#include <string_view>

namespace {

// `MTWTFSS` with a dash for each day off; "" for what is no list of weekdays.
std::string week(std::string_view text) {
    const auto days = example::read_workdays(text);
    if (!days) return "";
    std::string shown = "MTWTFSS";
    for (std::size_t d = 0; d < shown.size(); ++d)
        if ((*days)[d] == attain::fraction::zero()) shown[d] = '-';
    return shown;
}

// East sells from Tuesday to Saturday, West as everybody does but for Gil, who has three days and another
// town's holidays.
std::string sellers() {
    return "id,name,team,location,workdays\n"
           "1,Ana,East,,Tue-Sat\n2,Ben,East,,Tue-Sat\n"
           "3,Fay,West,,\n4,Gil,West,Rome,Mon Wed Fri\n";
}

example::dataset loaded(const scenario::folder& in, const std::string& workdays) {
    example::input_files files;
    files.folder = in.path().string();
    files.workdays = workdays;
    return example::load(files, {});
}

} // namespace

TEST_CASE("weekdays are read as people write them") {
    CHECK(week("Mon-Fri") == "MTWTF--");
    CHECK(week("tue-SAT") == "-TWTFS-");
    CHECK(week("Sunday - Thursday") == ""); // a blank parts
    CHECK(week("Sun-Thu") == "MTWT--S");
    CHECK(week("Fri-Mon") == "M---FSS");
    CHECK(week(" Mon, Wed;Fri ") == "M-W-F--");
    CHECK(week("Tues-Thurs Sat") == "-TWT-S-");
    CHECK(week("Mon-Sun") == "MTWTFSS");
    CHECK(week("Wed-Wed") == "--W----");
    for (const char* wrong : {"", " ,", "M-F", "Mon-", "-Fri", "Mon-Tue-Wed", "Monday2", "Mondays", "5"})
        CHECK_MESSAGE(week(wrong) == "", wrong);
}

TEST_CASE("a team that works on Saturdays has them in its calendar, somebody alone in their own") {
    const scenario::folder in;
    in.write("reps.csv", sellers());
    in.write("activity.csv", "rep,metric,date,quantity\n1,deals,2026-11-28,1\n");
    in.write("holidays.csv", "date,location\n2026-12-25,\n2026-12-08,Rome\n");
    const example::dataset data = loaded(in, "Mon-Fri");
    REQUIRE(data.teams.size() == 2);
    const attain::period december = attain::month(2026, 12);
    // Of 23 days each the 25th is closed, a Friday.
    CHECK(data.teams[0].calendar().workdays(december) == 22);
    CHECK_FALSE(data.teams[0].reps()[0].location);
    CHECK(data.teams[0].calendar().workday(attain::parse_day("2026-12-05")) == attain::fraction::one());
    CHECK(data.teams[1].calendar().workdays(december) == 22);
    CHECK_FALSE(data.teams[1].reps()[0].location);
    REQUIRE(data.teams[1].reps()[1].location);
    const attain::calendar& gil = *data.teams[1].reps()[1].location;
    CHECK(gil.workdays(december) == 12); // 13 less the 25th; the 8th is a Tuesday
    CHECK(gil.workday(attain::parse_day("2026-12-08")) == attain::fraction::zero());

    const example::dataset late = loaded(in, "Wed-Sun");
    CHECK(late.teams[0].calendar() == data.teams[0].calendar());
    CHECK(late.teams[1].calendar().workday(attain::parse_day("2026-12-06")) == attain::fraction::one());
    CHECK(late.teams[1].calendar().workday(attain::parse_day("2026-12-01")) == attain::fraction::zero());
    CHECK(late.teams[1].reps()[1].location == gil);
}

TEST_CASE("weekdays that are none are refused, where they stand") {
    const scenario::folder in;
    in.write("activity.csv", "rep,metric,date,quantity\n1,deals,2026-11-28,1\n");
    in.write("reps.csv", "id,name,team,workdays\n1,Ana,East,Tue-Sat\n2,Ben,East,weekend\n");
    CHECK_THROWS_WITH_AS(
        (void)loaded(in, "Mon-Fri"),
        (in / "reps.csv:3: column workdays: \"weekend\" is not weekdays such as Tue-Sat or Mon Wed Fri")
            .c_str(),
        example::input_error);
    const scenario::outcome run =
        scenario::run(ATTAIN_PROGRAM,
                      {"plan", "--data", ATTAIN_EXAMPLES "/data/team_of_four", "--metric", "meetings booked",
                       "--period", "2026-12", "--total", "120", "--workdays", "Tue_Sat"});
    CHECK(run.exit_code == 2);
    CHECK(run.err == "attain: --workdays: \"Tue_Sat\" is not weekdays such as Tue-Sat or Mon Wed Fri\n");
}
