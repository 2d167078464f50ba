// The SMART audit of a plan, and of one for a ratio or a limit.
#include "limit.hpp"
#include "options.hpp"
#include "ratio.hpp"

using namespace attain;

namespace {

struct audited {
    rep_id rep{};
    finding found;
};

// Of every goal, in the plan's order.
template<class Plan>
std::vector<audited> findings_of(const Plan& of, const audit_options& options, stop_flag stop) {
    std::vector<audited> all;
    capi::named({{"daily", "plan"}, {"targets", "plan"}}, [&] { // sums that only bytes made by hand can have
        const auto found = audit(of, options, stop);
        for (std::size_t i = 0; i < found.size(); ++i)
            for (const finding& f : found[i])
                all.push_back({of.goals[i].rep, f});
    });
    return all;
}

} // namespace

struct attain_audit {
    std::vector<audited> findings;
    std::string one_size;
};

extern "C" {

attain_status attain_audit_new(attain_context* context, const attain_plan* plan,
                               const attain_audit_args* args, attain_audit** out) {
    return capi::create(context, out, [&] {
        const attain::plan& of = capi::require(plan, "plan").value;
        const audit_options options = capi::to_audit_options(args);
        attain_audit made{findings_of(of, options, capi::stop_of(context)), ""};
        if (!of.goals.empty()) made.one_size = text(check_one_size(of), of.metric);
        return made;
    });
}

attain_status attain_ratio_plan_audit(attain_context* context, const attain_ratio_plan* plan,
                                      const attain_audit_args* args, attain_audit** out) {
    return capi::create(context, out, [&] {
        const ratio_plan& of = capi::require(plan, "plan").value;
        const audit_options options = capi::to_audit_options(args);
        return attain_audit{findings_of(of, options, capi::stop_of(context)), ""};
    });
}

attain_status attain_limit_plan_audit(attain_context* context, const attain_limit_plan* plan,
                                      const attain_audit_args* args, attain_audit** out) {
    return capi::create(context, out, [&] {
        const limit_plan& of = capi::require(plan, "plan").value;
        const audit_options options = capi::to_audit_options(args);
        return attain_audit{findings_of(of, options, capi::stop_of(context)), ""};
    });
}

void attain_audit_free(attain_audit* audit) {
    delete audit;
}

attain_status attain_audit_findings(attain_context* context, const attain_audit* audit, int64_t capacity,
                                    const attain_audit_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& rows = capi::require(audit, "audit").findings;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, rows.size(), needed);
        capi::write(to.rep_id, rows, [](const audited& a) { return a.rep.value; });
        capi::write(to.question, rows, [](const audited& a) { return a.found.question; });
        capi::write(to.verdict, rows, [](const audited& a) { return a.found.verdict; });
        capi::write(to.figure, rows, [](const audited& a) { return a.found.figure; });
        capi::write(to.remedy, rows, [](const audited& a) { return a.found.change.what; });
        capi::write(to.amount, rows, [](const audited& a) { return a.found.change.amount; });
    });
}

attain_status attain_audit_text(attain_context* context, const attain_audit* audit, int64_t row, int32_t what,
                                char* text, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain_audit& in = capi::require(audit, "audit");
        if (what < ATTAIN_AUDIT_REASON || what > ATTAIN_AUDIT_ONE_SIZE)
            fail(errc::invalid_argument, "what", "is no text of an audit");
        const std::string& sentence = what == ATTAIN_AUDIT_ONE_SIZE ? in.one_size
                                      : what == ATTAIN_AUDIT_REASON
                                          ? capi::row_of(in.findings, row).found.reason
                                          : capi::row_of(in.findings, row).found.change.text;
        capi::write_text(sentence, text, "text", capacity, needed);
    });
}

} // extern "C"
