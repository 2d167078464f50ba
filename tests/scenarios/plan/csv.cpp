// The CSV reader: what it takes, and how it refuses the rest.
#include "files.hpp"

#include <doctest/doctest.h>

#include <common/csv.hpp>

using example::csv_file;
using example::input_error;

namespace {

const scenario::folder dir;

csv_file parsed(std::string_view text, std::optional<char> separator = {}) {
    return csv_file::read(dir.write("file.csv", text), separator);
}

// What it says about the text, without the folder's path.
std::string refusal(std::string_view text) {
    try {
        (void)parsed(text);
    } catch (const input_error& e) {
        const std::string what = e.what();
        return what.substr(what.rfind("file.csv"));
    }
    return "accepted";
}

} // namespace

TEST_CASE("fields by name, whatever ends the lines") {
    for (const char* text : {"a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n",
                             "\xEF\xBB\xBF"
                             "a,b\n1,2\n3,4",
                             "a,b\n\n1,2\n\n3,4\n\n"}) {
        const csv_file file = parsed(text);
        REQUIRE(file.rows() == 2);
        CHECK(file.at(0, file.column("a")) == "1");
        CHECK(file.at(1, file.column("b")) == "4");
        CHECK_FALSE(file.find("c").has_value());
    }
}

TEST_CASE("quotes hold separators, line ends and doubled quotes") {
    const csv_file file =
        parsed("name,note\n\"Smith, Ann\",\"said \"\"no\"\"\"\n\"two\nlines\",\"\"\nlast,x\n");
    REQUIRE(file.rows() == 3);
    CHECK(file.at(0, 0) == "Smith, Ann");
    CHECK(file.at(0, 1) == "said \"no\"");
    CHECK(file.at(1, 0) == "two\nlines");
    CHECK(file.at(1, 1) == "");
    CHECK(file.where(2, 1).line == 5);
    CHECK(file.where(2, 1).column == "note");
}

TEST_CASE("another separator, said or seen in the first line") {
    for (const std::optional<char> separator : {std::optional{';'}, std::optional<char>{}}) {
        const csv_file file = parsed("\n\"a, or so\";b\n1,5;2\n", separator);
        CHECK(file.at(0, 0) == "1,5");
        CHECK(file.header()[0] == "a, or so");
    }
    CHECK(parsed("a\tb\n1;5\t2\n").at(0, 0) == "1;5");
    CHECK(parsed("a|b\n1|2\n").at(0, 1) == "2");
    CHECK(parsed("a;x,b\n1;5,2\n").at(0, 0) == "1;5"); // a comma comes first
}

TEST_CASE("a moved file keeps its fields") {
    csv_file first = parsed("a\n1\n");
    const csv_file second = std::move(first);
    CHECK(second.at(0, 0) == "1");
}

TEST_CASE("refusals name the line") {
    CHECK(refusal("") == "file.csv: is empty; its first line must name the columns");
    CHECK(refusal("\n\n") == "file.csv: is empty; its first line must name the columns");
    CHECK(refusal("a,b\n1,2\n3\n") == "file.csv:3: has 1 field; the header names 2 columns");
    CHECK(refusal("a,b\n1,2,3\n") == "file.csv:2: has 3 fields; the header names 2 columns");
    CHECK(refusal("a,b\n1,\"2\n3,4\n") == "file.csv:2: a double quote opens here and is never closed");
    CHECK(refusal("a,b\n1,\"2\"x\n") == "file.csv:2: text after a closing double quote");
    CHECK(refusal("a,b\n1,2\"x\"\n") ==
          "file.csv:2: a double quote inside a field that does not start with one");
    CHECK(refusal("a,b\n1,2\r3,4\n") == "file.csv:2: a carriage return without a line feed");
    CHECK(refusal("a,b,a\n") == "file.csv:1: two columns are named \"a\"");
    CHECK(refusal(std::string_view{"a,b\n1,\0\n", 8}) ==
          "file.csv: holds a zero byte: this is not a text file");
    CHECK(refusal("\xFF\xFE"
                  "a") == "file.csv: is UTF-16; save it as UTF-8");
    CHECK(refusal("a,b\n1,M\xFC"
                  "ller\n") == "file.csv:2: is not UTF-8 (Windows-1252 or Latin-1?); save it as UTF-8");
    CHECK(parsed("a\nM\u00fcller \u20ac\n").at(0, 0) == "M\u00fcller \u20ac");
    CHECK_THROWS_WITH_AS((void)csv_file::read("no/such/file.csv"), "no/such/file.csv: cannot be opened",
                         input_error);
}

TEST_CASE("a missing column names those there are") {
    const csv_file file = parsed("rep,date\n");
    try {
        (void)file.column("quantity");
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(std::string{e.what()}.ends_with(
            "file.csv:1: has no column \"quantity\"; its columns are: rep, date"));
    }
}
