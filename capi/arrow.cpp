// Columns in and out by the Arrow C Data Interface. What is done with them is said elsewhere; here they are
// only read and laid out.
#include "boundary.hpp"

#include <deque>

using namespace attain;

namespace {

// ---- in --------------------------------------------------------------------------------------------------

// What a call was given: released once, at the end.
class consumed {
public:
    consumed(ArrowSchema* schema, ArrowArray* array) noexcept : schema_{schema}, array_{array} {}
    ~consumed() {
        if (array_ != nullptr && array_->release != nullptr) array_->release(array_);
        if (schema_ != nullptr && schema_->release != nullptr) schema_->release(schema_);
    }
    consumed(const consumed&) = delete;
    consumed& operator=(const consumed&) = delete;

private:
    ArrowSchema* schema_;
    ArrowArray* array_;
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
    [[nodiscard]] bool text() const { return coded() || is("u") || is("U"); }
    [[nodiscard]] std::int64_t size() const { return rows_; }
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
    [[nodiscard]] std::int64_t index(std::int64_t i) const {
        if (is("c")) return data<std::int8_t>()[i];
        if (is("s")) return data<std::int16_t>()[i];
        if (is("i")) return data<std::int32_t>()[i];
        if (is("l")) return data<std::int64_t>()[i];
        if (is("C")) return data<std::uint8_t>()[i];
        if (is("S")) return data<std::uint16_t>()[i];
        if (is("I")) return data<std::uint32_t>()[i];
        refuse("int8 to int64 or uint8 to uint32 as index of a dictionary");
    }
    [[nodiscard]] std::string_view string(std::int64_t i) const {
        return is("u") ? string_of<std::int32_t>(i) : string_of<std::int64_t>(i);
    }
    [[nodiscard]] column dictionary() const {
        if (array_.dictionary == nullptr) fail(errc::null_argument, name_, "has no dictionary");
        column words{*schema_.dictionary, *array_.dictionary, name_, array_.dictionary->length, 0};
        if (!words.is("u") && !words.is("U")) words.refuse("text (u, U) in a dictionary");
        return words;
    }
    [[noreturn]] void refuse(const char* expected) const {
        fail(errc::invalid_argument, name_, "has the format " + format_ + ", not " + expected);
    }
    [[nodiscard]] const char* name() const { return name_; }

private:
    template<class Offset>
    [[nodiscard]] std::string_view string_of(std::int64_t i) const {
        const Offset* at = data<Offset>() + i;
        if (at[0] < 0 || at[1] < at[0]) fail(errc::out_of_range, name_, "has text offsets that fall", i);
        if (at[0] == at[1]) return {};
        return {data<char>(2) + at[0], static_cast<std::size_t>(at[1] - at[0])};
    }

    const char* name_;
    std::string format_;
    const ArrowArray& array_;
    const ArrowSchema& schema_;
    std::int64_t rows_;
    std::int64_t from_; // buffer index of the first row
};

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

    // int64 from l or i; a null is `otherwise`. Read in place where it can be.
    const std::int64_t* numbers(const char* name, std::int64_t otherwise) {
        const auto given = find(name);
        return given ? numbers(*given, otherwise) : nullptr;
    }
    const std::int64_t* numbers(const column& given, std::int64_t otherwise) {
        if (!given.is("l") && !given.is("i")) given.refuse("int64 (l) or int32 (i)");
        if (given.is("l") && !given.any_null()) return given.data<std::int64_t>();
        return filled(longs_, given, otherwise, [&](std::int64_t i) -> std::int64_t {
            return given.is("l") ? given.data<std::int64_t>()[i] : given.data<std::int32_t>()[i];
        });
    }
    // int32 from i, tdD where days are meant, or l where it fits.
    const std::int32_t* narrow_numbers(const char* name, std::int32_t otherwise, bool days) {
        const auto given = find(name);
        return given ? narrow_numbers(*given, otherwise, days) : nullptr;
    }
    const std::int32_t* narrow_numbers(const column& given, std::int32_t otherwise, bool days) {
        const bool in_place = given.is("i") || (days && given.is("tdD"));
        if (!in_place && !given.is("l")) given.refuse(days ? "date32 (tdD) or int32 (i)" : "int32 (i)");
        if (in_place && !given.any_null()) return given.data<std::int32_t>();
        return filled(ints_, given, otherwise, [&](std::int64_t i) {
            if (in_place) return given.data<std::int32_t>()[i];
            const std::int64_t wide = given.data<std::int64_t>()[i];
            if (wide < INT32_MIN || wide > INT32_MAX)
                fail(errc::out_of_range, given.name(), "does not fit 32 bits", i);
            return static_cast<std::int32_t>(wide);
        });
    }
    const std::uint8_t* flags(const char* name) {
        const auto given = find(name);
        if (!given) return nullptr;
        if (!given->is("C") && !given->is("b")) given->refuse("uint8 (C) or bool (b)");
        if (given->is("C") && !given->any_null()) return given->data<std::uint8_t>();
        if (given->size() > 0) (void)given->data<std::uint8_t>(); // or refuse
        return filled(bytes_, *given, std::uint8_t{0}, [&](std::int64_t i) {
            return given->is("b") ? std::uint8_t{given->flag(i)} : given->data<std::uint8_t>()[i];
        });
    }
    // Text, or codes of text, as numbers that `number` gives to each text; nulls are 0.
    template<class Number, class Naming>
    const Number* named(const column& given, std::deque<std::vector<Number>>& kept, Naming&& number) {
        if (!given.coded())
            return filled(kept, given, Number{0}, [&](std::int64_t i) { return number(given.string(i), i); });
        const column words = given.dictionary();
        std::vector<Number> meaning;
        for (std::int64_t w = 0; w < words.size(); ++w)
            meaning.push_back(words.null(w) ? Number{0} : number(words.string(w), w));
        return filled(kept, given, Number{0}, [&](std::int64_t i) {
            const std::int64_t word = given.index(i);
            if (word < 0 || word >= words.size())
                fail(errc::out_of_range, given.name(), "has an index beyond its dictionary", i);
            return meaning[static_cast<std::size_t>(word)];
        });
    }

    std::deque<std::vector<std::int64_t>> longs_;
    std::deque<std::vector<std::int32_t>> ints_;

private:
    [[nodiscard]] std::string_view child_name(std::int64_t c) const {
        capi::require(schema_.children, "schema");
        capi::require(array_.children, "array");
        capi::require(array_.children[c], "array");
        const ArrowSchema& child = capi::require(schema_.children[c], "schema");
        return child.name == nullptr ? "" : child.name;
    }
    template<class T, class Get>
    const T* filled(std::deque<std::vector<T>>& kept, const column& given, T otherwise, Get&& get) {
        std::vector<T>& to = kept.emplace_back();
        to.reserve(static_cast<std::size_t>(given.size()));
        for (std::int64_t i = 0; i < given.size(); ++i)
            to.push_back(given.null(i) ? otherwise : get(i));
        return to.data();
    }

    const ArrowSchema& schema_;
    const ArrowArray& array_;
    std::deque<std::vector<std::uint8_t>> bytes_;
};

const std::int64_t* channels_of(reader& from, attain_ledger* ledger) {
    const auto given = from.find("channel");
    if (!given) return nullptr;
    if (!given->text()) return from.numbers(*given, 0);
    return from.named(*given, from.longs_, [&](std::string_view name, std::int64_t row) {
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
    if (!given->text()) return from.narrow_numbers(*given, 0, false);
    return from.named(*given, from.ints_, [&](std::string_view code, std::int64_t row) {
        if (code.empty()) return std::int32_t{0};
        return capi::in_row(static_cast<std::size_t>(row), [&] { return currency{code}.number(); });
    });
}

// ---- out -------------------------------------------------------------------------------------------------

struct schema_parts {
    std::string format;
    std::string name;
    std::vector<ArrowSchema> children;
    std::vector<ArrowSchema*> child_pointers;
};

struct array_parts {
    std::vector<std::byte> data;
    std::vector<std::uint8_t> valid;
    std::vector<const void*> buffers;
    std::vector<ArrowArray> children;
    std::vector<ArrowArray*> child_pointers;
};

template<class Arrow, class Parts>
void release(Arrow* arrow) {
    const auto* parts = static_cast<Parts*>(arrow->private_data);
    for (Arrow* child : parts->child_pointers)
        if (child->release != nullptr) child->release(child);
    delete parts;
    arrow->release = nullptr;
}
extern "C" {
static void release_schema(ArrowSchema* schema) {
    release<ArrowSchema, schema_parts>(schema);
}
static void release_array(ArrowArray* array) {
    release<ArrowArray, array_parts>(array);
}
}

ArrowSchema handed_out(std::unique_ptr<schema_parts> parts, bool nullable) {
    for (ArrowSchema& child : parts->children)
        parts->child_pointers.push_back(&child);
    ArrowSchema schema{};
    schema.format = parts->format.c_str();
    schema.name = parts->name.c_str();
    schema.flags = nullable ? ARROW_FLAG_NULLABLE : 0;
    schema.n_children = static_cast<std::int64_t>(parts->child_pointers.size());
    schema.children = parts->child_pointers.data();
    schema.release = release_schema;
    schema.private_data = parts.release();
    return schema;
}

ArrowArray handed_out(std::unique_ptr<array_parts> parts, std::int64_t length) {
    for (ArrowArray& child : parts->children)
        parts->child_pointers.push_back(&child);
    parts->buffers.push_back(parts->valid.empty() ? nullptr : parts->valid.data());
    const bool is_struct = !parts->children.empty();
    if (!is_struct) parts->buffers.push_back(parts->data.data());
    ArrowArray array{};
    array.length = length;
    array.null_count = parts->valid.empty() ? 0 : length;
    array.n_buffers = static_cast<std::int64_t>(parts->buffers.size());
    array.buffers = parts->buffers.data();
    array.n_children = static_cast<std::int64_t>(parts->child_pointers.size());
    array.children = parts->child_pointers.data();
    array.release = release_array;
    array.private_data = parts.release();
    return array;
}

// A struct array in the making; what is not handed out is released.
class table {
public:
    explicit table(std::size_t rows) : rows_{rows} {}
    ~table() {
        for (ArrowSchema& s : schemas_)
            if (s.release != nullptr) s.release(&s);
        for (ArrowArray& a : arrays_)
            if (a.release != nullptr) a.release(&a);
    }
    table(const table&) = delete;
    table& operator=(const table&) = delete;

    template<class T>
    void add(const char* name, const char* format, const std::vector<T>& values) {
        add(name, format, std::as_bytes(std::span{values}), false);
    }
    // A column of nulls.
    void add_unknown(const char* name, const char* format, std::size_t size) {
        add(name, format, std::vector<std::byte>(rows_ * size), true);
    }

    void hand_out(ArrowSchema& schema, ArrowArray& array) {
        auto names = std::make_unique<schema_parts>();
        auto columns = std::make_unique<array_parts>();
        names->format = "+s";
        names->child_pointers.reserve(schemas_.size());
        columns->child_pointers.reserve(arrays_.size());
        columns->buffers.reserve(1);
        names->children = std::exchange(schemas_, {}); // nothing below can fail
        columns->children = std::exchange(arrays_, {});
        if (schema.release != nullptr) schema.release(&schema);
        if (array.release != nullptr) array.release(&array);
        schema = handed_out(std::move(names), false);
        array = handed_out(std::move(columns), static_cast<std::int64_t>(rows_));
    }

private:
    void add(const char* name, const char* format, std::span<const std::byte> data, bool unknown) {
        auto about = std::make_unique<schema_parts>();
        about->format = format;
        about->name = name;
        auto values = std::make_unique<array_parts>();
        // A buffer is never a null pointer, also when there are no rows.
        values->data.reserve(data.size() + 1);
        values->data.assign(data.begin(), data.end());
        if (unknown) values->valid.assign(rows_ / 8 + 1, 0);
        values->buffers.reserve(2);
        schemas_.reserve(schemas_.size() + 1);
        arrays_.reserve(arrays_.size() + 1);
        schemas_.push_back(handed_out(std::move(about), unknown));
        arrays_.push_back(handed_out(std::move(values), static_cast<std::int64_t>(rows_)));
    }

    std::size_t rows_;
    std::vector<ArrowSchema> schemas_;
    std::vector<ArrowArray> arrays_;
};

// A status of another function of ours, as the exception that it came from.
void passed_on(const attain_context& made, attain_status status) {
    if (status != ATTAIN_OK)
        fail(static_cast<errc>(status), made.last.argument, made.last.message, made.last.row);
}

// A context for calls inside a call, with the outer one's memory and flag.
attain_context inner(const attain_context* context) {
    attain_context made;
    made.memory = capi::memory_of(context);
    made.stop = capi::stop_of(context);
    return made;
}

} // namespace

extern "C" {

attain_status attain_arrow_record(attain_context* context, attain_ledger* ledger, int64_t metric_id,
                                  ArrowSchema* schema, ArrowArray* array, uint8_t* row_status,
                                  int64_t* duplicates, int64_t* failed) {
    const consumed both{schema, array};
    return capi::guard(context, [&] {
        capi::require(ledger, "ledger");
        reader from{capi::require(schema, "schema"), capi::require(array, "array")};
        static constexpr std::array<std::string_view, 10> names{"rep_id",   "day",     "quantity", "channel",
                                                                "event_id", "version", "reverses", "beyond",
                                                                "known",    "currency"};
        from.only(names);
        if (const auto rep = from.find("rep_id"); rep && rep->any_null())
            fail(errc::invalid_argument, "rep_id", "must not be null");
        attain_ledger_rows rows{};
        rows.struct_size = sizeof rows;
        rows.n = from.rows();
        rows.rep_id = from.numbers("rep_id", 0);
        rows.day = from.narrow_numbers("day", ATTAIN_NULL_DAY, true);
        rows.quantity = from.numbers("quantity", ATTAIN_NULL_UNITS);
        rows.event_id = from.numbers("event_id", 0);
        rows.version = from.narrow_numbers("version", 0, false);
        rows.reverses = from.numbers("reverses", 0);
        rows.beyond = from.flags("beyond");
        rows.known = from.narrow_numbers("known", ATTAIN_NULL_DAY, true);
        rows.currency = currencies_of(from);
        rows.channel = channels_of(from, ledger);
        attain_context made = inner(context);
        passed_on(made,
                  attain_ledger_record_rows(&made, ledger, metric_id, &rows, row_status, duplicates, failed));
    });
}

attain_status attain_arrow_totals(attain_context* context, const attain_ledger* ledger, int64_t metric_id,
                                  int32_t as_of, const attain_ledger_query* query, ArrowSchema* schema,
                                  ArrowArray* array) {
    return capi::guard(context, [&] {
        capi::require(schema, "schema");
        capi::require(array, "array");
        attain_context made = inner(context);
        int64_t n = 0;
        const attain_status counted =
            attain_ledger_totals(&made, ledger, metric_id, as_of, query, 0, nullptr, nullptr, nullptr, &n);
        if (counted != ATTAIN_E_BUFFER_TOO_SMALL) passed_on(made, counted);
        const auto rows = static_cast<std::size_t>(n);
        std::vector<std::int64_t> rep(rows);
        std::vector<std::int32_t> on(rows);
        std::vector<std::int64_t> quantity(rows);
        passed_on(made, attain_ledger_totals(&made, ledger, metric_id, as_of, query, n, rep.data(), on.data(),
                                             quantity.data(), &n));
        table out{rows};
        out.add("rep_id", "l", rep);
        out.add("day", "tdD", on);
        out.add("quantity", "l", quantity);
        out.hand_out(*schema, *array);
    });
}

attain_status attain_arrow_forecast(attain_context* context, const attain_estimator* estimator, int32_t begin,
                                    int32_t end, int64_t n, const int64_t* rep_id, const int64_t* target,
                                    ArrowSchema* schema, ArrowArray* array) {
    return capi::guard(context, [&] {
        capi::require(schema, "schema");
        capi::require(array, "array");
        const auto reps = capi::column(rep_id, n, "rep_id");
        const std::size_t rows = reps.size();
        std::vector<std::int64_t> done(rows);
        std::vector<std::int32_t> grade(rows);
        std::array<std::vector<double>, 7> real;
        for (auto& values : real)
            values.resize(rows);
        attain_forecast_columns to{};
        to.struct_size = sizeof to;
        to.probability = target == nullptr ? nullptr : real[0].data();
        to.mean = real[1].data();
        to.low = real[2].data();
        to.median = real[3].data();
        to.high = real[4].data();
        to.effective_days = real[5].data();
        to.prior_weight = real[6].data();
        to.done = done.data();
        to.grade = grade.data();
        attain_context made = inner(context);
        passed_on(made, attain_forecast(&made, estimator, begin, end, n, rep_id, target, &to));
        table out{rows};
        out.add("rep_id", "l", std::vector<std::int64_t>{reps.begin(), reps.end()});
        out.add("done", "l", done);
        out.add("grade", "i", grade);
        if (target == nullptr)
            out.add_unknown("probability", "g", sizeof(double));
        else
            out.add("probability", "g", real[0]);
        constexpr std::array names{"mean", "low", "median", "high", "effective_days", "prior_weight"};
        for (std::size_t c = 0; c < names.size(); ++c)
            out.add(names[c], "g", real[c + 1]);
        out.hand_out(*schema, *array);
    });
}

attain_status attain_arrow_quotas(attain_context* context, const attain_allocation* allocation,
                                  ArrowSchema* schema, ArrowArray* array) {
    return capi::guard(context, [&] {
        capi::require(schema, "schema");
        capi::require(array, "array");
        attain_context made = inner(context);
        int64_t n = 0;
        const attain_status counted =
            attain_allocation_quotas(&made, allocation, 0, nullptr, nullptr, nullptr, &n);
        if (counted != ATTAIN_E_BUFFER_TOO_SMALL) passed_on(made, counted);
        const auto rows = static_cast<std::size_t>(n);
        std::vector<std::int64_t> rep(rows);
        std::vector<std::int64_t> amount(rows);
        std::vector<double> probability(rows);
        passed_on(made, attain_allocation_quotas(&made, allocation, n, rep.data(), amount.data(),
                                                 probability.data(), &n));
        table out{rows};
        out.add("rep_id", "l", rep);
        out.add("amount", "l", amount);
        out.add("probability", "g", probability);
        out.hand_out(*schema, *array);
    });
}

} // extern "C"
