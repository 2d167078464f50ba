// Dates and numbers out of text, and tables of it.
#include <attain/core/error.hpp>

#include <doctest/doctest.h>

#include <common/text.hpp>
#include <common/text_table.hpp>

using attain::parse_day;
using example::date_format;
using example::read_decimal;

TEST_CASE("dates as exports write them") {
    CHECK(date_format{}.read("2026-12-07") == parse_day("2026-12-07"));
    CHECK(date_format{"%m/%d/%Y"}.read("3/1/2017") == parse_day("2017-03-01"));
    CHECK(date_format{"%m/%d/%Y"}.read("12/31/2017") == parse_day("2017-12-31"));
    CHECK(date_format{"%d.%m.%y"}.read("07.12.26") == parse_day("2026-12-07"));
    CHECK(date_format{"%Y%m%d"}.read("20261207") == parse_day("2026-12-07"));
    CHECK(date_format{"%d-%b-%Y"}.read("07-DEC-2026") == parse_day("2026-12-07"));
    CHECK(date_format{"%Y-%m-%d%*"}.read("2026-12-07T09:30:00Z") == parse_day("2026-12-07"));
    CHECK(date_format{"%Y-%m-%d%*"}.read("2026-12-07") == parse_day("2026-12-07"));
    CHECK(date_format{}.read("2028-02-29") == parse_day("2028-02-29"));
}

TEST_CASE("texts that are no such date") {
    for (const char* text :
         {"", "2026-13-01", "2026-02-30", "2027-02-29", "2026-00-10", "2026-12-00", "26-12-07", "2026/12/07",
          "2026-12-07 ", "2026-12-071", "2026-12", "today", "0026-12-07"})
        CHECK_MESSAGE(!date_format{}.read(text).has_value(), text);
    CHECK_FALSE(date_format{"%Y%m%d"}.read("2026127").has_value());
    CHECK_FALSE(date_format{"%m/%d/%Y"}.read("31/12/2017").has_value());
}

TEST_CASE("a date format names year, month and day once") {
    for (const char* pattern :
         {"", "%Y-%m", "%Y-%m-%d-%d", "%Y-%m-%q-%d", "%Y-%m-%d %", "%*%Y-%m-%d", "%m %b %Y %d"})
        CHECK_THROWS_AS(date_format{pattern}, attain::error);
}

TEST_CASE("decimals become units exactly") {
    CHECK(read_decimal("41", 0) == 41);
    CHECK(read_decimal("-3", 0) == -3);
    CHECK(read_decimal("+3", 0) == 3);
    CHECK(read_decimal("12.5", 2) == 1250);
    CHECK(read_decimal("0.07", 2) == 7);
    CHECK(read_decimal("1.10", 1) == 11);
    CHECK(read_decimal("54.00", 0) == 54);
    CHECK(read_decimal("1,5", 1, ',') == 15);
    CHECK(read_decimal("92233720368547758.07", 2) == INT64_MAX);
    for (const char* text : {"", "-", ".5", "5.", "1.2.3", "1e3", "1,000", "$5", "0x10", " 5", "5 ", "--5",
                             "NaN", "92233720368547758.08"})
        CHECK_MESSAGE(!read_decimal(text, 2).has_value(), text);
    CHECK_FALSE(read_decimal("1.5", 0).has_value());
    CHECK_FALSE(read_decimal("1.505", 2).has_value());
}

TEST_CASE("digits in groups of three are read where they cannot be decimals") {
    using example::ungrouped;
    CHECK(ungrouped("1,250.00", '.', false) == "1250.00");
    CHECK(ungrouped("-12,345,678", '.', false) == "-12345678");
    CHECK(ungrouped("1.250,5", ',', true) == "1250,5");
    CHECK(ungrouped("1 250", '.', false) == "1250");
    CHECK(ungrouped("1\u00a0250\u00a0000,75", ',', true) == "1250000,75");
    CHECK(ungrouped("1\u2019250", '.', false) == "1250");
    CHECK(ungrouped("1,250", '.', true) == "1250");
    CHECK_FALSE(ungrouped("1,250", '.', false).has_value()); // 1250, or 1 and a quarter?
    for (const char* text : {"1250", "1,25", "1,2500", ",250", "0,250", "1,250,00", "1,250 000", "12,34,567",
                             "1250,000", "a,250", "1,25a", "", "-", "1,250,", "--1,250"})
        CHECK_MESSAGE(!ungrouped(text, '.', true).has_value(), text);
}

TEST_CASE("a table's columns stand below each other, whatever the names are written in") {
    CHECK(example::columns("Zo\u00EB") == 3);
    CHECK(example::columns("Zoe\u0308") == 3); // the same with a combining mark
    CHECK(example::columns("\u674E\u5C0F\u9F99") == 6);
    CHECK(example::columns("\uAE40 A") == 4);
    CHECK(example::columns("\xF0") == 1); // cut off, and no more than one
    example::text_table table;
    table.column("", example::align::left);
    table.column("target", example::align::right);
    table.row({"\u674E\u5C0F\u9F99", "12"});
    table.row({"Marija", "7"});
    CHECK(table.text() == "          target\n"
                          "  \u674E\u5C0F\u9F99      12\n"
                          "  Marija       7\n");
}

TEST_CASE("control characters are shown, letters of any script stay") {
    using example::visible;
    CHECK(visible("Ana\tB\x1b[31m\r\n") == "Ana\u2409B\u241B[31m\u240D\u240A");
    CHECK(visible("a\nb", example::line_ends::kept) == "a\nb");
    CHECK(visible("\x7f\xc2\x85\u2028.") == "\u2421\uFFFD\uFFFD.");
    CHECK(visible("Zo\u00EB \u00A0\u738B \U0001F600") == "Zo\u00EB \u00A0\u738B \U0001F600");
    CHECK(example::quote("a\x1b") == "\"a\u241B\"");
    CHECK(example::wrapped("a\nb", 0) == "a\u240Ab");
}
