#include <attain/state/plan_codec.hpp>

#include "values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

// ---- out ------------------------------------------------------------------------------------------------

// Told before the templates that write several of them.
void write(writer& out, const period& p);
void write(writer& out, const largest_event& e);
void write(writer& out, const day_target& d);
void write(writer& out, const scope_tag& t);
void write(writer& out, const goal_version& v);
void write(writer& out, const goal& g);
void write(writer& out, const equal_share& s);
void write(writer& out, const first_chance& c);

template<class T>
void write(writer& out, const std::optional<T>& known) {
    out.integer(static_cast<std::uint8_t>(known.has_value()));
    if (known) write(out, *known);
}

template<class T>
void write(writer& out, const std::vector<T>& rows) {
    out.integer(static_cast<std::uint64_t>(rows.size()));
    for (const T& row : rows)
        write(out, row);
}

void write(writer& out, const period& p) {
    write(out, p.begin);
    write(out, p.end);
    write_choice(out, p.kind);
    out.integer(p.fiscal_year);
    out.integer(p.index);
}

void write(writer& out, const mixture& m) {
    write_choice(out, m.kind());
    out.integer(static_cast<std::uint8_t>(m.opinions().size()));
    for (const opinion& o : m.opinions())
        for (const double x : {o.weight, o.mean, o.variance, o.nothing, o.centre})
            out.number(x);
    out.integer(static_cast<std::uint8_t>(m.learned() != nullptr));
    if (m.learned() == nullptr) return;
    for (const double x : m.learned()->cumulative)
        out.number(x);
}

void write(writer& out, const largest_event& e) {
    write(out, e.day);
    write(out, e.quantity);
    out.number(e.share);
}

void write(writer& out, const forecast& f) {
    out.integer(f.rep().value);
    write(out, f.period());
    write_choice(out, f.kind());
    write(out, f.done());
    out.integer(f.remaining().micro);
    write_choice(out, f.evidence().grade);
    out.number(f.evidence().effective_days);
    out.number(f.evidence().prior_weight);
    write(out, f.largest());
    std::uint8_t reasons = 0;
    for (const forecast_reason r : f.reasons())
        reasons |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(r));
    out.integer(reasons);
    write(out, f.step());
    write(out, f.rest());
}

void write(writer& out, const day_target& d) {
    write(out, d.day);
    write(out, d.amount);
}

void write(writer& out, const scope_tag& t) {
    write(out, t.key);
    write(out, t.value);
}

void write(writer& out, const goal_version& v) {
    write(out, v.from);
    write(out, v.target);
    write_choice(out, v.kind);
    write(out, v.decided);
    write(out, v.who);
    write(out, v.why);
    write(out, v.before);
    write(out, v.after);
    write(out, v.probability_before);
    write(out, v.probability_after);
}

void write(writer& out, const goal& g) {
    out.integer(g.rep.value);
    write(out, g.owner);
    write(out, g.role);
    write(out, g.metric);
    write(out, g.period);
    write(out, g.target);
    write(out, g.forecast);
    out.integer(g.working_time.micro);
    out.integer(g.full_time.micro);
    write(out, g.last_fact);
    write(out, g.daily);
    out.integer(g.id.value);
    out.integer(g.parent.value);
    write(out, g.scope);
    write(out, g.levels.floor);
    write(out, g.levels.stretch);
    write_choice(out, g.view);
    write(out, g.versions);
    write(out, g.best_observed);
    write(out, g.high_day);
    write(out, g.gaps);
}

constexpr double unknown_chance = -1; // of an equal share: bytes hold finite numbers alone

void write(writer& out, const equal_share& s) {
    out.integer(s.rep.value);
    write(out, s.amount);
    out.number(std::isnan(s.probability) ? unknown_chance : s.probability);
}

void write(writer& out, const first_chance& c) {
    write(out, c.target);
    write(out, c.forecast);
}

// ---- in: every number is checked against what such a plan can hold
// ------------------------------------------

double read_chance(reader& in) {
    const double p = read_number(in);
    if (p < 0 || p > 1) corrupt("holds a chance outside of 0 to 1");
    return p;
}

double read_chance_inside(reader& in) {
    const double p = read_number(in);
    if (!(p > 0 && p < 1)) corrupt("holds a chance outside of 0 to 1");
    return p;
}

capacity read_time(reader& in) {
    const auto micro = in.integer<std::int64_t>();
    if (micro < 0) corrupt("holds negative working time");
    return {micro};
}

template<class Read>
auto read_known(reader& in, Read&& read) {
    return read_flag(in) ? std::optional{read(in)} : std::nullopt;
}

// Entries of at least `size` bytes each.
template<class Read>
auto read_rows(reader& in, std::size_t size, Read&& read) {
    std::vector<decltype(read(in))> rows;
    const std::size_t n = in.count(size);
    rows.reserve(n);
    for (std::size_t i = 0; i < n; ++i)
        rows.push_back(read(in));
    return rows;
}

// A civil period, a custom one or one of a fiscal calendar's.
bool is_labelled_right(const period& p) {
    if (is_fiscal(p.kind)) return true;
    if (p.fiscal_year != 0 || p.index != 0) return false;
    if (p.kind == period_kind::custom) return true;
    if (p.begin.date().year() == day{day::max_value}.date().year())
        return false; // may end after the calendar
    return containing(p.kind, p.begin) == p;
}

period read_period(reader& in) {
    period p;
    p.begin = read_day(in);
    p.end = read_day(in);
    p.kind = read_choice(in, period_kind::fiscal_year);
    p.fiscal_year = in.integer<std::int16_t>();
    p.index = in.integer<std::int16_t>();
    if (p.end <= p.begin || !is_labelled_right(p)) corrupt("holds a period that is none");
    return p;
}

// Of a total that fits 64 bits; an amount neither so regular nor so wild that its chances are beyond doubles.
bool is_believable(metric_kind kind, const opinion& o) {
    constexpr double largest = 1e19;
    if (o.mean > largest || o.variance > largest * largest || std::abs(o.centre) > largest) return false;
    const double square = o.mean * o.mean;
    switch (kind) {
    case metric_kind::count:
        return true;
    case metric_kind::amount:
        return o.mean == 0 || (o.variance >= 1e-18 * square && o.variance <= 1e12 * square && square > 0);
    case metric_kind::signed_amount:
        break;
    }
    return o.variance > 0;
}

opinion read_opinion(reader& in, metric_kind kind) {
    opinion o;
    for (double* x : {&o.weight, &o.mean, &o.variance, &o.nothing})
        in.not_negative(*x);
    in(o.centre);
    if (o.nothing >= 1 || !is_believable(kind, o)) corrupt("holds a distribution that is none");
    return o;
}

recalibration read_learned(reader& in) {
    recalibration r;
    for (double& x : r.cumulative)
        x = read_chance(in);
    if (!std::ranges::is_sorted(r.cumulative)) corrupt("holds a recalibration that falls");
    return r;
}

mixture read_mixture(reader& in) {
    const auto kind = read_choice(in, metric_kind::signed_amount);
    const std::size_t n = in.integer<std::uint8_t>();
    if (n > mixture::max_opinions) corrupt("holds more opinions than a forecast has");
    std::array<opinion, mixture::max_opinions> opinions;
    double together = 0;
    for (std::size_t i = 0; i < n; ++i) {
        opinions[i] = read_opinion(in, kind);
        together += opinions[i].weight;
    }
    if (n > 0 && !(std::abs(together - 1) <= 1e-6))
        corrupt("holds opinions whose weights are not 1 together");
    const std::span<const opinion> all{opinions.data(), n};
    if (!read_flag(in)) return {kind, all};
    return {kind, all, read_learned(in)};
}

largest_event read_largest(reader& in) {
    largest_event e;
    e.day = read_day(in);
    e.quantity = read_units(in);
    e.share = read_number(in);
    return e;
}

forecast read_forecast(reader& in) {
    forecast::description f;
    f.rep = rep_id{in.integer<std::int64_t>()};
    f.period = read_period(in);
    f.kind = read_choice(in, metric_kind::signed_amount);
    f.done = read_units(in);
    f.remaining = read_time(in);
    f.evidence.grade = read_choice(in, evidence_grade::solid);
    in.not_negative(f.evidence.effective_days);
    f.evidence.prior_weight = read_chance(in);
    f.largest = read_known(in, read_largest);
    f.reasons = in.integer<std::uint8_t>();
    f.step = read_units(in);
    if (f.step < 0) corrupt("holds totals in steps below 0");
    const forecast out{f, read_mixture(in)};
    if (out.step() != f.step) corrupt("holds steps of what is whole, or nothing, already");
    return out;
}

goal_version read_version(reader& in) {
    goal_version v;
    v.from = read_day(in);
    v.target = read_units(in);
    v.kind = read_choice(in, revision::restate);
    v.decided = read_day(in);
    v.who = read_text(in);
    v.why = read_text(in);
    v.before = read_known(in, read_units);
    v.after = read_units(in);
    v.probability_before = read_known(in, read_chance);
    v.probability_after = read_known(in, read_chance);
    return v;
}

// Days of the goal's period, each once and in order.
void require_days(const goal& g) {
    const auto not_later = [](const day_target& a, const day_target& b) { return b.day <= a.day; };
    if (std::ranges::adjacent_find(g.daily, not_later) != g.daily.end())
        corrupt("holds daily targets that are not in order");
    for (const day_target& d : g.daily)
        if (!g.period.contains(d.day)) corrupt("holds a daily target outside of its period");
    for (const goal_version& v : g.versions)
        if (!g.period.contains(v.from)) corrupt("holds a change outside of its period");
}

goal read_goal(reader& in) {
    const rep_id rep{in.integer<std::int64_t>()};
    std::string owner = read_text(in);
    std::string role = read_text(in);
    metric what = read_metric(in);
    const period over = read_period(in);
    const units target = read_units(in);
    goal g{.rep = rep,
           .owner = std::move(owner),
           .role = std::move(role),
           .metric = std::move(what),
           .period = over,
           .target = target,
           .forecast = read_forecast(in)};
    g.working_time = read_time(in);
    g.full_time = read_time(in);
    g.last_fact = read_known(in, read_day);
    g.daily = read_rows(in, 12, [](reader& from) {
        const day d = read_day(from);
        return day_target{d, read_units(from)};
    });
    g.id = goal_id{in.integer<std::int64_t>()};
    g.parent = goal_id{in.integer<std::int64_t>()};
    g.scope = read_rows(in, 16, [](reader& from) {
        std::string key = read_text(from);
        return scope_tag{std::move(key), read_text(from)};
    });
    g.levels.floor = read_known(in, read_units);
    g.levels.stretch = read_known(in, read_units);
    g.view = read_choice(in, goal_view::weekly);
    g.versions = read_rows(in, 44, read_version);
    g.best_observed = read_known(in, read_units);
    g.high_day = read_known(in, read_units);
    g.gaps = read_rows(in, 13, read_period);
    require_days(g);
    return g;
}

equal_share read_share(reader& in) {
    equal_share s;
    s.rep = rep_id{in.integer<std::int64_t>()};
    s.amount = read_units(in);
    s.probability = read_number(in);
    if (s.probability == unknown_chance)
        s.probability = std::numeric_limits<double>::quiet_NaN();
    else if (s.probability < 0 || s.probability > 1)
        corrupt("holds a chance outside of 0 to 1");
    return s;
}

first_chance read_first(reader& in) {
    const units target = read_units(in);
    return {target, read_forecast(in)};
}

// What changes keep beside the goals.
void read_kept(reader& in, plan& p) {
    p.unassigned = read_units(in);
    if (p.unassigned < 0) corrupt("holds less than nothing for nobody");
    p.as_set = read_known(in, read_first);
    p.floor_chance = read_chance_inside(in);
    p.stretch_chance = read_chance_inside(in);
    for (goal& g : p.goals) {
        g.handed_over = read_known(in, read_day);
        g.as_set = read_known(in, read_first);
    }
}

constexpr std::size_t smallest_goal = 200; // bytes

plan read_plan(reader& in) {
    std::string team = read_text(in);
    metric what = read_metric(in);
    const period over = read_period(in);
    const day as_of = read_day(in);
    const units total = read_units(in);
    const units promised = read_units(in);
    const goal_id id{in.integer<std::int64_t>()};
    plan p{.team = std::move(team),
           .metric = std::move(what),
           .period = over,
           .as_of = as_of,
           .total = total,
           .team_forecast = read_forecast(in),
           .promised = promised,
           .id = id};
    p.goals = read_rows(in, smallest_goal, read_goal);
    p.one_for_all = read_rows(in, 24, read_share);
    const auto not_later = [](const goal& a, const goal& b) { return !(a.rep < b.rep); };
    if (std::ranges::adjacent_find(p.goals, not_later) != p.goals.end())
        corrupt("holds goals that are not in order of their reps");
    read_kept(in, p);
    if (!in.done()) corrupt("has more bytes than its state");
    return p;
}

} // namespace

std::vector<std::byte> encode(const plan& p) {
    writer out;
    write(out, p.team);
    write(out, p.metric);
    write(out, p.period);
    write(out, p.as_of);
    write(out, p.total);
    write(out, p.promised);
    out.integer(p.id.value);
    write(out, p.team_forecast);
    write(out, p.goals);
    write(out, p.one_for_all);
    write(out, p.unassigned);
    write(out, p.as_set);
    out.number(p.floor_chance);
    out.number(p.stretch_chance);
    for (const goal& g : p.goals) {
        write(out, g.handed_over);
        write(out, g.as_set);
    }
    return framed(state_kind::plan, std::move(out.bytes()));
}

plan decode_plan(std::span<const std::byte> bytes) {
    reader payload{unframed(state_kind::plan, bytes)};
    return read_plan(payload);
}

} // namespace attain::inline v1
