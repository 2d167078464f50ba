// The solver over levels for a tree of rows: bracket the company's level by sums that are clipped node by
// node, let exact keys decide the contested slots, and solve each clipped node alone in the same way.
//
// A bracket holds what is surely taken at its low end and what may be taken at its high end, of each node, so
// no separate count is needed and every answer is proven by the order of the slots. Levels, samples and
// models steer the time and never the result.
#pragma once

#include "tree_general.hpp"
#include "tree_small.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

namespace attain::inline v1::detail {

template<class Rule>
class tree_search {
public:
    using whole = typename Rule::whole;
    using curve_type = typename Rule::curve_type;

    tree_search(const Rule& rule, const row_tree& tree, std::span<const whole> low,
                std::span<const whole> high, std::span<const std::uint32_t> tie, std::span<whole> quotas,
                tree_workspace& work, simd_level simd)
        : rule_{rule},
          tree_{tree},
          low_{low},
          high_{high},
          tie_{tie},
          quotas_{quotas},
          work_{work},
          passes_{passes_for<curve_type, whole>(simd)} {}

    // refuse() throws: called when bounds or columns are not what they must be.
    template<class Refuse>
    tree_solution run(units total, const Refuse& refuse) {
        sum_bounds(refuse);
        tree_solution out;
        std::tie(out.low_sum, out.high_sum, out.contradiction) =
            tree_.range(work_.low_bounds, work_.high_bounds);
        if (out.contradiction != tree_solution::none) return out;
        out.feasible = total >= out.low_sum && total <= out.high_sum;
        if (!out.feasible) return out;
        work_.jobs.clear();
        out.level = solve_node({0, total, 0, 0});
        out.passes = passes_made_;
        small_node<Rule> few{rule_, low_, high_, tie_, quotas_, passes_};
        while (!work_.jobs.empty()) {
            const tree_workspace::job job = work_.jobs.back();
            work_.jobs.pop_back();
            ++out.bound;
            if (!solve_small(few, job)) (void)solve_node(job);
        }
        return out;
    }

private:
    static constexpr std::size_t block = 1'024;
    static constexpr std::size_t sampled_from = 65'536;
    static constexpr double fixed_resolution = [] {
        if constexpr (requires { Rule::resolution; })
            return Rule::resolution;
        else
            return 0.0;
    }();

    // Levels with the sums there; the answer lies between them once both are known.
    struct bracket {
        double low{};
        double high{};
        std::int64_t low_sum{};
        std::int64_t high_sum{};
        bool low_known{};
        bool high_known{};
    };

    [[nodiscard]] static double inside(double level) {
        return std::clamp(level, Rule::least_level, Rule::most_level);
    }
    [[nodiscard]] tree_workspace::slot slot_of(std::size_t row, units k, std::uint32_t node) const {
        const std::uint32_t tie = tie_.empty() ? static_cast<std::uint32_t>(row) : tie_[row];
        return {{rule_.level(row, k), tie, static_cast<std::uint32_t>(row), k}, node};
    }

    // Sums of the bounds of each node's own rows; checks the rows.
    template<class Refuse>
    void sum_bounds(const Refuse& refuse) {
        const curve_type curve = rule_.at(0);
        int128 size = 0;
        const auto check = [&](std::size_t at, std::size_t n) {
            const curve_type here = shifted(curve, at);
            if (!passes_.count(here, here, low_.data() + at, high_.data() + at, n).ordered) refuse();
        };
        std::fill(work_.low_bounds.begin(), work_.low_bounds.end(), 0);
        std::fill(work_.high_bounds.begin(), work_.high_bounds.end(), 0);
        tree_.each_run(0, block, check,
                       [&](const row_tree::run& of, std::size_t from, std::size_t upto, std::size_t) {
                           std::int64_t low = 0;
                           std::int64_t high = 0;
                           for (std::size_t i = from; i < upto; ++i) {
                               low += low_[i];
                               high += high_[i];
                           }
                           size += (low < 0 ? -low : low) + int128{high < 0 ? -high : high};
                           if (size > unlimited) fail(errc::overflow, "bounds", "they add up beyond 2^62");
                           work_.low_bounds[of.node] += low;
                           work_.high_bounds[of.node] += high;
                       });
    }

    // Sums of own rows at two levels into the trial: what is surely taken at the first, what may be at the
    // second. Unless `most` is 0 the quotas become what is surely taken, and the contested slots of nodes
    // that are not settled are collected; false when they are more than that.
    bool sweep(std::size_t v, double low_level, double high_level, std::size_t most) {
        if (v == 0) ++passes_made_;
        for (std::size_t u = v; u < tree_.end(v); ++u)
            work_.low_trial[u] = work_.high_trial[u] = 0;
        work_.slots.clear();
        if constexpr (requires { rule_.aim(low_level); }) rule_.aim(low_level);
        const curve_type first = rule_.at(low_level);
        const curve_type second = rule_.at(high_level);
        std::array<whole, block> sure;
        std::array<whole, block> extra;
        std::array<std::uint8_t, block> marks;
        // Sums of the block's rows up to each: short runs of changing length cost more than they hold.
        std::array<std::int64_t, block + 1> low_upto;
        std::array<std::int64_t, block + 1> more_upto;
        low_upto[0] = more_upto[0] = 0;
        bool fits = most != 0;
        const auto read = [&](std::size_t at, std::size_t n) {
            whole* const to = most != 0 ? quotas_.data() + at : sure.data();
            (void)passes_.write(shifted(first, at), shifted(second, at), low_.data() + at, high_.data() + at,
                                n, to, extra.data(), marks.data());
            for (std::size_t i = 0; i < n; ++i) {
                low_upto[i + 1] = low_upto[i] + to[i];
                more_upto[i + 1] = more_upto[i] + extra[i];
            }
        };
        tree_.each_run(v, block, read,
                       [&](const row_tree::run& of, std::size_t from, std::size_t upto, std::size_t at) {
                           const std::int64_t sum = low_upto[upto - at] - low_upto[from - at];
                           const std::int64_t more = more_upto[upto - at] - more_upto[from - at];
                           work_.low_trial[of.node] += sum;
                           work_.high_trial[of.node] += sum + more;
                           if (!fits || more == 0 || work_.settled[of.node] != 0) return;
                           fits = work_.slots.size() + static_cast<std::size_t>(more) <= most;
                           for (std::size_t i = from; fits && i < upto; ++i)
                               for (whole k = 1; k <= extra[i - at]; ++k)
                                   work_.slots.push_back(slot_of(i, units{quotas_[i]} + k, of.node));
                       });
        return fits;
    }

    // Writes the quotas below a node that holds this total, and leaves jobs for the nodes that are clipped at
    // its level, which is returned.
    double solve_node(const tree_workspace::job& job) {
        const std::size_t v = job.node;
        if (tree_.rows(v) == 0) return job.level;
        for (std::size_t u = v; u < tree_.end(v); ++u) {
            work_.settled[u] = 0;
            work_.slopes[u] = 0;
        }
        for (const bool all : {false, true}) // at an end of the range
            if (tree_.respond(v, all ? work_.high_bounds : work_.low_bounds, work_.sums) == job.total) {
                const auto& from = all ? high_ : low_;
                std::copy(from.begin() + static_cast<std::ptrdiff_t>(tree_.first(v)),
                          from.begin() + static_cast<std::ptrdiff_t>(tree_.last(v)),
                          quotas_.begin() + static_cast<std::ptrdiff_t>(tree_.first(v)));
                const double level = all ? Rule::most_level : Rule::least_level;
                leave_clipped(v, job.level, job.width != 0 ? job.width : 1);
                return level;
            }
        auto [low, high] = first_bracket(job);
        const double width = std::max({high - low, 1e-9 * std::fabs(low), 1e-12});
        if (const auto level = search(v, job.total, low, high)) {
            leave_clipped(v, *level, width);
            return *level;
        }
        solve_rows_generally(rule_, tree_, v, job.total, low_, high_, tie_, quotas_);
        return job.level;
    }

    // A node without nodes below it and with few rows, or none; false for all others, and when it would take
    // long.
    bool solve_small(small_node<Rule>& few, const tree_workspace::job& job) {
        const std::size_t v = job.node;
        const std::size_t n = tree_.rows(v);
        if (n == 0 || n > few.most || !tree_.leaf(v)) return n == 0;
        const std::size_t first = tree_.first(v);
        if (job.total != work_.low_bounds[v] && job.total != work_.high_bounds[v])
            return few.solve(job, first, n);
        const auto& from = job.total == work_.low_bounds[v] ? low_ : high_;
        std::copy_n(from.data() + first, n, quotas_.data() + first);
        return true;
    }

    // The level of v's total, with the quotas at it and the sums of all nodes below v. None where levels do
    // not tell slots apart, or no level reaches the total (only reps without weight are left).
    std::optional<double> search(std::size_t v, units total, double low, double high) {
        const std::size_t rows = tree_.rows(v);
        const std::size_t usual = std::max<std::size_t>(512, rows / 16);
        const std::size_t widest = 4 * rows + 65'536;
        const std::size_t first_most = rows <= 4'096 ? usual : 0;
        double step = std::max({high - low, 1e-9 * std::fabs(low), 1e-12});
        std::size_t most = first_most; // contested slots to collect
        bracket known;
        int narrowed = 0;
        int widened = 0;
        bool as_known = false; // the trial is the known bracket itself
        for (int round = 0; round < 90; ++round) {
            low = level_beside<Rule>(inside(low), -1);
            high = level_beside<Rule>(inside(std::max(low, high)), 1);
            const bool collected = sweep(v, low, high, most);
            bracket trial{low, high, 0, 0, true, true};
            trial.high_sum = tree_.respond(v, work_.high_trial, work_.high_sums);
            trial.low_sum = tree_.respond(v, work_.low_trial, work_.sums);
            const bool enclosed = trial.low_sum <= total && total <= trial.high_sum;
            if (enclosed && collected)
                if (const auto level = take_slots(v, total, low, high)) return level;
            if (enclosed ? collected : as_known) { // margins were crossed: once more, wider
                if (++widened > 4) return {};
                const double by = std::max(high - low, 1e-12 * (std::fabs(low) + std::fabs(high)) + 1e-300);
                low -= by;
                high += by;
                known = {};
                as_known = false;
                for (std::size_t u = v; u < tree_.end(v); ++u)
                    work_.settled[u] = 0;
                continue;
            }
            learn(v, known, trial, total);
            if (!known.low_known || !known.high_known) {
                if (trial.low_sum > total ? low <= Rule::least_level : high >= Rule::most_level) return {};
                const auto risen = static_cast<double>(trial.high_sum - trial.low_sum);
                const auto missing =
                    static_cast<double>(total - (trial.low_sum > total ? trial.low_sum : trial.high_sum));
                const double wanted = risen > 0 ? 2 * (high - low) * std::fabs(missing) / risen : 0;
                step = std::clamp(wanted, 0.5 * step, 8 * step);
                const bool far = round > 12;
                if (trial.low_sum > total) {
                    high = low;
                    low = far ? Rule::least_level : low - step;
                } else {
                    low = high;
                    high = far ? Rule::most_level : high + step;
                }
                most = first_most;
                continue;
            }
            if (enclosed) settle(v, std::max(high - low, 1e-300));
            const std::int64_t rise = known.high_sum - known.low_sum;
            const bool tight = known.high - known.low <=
                               1e-13 * (std::fabs(known.low) + std::fabs(known.high)) + 2 * resolution_;
            if (tight && enclosed && !collected && most == widest) return {};
            as_known = tight || rise <= static_cast<std::int64_t>(usual);
            if (as_known) {
                low = known.low;
                high = known.high;
                most = tight || (enclosed && most != 0) ? widest : usual;
            } else if (const int turn = narrowed++; Rule::steps ? turn % 2 == 0 : turn % 3 == 2) {
                std::tie(low, high) = beside_a_slot(v, known, total, turn);
                most = widest;
            } else {
                const double half = aim(v, known, total, low, high, turn < 3 ? 1 : 4);
                most = 2 * half <= static_cast<double>(2 * usual) ? 8 * usual : 0;
                if constexpr (fixed_resolution != 0) // neighbouring levels: there is nothing narrower
                    if (level_beside<Rule>(high, 1) - level_beside<Rule>(low, -1) <= 1) most = widest;
            }
        }
        return {};
    }

    void learn(std::size_t v, bracket& known, const bracket& trial, units total) {
        const auto keep = [&](std::vector<std::int64_t>& to, const std::vector<std::int64_t>& from) {
            std::copy(from.data() + v, from.data() + tree_.end(v), to.data() + v);
        };
        const bool above = trial.low_sum > total;
        const bool below = trial.high_sum < total;
        if (!above) {
            const double level = below ? trial.high : trial.low;
            if (!known.low_known || level >= known.low) {
                known.low = level;
                known.low_sum = below ? trial.high_sum : trial.low_sum;
                known.low_known = true;
                keep(work_.low_own, below ? work_.high_trial : work_.low_trial);
            }
        }
        if (!below) {
            const double level = above ? trial.low : trial.high;
            if (!known.high_known || level <= known.high) {
                known.high = level;
                known.high_sum = above ? trial.low_sum : trial.high_sum;
                known.high_known = true;
                keep(work_.high_own, above ? work_.low_trial : work_.high_trial);
            }
        }
    }

    // Nodes that are clipped the same way all over an enclosing trial, and all below them: their slots decide
    // nothing here. Remembers how fast every node's sum rises.
    void settle(std::size_t v, double width) {
        for (std::size_t u = v + 1; u < tree_.end(v); ++u) {
            work_.slopes[u] = static_cast<double>(work_.high_sums[u] - work_.sums[u]) / width;
            if (work_.settled[tree_.parent(u)] != 0 || work_.sums[u] >= tree_.cap(u) ||
                work_.high_sums[u] <= tree_.floor(u))
                work_.settled[u] = 1;
        }
    }

    // Takes contested slots in order until v's sum is the total. None when one of them might lie outside the
    // bracket's proof.
    std::optional<double> take_slots(std::size_t v, units total, double low_level, double high_level) {
        std::vector<tree_workspace::slot>& slots = work_.slots;
        const auto earlier = [this](const contested& a, const contested& b) {
            return slot_before(rule_, a, b);
        };
        const auto begin = slots.begin();
        auto from = begin; // slots before it are taken
        auto upto = slots.end();
        const bool sorted = std::is_sorted(from, upto, earlier); // of one level, and ordered by row
        while (!sorted && upto - from > 32 && work_.sums[v] < total) {
            const auto middle = from + (upto - from) / 2;
            std::nth_element(from, middle, upto, earlier);
            for (auto s = from; s != middle; ++s)
                tree_.add(v, s->node, 1, work_.sums);
            if (work_.sums[v] < total) {
                from = middle;
                continue;
            }
            for (auto s = from; s != middle; ++s)
                tree_.add(v, s->node, -1, work_.sums);
            upto = middle;
        }
        if (!sorted) std::sort(from, upto, earlier);
        for (; work_.sums[v] < total && from != upto; ++from)
            tree_.add(v, from->node, 1, work_.sums);
        double worst = -std::numeric_limits<double>::infinity();
        for (auto s = begin; s != from; ++s)
            worst = std::max(worst, s->key);
        double best = std::numeric_limits<double>::infinity();
        for (auto s = from; s != slots.end(); ++s)
            best = std::min(best, s->key);
        if (work_.sums[v] != total || worst > high_level || best < low_level) return {};
        for (auto s = begin; s != from; ++s)
            ++quotas_[s->rep];
        return from != begin ? worst : low_level;
    }

    // With the sums at v's level: who is clipped there is solved alone.
    void leave_clipped(std::size_t v, double level, double width) {
        for (std::size_t u = v + 1; u < tree_.end(v);) {
            const units sum = work_.sums[u];
            const units held = tree_.clipped(u, sum);
            if (held == sum && work_.settled[u] == 0) {
                ++u;
                continue;
            }
            const double to_go = 1.1 * static_cast<double>(held - sum) / work_.slopes[u];
            const double by = work_.slopes[u] > 0 && to_go != 0 ? to_go : held < sum ? -width : width;
            work_.jobs.push_back({static_cast<std::uint32_t>(u), held, level, by});
            u = tree_.end(u);
        }
    }

    // Where to look first: around the level that the node above has, or around the levels of slots as far in
    // their ranges as the total is in its own.
    std::pair<double, double> first_bracket(const tree_workspace::job& job) {
        if (job.width != 0) return std::minmax(job.level, job.level + job.width);
        const std::size_t first = tree_.first(job.node);
        const std::size_t rows = tree_.rows(job.node);
        const auto least = static_cast<double>(tree_.respond(job.node, work_.low_bounds, work_.sums));
        const auto most = static_cast<double>(tree_.respond(job.node, work_.high_bounds, work_.sums));
        const double share = (static_cast<double>(job.total) - least) / (most - least);
        std::array<double, 64> levels;
        std::size_t found = 0;
        for (std::size_t s = 0; s < levels.size(); ++s) {
            const std::size_t i = first + rows * s / levels.size();
            if (low_[i] == high_[i]) continue;
            const auto k =
                low_[i] +
                static_cast<whole>(share * (static_cast<double>(high_[i]) - static_cast<double>(low_[i])));
            const double level = rule_.level(i, std::clamp<units>(k, units{low_[i]} + 1, high_[i]));
            if (std::isfinite(level)) levels[found++] = level;
        }
        if (found == 0) return {-1, 1};
        std::sort(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(found));
        std::pair<double, double> out{levels[found / 8], levels[found - 1 - found / 8]};
        if (rows >= sampled_from) narrow_by_sample(share, out);
        return out;
    }

    // Sums of the sampled rows at two levels, smooth in the level, each node that is sampled as a whole
    // clipped.
    smooth_sums sampled_sums(double low_level, double high_level) {
        const curve_type first = rule_.at(low_level);
        const curve_type second = rule_.at(high_level);
        std::array<whole, block> sure;
        std::array<whole, block> extra;
        std::array<std::uint8_t, block> marks;
        smooth_sums out;
        for (tree_workspace::chunk& c : work_.chunks) {
            const double before = out.low;
            (void)passes_.write(shifted(first, c.from), shifted(second, c.from), low_.data() + c.from,
                                high_.data() + c.from, c.upto - c.from, sure.data(), extra.data(),
                                marks.data());
            for (std::size_t r = c.first_run; r < c.last_run; ++r) {
                const row_tree::run& of = work_.runs[r];
                const std::size_t from = std::max(of.from, c.from);
                const std::size_t upto = std::min(of.upto, c.upto);
                std::int64_t low = 0;
                std::int64_t high = 0;
                for (std::size_t i = from - c.from; i < upto - c.from; ++i) {
                    low += sure[i];
                    high += sure[i] + extra[i];
                }
                if (tree_.leaf(of.node) && upto - from == tree_.rows(of.node)) {
                    low = tree_.clipped(of.node, low);
                    high = tree_.clipped(of.node, high);
                }
                out.low += static_cast<double>(low);
                out.high += static_cast<double>(high);
            }
            c.sum = out.low - before;
        }
        return out;
    }

    // The sample's answer, a few standard errors wide.
    void narrow_by_sample(double share, std::pair<double, double>& out) {
        const auto [target, room] = take_sample(share);
        smooth_bracket b{out.first, out.second, sampled_sums(out.first, out.second)};
        for (double step = b.high - b.low + 1e-9; b.at.low > target && b.low > Rule::least_level; step *= 4) {
            b.high = b.low;
            b.at.high = b.at.low;
            b.low = inside(b.low - step);
            b.at.low = sampled_sums(b.low, b.low).low;
        }
        for (double step = b.high - b.low + 1e-9; b.at.high < target && b.high < Rule::most_level;
             step *= 4) {
            b.low = b.high;
            b.at.low = b.at.high;
            b.high = inside(b.high + step);
            b.at.high = sampled_sums(b.high, b.high).low;
        }
        double rows = 0;
        for (const tree_workspace::chunk& c : work_.chunks)
            rows += static_cast<double>(c.upto - c.from);
        for (int round = 0; round < 12 && b.at.high - b.at.low > rows / 8; ++round)
            keep_part(b, target, round,
                      [&](double first, double second) { return sampled_sums(first, second); });
        const auto& [low, high, at] = b;
        double rise = std::max(at.high - at.low, 1e-3);
        const double centre = low + (high - low) * std::clamp((target - at.low) / rise, 0.0, 1.0);
        // Beyond a jump that many reps share, and beyond the rounding of quotas.
        const double reach =
            std::max(high - low, Rule::steps || fixed_resolution != 0 ? 1.0 : (out.second - out.first) / 64);
        const smooth_sums around = sampled_sums(centre - reach, centre + reach);
        rise = std::max(around.high - around.low, 1e-3);
        (void)sampled_sums(centre, centre);
        double sum = 0;
        double squares = 0;
        for (const tree_workspace::chunk& c : work_.chunks) {
            sum += c.sum - c.expected;
            squares += (c.sum - c.expected) * (c.sum - c.expected);
        }
        const auto n = static_cast<double>(work_.chunks.size());
        const double scatter = std::sqrt(std::max(0.0, (squares - sum * sum / n) * n / (n - 1)));
        // Bounds of nodes that are not sampled as a whole are left out: some more for them.
        const double half = (3.5 * scatter + 0.02 * room + std::sqrt(rows / 3) + 1) * 2 * reach / rise;
        out = {centre - half, centre + half};
    }

    // Stretches of rows all over the company, whole nodes where they are small; what they would hold with
    // this share of their ranges, and how far that is from the nearer end.
    std::pair<double, double> take_sample(double share) {
        constexpr std::size_t stretches = 128;
        constexpr std::size_t wanted = 256;
        const std::size_t rows = low_.size();
        work_.chunks.clear();
        double all = 0;
        double room = 0;
        for (std::size_t s = 0; s < stretches; ++s) {
            const std::size_t row = rows * s / stretches;
            std::size_t r = static_cast<std::size_t>(
                std::upper_bound(work_.runs.begin(), work_.runs.end(), row,
                                 [](std::size_t at, const row_tree::run& of) { return at < of.upto; }) -
                work_.runs.begin());
            tree_workspace::chunk c;
            c.first_run = r;
            c.from = work_.runs[r].upto - work_.runs[r].from > wanted ? row : work_.runs[r].from;
            c.upto = c.from;
            for (; r < work_.runs.size() && c.upto - c.from < wanted; ++r)
                c.upto = std::min(work_.runs[r].upto, c.from + 2 * wanted);
            c.last_run = r;
            double low = 0;
            double high = 0;
            for (r = c.first_run; r < c.last_run; ++r) {
                const row_tree::run& of = work_.runs[r];
                units least = 0;
                units most = 0;
                for (std::size_t i = std::max(of.from, c.from); i < std::min(of.upto, c.upto); ++i) {
                    least += low_[i];
                    most += high_[i];
                }
                const bool whole_node = tree_.leaf(of.node) && of.from >= c.from && of.upto <= c.upto;
                low += static_cast<double>(whole_node ? tree_.clipped(of.node, least) : least);
                high += static_cast<double>(whole_node ? tree_.clipped(of.node, most) : most);
            }
            c.expected = low + share * (high - low);
            all += c.expected;
            room += std::min(share, 1 - share) * (high - low);
            work_.chunks.push_back(c);
        }
        return {all, room};
    }

    // Sum of v, each node's own sum this far between the ends of the bracket.
    double between(std::size_t v, double share) {
        for (std::size_t u = v; u < tree_.end(v); ++u) {
            const auto low = static_cast<double>(work_.low_own[u]);
            work_.smooth[u] = low + share * (static_cast<double>(work_.high_own[u]) - low);
        }
        for (std::size_t u = tree_.end(v); u-- > v + 1;)
            work_.smooth[tree_.parent(u)] += tree_.clipped(u, work_.smooth[u]);
        return work_.smooth[v];
    }

    // The next bracket: where nodes whose sums rise evenly through this one would meet the total. Returns the
    // units that it allows for on either side.
    double aim(std::size_t v, const bracket& known, units total, double& low, double& high, double times) {
        const auto target = static_cast<double>(total);
        const auto rise = static_cast<double>(known.high_sum - known.low_sum);
        const double half =
            times * (0.001 * rise + 1.2 * std::sqrt(std::min(rise, static_cast<double>(tree_.rows(v)))) + 4);
        double a = 0;
        double b = 1;
        double at_a = between(v, a);
        double at_b = between(v, b);
        for (int round = 0; round < 12 && at_b - at_a > 0.5 * half; ++round) {
            const double secant = a + (b - a) * (target - at_a) / (at_b - at_a);
            const double s = round % 3 == 2 || !(secant > a && secant < b) ? 0.5 * (a + b) : secant;
            const double at = between(v, s);
            (at <= target ? a : b) = s;
            (at <= target ? at_a : at_b) = at;
            if (std::fabs(at - target) < 0.05 * half) break;
        }
        const double slope = std::max((at_b - at_a) / (b - a), 1e-3 * rise);
        const double share = std::clamp(a + (target - at_a) / slope, a, b);
        const double width = known.high - known.low;
        low = known.low + width * std::max(0.0, share - half / slope);
        high = known.low + width * std::min(1.0, share + half / slope);
        return half;
    }

    // Where many slots share one level, sums jump and interpolation creeps: the level of a slot itself, at
    // the answer's rank among some of them. Every eighth time the middle.
    std::pair<double, double> beside_a_slot(std::size_t v, const bracket& known, units total, int round) {
        double level = known.low + 0.5 * (known.high - known.low);
        std::array<double, 128> levels;
        std::size_t found = 0;
        double steepest = 1;
        std::uint64_t state = static_cast<std::uint64_t>(round);
        const curve_type curve = rule_.at(level);
        for (std::size_t s = 0; s < levels.size() && round % 8 != 7; ++s) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            const std::size_t i = tree_.first(v) + static_cast<std::size_t>(state >> 32) % tree_.rows(v);
            whole middle = 0;
            whole none = 0;
            std::uint8_t mark = 0;
            (void)passes_.write(shifted(curve, i), shifted(curve, i), &low_[i], &high_[i], 1, &middle, &none,
                                &mark);
            if (Rule::steps &&
                fixed_resolution == 0) // x is rounded to this, and the level where slopes are 1
                resolution_ = std::max(resolution_, 0x1p-45 * (std::fabs(static_cast<double>(middle)) + 1));
            if constexpr (requires {
                              { curve.slope[i] } -> std::convertible_to<double>;
                          })
                steepest = std::max(steepest, curve.slope[i]);
            for (const units k : {units{middle}, units{middle} + 1}) {
                if (k <= low_[i] || k > high_[i] || found == levels.size()) continue;
                const double at = rule_.level(i, k);
                if (at >= known.low && at <= known.high) levels[found++] = at;
            }
        }
        if (found > 0) {
            const double share = static_cast<double>(total - known.low_sum) /
                                 std::max(1.0, static_cast<double>(known.high_sum - known.low_sum));
            const auto rank =
                std::min(found - 1, static_cast<std::size_t>(share * static_cast<double>(found)));
            std::nth_element(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(rank),
                             levels.begin() + static_cast<std::ptrdiff_t>(found));
            level = levels[rank];
        }
        // First units of Adams and Huntington-Hill share level 0 whatever their weights.
        if (found > 0 && level == 0) resolution_ = std::max(resolution_, 0.25 / steepest);
        const double by = 4e-14 * std::fabs(level) + resolution_ + 1e-300;
        return {std::max(known.low, level - by), std::min(known.high, level + by)};
    }

    Rule rule_;
    const row_tree& tree_;
    std::span<const whole> low_;
    std::span<const whole> high_;
    std::span<const std::uint32_t> tie_;
    std::span<whole> quotas_;
    tree_workspace& work_;
    const column_passes<curve_type, whole>& passes_;
    double resolution_{fixed_resolution};
    int passes_made_{1}; // the bounds
};

} // namespace attain::inline v1::detail
