// Facts from columns by the Arrow C Data and C Stream Interfaces. What is done with them is said elsewhere;
// here they are only read, in place where they can be.
#include "arrow.hpp"

#include <cerrno>
#include <deque>

using namespace attain;

namespace {

// What a call was given: released once, at the end.
template<class... Arrow>
class consumed {
public:
    explicit consumed(Arrow*... given) noexcept : given_{given...} {}
    ~consumed() {
        std::apply([](auto*... each) { (release(each), ...); }, given_);
    }
    consumed(const consumed&) = delete;
    consumed& operator=(const consumed&) = delete;

private:
    static void release(auto* each) {
        if (each != nullptr && each->release != nullptr) each->release(each);
    }
    std::tuple<Arrow*...> given_;
};

bool bit_at(const void* bits, std::int64_t i) {
    return ((static_cast<const std::uint8_t*>(bits)[i / 8] >> (i % 8)) & 1) != 0;
}

// One child, seen from the rows of its struct.
class column {
public:
    column(const ArrowSchema& schema, const ArrowArray& array, const char* name, std::int64_t rows,
           std::int64_t skipped)
        : name_{name},
          format_{schema.format == nullptr ? "" : schema.format},
          array_{array},
          schema_{schema},
          rows_{rows},
          from_{array.offset + skipped} {
        if (array.release == nullptr) fail(errc::invalid_argument, name, "was released already");
        if (array.offset < 0 || array.length < 0 || array.length - skipped < rows)
            fail(errc::out_of_range, name, "is shorter than its struct");
    }

    [[nodiscard]] bool is(std::string_view format) const { return format_ == format; }
    [[nodiscard]] bool coded() const { return schema_.dictionary != nullptr; }
    [[nodiscard]] bool text() const { return coded() || is("u") || is("U") || is("vu"); }
    [[nodiscard]] std::int64_t size() const { return rows_; }
    [[nodiscard]] const char* name() const { return name_; }
    [[nodiscard]] bool null(std::int64_t i) const {
        return array_.null_count != 0 && array_.n_buffers > 0 && array_.buffers != nullptr &&
               array_.buffers[0] != nullptr && !bit_at(array_.buffers[0], from_ + i);
    }
    [[nodiscard]] bool any_null() const {
        for (std::int64_t i = 0; array_.null_count != 0 && i < rows_; ++i)
            if (null(i)) return true;
        return false;
    }
    template<class T>
    [[nodiscard]] const T* data(std::int64_t buffer = 1) const {
        if (rows_ == 0) return nullptr;
        if (array_.n_buffers <= buffer || array_.buffers == nullptr || array_.buffers[buffer] == nullptr)
            fail(errc::null_argument, name_, "has no data");
        return static_cast<const T*>(array_.buffers[buffer]) + (buffer == 1 ? from_ : 0);
    }
    // Bits are not bytes: the row is part of the question.
    [[nodiscard]] bool flag(std::int64_t i) const { return bit_at(array_.buffers[1], from_ + i); }
    // Calls visit with the numbers as they are stored; false when they are no integers.
    template<class Visit>
    bool visit_integers(Visit&& visit) const {
        switch (format_.size() == 1 ? format_[0] : '\0') {
        case 'c':
            return visit(data<std::int8_t>()), true;
        case 'C':
            return visit(data<std::uint8_t>()), true;
        case 's':
            return visit(data<std::int16_t>()), true;
        case 'S':
            return visit(data<std::uint16_t>()), true;
        case 'i':
            return visit(data<std::int32_t>()), true;
        case 'I':
            return visit(data<std::uint32_t>()), true;
        case 'l':
            return visit(data<std::int64_t>()), true;
        case 'L':
            return visit(data<std::uint64_t>()), true;
        default:
            return false;
        }
    }
    // How many of the column's ticks a day has; 0 when it holds no instants. Errors: invalid_argument (a
    // zone).
    [[nodiscard]] std::int64_t ticks_a_day() const {
        constexpr std::int64_t seconds = 86'400;
        if (is("tdm")) return 1'000 * seconds;
        if (!format_.starts_with("ts") || format_.size() < 4 || format_[3] != ':') return 0;
        if (format_.size() > 4)
            fail(errc::invalid_argument, name_,
                 "has the time zone " + format_.substr(4) +
                     ": an instant is a day only where somebody works");
        switch (format_[2]) {
        case 's':
            return seconds;
        case 'm':
            return 1'000 * seconds;
        case 'u':
            return 1'000'000 * seconds;
        case 'n':
            return 1'000'000'000 * seconds;
        default:
            return 0;
        }
    }
    [[nodiscard]] std::string_view string(std::int64_t i) const {
        return is("u") ? string_of<std::int32_t>(i) : is("U") ? string_of<std::int64_t>(i) : viewed(i);
    }
    [[nodiscard]] column dictionary() const {
        if (array_.dictionary == nullptr) fail(errc::null_argument, name_, "has no dictionary");
        column words{*schema_.dictionary, *array_.dictionary, name_, array_.dictionary->length, 0};
        if (words.coded() || !words.text()) words.refuse("text (u, U, vu) in a dictionary");
        return words;
    }
    [[noreturn]] void refuse(const char* expected) const {
        fail(errc::invalid_argument, name_, "has the format " + format_ + ", not " + expected);
    }

private:
    template<class Offset>
    [[nodiscard]] std::string_view string_of(std::int64_t i) const {
        const Offset* at = data<Offset>() + i;
        if (at[0] < 0 || at[1] < at[0]) fail(errc::out_of_range, name_, "has text offsets that fall", i);
        if (at[0] == at[1]) return {};
        return {data<char>(2) + at[0], static_cast<std::size_t>(at[1] - at[0])};
    }
    // Sixteen bytes: a length, and the text itself or where it is. The last buffer has the others' lengths.
    [[nodiscard]] std::string_view viewed(std::int64_t i) const {
        struct view {
            std::int32_t length;
            char start[4]; // of the text, which goes on here when it is no longer than twelve bytes
            std::int32_t buffer;
            std::int32_t offset;
        };
        static_assert(sizeof(view) == 16);
        const view* at = data<view>() + i;
        if (at->length < 0) fail(errc::out_of_range, name_, "has text of a negative length", i);
        if (at->length <= 12)
            return {reinterpret_cast<const char*>(at) + 4, static_cast<std::size_t>(at->length)};
        const std::int64_t n_texts = array_.n_buffers - 3;
        if (at->buffer < 0 || at->buffer >= n_texts || at->offset < 0 ||
            std::int64_t{at->offset} + at->length > data<std::int64_t>(n_texts + 2)[at->buffer])
            fail(errc::out_of_range, name_, "has text outside of its buffers", i);
        return {data<char>(2 + at->buffer) + at->offset, static_cast<std::size_t>(at->length)};
    }

    const char* name_;
    std::string format_;
    const ArrowArray& array_;
    const ArrowSchema& schema_;
    std::int64_t rows_;
    std::int64_t from_; // buffer index of the first row
};

// What stands for an entry that does not fit: no value of any column, so that its row is marked where bad
// rows are, or else none, and the call is refused.
template<class T>
using unfit = std::optional<T>;

// Columns as the C interface takes them; what had to be converted lives here.
class reader {
public:
    reader(const ArrowSchema& schema, const ArrowArray& array) : schema_{schema}, array_{array} {
        if (array.release == nullptr || schema.release == nullptr)
            fail(errc::invalid_argument, "array", "was released already");
        if (schema.format == nullptr || std::string_view{schema.format} != "+s")
            fail(errc::invalid_argument, "schema", "is not of a struct array, +s");
        if (array.length < 0 || array.length > capi::most_rows || array.offset < 0 ||
            schema.n_children != array.n_children || array.n_children < 0)
            fail(errc::invalid_argument, "array", "does not match its schema");
        for (std::int64_t i = 0; array.null_count != 0 && i < array.length; ++i)
            if (array.n_buffers > 0 && array.buffers != nullptr && array.buffers[0] != nullptr &&
                !bit_at(array.buffers[0], array.offset + i))
                fail(errc::invalid_argument, "array", "has a null row", i);
    }

    [[nodiscard]] std::int64_t rows() const { return array_.length; }

    void only(std::span<const std::string_view> names) const {
        for (std::int64_t c = 0; c < schema_.n_children; ++c)
            if (std::ranges::find(names, child_name(c)) == names.end())
                fail(errc::invalid_argument, "schema",
                     "has a child that is not known here: " + std::string{child_name(c)});
    }

    [[nodiscard]] std::optional<column> find(const char* name) const {
        for (std::int64_t c = 0; c < schema_.n_children; ++c)
            if (child_name(c) == name)
                return column{*schema_.children[c], *array_.children[c], name, rows(), array_.offset};
        return std::nullopt;
    }

    // Integers of any width; a null is `otherwise`. Read in place where they are stored as asked for.
    template<class T>
    const T* integers(const char* name, T otherwise, unfit<T> bad = {}) {
        const auto given = find(name);
        return given ? integers(*given, otherwise, bad) : nullptr;
    }
    template<class T>
    const T* integers(const column& given, T otherwise, unfit<T> bad = {}) {
        const T* read = nullptr;
        const bool whole = given.visit_integers([&]<class Stored>(const Stored* stored) {
            if constexpr (std::is_same_v<Stored, T>)
                if (!given.any_null()) return void(read = stored);
            read = filled<T>(given, otherwise, [&](std::int64_t i) {
                return std::in_range<T>(stored[i]) ? static_cast<T>(stored[i]) : not_fitting(given, bad, i);
            });
        });
        if (!whole) given.refuse("an integer (l, i, s, c, L, I, S, C)");
        return read;
    }
    // Days as date32 or integers; whole days as date64, or as timestamps without a zone.
    const std::int32_t* days(const char* name, unfit<std::int32_t> bad) {
        const auto given = find(name);
        if (!given) return nullptr;
        if (given->is("tdD")) {
            const auto* days = given->data<std::int32_t>();
            if (!given->any_null()) return days;
            return filled<std::int32_t>(*given, ATTAIN_NULL_DAY, [&](std::int64_t i) { return days[i]; });
        }
        const std::int64_t ticks = given->ticks_a_day();
        if (ticks == 0) {
            if (given->visit_integers([](const auto*) {}))
                return integers<std::int32_t>(*given, ATTAIN_NULL_DAY, bad);
            given->refuse("days (tdD, tdm, tss:, tsm:, tsu:, tsn:) or an integer");
        }
        const auto* instants = given->data<std::int64_t>();
        return filled<std::int32_t>(*given, ATTAIN_NULL_DAY, [&](std::int64_t i) {
            const std::int64_t day = instants[i] / ticks;
            if (instants[i] % ticks == 0 && std::in_range<std::int32_t>(day))
                return static_cast<std::int32_t>(day);
            if (!bad) fail(errc::out_of_range, given->name(), "is not a whole day", i);
            return *bad;
        });
    }
    const std::uint8_t* flags(const char* name) {
        const auto given = find(name);
        if (!given) return nullptr;
        if (!given->is("C") && !given->is("b")) given->refuse("uint8 (C) or bool (b)");
        if (given->is("C")) return integers<std::uint8_t>(*given, 0);
        if (given->size() > 0) (void)given->data<std::uint8_t>(); // or refuse
        return filled<std::uint8_t>(*given, 0, [&](std::int64_t i) { return std::uint8_t{given->flag(i)}; });
    }
    // Text, or codes of text, as numbers that `number` gives to each text; nulls are 0.
    template<class Number, class Naming>
    const Number* named(const column& given, Naming&& number) {
        if (!given.coded())
            return filled<Number>(given, 0, [&](std::int64_t i) { return number(given.string(i), i); });
        const column words = given.dictionary();
        std::vector<Number> meaning;
        for (std::int64_t w = 0; w < words.size(); ++w)
            meaning.push_back(words.null(w) ? Number{0} : number(words.string(w), w));
        const Number* read = nullptr;
        const bool whole = given.visit_integers([&](const auto* stored) {
            read = filled<Number>(given, 0, [&](std::int64_t i) {
                if (!std::in_range<std::int64_t>(stored[i]) || std::cmp_less(stored[i], 0) ||
                    std::cmp_greater_equal(stored[i], words.size()))
                    fail(errc::out_of_range, given.name(), "has an index beyond its dictionary", i);
                return meaning[static_cast<std::size_t>(stored[i])];
            });
        });
        if (!whole) given.refuse("an integer (l, i, s, c, L, I, S, C) as index of a dictionary");
        return read;
    }

private:
    [[nodiscard]] std::string_view child_name(std::int64_t c) const {
        capi::require(schema_.children, "schema");
        capi::require(array_.children, "array");
        capi::require(array_.children[c], "array");
        const ArrowSchema& child = capi::require(schema_.children[c], "schema");
        return child.name == nullptr ? "" : child.name;
    }
    template<class T>
    static T not_fitting(const column& given, unfit<T> bad, std::int64_t row) {
        if (!bad)
            fail(errc::out_of_range, given.name(), "does not fit " + std::to_string(8 * sizeof(T)) + " bits",
                 row);
        return *bad;
    }
    template<class T, class Get>
    const T* filled(const column& given, T otherwise, Get&& get) {
        std::vector<T>& to = std::get<std::deque<std::vector<T>>>(kept_).emplace_back();
        to.reserve(static_cast<std::size_t>(given.size()));
        for (std::int64_t i = 0; i < given.size(); ++i)
            to.push_back(given.null(i) ? otherwise : get(i));
        return to.data();
    }

    const ArrowSchema& schema_;
    const ArrowArray& array_;
    std::tuple<std::deque<std::vector<std::int64_t>>, std::deque<std::vector<std::int32_t>>,
               std::deque<std::vector<std::uint8_t>>>
        kept_;
};

const std::int64_t* channels_of(reader& from, attain_ledger* ledger) {
    const auto given = from.find("channel");
    if (!given) return nullptr;
    if (!given->text()) return from.integers<std::int64_t>(*given, 0);
    return from.named<std::int64_t>(*given, [&](std::string_view name, std::int64_t row) {
        std::int64_t number = 0;
        const auto size = static_cast<std::int64_t>(name.size());
        const char* text = name.empty() ? "" : name.data();
        const attain_status status = attain_ledger_channel(nullptr, ledger, text, size, &number);
        if (status != ATTAIN_OK) fail(static_cast<errc>(status), "channel", "is no name of a channel", row);
        return number;
    });
}

const std::int32_t* currencies_of(reader& from) {
    const auto given = from.find("currency");
    if (!given) return nullptr;
    if (!given->text()) return from.integers<std::int32_t>(*given, 0);
    return from.named<std::int32_t>(*given, [&](std::string_view code, std::int64_t row) {
        if (code.empty()) return std::int32_t{0};
        return capi::in_row(static_cast<std::size_t>(row), [&] { return currency{code}.number(); });
    });
}

// The columns of the ledger. `marks`: bad rows are marked, so that an entry that fits no column is a bad row
// too.
attain_ledger_rows rows_of(reader& from, attain_ledger* ledger, bool marks) {
    static constexpr std::array<std::string_view, 10> names{"rep_id",   "day",     "quantity", "channel",
                                                            "event_id", "version", "reverses", "beyond",
                                                            "known",    "currency"};
    from.only(names);
    if (const auto rep = from.find("rep_id"); rep && rep->any_null())
        fail(errc::invalid_argument, "rep_id", "must not be null");
    const auto no_day = marks ? unfit<std::int32_t>{INT32_MAX} : std::nullopt;
    const auto no_quantity = marks ? unfit<std::int64_t>{ATTAIN_NULL_UNITS} : std::nullopt;
    attain_ledger_rows rows{};
    rows.struct_size = sizeof rows;
    rows.n = from.rows();
    rows.rep_id = from.integers<std::int64_t>("rep_id", 0);
    rows.day = from.days("day", no_day);
    rows.quantity = from.integers<std::int64_t>("quantity", ATTAIN_NULL_UNITS, no_quantity);
    rows.event_id = from.integers<std::int64_t>("event_id", 0);
    rows.version = from.integers<std::int32_t>("version", 0);
    rows.reverses = from.integers<std::int64_t>("reverses", 0);
    rows.beyond = from.flags("beyond");
    rows.known = from.days("known", no_day);
    rows.currency = currencies_of(from);
    rows.channel = channels_of(from, ledger);
    return rows;
}

// The batches of a stream, each with what was converted of it; released at the end.
class batches {
public:
    explicit batches(ArrowArrayStream& from) : from_{from} {
        if (from.release == nullptr) fail(errc::invalid_argument, "stream", "was released already");
        if (from.get_schema == nullptr || from.get_next == nullptr)
            fail(errc::invalid_argument, "stream", "has no function to read it by");
    }
    ~batches() {
        for (ArrowArray& array : arrays_)
            if (array.release != nullptr) array.release(&array);
        if (schema_.release != nullptr) schema_.release(&schema_);
    }
    batches(const batches&) = delete;
    batches& operator=(const batches&) = delete;

    void read(attain_ledger* ledger, bool marks, stop_flag stop) {
        require_success(from_.get_schema(&from_, &schema_));
        for (;;) {
            stop.poll();
            ArrowArray& array = arrays_.emplace_back();
            require_success(from_.get_next(&from_, &array));
            if (array.release == nullptr) return;
            const std::int64_t before = rows_;
            capi::after_rows(before, [&] {
                reader& read = readers_.emplace_back(schema_, array);
                if (read.rows() > capi::most_rows - before)
                    fail(errc::out_of_range, "stream", "has more rows than any memory holds");
                parts_.push_back(rows_of(read, ledger, marks));
                rows_ += read.rows();
            });
        }
    }
    [[nodiscard]] std::int64_t rows() const { return rows_; }

    // All of them as one: where there is one only, its columns as they are.
    [[nodiscard]] attain_ledger_rows joined() {
        attain_ledger_rows all{};
        all.struct_size = sizeof all;
        all.n = rows_;
        join(all, &attain_ledger_rows::rep_id, longs_);
        join(all, &attain_ledger_rows::day, ints_);
        join(all, &attain_ledger_rows::quantity, longs_);
        join(all, &attain_ledger_rows::channel, longs_);
        join(all, &attain_ledger_rows::event_id, longs_);
        join(all, &attain_ledger_rows::version, ints_);
        join(all, &attain_ledger_rows::reverses, longs_);
        join(all, &attain_ledger_rows::beyond, bytes_);
        join(all, &attain_ledger_rows::known, ints_);
        join(all, &attain_ledger_rows::currency, ints_);
        return all;
    }

private:
    void require_success(int failed) {
        if (failed == 0) return;
        if (failed == ENOMEM) throw std::bad_alloc{};
        const char* why = from_.get_last_error == nullptr ? nullptr : from_.get_last_error(&from_);
        fail(errc::invalid_argument, "stream",
             "its producer failed: " + (why == nullptr ? std::to_string(failed) : std::string{why}));
    }
    template<class T>
    void join(attain_ledger_rows& all, const T* attain_ledger_rows::*column,
              std::deque<std::vector<T>>& kept) {
        std::vector<const attain_ledger_rows*> filled; // one schema: they all have the column, or none has
        for (const attain_ledger_rows& part : parts_)
            if (part.n > 0 && part.*column != nullptr) filled.push_back(&part);
        if (filled.empty()) return;
        all.*column = filled.front()->*column;
        if (filled.size() == 1) return;
        std::vector<T>& together = kept.emplace_back();
        together.reserve(static_cast<std::size_t>(rows_));
        for (const attain_ledger_rows* part : filled)
            together.insert(together.end(), part->*column, part->*column + part->n);
        all.*column = together.data();
    }

    ArrowArrayStream& from_;
    ArrowSchema schema_{};
    std::deque<ArrowArray> arrays_;
    std::deque<reader> readers_;
    std::vector<attain_ledger_rows> parts_;
    std::int64_t rows_{0};
    std::deque<std::vector<std::int64_t>> longs_;
    std::deque<std::vector<std::int32_t>> ints_;
    std::deque<std::vector<std::uint8_t>> bytes_;
};

void record(attain_context* context, attain_ledger* ledger, std::int64_t metric_id,
            const attain_ledger_rows& rows, std::uint8_t* row_status, std::int64_t* duplicates,
            std::int64_t* failed) {
    attain_context made = capi::inner(context);
    capi::passed_on(
        made, attain_ledger_record_rows(&made, ledger, metric_id, &rows, row_status, duplicates, failed));
}

} // namespace

extern "C" {

attain_status attain_arrow_record(attain_context* context, attain_ledger* ledger, int64_t metric_id,
                                  ArrowSchema* schema, ArrowArray* array, uint8_t* row_status,
                                  int64_t* duplicates, int64_t* failed) {
    const consumed both{array, schema};
    return capi::guard(context, [&] {
        capi::require(ledger, "ledger");
        reader from{capi::require(schema, "schema"), capi::require(array, "array")};
        record(context, ledger, metric_id, rows_of(from, ledger, row_status != nullptr), row_status,
               duplicates, failed);
    });
}

attain_status attain_arrow_record_stream(attain_context* context, attain_ledger* ledger, int64_t metric_id,
                                         ArrowArrayStream* stream, int64_t n_status, uint8_t* row_status,
                                         int64_t* duplicates, int64_t* failed) {
    const consumed all{stream};
    return capi::guard(context, [&] {
        capi::require(ledger, "ledger");
        batches from{capi::require(stream, "stream")};
        (void)capi::column(row_status, {n_status, "n_status"}, "row_status", true);
        from.read(ledger, row_status != nullptr, capi::stop_of(context));
        if (row_status != nullptr && from.rows() > n_status)
            fail(errc::buffer_too_small, "n_status",
                 "the stream has " + std::to_string(from.rows()) + " rows");
        record(context, ledger, metric_id, from.joined(), row_status, duplicates, failed);
    });
}

} // extern "C"
