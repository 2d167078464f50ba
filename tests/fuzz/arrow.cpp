// Columns from anywhere: the input makes a struct array of the Arrow C Data Interface, as wrong as it likes
// within what no reader can check (a buffer is as long as its array says, a text offset stays inside its
// text). It is taken or refused with a status that is not internal, released exactly once, and a refused one
// changes nothing; what was taken comes out as an array that another ledger takes, with the same sums.
#include "attain.h"

#include "input.hpp"
#include "require.h"

#include <array>
#include <deque>
#include <string>
#include <vector>

namespace {

constexpr std::int32_t as_of = 20787;
constexpr std::int64_t metric = 7;

// What is behind an array, and how often it was given back.
struct memory {
    std::deque<std::vector<unsigned char>> buffers{};
    std::deque<std::vector<const void*>> buffer_lists{};
    std::deque<std::string> texts{};
    std::deque<ArrowSchema> schemas{};
    std::deque<ArrowArray> arrays{};
    std::vector<ArrowSchema*> schema_children{};
    std::vector<ArrowArray*> array_children{};
    int schema_released = 0;
    int array_released = 0;
};

template<class Arrow>
void count_release(Arrow* of, int& released) {
    ++released;
    of->release = nullptr;
}
extern "C" {
static void release_schema(ArrowSchema* s) {
    count_release(s, static_cast<memory*>(s->private_data)->schema_released);
}
static void release_array(ArrowArray* a) {
    count_release(a, static_cast<memory*>(a->private_data)->array_released);
}
static void release_child(ArrowArray* a) {
    a->release = nullptr;
}
}

class maker {
public:
    maker(fuzz_input& in, memory& m) : in_{in}, m_{m} {}

    void child(std::int64_t rows) {
        static constexpr std::array<const char*, 12> names{"rep_id",   "day",      "quantity", "channel",
                                                           "known",    "beyond",   "event_id", "version",
                                                           "reverses", "currency", "",         "colour"};
        static constexpr std::array<const char*, 16> formats{
            "l", "i", "tdD", "C", "b", "u", "U", "g", "s", "", "vu", "tdm", "tsn:", "tss:", "L", "tsm:UTC"};
        // Each name's own place and format, most of the time.
        const auto at = m_.schema_children.size();
        const std::size_t name =
            in_.below(8) == 0 ? static_cast<std::size_t>(in_.below(12)) : at % names.size();
        const char* format =
            in_.below(8) == 0 ? formats[static_cast<std::size_t>(in_.below(16))] : usual(name);
        m_.schema_children.push_back(&schema(names[name], format));
        m_.array_children.push_back(&array(format, rows));
        if (in_.below(16) == 0) m_.array_children.back()->release = nullptr;
        if (in_.below(32) == 0) m_.array_children.back() = nullptr;
        if (in_.below(32) == 0) m_.schema_children.back() = nullptr;
        if (in_.below(6) == 0 && m_.schema_children.back() != nullptr && m_.array_children.back() != nullptr)
            dictionary(*m_.schema_children.back(), *m_.array_children.back());
    }

private:
    const char* usual(std::size_t name) {
        static constexpr std::array<const char*, 5> channels{"l", "u", "U", "i", "vu"};
        static constexpr std::array<const char*, 12> own{"l", "tdD", "l", "u", "i", "C",
                                                         "l", "i",   "l", "u", "l", "l"};
        return name == 3 ? channels[static_cast<std::size_t>(in_.below(5))] : own[name];
    }

    ArrowSchema& schema(const char* name, const char* format) {
        ArrowSchema& s = m_.schemas.emplace_back();
        s.format = in_.below(64) == 0 ? nullptr : format;
        s.name = in_.below(64) == 0 ? nullptr : name;
        return s;
    }

    ArrowArray& array(const char* format, std::int64_t rows) {
        ArrowArray& a = m_.arrays.emplace_back();
        a.length = in_.below(16) == 0 ? in_.below(12) - 1 : rows;
        a.offset = in_.below(4) == 0 ? in_.below(6) - 1 : 0;
        const std::int64_t entries = a.length + (a.offset > 0 ? a.offset : 0);
        const auto n = static_cast<std::size_t>(entries > 0 ? entries : 0);
        a.null_count = in_.below(4) == 0 ? in_.below(4) - 1 : 0;
        a.release = release_child;
        auto& list = m_.buffer_lists.emplace_back();
        list.push_back(in_.below(3) == 0 ? bytes((n + 7) / 8) : nullptr);
        const std::string_view is{format};
        if (is == "u")
            texts<std::int32_t>(list, n);
        else if (is == "U")
            texts<std::int64_t>(list, n);
        else if (is == "vu")
            views(list, n);
        else
            list.push_back(numbers(is, n));
        if (in_.below(32) == 0) list.back() = nullptr;
        a.n_buffers = in_.below(32) == 0 ? in_.below(3) : static_cast<std::int64_t>(list.size());
        if (a.n_buffers > static_cast<std::int64_t>(list.size())) a.n_buffers = 0;
        a.buffers = in_.below(32) == 0 ? nullptr : list.data();
        return a;
    }

    void dictionary(ArrowSchema& s, ArrowArray& a) {
        s.dictionary = &schema("", in_.below(4) == 0 ? "U" : "u");
        if (in_.below(8) != 0)
            a.dictionary = &array(s.dictionary->format == nullptr ? "" : s.dictionary->format, 3);
    }

    // Exactly as long as it has to be: a reader that goes on is seen.
    const void* bytes(std::size_t size) {
        auto& buffer = m_.buffers.emplace_back(size == 0 ? 1 : size);
        for (unsigned char& b : buffer)
            b = in_.byte();
        return buffer.data();
    }
    const void* numbers(std::string_view format, std::size_t n) {
        if (format == "l" || format == "L") return plausible(8, n);
        if (format == "i" || format == "tdD") return plausible(4, n);
        if (format.starts_with("ts") || format == "tdm") return instants(format == "tss:" ? 1 : 1'000, n);
        if (format == "b") return bytes((n + 7) / 8);
        return bytes(n * (format == "g" ? 8U : format == "s" ? 2U : 1U));
    }
    const void* plausible(std::size_t width, std::size_t n) {
        auto& buffer = m_.buffers.emplace_back(n == 0 ? width : n * width);
        for (std::size_t i = 0; i < n; ++i) {
            const int b = in_.byte();
            const std::int64_t value = b < 8 ? in_.word() : b < 128 ? b % 8 : as_of - b % 32;
            std::memcpy(buffer.data() + i * width, &value, width); // little endian machines fuzz
        }
        return buffer.data();
    }
    // Midnights in seconds or milliseconds, mostly.
    const void* instants(std::int64_t ticks, std::size_t n) {
        auto& buffer = m_.buffers.emplace_back(n == 0 ? 8 : n * 8);
        for (std::size_t i = 0; i < n; ++i) {
            const int b = in_.byte();
            const std::int64_t value =
                b < 8 ? in_.word() : (as_of - b % 32) * 86'400 * ticks + (b > 250 ? 1 : 0);
            std::memcpy(buffer.data() + i * 8, &value, 8);
        }
        return buffer.data();
    }
    // String views over one or two texts, with the lengths of these behind them.
    void views(std::vector<const void*>& list, std::size_t n) {
        constexpr std::int64_t length = 24;
        auto& at = m_.buffers.emplace_back(n == 0 ? 16 : n * 16);
        for (std::size_t i = 0; i < n; ++i) {
            std::array<std::int32_t, 4> view{in_.below(26) - 1, in_.byte(),
                                             in_.below(3) - (in_.below(8) == 0 ? 1 : 0), in_.below(16)};
            std::memcpy(at.data() + i * 16, view.data(), 16);
        }
        list.push_back(at.data());
        const int n_texts = in_.below(3);
        auto& lengths = m_.buffers.emplace_back(n_texts == 0 ? 8 : static_cast<std::size_t>(n_texts) * 8);
        for (int t = 0; t < n_texts; ++t) {
            list.push_back(bytes(static_cast<std::size_t>(length)));
            std::memcpy(lengths.data() + static_cast<std::size_t>(t) * 8, &length, 8);
        }
        list.push_back(lengths.data());
    }
    template<class Offset>
    void texts(std::vector<const void*>& list, std::size_t n) {
        constexpr int length = 24;
        auto& offsets = m_.buffers.emplace_back((n + 1) * sizeof(Offset));
        Offset at = 0;
        for (std::size_t i = 0; i <= n; ++i) {
            std::memcpy(offsets.data() + i * sizeof at, &at, sizeof at);
            const int step = in_.below(8);
            at = static_cast<Offset>(step == 7 ? in_.below(length + 2) - 1 : at + step % 4);
            if (at > length) at = length;
        }
        list.push_back(offsets.data());
        list.push_back(bytes(length));
    }

    fuzz_input& in_;
    memory& m_;
};

struct sums {
    std::vector<std::int64_t> rep{};
    std::vector<std::int32_t> day{};
    std::vector<std::int64_t> quantity{};
    friend bool operator==(const sums&, const sums&) = default;
};

sums totals_of(const attain_ledger* ledger) {
    sums s;
    std::int64_t n = 0;
    const attain_status asked =
        attain_ledger_totals(nullptr, ledger, metric, as_of, nullptr, 0, nullptr, nullptr, nullptr, &n);
    if (asked != ATTAIN_E_BUFFER_TOO_SMALL) return s;
    s.rep.resize(static_cast<std::size_t>(n));
    s.day.resize(s.rep.size());
    s.quantity.resize(s.rep.size());
    REQUIRE(attain_ledger_totals(nullptr, ledger, metric, as_of, nullptr, n, s.rep.data(), s.day.data(),
                                 s.quantity.data(), &n) == ATTAIN_OK);
    return s;
}

// Out as an array, and in again.
void and_back(const attain_ledger* ledger, const sums& expected) {
    ArrowSchema schema{};
    ArrowArray array{};
    const attain_status out = attain_arrow_totals(nullptr, ledger, metric, as_of, nullptr, &schema, &array);
    if (out != ATTAIN_OK) { // sums beyond 64 bits
        REQUIRE(out == ATTAIN_E_OVERFLOW && schema.release == nullptr && array.release == nullptr);
        return;
    }
    attain_ledger* copy = nullptr;
    REQUIRE(attain_ledger_new(nullptr, &copy) == ATTAIN_OK);
    REQUIRE(attain_arrow_record(nullptr, copy, metric, &schema, &array, nullptr, nullptr, nullptr) ==
            ATTAIN_OK);
    REQUIRE(schema.release == nullptr && array.release == nullptr);
    REQUIRE(totals_of(copy) == expected);
    attain_ledger_free(copy);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz_input in{data, size};
    memory m;
    const std::int64_t rows = in.below(8);
    const int children = 2 + in.below(9);
    maker make{in, m};
    for (int c = 0; c < children; ++c)
        make.child(rows);
    ArrowSchema schema{};
    schema.format = in.below(32) == 0 ? "l" : "+s";
    schema.n_children = in.below(32) == 0 ? children - 1 : children;
    schema.children = in.below(64) == 0 ? nullptr : m.schema_children.data();
    schema.release = in.below(32) == 0 ? nullptr : release_schema;
    schema.private_data = &m;
    ArrowArray array{};
    const std::array<const void*, 1> no_nulls{nullptr};
    array.length = in.below(16) == 0 ? in.below(12) - 1 : rows;
    array.offset = in.below(8) == 0 ? in.below(4) - 1 : 0;
    array.n_buffers = 1;
    array.buffers = const_cast<const void**>(no_nulls.data());
    array.n_children = children;
    array.children = in.below(64) == 0 ? nullptr : m.array_children.data();
    array.release = in.below(32) == 0 ? nullptr : release_array;
    array.private_data = &m;
    const bool schema_live = schema.release != nullptr;
    const bool array_live = array.release != nullptr;

    attain_ledger* ledger = nullptr;
    REQUIRE(attain_ledger_new(nullptr, &ledger) == ATTAIN_OK);
    std::vector<std::uint8_t> row_status(32);
    std::int64_t failed = 0;
    std::uint8_t* marks = in.below(2) == 0 ? row_status.data() : nullptr;
    const attain_status status =
        attain_arrow_record(nullptr, ledger, metric, &schema, &array, marks, nullptr, &failed);
    REQUIRE(status != ATTAIN_E_INTERNAL);
    REQUIRE(m.schema_released == (schema_live ? 1 : 0) && m.array_released == (array_live ? 1 : 0));
    const sums totals = totals_of(ledger);
    if (status != ATTAIN_OK) REQUIRE(totals == sums{});
    and_back(ledger, totals);
    attain_ledger_free(ledger);
    return 0;
}
