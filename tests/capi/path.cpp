// The same team, facts and total through C and through C++ give the same bytes.
#include <attain/attain.hpp>

#include <doctest/doctest.h>

#include <array>
#include <attain.h>
#include <cmath>
#include <cstring>
#include <vector>

namespace {

struct facts {
    std::vector<std::int64_t> rep{};
    std::vector<std::int32_t> day{};
    std::vector<std::int64_t> quantity{};
};

constexpr std::array<std::int64_t, 4> ids{101, 102, 103, 104};
constexpr std::int32_t as_of = 20787; // 2026-11-30
const std::array<std::int32_t, 4> hired{ATTAIN_NULL_DAY, as_of - 80, as_of - 900, as_of - 400};
const std::array<double, 4> fte{1.0, 1.0, 0.8, 1.0};

facts history() {
    facts f;
    for (std::int32_t back = 0; back < 300; ++back)
        for (std::size_t r = 0; r < ids.size(); ++r) {
            if (hired[r] != ATTAIN_NULL_DAY && as_of - back < hired[r]) continue;
            if ((back * 7 + static_cast<int>(r) * 3) % (static_cast<int>(r) + 2) != 0) continue;
            f.rep.push_back(ids[r]);
            f.day.push_back(as_of - back);
            f.quantity.push_back(1 + (back + static_cast<int>(r)) % 3);
        }
    return f;
}

struct c_path {
    attain_context* context = nullptr;
    attain_team* team = nullptr;
    attain_ledger* ledger = nullptr;
    attain_estimator* estimator = nullptr;
    attain_metric metric{};
    std::int32_t begin = 0;
    std::int32_t end = 0;

    c_path() {
        REQUIRE(attain_context_new(&context) == ATTAIN_OK);
        attain_team_args args{};
        args.struct_size = sizeof args;
        args.name = "East";
        args.n_reps = static_cast<std::int64_t>(ids.size());
        args.rep_id = ids.data();
        args.hired = hired.data();
        args.fte = fte.data();
        const std::array<std::int64_t, 5> offsets{0, 0, 3, 3, 3};
        const std::array<double, 3> shares{0.25, 0.5, 0.75};
        args.ramp_offsets = offsets.data();
        args.n_ramp_shares = static_cast<std::int64_t>(shares.size());
        args.ramp_share = shares.data();
        const std::int32_t christmas = as_of + 25;
        args.n_closed = 1;
        args.closed_day = &christmas;
        REQUIRE(attain_team_new(context, &args, &team) == ATTAIN_OK);
        REQUIRE(attain_ledger_new(context, &ledger) == ATTAIN_OK);
        const facts f = history();
        REQUIRE(attain_ledger_record(context, ledger, 7, static_cast<std::int64_t>(f.rep.size()),
                                     f.rep.data(), f.day.data(), f.quantity.data(), nullptr) == ATTAIN_OK);
        metric.struct_size = sizeof metric;
        metric.metric_id = 7;
        metric.name = "meetings booked";
        REQUIRE(attain_estimator_new(context, team, &metric, ledger, as_of, &estimator) == ATTAIN_OK);
        REQUIRE(attain_period_parse(context, "2026-12", -1, &begin, &end) == ATTAIN_OK);
    }
    ~c_path() {
        attain_estimator_free(estimator);
        attain_ledger_free(ledger);
        attain_team_free(team);
        attain_context_free(context);
    }
    c_path(const c_path&) = delete;
    c_path& operator=(const c_path&) = delete;

    attain_error error() const {
        attain_error e{};
        e.struct_size = sizeof e;
        REQUIRE(attain_context_error(context, &e) == ATTAIN_OK);
        return e;
    }
};

attain::team cpp_team() {
    attain::team t{"East", attain::calendar::weekdays().close(attain::day{as_of + 25})};
    for (std::size_t r = 0; r < ids.size(); ++r) {
        attain::rep member{.id = ids[r]};
        if (hired[r] != ATTAIN_NULL_DAY) member.hired = attain::day{hired[r]};
        member.fte = fte[r];
        if (r == 1) member.ramp = attain::ramp::steps({0.25, 0.5, 0.75});
        t.add(member);
    }
    return t;
}

} // namespace

TEST_CASE("the C path gives byte-identical quotas, chances and days") {
    const c_path c;
    const attain::team team = cpp_team();
    const auto metric = attain::metric::count("meetings booked").with_id(7);
    attain::ledger book;
    const facts f = history();
    for (std::size_t i = f.rep.size(); i-- > 0;) // and the order of the facts does not matter
        book.record(
            {.rep = f.rep[i], .metric = metric, .day = attain::day{f.day[i]}, .quantity = f.quantity[i]});
    const attain::estimator est{team, metric, book, attain::day{as_of}};
    const auto december = attain::month(2026, 12);

    for (const std::int32_t policy : {0, 1, 2, 3}) {
        const attain::policy by = policy == 0   ? attain::policy{attain::equal_attainability{}}
                                  : policy == 1 ? attain::policy{attain::proportional{}}
                                  : policy == 2 ? attain::policy{attain::equal_split{}}
                                                : attain::policy{attain::hamilton{}};
        const auto forecasts = est.forecasts(december);
        attain::allocate_options options;
        for (const auto& fc : forecasts) {
            attain::candidate who;
            who.id = fc.rep();
            who.weight = fc.mean();
            options.candidates.push_back(who);
        }
        const auto expected = attain::allocate(90, forecasts, by, options);

        attain_allocate_args args{};
        args.struct_size = sizeof args;
        args.policy = policy;
        attain_allocation* split = nullptr;
        REQUIRE(attain_allocate(c.context, c.estimator, c.begin, c.end, 90, &args, &split) == ATTAIN_OK);
        std::array<std::int64_t, 4> rep{};
        std::array<std::int64_t, 4> amount{};
        std::array<double, 4> chance{};
        std::int64_t n = 0;
        REQUIRE(attain_allocation_quotas(c.context, split, 4, rep.data(), amount.data(), chance.data(), &n) ==
                ATTAIN_OK);
        REQUIRE(n == 4);
        for (std::size_t i = 0; i < 4; ++i) {
            CHECK(rep[i] == expected.quotas[i].rep.value);
            CHECK(amount[i] == expected.quotas[i].amount);
            CHECK(std::memcmp(&chance[i], &expected.quotas[i].probability, sizeof(double)) == 0);
        }

        attain_plan* plan = nullptr;
        REQUIRE(attain_plan_new(c.context, c.estimator, c.begin, c.end, split, &plan) == ATTAIN_OK);
        const auto same = attain::make_plan(est, december, expected);
        double team_chance = 0;
        CHECK(attain_plan_team(c.context, plan, nullptr, &team_chance) == ATTAIN_OK);
        CHECK(team_chance == same.team_probability());
        std::array<std::int32_t, 31> day{};
        std::array<std::int64_t, 31> daily{};
        REQUIRE(attain_plan_days(c.context, plan, 102, 31, day.data(), daily.data(), &n) == ATTAIN_OK);
        REQUIRE(n == static_cast<std::int64_t>(same.goals[1].daily.size()));
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
            CHECK(attain::day_target{attain::day{day[i]}, daily[i]} == same.goals[1].daily[i]);
        char reason[256] = "";
        std::int32_t verdict = -1;
        CHECK(attain_plan_verdict(c.context, plan, 102, 2, &verdict, nullptr, reason, sizeof reason, &n) ==
              ATTAIN_OK);
        CHECK(attain::audit(same.goals[1], same)[2].reason == reason);
        attain_plan_free(plan);
        attain_allocation_free(split);
    }
}

TEST_CASE("refusals through C: a status, a named argument, and nothing changed") {
    const c_path c;
    attain_team* team = reinterpret_cast<attain_team*>(1);
    CHECK(attain_team_new(c.context, nullptr, &team) == ATTAIN_E_NULL_ARGUMENT);
    CHECK(team == nullptr);
    CHECK(std::string{c.error().argument} == "args");

    attain_team_args args{};
    CHECK(attain_team_new(c.context, &args, &team) == ATTAIN_E_STRUCT_SIZE);

    struct {
        attain_team_args known;
        std::int64_t later;
    } newer{};
    newer.known.struct_size = sizeof newer;
    newer.known.name = "x";
    CHECK(attain_team_new(c.context, &newer.known, &team) == ATTAIN_OK);
    attain_team_free(team);
    newer.later = 1;
    CHECK(attain_team_new(c.context, &newer.known, &team) == ATTAIN_E_NEWER_CALLER);

    const std::array<std::int64_t, 2> twice{5, 5};
    args.struct_size = sizeof args;
    args.n_reps = 2;
    args.rep_id = twice.data();
    CHECK(attain_team_new(c.context, &args, &team) == ATTAIN_E_DUPLICATE_ID);
    CHECK(c.error().row == 1);
    args.n_reps = -1;
    CHECK(attain_team_new(c.context, &args, &team) == ATTAIN_E_OUT_OF_RANGE);

    const std::array<std::int64_t, 2> rep{101, 102};
    const std::array<std::int32_t, 2> days{as_of, 99'999'999};
    CHECK(attain_ledger_record(c.context, c.ledger, 7, 2, rep.data(), days.data(), nullptr, nullptr) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(c.error().row == 1);
    CHECK(std::string{c.error().argument} == "day");
    CHECK(attain_ledger_record(nullptr, c.ledger, 7, 0, nullptr, nullptr, nullptr, nullptr) == ATTAIN_OK);

    attain_forecast_columns out{};
    out.struct_size = sizeof out;
    double mean = -1;
    out.mean = &mean;
    const std::int64_t nobody = 999;
    CHECK(attain_forecast(c.context, c.estimator, c.begin, c.end, 1, &nobody, nullptr, &out) ==
          ATTAIN_E_UNKNOWN_ID);
    CHECK(mean == -1);

    attain_allocation* split = nullptr;
    attain_allocate_args bounds{};
    bounds.struct_size = sizeof bounds;
    bounds.n_bounds = 1;
    bounds.bound_rep = ids.data();
    const std::int64_t floor = 100;
    bounds.bound_floor = &floor;
    REQUIRE(attain_allocate(c.context, c.estimator, c.begin, c.end, 90, &bounds, &split) == ATTAIN_OK);
    std::int64_t gap = 0;
    CHECK(attain_allocation_gap(c.context, split, &gap) == ATTAIN_OK);
    CHECK(gap == -10);
    attain_plan* plan = nullptr;
    CHECK(attain_plan_new(c.context, c.estimator, c.begin, c.end, split, &plan) == ATTAIN_E_INVALID_ARGUMENT);
    attain_allocation_free(split);

    std::int64_t needed = 0;
    REQUIRE(attain_allocate(c.context, c.estimator, c.begin, c.end, 90, nullptr, &split) == ATTAIN_OK);
    std::int64_t amount = -1;
    CHECK(attain_allocation_quotas(c.context, split, 1, nullptr, &amount, nullptr, &needed) ==
          ATTAIN_E_BUFFER_TOO_SMALL);
    CHECK(needed == 4);
    CHECK(amount == -1);
    attain_allocation_free(split);
    CHECK(std::string{attain_status_name(ATTAIN_E_PARSE)} == "parse");
}
