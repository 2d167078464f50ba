// Closed days out of files, good and bad.
#include <doctest/doctest.h>

#include <common/closed_days.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

using namespace attain;

namespace {

const period span = period::between(parse_day("2026-01-01"), parse_day("2029-01-01"));

// A file in the temporary folder that lives as long as this does.
class temporary {
public:
    temporary(const std::string& ending, const std::string& text)
        : path_{(std::filesystem::temp_directory_path() /
                 ("attain_closed_days_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ending))
                    .string()} {
        std::ofstream{path_, std::ios::binary} << text;
    }
    temporary(const temporary&) = delete;
    temporary& operator=(const temporary&) = delete;
    ~temporary() { std::remove(path_.c_str()); }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::string listed(const std::string& ending, const std::string& text, const period& inside = span) {
    const temporary file{ending, text};
    std::string out;
    for (const special_day& s : example::read_closed_days(file.path(), inside)) {
        out += to_string(s.date) + (s.name.empty() ? "" : " " + s.name);
        if (s.share != fraction::zero()) out += " " + std::to_string(s.share.ppm());
        out += "\n";
    }
    return out;
}

// What is said after the file's name.
std::string refused(const std::string& ending, const std::string& text) {
    const temporary file{ending, text};
    try {
        (void)example::read_closed_days(file.path(), span);
    } catch (const example::input_error& e) {
        return std::string{e.what()}.substr(file.path().size());
    }
    return "nothing";
}

std::string ics(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + events + "END:VCALENDAR\r\n";
}

std::string event(const std::string& lines) {
    return ics("BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n");
}

bool says(const std::string& message, const std::string& part) {
    return message.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("CSV: closed, half and extra days; dates outside the span are not asked for") {
    CHECK(listed(".csv",
                 "date,name,share\n2026-12-25,Christmas Day,\n2026-12-24,,0.5\n2026-12-19,,1\n"
                 "2030-01-01,,\n") == "2026-12-19 1000000\n2026-12-24 500000\n2026-12-25 Christmas Day\n");
    CHECK(listed(".csv", "date\n2026-12-25\n2026-12-25\n") == "2026-12-25\n");
    CHECK(says(refused(".csv", "date\n2026-12-25\n2026-02-30\n"), ":3: column date"));
    CHECK(says(refused(".csv", "date,share\n2026-12-25,\n2026-12-25,0.5\n"), ":3: column date"));
    CHECK(says(refused(".csv", "day\n2026-12-25\n"), "date"));
}

TEST_CASE("iCalendar: whole-day events, folded lines, escapes, an exclusive end") {
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas\\, first\r\n  day\r\n")) ==
          "2026-12-25 Christmas, first day\n");
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20261228\r\nDTEND;VALUE=DATE:20261230\r\n")) ==
          "2026-12-28\n2026-12-29\n");
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20261228\nDURATION:P3D\n")) ==
          "2026-12-28\n2026-12-29\n2026-12-30\n");
    CHECK(listed(".ics", event("DTSTART;X-NOTE=\"a:b;c\";VALUE=DATE:20261228\r\nSTATUS:CANCELLED\r\n"))
              .empty());
    CHECK(listed(".ics", ics("BEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\nEND:VTIMEZONE\r\n")).empty());
    CHECK(listed(".ics",
                 event("DTSTART;VALUE=DATE:20261225\r\nBEGIN:VALARM\r\nDURATION:PT5M\r\nEND:VALARM\r\n")) ==
          "2026-12-25\n");
}

TEST_CASE("iCalendar: yearly rules") {
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY\r\n")) ==
          "2026-01-01\n2027-01-01\n2028-01-01\n");
    CHECK(
        listed(".ics", event("DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n")) ==
        "2026-11-26\n2027-11-25\n2028-11-23\n");
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\r\n"
                               "EXDATE;VALUE=DATE:20270531\r\n")) == "2026-05-25\n2028-05-29\n");
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY\r\n")) == "2028-02-29\n");
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n")) ==
          "2026-05-01\n");
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY;UNTIL=20270501\r\n")) ==
          "2026-05-01\n2027-05-01\n");
    CHECK(listed(".ics", event("DTSTART;VALUE=DATE:20240501\r\nRRULE:FREQ=YEARLY;INTERVAL=2\r\n")) ==
          "2026-05-01\n2028-05-01\n");
}

TEST_CASE("iCalendar: what would be half understood is refused, with its line") {
    CHECK(says(refused(".ics", event("DTSTART:20261225T090000Z\r\n")), ":4: DTSTART: has a time of day"));
    CHECK(says(refused(".ics", event("DTSTART;VALUE=DATE:20260230\r\n")), "is not a date"));
    CHECK(says(refused(".ics", event("SUMMARY:x\r\n")), "the event has no DTSTART"));
    CHECK(says(refused(".ics", event("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261225\r\n")),
               ":5: DTEND"));
    for (const char* rule :
         {"FREQ=WEEKLY", "FREQ=YEARLY;BYDAY=MO", "FREQ=YEARLY;BYMONTH=5;BYDAY=5MO", "FREQ=YEARLY;BYWEEKNO=20",
          "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;FREQ=YEARLY", "YEARLY"})
        CHECK(
            says(refused(".ics", event(std::string{"DTSTART;VALUE=DATE:20261225\r\nRRULE:"} + rule + "\r\n")),
                 ":5: RRULE"));
    CHECK(says(refused(".ics", event("DTSTART;VALUE=DATE:20261225\r\nRDATE;VALUE=DATE:20261226\r\n")),
               ":5: RDATE"));
    CHECK(says(refused(".ics", event("DTSTART;VALUE=DATE:20261225\r\nDURATION:PT8H\r\n")), ":5: DURATION"));
    CHECK(says(refused(".ics", event("DTSTART;VALUE=DATE:20261225\r\nDTSTART;VALUE=DATE:20261226\r\n")),
               "twice"));
    CHECK(says(refused(".ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"), "ends inside VEVENT"));
    CHECK(says(refused(".ics", "BEGIN:VCALENDAR\r\nEND:VEVENT\r\n"), ":2: END"));
    CHECK(says(refused(".ics", "date\n2026-12-25\n"), ":1: is not a line"));
    CHECK(says(refused(".ics", "X:1\n"), "is no iCalendar file"));
    CHECK(says(refused(".ics", ""), "is no iCalendar file"));
    CHECK_THROWS_AS((void)example::read_closed_days("no/such/file.ics", span), example::input_error);
}

TEST_CASE("the example prints a rep's quarter, from its own days and from a file") {
    const auto output = [](const std::string& argument) {
        std::string text;
        FILE* pipe = popen((std::string{ATTAIN_REP_QUARTER} + " " + argument).c_str(), "r");
        REQUIRE(pipe != nullptr);
        char buffer[256];
        while (std::fgets(buffer, sizeof buffer, pipe) != nullptr)
            text += buffer;
        CHECK(pclose(pipe) == 0);
        return text;
    };
    const std::string plain = output("");
    CHECK(says(plain, "Ben, 2026-Q4: 75 x 37.6250 / 63.5000 days = 44.439, so 44 meetings in whole."));
    CHECK(
        says(plain, "2026-W43     leave   leave   leave   leave   leave                     0.00      n/a"));
    CHECK(says(plain, "2026-11: 14 meetings in 12.12 days of capacity"));
    CHECK(says(plain, "As of 2026-11-16: 11 done of 44, 14.0 expected by now"));
    const std::string file = output(std::string{ATTAIN_EXAMPLES} + "/data/closed_days.ics");
    CHECK(says(file, "2026-W53    closed  closed  closed  closed"));
}
