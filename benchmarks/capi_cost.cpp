// What the C ABI costs beside the C++ call that does the same work, in instructions. benchmarks/capi_cost.sh
// counts those of the function `measured` and prints both.
//
//   capi_cost record|forecast|allocate c|cpp ROWS      one batch call
//   capi_cost scalar c|cpp CALLS                       the smallest call there is, that many times
#include <attain/attain.hpp>

#include <attain.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

using namespace attain;

namespace {

constexpr std::int32_t as_of = 20787; // 2026-11-30
constexpr std::int32_t begin = 20788;
constexpr std::int32_t end = 20819;
constexpr std::int64_t metric_number = 7;

struct facts {
    std::vector<std::int64_t> rep{};
    std::vector<std::int32_t> day{};
    std::vector<std::int64_t> quantity{};
};

facts some_facts(std::size_t rows, std::size_t reps) {
    facts f;
    for (std::size_t i = 0; i < rows; ++i) {
        f.rep.push_back(static_cast<std::int64_t>(i % reps));
        f.day.push_back(as_of - static_cast<std::int32_t>(i / reps % 360));
        f.quantity.push_back(static_cast<std::int64_t>(i * 7 % 5));
    }
    return f;
}

void must(attain_status status) {
    if (status == ATTAIN_OK) return;
    std::fprintf(stderr, "%s\n", attain_status_name(status));
    std::exit(1);
}

// A team with a year of facts, on both sides.
struct both {
    team people{"everybody", calendar::weekdays()};
    ledger book{};
    std::vector<std::int64_t> ids{};
    std::optional<estimator> of{};
    attain_team* c_people{};
    attain_ledger* c_book{};
    attain_estimator* c_of{};

    both(std::size_t reps, std::size_t rows) {
        const facts f = some_facts(rows, reps);
        for (std::size_t r = 0; r < reps; ++r) {
            ids.push_back(static_cast<std::int64_t>(r));
            people.add({.id = ids.back()});
        }
        std::vector<rep_id> rep(f.rep.begin(), f.rep.end());
        book.record(metric_number, {.rep = rep, .day = f.day, .quantity = f.quantity});
        of.emplace(people, metric::count("meetings").with_id(metric_number), book, day{as_of});

        attain_team_args who{};
        who.struct_size = sizeof who;
        who.n_reps = static_cast<std::int64_t>(reps);
        who.rep_id = ids.data();
        attain_metric what{};
        what.struct_size = sizeof what;
        what.metric_id = metric_number;
        what.name = "meetings";
        must(attain_team_new(nullptr, &who, &c_people));
        must(attain_ledger_new(nullptr, &c_book));
        must(attain_ledger_record(nullptr, c_book, metric_number, static_cast<std::int64_t>(f.rep.size()),
                                  f.rep.data(), f.day.data(), f.quantity.data(), nullptr));
        must(attain_estimator_new(nullptr, c_people, &what, c_book, as_of, &c_of));
    }
};

using work = std::function<void()>;

work record(bool c, std::size_t rows) {
    const auto f = std::make_shared<facts>(some_facts(rows, 500));
    const auto rep = std::make_shared<std::vector<rep_id>>(f->rep.begin(), f->rep.end());
    const auto book = std::make_shared<ledger>();
    attain_ledger* c_book = nullptr;
    must(attain_ledger_new(nullptr, &c_book));
    if (c)
        return [=] {
            must(attain_ledger_record(nullptr, c_book, metric_number, static_cast<std::int64_t>(rows),
                                      f->rep.data(), f->day.data(), f->quantity.data(), nullptr));
        };
    return [=] { book->record(metric_number, {.rep = *rep, .day = f->day, .quantity = f->quantity}); };
}

work forecasts(bool c, std::size_t rows) {
    const auto on = std::make_shared<both>(rows, rows * 20);
    const auto target = std::make_shared<std::vector<std::int64_t>>(rows, 30);
    const auto chance = std::make_shared<std::vector<double>>(rows);
    const auto mean = std::make_shared<std::vector<double>>(rows);
    if (c)
        return [=] {
            attain_forecast_columns out{};
            out.struct_size = sizeof out;
            out.probability = chance->data();
            out.mean = mean->data();
            must(attain_forecast(nullptr, on->c_of, begin, end, static_cast<std::int64_t>(rows),
                                 on->ids.data(), target->data(), &out));
        };
    return [=] {
        const auto all = on->of->forecasts(period::between(day{begin}, day{end}));
        for (std::size_t i = 0; i < rows; ++i) {
            (*chance)[i] = all[i].tail((*target)[i]);
            (*mean)[i] = all[i].mean();
        }
    };
}

work allocations(bool c, std::size_t rows) {
    const auto on = std::make_shared<both>(rows, rows * 20);
    const auto total = static_cast<std::int64_t>(rows * 25);
    const auto amount = std::make_shared<std::vector<std::int64_t>>(rows);
    if (c)
        return [=] {
            attain_allocation* split = nullptr;
            std::int64_t needed = 0;
            must(attain_allocate(nullptr, on->c_of, begin, end, total, nullptr, &split));
            must(attain_allocation_quotas(nullptr, split, static_cast<std::int64_t>(rows), nullptr,
                                          amount->data(), nullptr, &needed));
            attain_allocation_free(split);
        };
    return [=] {
        const auto all = on->of->forecasts(period::between(day{begin}, day{end}));
        const allocation split = allocate(total, all, equal_attainability{});
        for (std::size_t i = 0; i < rows; ++i)
            (*amount)[i] = split.quotas[i].amount;
    };
}

work scalars(bool c, std::size_t calls) {
    const auto on = std::make_shared<both>(2, 40);
    attain_allocation* split = nullptr;
    must(attain_allocate(nullptr, on->c_of, begin, end, 30, nullptr, &split));
    const auto gap = std::make_shared<std::int64_t>(0);
    if (c)
        return [=] {
            for (std::size_t i = 0; i < calls; ++i)
                must(attain_allocation_gap(nullptr, split, gap.get()));
        };
    return [=] {
        for (std::size_t i = 0; i < calls; ++i)
            *static_cast<volatile std::int64_t*>(gap.get()) = 0;
    };
}

} // namespace

// Its instructions are the ones that are counted.
extern "C" __attribute__((noinline)) void measured(const work& of) {
    of();
}

int main(int argc, char** argv) {
    const std::string what = argc == 4 ? argv[1] : "";
    const bool c = argc == 4 && std::strcmp(argv[2], "c") == 0;
    const auto rows = argc == 4 ? static_cast<std::size_t>(std::atoll(argv[3])) : 0;
    if (rows == 0) return 2;
    measured(what == "record"     ? record(c, rows)
             : what == "forecast" ? forecasts(c, rows)
             : what == "allocate" ? allocations(c, rows)
                                  : scalars(c, rows));
}
