#include "plan_policy.hpp"

#include <attain/core/error.hpp>

#include <algorithm>
#include <array>
#include <common/row_reader.hpp>
#include <common/text.hpp>

namespace attain_program {

namespace {

using attain::errc;
using example::quote;

struct named_policy {
    const char* name;
    attain::policy by;
};

const std::array<named_policy, 12>& policies() {
    static const std::array<named_policy, 12> all = {{
        {"equal-attainability", attain::equal_attainability{}},
        {"value-weighted", attain::value_weighted{}},
        {"proportional", attain::proportional{}},
        {"d-hondt", attain::proportional{attain::divisor::d_hondt}},
        {"adams", attain::proportional{attain::divisor::adams}},
        {"huntington-hill", attain::proportional{attain::divisor::huntington_hill}},
        {"hamilton", attain::hamilton{}},
        {"equal", attain::equal_split{}},
        {"least-change", attain::least_change{}},
        {"least-change-absolute", attain::least_change{attain::change_cost::absolute}},
        {"alpha-fair", attain::alpha_fair{}},
        {"blend", attain::blend{}},
    }};
    return all;
}

} // namespace

attain::rep_id rep_called(const example::dataset& data, const std::string& option, const std::string& name) {
    std::vector<attain::rep_id> found;
    for (const attain::team& team : data.teams)
        for (const attain::rep& member : team.reps()) {
            if (data.keys.at(member.id) == name) return member.id;
            if (member.name == name) found.push_back(member.id);
        }
    std::sort(found.begin(), found.end()); // a mover is in several teams, and one person
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.empty())
        attain::fail(errc::unknown_id, option, "nobody on the roster is called " + quote(name));
    if (found.size() > 1)
        attain::fail(errc::conflict, option,
                     std::to_string(found.size()) + " people are called " + quote(name) + "; use the id");
    return found.front();
}

namespace {

std::string name_of(const example::dataset& data, attain::rep_id id) {
    for (const attain::team& team : data.teams)
        if (const attain::rep* member = team.find(id)) return member->name;
    return "rep " + std::to_string(id.value);
}

// What an option says of each rep: for one, else for all, else nothing.
struct said {
    std::optional<attain::units> all{};
    std::map<attain::rep_id, attain::units> by_rep{};

    [[nodiscard]] std::optional<attain::units> of(attain::rep_id rep) const {
        const auto at = by_rep.find(rep);
        return at == by_rep.end() ? all : at->second;
    }
};

said about_reps(const example::dataset& data, const std::string& option, const quantities& typed) {
    said all{.all = typed.all};
    for (const auto& [name, amount] : typed.by_name)
        if (!all.by_rep.emplace(rep_called(data, option, name), amount).second)
            attain::fail(errc::duplicate_id, option, quote(name) + " is said twice");
    return all;
}

// A file of last period's quotas: rep, quota.
void read_previous(const example::dataset& data, const std::string& path, said& into) {
    const example::csv_file file = example::csv_file::read(path);
    const example::row_reader rows{file, example::date_format{}};
    const std::size_t rep = rows.require("rep");
    const std::size_t quota = rows.require("quota");
    for (std::size_t row = 0; row < file.rows(); ++row) {
        const std::string name{rows.filled(row, rep)};
        std::optional<attain::rep_id> who;
        try {
            who = rep_called(data, "--previous", name);
        } catch (const attain::error& e) {
            rows.refuse(row, rep, e.reason());
        }
        if (!into.by_rep.emplace(*who, rows.decimal(row, quota, data.metric.exponent())).second)
            rows.refuse(row, rep, quote(name) + " has a quota already");
    }
}

bool names_one(const std::string& typed) {
    return typed.find('=') != typed.npos;
}

// Last quotas typed as NAME=N.
said typed_previous(const example::dataset& data, const plan_options& options) {
    std::vector<std::string> typed;
    std::copy_if(options.previous.begin(), options.previous.end(), std::back_inserter(typed), names_one);
    return about_reps(data, "--previous", read_quantities(typed, "--previous", data.metric.exponent()));
}

// Those, and files of them.
said previous_of(const example::dataset& data, const plan_options& options) {
    said all = typed_previous(data, options);
    for (const std::string& each : options.previous)
        if (!names_one(each)) read_previous(data, each, all);
    return all;
}

struct wishes {
    said floors{}, caps{}, locks{}, previous{}, change_caps{}, values{};
};

wishes wishes_of(const example::dataset& data, const plan_options& options) {
    const auto amounts = [&](const char* option, const std::vector<std::string>& typed) {
        return about_reps(data, option, read_quantities(typed, option, data.metric.exponent()));
    };
    wishes all{.floors = amounts("--floor", options.floors),
               .caps = amounts("--cap", options.caps),
               .locks = amounts("--lock", options.locks),
               .previous = previous_of(data, options),
               .change_caps =
                   about_reps(data, "--change-cap", read_percents(options.change_caps, "--change-cap", 4)),
               .values = about_reps(data, "--value", read_quantities(options.values, "--value", 6))};
    if (!options.change_caps.empty() && options.previous.empty())
        attain::fail(errc::invalid_argument, "--change-cap",
                     "needs last period's quotas: --previous FILE or --previous NAME=N");
    return all;
}

attain::candidate candidate_of(const example::dataset& data, const attain::forecast& f, const wishes& all) {
    attain::candidate one{.id = f.rep(), .weight = std::max(0.0, f.mean())};
    one.floor = all.floors.of(one.id).value_or(one.floor);
    one.cap = all.caps.of(one.id).value_or(one.cap);
    one.previous = all.previous.of(one.id).value_or(0);
    one.lock = all.locks.of(one.id);
    // Who had no quota before has nothing to be compared with.
    if (const auto share = all.change_caps.of(one.id); share && all.previous.of(one.id))
        one.change_cap = attain::fraction::from_ppm(*share);
    if (const auto millionths = all.values.of(one.id)) one.value = static_cast<double>(*millionths) / 1e6;
    if (one.floor > one.cap)
        attain::fail(errc::conflict, "--floor",
                     "the floor " + to_string(one.floor, data.metric) + " of " + name_of(data, one.id) +
                         " is above the cap " + to_string(one.cap, data.metric));
    return one;
}

std::int32_t over_assignment_of(const plan_options& options) {
    if (options.over_assign.empty()) return 0;
    const std::optional<attain::units> typed = read_percents({options.over_assign}, "--over-assign", 2).all;
    if (!typed || *typed > 10'000)
        attain::fail(errc::out_of_range, "--over-assign", quote(options.over_assign) + " is not in 0..100 %");
    return static_cast<std::int32_t>(*typed);
}

bool starts_from_last(const attain::policy& by) {
    return std::holds_alternative<attain::least_change>(by) || std::holds_alternative<attain::blend>(by);
}

} // namespace

std::vector<std::string> policy_names() {
    std::vector<std::string> names;
    for (const named_policy& each : policies())
        names.emplace_back(each.name);
    return names;
}

attain::units quantum_of(const example::dataset& data, const plan_options& options) {
    if (options.quantum.empty()) return 1;
    const std::optional<attain::units> typed =
        read_quantities({options.quantum}, "--quantum", data.metric.exponent()).all;
    if (!typed || *typed == 0)
        attain::fail(errc::out_of_range, "--quantum", quote(options.quantum) + " is no step above zero");
    return *typed;
}

attain::policy policy_of(const plan_options& options) {
    const auto found = std::find_if(policies().begin(), policies().end(),
                                    [&](const named_policy& p) { return options.policy == p.name; });
    if (found == policies().end())
        attain::fail(errc::invalid_argument, "--policy", "there is no policy " + quote(options.policy));
    attain::policy by = found->by;
    if (auto* const fair = std::get_if<attain::alpha_fair>(&by)) fair->alpha = options.alpha;
    if (auto* const both = std::get_if<attain::blend>(&by)) both->steadiness = options.steadiness;
    if (starts_from_last(by) && options.previous.empty())
        attain::fail(errc::invalid_argument, "--policy",
                     options.policy + " needs last period's quotas: --previous FILE or --previous NAME=N");
    return by;
}

std::vector<attain::rep_id> without_last_quota(const example::dataset& data, const plan_options& options,
                                               const std::vector<attain::forecast>& forecasts) {
    std::vector<attain::rep_id> none;
    if (!starts_from_last(policy_of(options))) return none;
    const said last = previous_of(data, options);
    for (const attain::forecast& f : forecasts)
        if (!last.of(f.rep())) none.push_back(f.rep());
    return none;
}

std::map<attain::rep_id, std::string> said_by_name(const example::dataset& data,
                                                   const plan_options& options) {
    const wishes all = wishes_of(data, options);
    std::map<attain::rep_id, std::string> text;
    const auto add = [&](const said& of, const char* what, const auto& written) {
        for (const auto& [rep, amount] : of.by_rep) {
            std::string& own = text[rep];
            own += (own.empty() ? "" : ", ") + std::string{what} + ' ' + written(amount);
        }
    };
    const auto quantity = [&](attain::units amount) { return to_string(amount, data.metric); };
    // Millionths, without decimals that are all zeros.
    const auto number = [](attain::units millionths) {
        std::string digits = to_string(millionths, attain::metric::count("share", 6));
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.ends_with('.')) digits.pop_back();
        return digits;
    };
    add(all.locks, "lock", quantity);
    add(all.floors, "floor", quantity);
    add(all.caps, "cap", quantity);
    add(all.change_caps, "change cap", [&](attain::units ppm) { return number(100 * ppm) + " %"; });
    add(typed_previous(data, options), "last quota", quantity);
    add(all.values, "value", number);
    if (!options.rest.empty()) {
        std::string& own = text[rep_called(data, "--rest", options.rest)];
        own += own.empty() ? "rest" : ", rest";
    }
    return text;
}

std::string warning_of(const attain::policy& by) {
    if (!std::holds_alternative<attain::hamilton>(by)) return "";
    return "with the largest remainder a larger total can lower somebody's quota (weights 1, 3, 3: a total "
           "of 10 gives 2, 4, 4 and 11 gives 1, 5, 5); proportional never does";
}

attain::allocate_options details_of(const example::dataset& data, const plan_options& options,
                                    const std::vector<attain::forecast>& forecasts) {
    attain::allocate_options details;
    const wishes all = wishes_of(data, options);
    for (const attain::forecast& f : forecasts)
        details.candidates.push_back(candidate_of(data, f, all));
    details.quantum = quantum_of(data, options);
    if (!options.rest.empty()) {
        const attain::rep_id holder = rep_called(data, "--rest", options.rest);
        const bool here = std::any_of(forecasts.begin(), forecasts.end(),
                                      [&](const attain::forecast& f) { return f.rep() == holder; });
        if (here) details.residual_holder = holder;
    }
    details.over_assignment_bp = over_assignment_of(options);
    details.repair = options.repair       ? attain::when_infeasible::relax
                     : options.unassigned ? attain::when_infeasible::unassigned
                                          : attain::when_infeasible::report;
    return details;
}

attain::wording wording_of(const example::dataset& data) {
    return {.rep = [&data](attain::rep_id id) { return name_of(data, id); },
            .amount = [&data](attain::units amount) { return to_string(amount, data.metric); }};
}

} // namespace attain_program
