// Answers as columns by the Arrow C Data Interface. What they say is worked out elsewhere; here it is only
// laid out.
#include "arrow.hpp"

using namespace attain;

namespace {

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

} // namespace

extern "C" {

attain_status attain_arrow_totals(attain_context* context, const attain_ledger* ledger, int64_t metric_id,
                                  int32_t as_of, const attain_ledger_query* query, ArrowSchema* schema,
                                  ArrowArray* array) {
    return capi::guard(context, [&] {
        capi::require(schema, "schema");
        capi::require(array, "array");
        attain_context made = capi::inner(context);
        int64_t n = 0;
        const attain_status counted =
            attain_ledger_totals(&made, ledger, metric_id, as_of, query, 0, nullptr, nullptr, nullptr, &n);
        if (counted != ATTAIN_E_BUFFER_TOO_SMALL) capi::passed_on(made, counted);
        const auto rows = static_cast<std::size_t>(n);
        std::vector<std::int64_t> rep(rows);
        std::vector<std::int32_t> on(rows);
        std::vector<std::int64_t> quantity(rows);
        capi::passed_on(made, attain_ledger_totals(&made, ledger, metric_id, as_of, query, n, rep.data(),
                                                   on.data(), quantity.data(), &n));
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
        attain_context made = capi::inner(context);
        capi::passed_on(made, attain_forecast(&made, estimator, begin, end, n, rep_id, target, &to));
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
        attain_context made = capi::inner(context);
        int64_t n = 0;
        const attain_status counted =
            attain_allocation_quotas(&made, allocation, 0, nullptr, nullptr, nullptr, &n);
        if (counted != ATTAIN_E_BUFFER_TOO_SMALL) capi::passed_on(made, counted);
        const auto rows = static_cast<std::size_t>(n);
        std::vector<std::int64_t> rep(rows);
        std::vector<std::int64_t> amount(rows);
        std::vector<double> probability(rows);
        capi::passed_on(made, attain_allocation_quotas(&made, allocation, n, rep.data(), amount.data(),
                                                       probability.data(), &n));
        table out{rows};
        out.add("rep_id", "l", rep);
        out.add("amount", "l", amount);
        out.add("probability", "g", probability);
        out.hand_out(*schema, *array);
    });
}

} // extern "C"
