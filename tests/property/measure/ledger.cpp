// Laws of the ledger: order and batching never matter, every past state of knowledge stays what it was,
// shared events add up, and a plain reading of the rules gives the same sums.
#include <attain/measure/ledger.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <tuple>
#include <vector>

using namespace attain;

namespace {

const metric deals = metric::amount("deals");
const day origin = parse_day("2026-01-05");

struct sent {
    fact row;
    std::vector<credit_share> credit;
};

std::vector<credit_share> random_credit(std::mt19937& random) {
    const std::int64_t first = std::uniform_int_distribution<std::int64_t>{0, fraction::one_ppm}(random);
    return {{3, fraction::from_ppm(first)}, {1, fraction::from_ppm(fraction::one_ppm - first)}};
}

// Events, their corrections and cancellations, some twice, some known late, some wrong.
std::vector<sent> random_history(std::mt19937& random, bool shares_and_conflicts) {
    const auto below = [&](int n) { return std::uniform_int_distribution{0, n - 1}(random); };
    std::vector<sent> rows;
    std::map<std::pair<std::int64_t, int>, bool> taken;
    for (int i = 0; i < 30; ++i) {
        sent s;
        s.row.metric = deals;
        s.row.rep = below(4) + 1;
        s.row.day = origin + below(20);
        s.row.quantity = below(2000) + 1;
        s.row.event = below(12);
        s.row.channel = std::array{"", "call", "e-mail"}[static_cast<std::size_t>(below(3))];
        if (below(3) == 0) s.row.known = s.row.day + below(10);
        if (below(3) == 0) s.row.version = below(4);
        if (below(3) == 0) {
            s.row.reverses = below(12);
            s.row.quantity = -s.row.quantity / 2 - 1;
            s.row.beyond = below(4) == 0;
        }
        if (s.row.event == s.row.reverses) s.row.event = 0;
        if (shares_and_conflicts) {
            if (below(3) == 0) s.credit = random_credit(random);
            if (below(8) == 0) s.row.currency = below(2) == 0 ? "USD" : "JPY";
        } else if (s.row.event != event_id{} &&
                   !taken.emplace(std::pair{s.row.event.value, s.row.version}, true).second) {
            continue;
        }
        rows.push_back(s);
        if (below(5) == 0) rows.push_back(s);
    }
    return rows;
}

ledger recorded(const std::vector<sent>& rows) {
    conversion rates{"EUR"};
    rates.plan_rate("USD", {9215, 10000});
    ledger book;
    book.convert(deals, rates);
    for (const sent& s : rows) {
        fact f = s.row;
        f.credit = s.credit;
        book.record(f);
    }
    return book;
}

using sums = std::map<std::tuple<std::string_view, rep_id, day>, units>; // by channel

sums by_channel(ledger& book, const ledger_query& asked) {
    sums out;
    for (const std::string& name : book.channel_names()) {
        ledger_query q = asked;
        q.channel = book.channel(name);
        for (const day_total& t : book.totals(deals, q))
            out[{name, t.rep, t.day}] = t.quantity;
    }
    return out;
}

// The rules, read slowly: no shares, currencies or conflicts; one state of knowledge.
sums plain_reading(std::vector<sent> rows, day as_of, bool restate) {
    const auto known = [](const fact& f) { return std::max(f.day, f.known.value_or(f.day)); };
    std::erase_if(rows, [&](const sent& s) { return as_of < known(s.row); });
    std::map<event_id, fact> current; // by event: the highest version known
    std::vector<fact> nameless;
    for (const sent& s : rows) {
        if (s.row.event == event_id{}) {
            nameless.push_back(s.row);
            continue;
        }
        const auto [at, fresh] = current.emplace(s.row.event, s.row);
        if (!fresh && at->second.version < s.row.version) at->second = s.row;
    }
    std::vector<fact> reversals;
    sums out;
    for (const fact& f : nameless)
        if (f.reverses != event_id{})
            reversals.push_back(f);
        else
            out[{f.channel, f.rep, f.day}] += f.quantity;
    std::map<event_id, units> left;
    for (const auto& [event, f] : current) {
        if (f.reverses != event_id{}) {
            reversals.push_back(f);
            continue;
        }
        out[{f.channel, f.rep, f.day}] += f.quantity;
        left[event] = f.quantity;
    }
    std::sort(reversals.begin(), reversals.end(), [&](const fact& a, const fact& b) {
        return std::tuple{known(a), a.day, a.event, a.quantity, a.rep, a.beyond} <
               std::tuple{known(b), b.day, b.event, b.quantity, b.rep, b.beyond};
    });
    for (const fact& f : reversals) {
        const auto original = left.find(f.reverses);
        if (original == left.end() || current.at(f.reverses).quantity < 0) { // nothing there, or no opposite
            out[{f.channel, f.rep, f.day}] += f.quantity;
            continue;
        }
        const fact& was = current.at(f.reverses);
        const units take =
            f.beyond ? f.quantity : std::max(f.quantity, std::min<units>(0, -original->second));
        original->second += take;
        out[{was.channel, was.rep, restate ? was.day : f.day}] += take;
    }
    return out;
}

} // namespace

TEST_CASE("order and batching of recording never matter") {
    std::mt19937 random{5};
    for (int round = 0; round < 300; ++round) {
        auto rows = random_history(random, true);
        const ledger book = recorded(rows);
        std::shuffle(rows.begin(), rows.end(), random);
        ledger again = recorded(rows);
        if (round % 2 == 0) again.seal();
        REQUIRE(again.size() == book.size());
        REQUIRE(again.duplicates() == book.duplicates());
        for (int d = -1; d < 32; d += 3) {
            REQUIRE(again.findings(deals, origin + d) == book.findings(deals, origin + d));
            for (const auto policy : {reversal_policy::effective_date, reversal_policy::restate}) {
                const ledger_query q{.as_of = origin + d, .reversals = policy};
                REQUIRE(again.totals(deals, q) == book.totals(deals, q));
            }
        }
    }
}

TEST_CASE("rows that become known later change no earlier answer") {
    std::mt19937 random{6};
    for (int round = 0; round < 200; ++round) {
        auto rows = random_history(random, true);
        const day as_of = origin + std::uniform_int_distribution{0, 25}(random);
        const ledger all = recorded(rows);
        std::erase_if(rows, [&](const sent& s) {
            return as_of < std::max(s.row.day, s.row.known.value_or(s.row.day));
        });
        const ledger then = recorded(rows);
        for (const auto policy : {reversal_policy::effective_date, reversal_policy::restate}) {
            const ledger_query q{.as_of = as_of, .reversals = policy};
            REQUIRE(all.totals(deals, q) == then.totals(deals, q));
        }
        REQUIRE(then.later_than(deals, as_of) == 0);
    }
}

TEST_CASE("the sums are those of a plain reading of the rules") {
    std::mt19937 random{8};
    std::size_t compared = 0;
    for (int round = 0; round < 400; ++round) {
        const auto history = random_history(random, false);
        std::vector<sent> unique; // a row with an id that was sent twice counts once
        for (const sent& s : history) {
            const bool again =
                s.row.event != event_id{} && std::any_of(unique.begin(), unique.end(), [&](const sent& u) {
                    return u.row.event == s.row.event && u.row.version == s.row.version;
                });
            if (!again) unique.push_back(s);
        }
        ledger book = recorded(history);
        for (int d = 0; d < 32; d += 2)
            for (const bool restate : {false, true}) {
                const ledger_query q{.as_of = origin + d,
                                     .reversals = restate ? reversal_policy::restate
                                                          : reversal_policy::effective_date};
                const auto wanted = plain_reading(unique, origin + d, restate);
                REQUIRE(by_channel(book, q) == wanted);
                compared += wanted.size();
            }
    }
    CHECK(compared > 50'000);
}

TEST_CASE("parts of a shared event sum to it, mirror, stay within a unit, and do not depend on order") {
    std::mt19937_64 random{9};
    for (int round = 0; round < 2000; ++round) {
        const std::size_t n = 1 + random() % 6;
        std::vector<std::int64_t> cuts{0, fraction::one_ppm};
        for (std::size_t i = 1; i < n; ++i)
            cuts.push_back(static_cast<std::int64_t>(random() % (fraction::one_ppm + 1)));
        std::sort(cuts.begin(), cuts.end());
        std::vector<credit_share> shares;
        for (std::size_t i = 0; i < n; ++i)
            shares.push_back({static_cast<std::int64_t>(i), fraction::from_ppm(cuts[i + 1] - cuts[i])});
        const auto quantity = static_cast<units>(random() % 100'000) - 50'000;
        std::vector<units> parts(n), mirrored(n), shuffled(n);
        split_credit(quantity, shares, parts);
        split_credit(-quantity, shares, mirrored);
        units total = 0;
        for (std::size_t i = 0; i < n; ++i) {
            total += parts[i];
            REQUIRE(mirrored[i] == -parts[i]);
            const double ideal = static_cast<double>(quantity) * shares[i].share.value();
            REQUIRE(std::abs(static_cast<double>(parts[i]) - ideal) < 1.0 + 1e-6);
        }
        REQUIRE(total == quantity);
        auto other = shares;
        std::shuffle(other.begin(), other.end(), random);
        split_credit(quantity, other, shuffled);
        for (std::size_t i = 0; i < n; ++i)
            REQUIRE(shuffled[i] == parts[static_cast<std::size_t>(other[i].rep.value)]);
    }
}
