// Every text that attain.h reads: periods, fiscal periods, rates, catalogues of sentences. What is read makes
// sense, and reads the same with a length as up to its NUL, or as it is written again.
#include "require.h"

#include <attain.h>
#include <cstdint>
#include <cstring>
#include <string>

namespace {

void periods(const std::string& text) {
    std::int32_t begin = 0, end = 0, again_begin = 0, again_end = 0;
    const attain_status status =
        attain_period_parse(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &begin, &end);
    REQUIRE(status != ATTAIN_E_INTERNAL);
    REQUIRE(status != ATTAIN_OK || begin < end);
    if (text.find('\0') != std::string::npos) return;
    REQUIRE(attain_period_parse(nullptr, text.c_str(), -1, &again_begin, &again_end) == status);
    REQUIRE(begin == again_begin && end == again_end);
}

void rates(const std::string& text) {
    const auto length = static_cast<std::int64_t>(text.size());
    std::int64_t numerator = 0, denominator = 0;
    std::int32_t number = 0;
    const attain_status status =
        attain_rate_parse(nullptr, text.data(), length, 2, 0, &numerator, &denominator);
    REQUIRE(status != ATTAIN_E_INTERNAL);
    REQUIRE(status != ATTAIN_OK || (numerator > 0 && denominator > 0));
    REQUIRE(attain_currency(nullptr, text.data(), length, &number) != ATTAIN_E_INTERNAL);
}

// A calendar of weeks with quarters, which has every kind of label.
const attain_fiscal* weeks() {
    static const attain_fiscal* const made = [] {
        attain_fiscal_args args{};
        args.struct_size = sizeof args;
        args.rule = ATTAIN_FISCAL_WEEKS;
        args.last_weekday = 5;
        args.end_month = 1;
        attain_fiscal* fiscal = nullptr;
        REQUIRE(attain_fiscal_new(nullptr, &args, &fiscal) == ATTAIN_OK);
        return fiscal;
    }();
    return made;
}

void fiscal_periods(const std::string& text) {
    attain_fiscal_period found{}, again{};
    found.struct_size = again.struct_size = sizeof found;
    const attain_status status =
        attain_fiscal_parse(nullptr, weeks(), text.data(), static_cast<std::int64_t>(text.size()), &found);
    REQUIRE(status != ATTAIN_E_INTERNAL);
    if (status != ATTAIN_OK) return;
    REQUIRE(found.begin < found.end);
    REQUIRE(attain_fiscal_at(nullptr, weeks(), found.kind, found.year, found.index, &again) == ATTAIN_OK);
    REQUIRE(again.begin == found.begin && again.end == found.end);
}

std::string text_of(const attain_catalogue* catalogue) {
    std::int64_t needed = 0;
    REQUIRE(attain_catalogue_text(nullptr, catalogue, nullptr, 0, &needed) == ATTAIN_E_BUFFER_TOO_SMALL);
    std::string text(static_cast<std::size_t>(needed), ' ');
    REQUIRE(attain_catalogue_text(nullptr, catalogue, text.data(), needed, &needed) == ATTAIN_OK);
    text.pop_back(); // its NUL
    return text;
}

void catalogues(const std::string& text) {
    attain_catalogue *catalogue = nullptr, *again = nullptr;
    const attain_status status =
        attain_catalogue_new(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &catalogue);
    REQUIRE(status != ATTAIN_E_INTERNAL);
    REQUIRE((status == ATTAIN_OK) == (catalogue != nullptr));
    if (catalogue == nullptr) return;
    const std::string written = text_of(catalogue);
    REQUIRE(attain_catalogue_new(nullptr, written.c_str(), -1, &again) == ATTAIN_OK);
    REQUIRE(text_of(again) == written);
    attain_catalogue_free(again);
    attain_catalogue_free(catalogue);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    periods(text);
    rates(text);
    fiscal_periods(text);
    catalogues(text);
    return 0;
}
