// Every text that attain.h reads: periods, rates. What is read makes sense, and reads the same with a length
// as up to its NUL.
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    periods(text);
    rates(text);
    return 0;
}
