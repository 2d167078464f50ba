#include "plan_policy.hpp"

#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>

#include "movers.hpp"

#include <algorithm>
#include <array>
#include <common/input_error.hpp>
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
            if (member.name == name || member.name == name + " (" + data.keys.at(member.id) + ')')
                found.push_back(member.id);
        }
    std::sort(found.begin(), found.end()); // a mover is in several teams, and one person
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.empty())
        attain::fail(errc::unknown_id, option, "nobody on the roster is called " + quote(name));
    if (found.size() > 1)
        attain::fail(errc::conflict, option,
                     std::to_string(found.size()) + " people are called " + quote(name) +
                         "; use the id: " + data.keys.at(found[0]) + ", " + data.keys.at(found[1]) +
                         (found.size() > 2 ? ", ..." : ""));
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

// Quotas by the days they are of, which must be those of the period before, whole or in parts.
class dated_quotas {
public:
    explicit dated_quotas(const attain::period& before) : before_{before} {}

    // Whether a quota of [begin, end) is one of them; an older or a later one is not.
    bool take(const example::row_reader& rows, std::size_t row, std::size_t first, attain::rep_id rep,
              const attain::period& days) {
        if (!before_.overlaps(days)) return false;
        if (!before_.contains(days))
            rows.refuse(row, first,
                        "a quota of " + to_string(days) + " is not one of " + to_string(before_) +
                            ", the period before");
        for (const attain::period& other : taken_[rep])
            if (other.overlaps(days))
                rows.refuse(row, first, "has a quota for " + to_string(other) + " already");
        taken_[rep].push_back(days);
        return true;
    }
    // Errors: example::input_error when there was none of the period, or only a part of it for somebody.
    void require_whole(const example::dataset& data, const std::string& path) const {
        if (taken_.empty())
            throw example::input_error({path}, "has no quotas of " + to_string(before_) +
                                                   ", the period before the one that is planned");
        for (const auto& [rep, parts] : taken_) {
            std::int64_t days = 0;
            for (const attain::period& p : parts)
                days += p.end - p.begin;
            if (days != before_.end - before_.begin)
                throw example::input_error({path}, quote(data.keys.at(rep)) + " has quotas for a part of " +
                                                       to_string(before_) + " only");
        }
    }

private:
    attain::period before_;
    std::map<attain::rep_id, std::vector<attain::period>> taken_{};
};

// A file of last period's quotas: rep, quota; with first_day and last_day those of the period before count.
void read_previous(const example::dataset& data, const plan_options& options, const std::string& path,
                   said& into) {
    const example::csv_file file = example::csv_file::read(path);
    const example::row_reader rows{file, example::date_format{}};
    const std::size_t rep = rows.require("rep");
    const std::size_t quota = rows.require("quota");
    const bool dated = file.find("first_day") || file.find("last_day");
    const std::size_t first = dated ? rows.require("first_day") : 0;
    const std::size_t last = dated ? rows.require("last_day") : 0;
    dated_quotas of_days{previous(period_of(options))};
    std::map<attain::rep_id, attain::units> sums;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        const std::string name{rows.filled(row, rep)};
        std::optional<attain::rep_id> who;
        try {
            who = rep_called(data, "--previous", name);
        } catch (const attain::error& e) {
            rows.refuse(row, rep, e.reason());
        }
        const attain::units amount = rows.decimal(row, quota, data.metric.exponent());
        if (!dated) {
            if (!sums.emplace(*who, amount).second)
                rows.refuse(row, rep, quote(name) + " has a quota already");
            continue;
        }
        const attain::day begin = rows.date(row, first);
        const attain::day end = rows.date(row, last) + 1;
        if (end <= begin) rows.refuse(row, last, "is before the first day");
        if (!of_days.take(rows, row, first, *who, attain::period::between(begin, end))) continue;
        attain::units& sum = sums[*who];
        const attain::int128 more = attain::int128{sum} + amount;
        constexpr attain::int128 most = attain::units{1} << 62;
        if (more > most || more < -most) rows.refuse(row, quota, "with the rows before it is too large");
        sum = static_cast<attain::units>(more);
    }
    if (dated) of_days.require_whole(data, path);
    for (const auto& [who, amount] : sums)
        if (!into.by_rep.emplace(who, amount).second)
            throw example::input_error({path}, quote(data.keys.at(who)) + " has a last quota already");
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
        if (!names_one(each)) read_previous(data, options, each, all);
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

void require_floor_below_cap(const example::dataset& data, const wishes& all, attain::rep_id rep) {
    const auto floor = all.floors.of(rep);
    const auto cap = all.caps.of(rep);
    if (floor && cap && *floor > *cap)
        attain::fail(errc::conflict, "--floor",
                     "the floor " + to_string(*floor, data.metric) + " of " + name_of(data, rep) +
                         " is above the cap " + to_string(*cap, data.metric));
}

// Somebody in a team, who may be in another one too.
attain::candidate candidate_of(const attain::forecast& f, const std::string& team, const movers& several,
                               const wishes& all) {
    attain::candidate one{.id = f.rep(), .weight = std::max(0.0, f.mean())};
    const auto part = [&](const said& of) {
        const std::optional<attain::units> amount = of.of(one.id);
        return amount ? std::optional{several.part(*amount, one.id, team)} : std::nullopt;
    };
    one.floor = part(all.floors).value_or(one.floor);
    one.cap = part(all.caps).value_or(one.cap);
    one.previous = part(all.previous).value_or(0);
    one.lock = part(all.locks);
    // Who had no quota before has nothing to be compared with.
    if (const auto share = all.change_caps.of(one.id); share && all.previous.of(one.id))
        one.change_cap = attain::fraction::from_ppm(*share);
    if (const auto millionths = all.values.of(one.id)) one.value = static_cast<double>(*millionths) / 1e6;
    return one;
}

// The same quota for everybody has no part for some of somebody's time.
void require_divisible(const example::dataset& data, const plan_options& options, const movers& several,
                       const attain::candidate& one) {
    if (!several.contains(one.id) || one.lock ||
        !std::holds_alternative<attain::equal_split>(policy_of(options)))
        return;
    const std::string name = name_of(data, one.id);
    attain::fail(errc::conflict, "--policy",
                 options.policy + " gives everybody the same, and " + name + ", who is in " +
                     several.teams_of(one.id) + " within " + options.period +
                     ", the same twice; say what is to be reached in all: --lock " + quote(name + "=N"));
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
    if (auto* const fair = std::get_if<attain::alpha_fair>(&by)) {
        if (!(options.alpha >= 0.05 && options.alpha <= 1e6))
            attain::fail(errc::out_of_range, "--alpha", "must lie between 0.05 and 1,000,000");
        fair->alpha = options.alpha;
    }
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

std::vector<std::string> divided_rules(const example::dataset& data, const plan_options& options,
                                       const attain::team& team) {
    const wishes all = wishes_of(data, options);
    const movers several{data.teams, period_of(options)};
    std::vector<std::string> texts;
    for (const attain::rep& member : team.reps()) {
        if (!several.contains(member.id)) continue;
        std::string rules;
        const auto add = [&](const said& of, const char* what) {
            const auto amount = of.of(member.id);
            if (!amount) return;
            rules += std::string(rules.empty() ? ": " : ", ") + what + ' ' +
                     to_string(several.part(*amount, member.id, team.name()), data.metric) + " of " +
                     to_string(*amount, data.metric);
        };
        add(all.locks, "lock");
        add(all.floors, "floor");
        add(all.caps, "cap");
        add(all.previous, "last quota");
        if (!rules.empty()) texts.push_back(member.name + ", in " + several.teams_of(member.id) + rules);
    }
    return texts;
}

std::string warning_of(const attain::policy& by) {
    if (!std::holds_alternative<attain::hamilton>(by)) return "";
    return "with the largest remainder a larger total can lower somebody's quota (weights 1, 3, 3: a total "
           "of 10 gives 2, 4, 4 and 11 gives 1, 5, 5); proportional never does";
}

attain::allocate_options details_of(const example::dataset& data, const plan_options& options,
                                    const std::vector<attain::forecast>& forecasts,
                                    const std::vector<std::string>& teams) {
    attain::allocate_options details;
    const wishes all = wishes_of(data, options);
    const movers several{data.teams, period_of(options)};
    for (std::size_t i = 0; i < forecasts.size(); ++i) {
        require_floor_below_cap(data, all, forecasts[i].rep());
        details.candidates.push_back(candidate_of(forecasts[i], teams[i], several, all));
        require_divisible(data, options, several, details.candidates.back());
    }
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
