// Explanations: lines that add up, and their sentences.
#include "explanation.hpp"

using namespace attain;

struct attain_catalogue {
    attain::catalogue value;
};

namespace {

// The line of an allocation by its number here, and by the factor that has the same sentence.
struct line_meaning {
    std::int32_t number{};
    std::optional<factor> same{};
};

line_meaning meaning_of(line_kind kind) {
    switch (kind) {
    case line_kind::base_share:
        return {ATTAIN_FACTOR_POLICY, std::nullopt};
    case line_kind::ramp:
        return {ATTAIN_FACTOR_RAMP, factor::ramp};
    case line_kind::bounds:
        return {ATTAIN_FACTOR_BOUNDS, factor::bounds};
    case line_kind::change_caps:
        return {ATTAIN_FACTOR_CHANGE_CAPS, std::nullopt};
    case line_kind::locks:
        return {ATTAIN_FACTOR_LOCKS, factor::locks};
    case line_kind::tree:
        return {ATTAIN_FACTOR_TREE, std::nullopt};
    case line_kind::over_assignment:
        return {ATTAIN_FACTOR_HEDGE, factor::hedge};
    case line_kind::rounding:
        return {ATTAIN_FACTOR_ROUNDING, factor::rounding};
    }
    fail(errc::internal, "line", "is of no kind");
}

std::string signed_text(units amount) {
    return (amount > 0 ? "+" : "") + std::to_string(amount);
}

} // namespace

namespace attain::capi {

attain_explanation to_explanation(std::span<const bridge> bridges, const team& names, const metric& of) {
    attain_explanation made{of, {}};
    for (const bridge& b : bridges) {
        for (const bridge_line& line : b.lines())
            made.lines.push_back(
                {b.rep(), static_cast<std::int32_t>(line.factor), line, called(names, b.rep()), {}});
    }
    return made;
}

} // namespace attain::capi

extern "C" {

void attain_explanation_free(attain_explanation* explanation) {
    delete explanation;
}

attain_status attain_explanation_lines(attain_context* context, const attain_explanation* explanation,
                                       int64_t capacity, const attain_explanation_columns* out,
                                       int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& lines = capi::require(explanation, "explanation").lines;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, lines.size(), needed);
        capi::write(to.rep_id, lines, [](const capi::explained_line& l) { return l.rep.value; });
        capi::write(to.factor, lines, [](const capi::explained_line& l) { return l.number; });
        capi::write(to.amount, lines, [](const capi::explained_line& l) { return l.line.amount; });
    });
}

attain_status attain_explanation_text(attain_context* context, const attain_explanation* explanation,
                                      const attain_catalogue* catalogue, int64_t row, char* text,
                                      int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain_explanation& in = capi::require(explanation, "explanation");
        const capi::explained_line& l = capi::row_of(in.lines, row);
        const std::string sentence = !l.plain.empty() ? l.plain
                                     : catalogue == nullptr
                                         ? attain::catalogue::english().sentence(l.line, in.metric, l.owner)
                                         : catalogue->value.sentence(l.line, in.metric, l.owner);
        capi::write_text(sentence, text, "text", capacity, needed);
    });
}

attain_status attain_catalogue_new(attain_context* context, const char* text, int64_t length,
                                   attain_catalogue** out) {
    return capi::create(context, out, [&] {
        if (text == nullptr) return attain_catalogue{catalogue::english()};
        return capi::named({{"catalogue", "text"}}, [&] {
            return attain_catalogue{catalogue::parse(capi::text(text, length, "text"))};
        });
    });
}

void attain_catalogue_free(attain_catalogue* catalogue) {
    delete catalogue;
}

attain_status attain_catalogue_text(attain_context* context, const attain_catalogue* catalogue, char* text,
                                    int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        capi::write_text(capi::require(catalogue, "catalogue").value.text(), text, "text", capacity, needed);
    });
}

attain_status attain_allocation_explain(attain_context* context, const attain_allocation* allocation,
                                        attain_explanation** out) {
    return capi::create(context, out, [&] {
        const attain_allocation& in = capi::require(allocation, "allocation");
        attain_explanation made{in.estimator == nullptr ? metric::count("units") : in.estimator->metric(),
                                {}};
        for (const explanation& e : explain(in.value.total, in.options.candidates, in.predictives(), in.by,
                                            in.options, capi::stop_of(context))) {
            for (const explanation_line& line : e.lines) {
                if (line.amount == 0) continue;
                const line_meaning means = meaning_of(line.kind);
                made.lines.push_back(
                    {e.rep,
                     means.number,
                     {means.same.value_or(factor::base_share), line.amount, {}},
                     in.team == nullptr ? std::string{} : capi::called(*in.team, e.rep),
                     means.same ? std::string{}
                                : (line.kind == line_kind::base_share ? in.value.method : name(line.kind)) +
                                      (": " + signed_text(line.amount))});
            }
        }
        return made;
    });
}

} // extern "C"
