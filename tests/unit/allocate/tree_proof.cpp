// The proof that a solved tree leaves behind, fed with ends that a solver would never leave: it says no.
#include "../../../src/allocate/tree_proof.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace attain;
using detail::contested;
using detail::slot_end;

namespace {

// Levels are the exact keys.
struct plain_rule {
    [[nodiscard]] static bool apart(double a, double b) noexcept { return a != b; }
    [[nodiscard]] static int order(const contested&, const contested&) noexcept { return 0; }
};

// What is taken up to `taken` and refused from `refused` on, of levels alone.
struct ends {
    double taken{};
    double refused{};
};

slot_end level_of(double level) {
    return {level, false, {}};
}

// A team of four rows, 10 to 40 units, below a company of eight; what the company's and the team's part say.
bool proven(ends company, ends team, units team_total, bool doubt = false) {
    const std::array<row_node, 1> nodes{{{.first = 0, .last = 4, .floor = 10, .cap = 40}}};
    tree_workspace work;
    const detail::row_tree tree{nodes, 8, work};
    const plain_rule rule;
    detail::tree_proof<plain_rule> proof{rule, tree, work};
    proof.add({0, 0, 100, 0, 0}, level_of(company.taken), level_of(company.refused));
    proof.add({1, 0, team_total, 0, 0}, level_of(team.taken), level_of(team.refused));
    if (doubt) proof.doubt();
    return proof.holds();
}

} // namespace

TEST_CASE("a part proves that its worst taken slot lies before its best refused one") {
    CHECK(proven({3, 4}, {2, 5}, 20));
    CHECK_FALSE(proven({4, 3}, {2, 5}, 20));
    CHECK_FALSE(proven({3, 4}, {5, 2}, 20));
    CHECK_FALSE(proven({3, 4}, {2, 5}, 20, true));
}

TEST_CASE("a node exchanges units with what is above it unless its own bound forbids it") {
    // Its worst taken slot lies behind the company's best refused one: a unit would move out.
    CHECK_FALSE(proven({3, 4}, {6, 7}, 20));
    CHECK(proven({3, 4}, {6, 7}, 10)); // at its floor nothing may
    CHECK_FALSE(proven({3, 4}, {6, 7}, 40));
    // Its best refused slot lies before the company's worst taken one: a unit would move in.
    CHECK_FALSE(proven({3, 4}, {1, 2}, 20));
    CHECK(proven({3, 4}, {1, 2}, 40)); // at its cap nothing may
    CHECK_FALSE(proven({3, 4}, {1, 2}, 10));
}

TEST_CASE("slots of one level are told apart by their ties, in the proof as in the solution") {
    const plain_rule rule;
    const auto slot = [](std::uint32_t tie) {
        contested s{};
        s.key = 5;
        s.tie = tie;
        return slot_end{0, true, s};
    };
    slot_end first = slot(1);
    slot_end second = slot(2);
    first.level = 1;  // all others that are taken lie clearly before
    second.level = 9; // all others that are refused, clearly behind
    CHECK(detail::in_order(rule, first, second));
    slot_end worse = second;
    worse.level = 1;
    slot_end better = first;
    better.level = 9;
    CHECK_FALSE(detail::in_order(rule, worse, better));
}
