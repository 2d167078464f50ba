// The solver over levels for a tree of rows: bracket the company's level by sums that are clipped node by
// node, let exact keys decide the contested slots, and solve each clipped node alone in the same way.
//
// A bracket holds what is surely taken at its low end and what may be taken at its high end, of each node, so
// no separate count is needed and every answer is proven by the order of the slots. Levels, samples and
// models steer the time and never the result.
#pragma once

#include "tree_check.hpp"
#include "tree_general.hpp"
#include "tree_proof.hpp"
#include "tree_sample.hpp"
#include "tree_small.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

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
          simd_{simd},
          passes_{passes_for<curve_type, whole>(simd)},
          sample_{rule_, tree_, low, high, work, passes_},
          proof_{rule_, tree_, work} {}

    // refuse() throws: called when bounds or columns are not what they must be.
    template<class Refuse>
    tree_solution run(units total, const Refuse& refuse) {
        std::optional<std::pair<double, double>> sampled;
        if (low_.size() >= tree_sample<Rule>::worth_it) sampled = sample_.bracket(total);
        const auto [low, high] = sampled ? around(sampled->first, sampled->second) : std::pair{0.0, 0.0};
        read_bounds(low, high, refuse);
        tree_solution out;
        std::tie(out.low_sum, out.high_sum, out.contradiction) = tree_.range();
        if (out.contradiction != tree_solution::none) return out;
        out.feasible = total >= out.low_sum && total <= out.high_sum;
        if (!out.feasible) return out;
        work_.jobs.clear();
        work_.small_jobs.clear();
        out.level = solve_node({0, 0, total, low, high - low}, sampled.has_value());
        while (!work_.jobs.empty()) {
            const tree_workspace::job job = work_.jobs.back();
            work_.jobs.pop_back();
            ++out.bound;
            (void)solve_node(job, false);
        }
        out.passes = passes_made_;
        out.bound += work_.small_jobs.size();
        solve_small_jobs();
        out.certified =
            proof_.holds() ||
            tree_check<Rule>{rule_, tree_, low_, high_, tie_, quotas_, work_, simd_}.run(total, refuse);
        return out;
    }

private:
    static constexpr double fixed_resolution = [] {
        if constexpr (requires { Rule::resolution; })
            return Rule::resolution;
        else
            return 0.0;
    }();
    // Many slots share one level, and it lies half way between two whole ones.
    static constexpr bool stepped = fixed_resolution != 0;
    using edges = tree_workspace::edges;

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
    // Levels to sweep at: keys keep clear of them.
    [[nodiscard]] static std::pair<double, double> around(double low, double high) {
        return {level_beside<Rule>(inside(low), -1), level_beside<Rule>(inside(std::max(low, high)), 1)};
    }
    [[nodiscard]] tree_workspace::slot slot_of(std::size_t row, units k, std::uint32_t node) const {
        const std::uint32_t tie = tie_.empty() ? static_cast<std::uint32_t>(row) : tie_[row];
        return {{rule_.level(row, k), tie, static_cast<std::uint32_t>(row), k}, node};
    }

    // Calls use(node, sums) for all pieces of rows below v: what is surely taken at the first level, what may
    // be at the second. False as soon as a block of rows is not what it must be.
    template<class Use>
    bool enclose(std::size_t v, double low_level, double high_level, const Use& use) {
        if (v == 0) ++passes_made_;
        const curve_type first = rule_.at(low_level);
        const curve_type second = rule_.at(high_level);
        std::array<run_sums, row_pieces::block> sums;
        bool ordered = true;
        tree_.each_block(v, [&](std::size_t at, std::size_t n, const row_pieces& pieces) {
            if (!ordered) return;
            ordered = passes_.enclose(shifted(first, at), shifted(second, at), &low_[at], &high_[at], n,
                                      pieces.stops.data(), pieces.size, sums.data());
            for (std::size_t p = 0; ordered && p < pieces.size; ++p)
                use(pieces.nodes[p], sums[p]);
        });
        return ordered;
    }

    // The first pass: checks the rows, and adds up the bounds of each node's own ones and a first trial.
    template<class Refuse>
    void read_bounds(double low_level, double high_level, const Refuse& refuse) {
        std::fill(work_.bounds.begin(), work_.bounds.end(), edges{});
        std::fill(work_.trial.begin(), work_.trial.end(), edges{});
        units size = 0; // a piece adds less than 2^62
        const bool ordered = enclose(0, low_level, high_level, [&](std::uint32_t node, const run_sums& sums) {
            size += std::abs(sums.low_bounds) + std::abs(sums.high_bounds);
            if (size > unlimited) fail(errc::overflow, "bounds", "they add up beyond 2^62");
            work_.bounds[node].low += sums.low_bounds;
            work_.bounds[node].high += sums.high_bounds;
            work_.trial[node].low += sums.low;
            work_.trial[node].high += sums.high;
        });
        if (!ordered) refuse();
    }

    // Sums of own rows at two levels into the trial: what is surely taken at the first, what may be at the
    // second. Unless `most` is 0 the quotas become what is surely taken, and the contested slots of nodes
    // that are not settled are collected; false when they are more than that. Between neighbouring steps the
    // quotas are written too, but slots are not collected: share_step() looks at the rows that are open.
    bool sweep(std::size_t v, double low_level, double high_level, std::size_t most) {
        std::fill(work_.trial.data() + v, work_.trial.data() + tree_.end(v), edges{});
        const bool neighbours = are_neighbours(low_level, high_level);
        if (neighbours || most != 0) return write(v, low_level, high_level, neighbours ? 0 : most);
        (void)enclose(v, low_level, high_level, [&](std::uint32_t node, const run_sums& sums) {
            work_.trial[node].low += sums.low;
            work_.trial[node].high += sums.high;
        });
        return false;
    }

    // Most: 0 between neighbouring steps.
    bool write(std::size_t v, double low_level, double high_level, std::size_t most) {
        if (v == 0) ++passes_made_;
        work_.slots.clear();
        clear_ = true;
        if constexpr (requires { rule_.aim(low_level); }) rule_.aim(low_level);
        const curve_type first = rule_.at(low_level);
        const curve_type second = rule_.at(high_level);
        std::array<whole, row_pieces::block> extra;
        std::array<std::uint8_t, row_pieces::block> marks;
        if (most == 0) work_.open.resize(low_.size() + 7); // ones_in reads words
        bool fits = most != 0;
        std::array<taken_sums, row_pieces::block> sums;
        tree_.each_block(v, [&](std::size_t at, std::size_t n, const row_pieces& pieces) {
            whole* const quotas = &quotas_[at];
            const pass_counts c = passes_.write(shifted(first, at), shifted(second, at), &low_[at],
                                                &high_[at], n, quotas, extra.data(), marks.data());
            clear_ = clear_ && c.ordered;
            passes_.add(quotas, extra.data(), n, pieces.stops.data(), pieces.size, sums.data());
            std::int64_t open = 0; // in nodes that are not settled
            for (std::size_t p = 0; p < pieces.size; ++p) {
                const std::uint32_t node = pieces.nodes[p];
                work_.trial[node] += {sums[p].sure, sums[p].sure + sums[p].more};
                open += work_.settled[node] != 0 ? 0 : sums[p].more;
            }
            if (most == 0) {
                std::transform(extra.data(), extra.data() + n, &work_.open[at],
                               [](whole more) { return static_cast<std::uint8_t>(more); });
                return;
            }
            fits = fits && work_.slots.size() + static_cast<std::size_t>(open) <= most;
            if (!fits || open == 0) return;
            std::size_t piece = 0;
            each_marked(marks.data(), n, passes_.lanes, [&](std::size_t row) {
                while (row >= pieces.stops[piece])
                    ++piece;
                const std::uint32_t node = pieces.nodes[piece];
                if (work_.settled[node] != 0) return;
                for (whole k = 1; k <= extra[row]; ++k)
                    work_.slots.push_back(slot_of(at + row, units{quotas[row]} + k, node));
            });
        });
        return fits;
    }

    [[nodiscard]] static bool are_neighbours(double low_level, double high_level) noexcept {
        return stepped && high_level - low_level <= 1;
    }
    // Between neighbouring steps everybody who is open has one slot, all of one level: ties alone decide.
    // Those before a first tie are taken as they come, those up to a last one collected. Sums are those at
    // the lower step.
    double share_step(std::size_t v, const bracket& known, units total) {
        const double step = known.low;
        taken_ = refused_ = {step, false, {}};
        if (known.low_sum == total) return step;
        if (tie_.empty()) {
            const auto [first, upto] = open_rows(v, total);
            if (!take_slots(v, total, step, step + 1)) proof_.doubt();
            for (std::size_t row = tree_.first(v); row < first; ++row)
                quotas_[row] += work_.open[row];
            share_ends(step, first, upto);
            return step + 0.5;
        }
        double low = 0;
        double high = 0;
        (void)aim(v, known, total, low, high, 1);
        const auto n = static_cast<double>(low_.size());
        const auto first = static_cast<std::uint64_t>(n * (low - step));
        const auto last = static_cast<std::uint64_t>(std::ceil(n * (high - step)));
        if (!take_ties(v, step, total, first, last)) // they lie unevenly among those who are open
            if (!take_ties(v, step, total, 0, std::uint64_t{1} << 32)) proof_.doubt();
        return step + 0.5;
    }

    // Slots of the step with smaller ties than `first` are taken, from `last` on refused, those between have
    // been looked at.
    void share_ends(double step, std::uint64_t first, std::uint64_t last) {
        const auto at = [step](std::uint64_t tie, units k) {
            return contested{step + 0.5, static_cast<std::uint32_t>(tie), 0, k};
        };
        constexpr auto most = std::numeric_limits<std::uint32_t>::max();
        if (first > 0) include<true>(rule_, taken_, at(first - 1, std::numeric_limits<units>::max()));
        if (last <= most) include<false>(rule_, refused_, at(last, std::numeric_limits<units>::min()));
    }

    // Where rows themselves are the ties: takes all that is open, in the sums, and collects the slots of the
    // rows of one node among which the last one lies. Returns these rows, from the first to behind the last.
    std::pair<std::size_t, std::size_t> open_rows(std::size_t v, units total) {
        std::size_t first = tree_.last(v);
        std::size_t last = first;
        bool met = false;
        tree_.each_block(v, [&](std::size_t at, std::size_t, const row_pieces& pieces) {
            std::size_t row = at;
            for (std::size_t p = 0; !met && p < pieces.size; ++p) {
                const std::uint32_t node = pieces.nodes[p];
                const std::size_t from = row;
                row = at + pieces.stops[p];
                const std::int64_t open = ones_in(&work_.open[from], row - from);
                tree_.add(v, node, open);
                met = work_.sums[v].low >= total;
                if (!met) continue;
                tree_.add(v, node, -open);
                first = from;
                last = row;
                for (std::size_t i = from; i < row; ++i)
                    if (work_.open[i] != 0) work_.slots.push_back(slot_of(i, units{quotas_[i]} + 1, node));
            }
        });
        return {first, last};
    }

    bool take_ties(std::size_t v, double step, units total, std::uint64_t first, std::uint64_t last) {
        for (std::size_t u = v; u < tree_.end(v); ++u)
            work_.trial[u].low = work_.known[u].low;
        work_.slots.clear();
        tree_.each_block(v, [&](std::size_t at, std::size_t, const row_pieces& pieces) {
            std::size_t row = at;
            for (std::size_t p = 0; p < pieces.size; ++p) {
                const std::uint32_t node = pieces.nodes[p];
                std::int64_t taken = 0;
                for (; row < at + pieces.stops[p]; ++row) {
                    const std::uint64_t tie = tie_[row];
                    taken += tie < first ? work_.open[row] : 0;
                    if (tie >= first && tie < last && work_.open[row] != 0 && work_.settled[node] == 0)
                        work_.slots.push_back(slot_of(row, units{quotas_[row]} + 1, node));
                }
                work_.trial[node].low += taken;
            }
        });
        (void)tree_.respond(v, work_.trial);
        if (work_.sums[v].low > total || !take_slots(v, total, step, step + 1)) return false;
        for (std::size_t row = tree_.first(v); row < tree_.last(v); ++row)
            quotas_[row] += tie_[row] < first ? work_.open[row] : 0;
        share_ends(step, first, last);
        return true;
    }

    void unsettle(std::size_t v) {
        std::fill(work_.settled.data() + v, work_.settled.data() + tree_.end(v), std::uint8_t{0});
    }

    // Writes the quotas below a node that holds this total, and leaves jobs for the nodes that are clipped at
    // its level, which is returned. Swept: the trial is that of the job's levels.
    double solve_node(const tree_workspace::job& job, bool swept) {
        const std::size_t v = job.node;
        if (tree_.rows(v) == 0) return job.level;
        unsettle(v);
        known_width_ = 0;
        // range() has left the company's.
        const edges range = v == 0 ? work_.sums[0] : tree_.respond(v, work_.bounds);
        if (job.total == range.low || job.total == range.high) {
            const bool all = job.total != range.low;
            const auto& from = all ? high_ : low_;
            std::copy(from.begin() + static_cast<std::ptrdiff_t>(tree_.first(v)),
                      from.begin() + static_cast<std::ptrdiff_t>(tree_.last(v)),
                      quotas_.begin() + static_cast<std::ptrdiff_t>(tree_.first(v)));
            if (all)
                for (std::size_t u = v; u < tree_.end(v); ++u)
                    work_.sums[u].low = work_.sums[u].high;
            taken_ = all ? last_of_all<true>(job) : no_end<true>;
            refused_ = all ? no_end<false> : last_of_all<false>(job);
            leave_clipped(job, job.level, job.width != 0 ? job.width : 1);
            return all ? Rule::most_level : Rule::least_level;
        }
        double low = std::min(job.level, job.level + job.width);
        double high = std::max(job.level, job.level + job.width);
        if (!swept && job.width == 0)
            std::tie(low, high) = slot_levels(rule_, low_, high_, tree_.first(v), tree_.rows(v),
                                              static_cast<double>(job.total - range.low) /
                                                  static_cast<double>(range.high - range.low));
        const double width = std::max({high - low, 1e-9 * std::fabs(low), 1e-12});
        if (const auto level = search(v, job.total, low, high, swept)) {
            if (!clear_) proof_.doubt();
            leave_clipped(job, *level, width);
            return *level;
        }
        proof_.doubt();
        solve_rows_generally(rule_, tree_, v, job.total, low_, high_, tie_, quotas_);
        return job.level;
    }

    template<bool Taken>
    [[nodiscard]] slot_end last_of_all(const tree_workspace::job& job) const {
        return proof_.template end_of_rows<Taken>(job, [&](slot_end& end, std::size_t i) {
            if (low_[i] != high_[i])
                include<Taken>(rule_, end, slot_of(i, Taken ? units{high_[i]} : units{low_[i]} + 1, 0));
        });
    }

    // Nodes without nodes below them and with few rows, or none, in the order of rows, the next ones on their
    // way into the cache.
    void solve_small_jobs() {
        small_node<Rule> few{rule_, low_, high_, tie_, quotas_, passes_};
        const std::vector<tree_workspace::job>& jobs = work_.small_jobs;
        constexpr std::size_t ahead = 16;
        for (std::size_t j = 0; j < jobs.size(); ++j) {
            if (const std::size_t next = j + ahead; next < jobs.size())
                few.read_ahead(jobs[next], tree_.first(jobs[next].node), tree_.rows(jobs[next].node));
            const tree_workspace::job& job = jobs[j];
            const std::size_t v = job.node;
            const std::size_t first = tree_.first(v);
            const std::size_t n = tree_.rows(v);
            const edges bounds = work_.bounds[v];
            if (job.total == bounds.low || job.total == bounds.high) {
                std::copy_n((job.total == bounds.low ? low_ : high_).data() + first, n,
                            quotas_.data() + first);
                few.look(job, first, n, proof_);
            } else if (few.solve(job, first, n)) {
                few.prove(job, first, n, proof_);
            } else {
                (void)solve_node(job, false);
            }
        }
    }

    // The level of v's total, with the quotas at it and the sums of all nodes below v. None where levels do
    // not tell slots apart, or no level reaches the total (only reps without weight are left).
    std::optional<double> search(std::size_t v, units total, double low, double high, bool swept) {
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
            std::tie(low, high) = around(low, high);
            const bool written = !std::exchange(swept, false);
            const bool collected = written && sweep(v, low, high, most);
            const edges sums = tree_.respond(v, work_.trial);
            const bracket trial{low, high, sums.low, sums.high, true, true};
            const bool enclosed = trial.low_sum <= total && total <= trial.high_sum;
            if (written && enclosed && are_neighbours(low, high)) {
                known = {};
                learn(v, known, trial, total);
                return share_step(v, known, total);
            }
            if (enclosed && collected)
                if (const auto level = take_slots(v, total, low, high)) return level;
            if (enclosed ? collected : as_known) { // margins were crossed: once more, wider
                if (++widened > 4) return {};
                const double by = std::max(high - low, 1e-12 * (std::fabs(low) + std::fabs(high)) + 1e-300);
                low -= by;
                high += by;
                known = {};
                as_known = false;
                unsettle(v);
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
            if (enclosed) settle(v);
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
            }
        }
        return {};
    }

    void learn(std::size_t v, bracket& known, const bracket& trial, units total) {
        const auto keep = [&](std::int64_t edges::*to, std::int64_t edges::*from) {
            for (std::size_t u = v; u < tree_.end(v); ++u)
                work_.known[u].*to = work_.trial[u].*from;
        };
        const bool above = trial.low_sum > total;
        const bool below = trial.high_sum < total;
        if (!above && !below && !known.low_known && !known.high_known) {
            known = trial;
            known_width_ = known.high - known.low;
            std::copy(work_.trial.data() + v, work_.trial.data() + tree_.end(v), work_.known.data() + v);
            return;
        }
        if (!above) {
            const double level = below ? trial.high : trial.low;
            if (!known.low_known || level >= known.low) {
                known.low = level;
                known.low_sum = below ? trial.high_sum : trial.low_sum;
                known.low_known = true;
                keep(&edges::low, below ? &edges::high : &edges::low);
            }
        }
        if (!below) {
            const double level = above ? trial.low : trial.high;
            if (!known.high_known || level <= known.high) {
                known.high = level;
                known.high_sum = above ? trial.low_sum : trial.high_sum;
                known.high_known = true;
                keep(&edges::high, above ? &edges::low : &edges::high);
            }
        }
        known_width_ = known.low_known && known.high_known ? known.high - known.low : 0;
    }

    // Nodes that are clipped the same way all over an enclosing trial, and all below them: their slots decide
    // nothing here. Remembers how far the sums of nodes with others below them rise.
    void settle(std::size_t v) {
        for (std::size_t u = v + 1; u < tree_.end(v); ++u) {
            const edges sum = work_.sums[u];
            if (work_.settled[tree_.parent(u)] != 0 || sum.low >= tree_.cap(u) || sum.high <= tree_.floor(u))
                work_.settled[u] = 1;
            if (!tree_.leaf(u)) work_.rises[u] = static_cast<double>(sum.high - sum.low);
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
        units sum_upto = work_.sums[v].high;
        const bool sorted = std::is_sorted(from, upto, earlier); // of one level, and ordered by row
        for (int round = 0; !sorted && upto - from > 32 && work_.sums[v].low < total; ++round) {
            // Beside the place where sums that rise evenly have it, on either side in turn, before it first:
            // what was too many is taken back. The middle where they do not.
            const auto size = static_cast<double>(upto - from);
            const double missing = static_cast<double>(total - work_.sums[v].low);
            const double rise = std::max(static_cast<double>(sum_upto - work_.sums[v].low), 1.0);
            const double beside = 2 * std::sqrt(size) * (round % 2 == 0 ? -1 : 1);
            const double at = round < 4 ? size * missing / rise + beside : 0.5 * size;
            const auto split = from + static_cast<std::ptrdiff_t>(std::clamp(at, 1.0, size - 1));
            std::nth_element(from, split, upto, earlier);
            for (auto s = from; s != split; ++s)
                tree_.add(v, s->node, 1);
            if (work_.sums[v].low < total) {
                from = split;
                continue;
            }
            sum_upto = work_.sums[v].low;
            for (auto s = from; s != split; ++s)
                tree_.add(v, s->node, -1);
            upto = split;
        }
        if (!sorted) std::sort(from, upto, earlier);
        for (; work_.sums[v].low < total && from != upto; ++from)
            tree_.add(v, from->node, 1);
        double worst = -std::numeric_limits<double>::infinity();
        for (auto s = begin; s != from; ++s)
            worst = std::max(worst, s->key);
        double best = std::numeric_limits<double>::infinity();
        for (auto s = from; s != slots.end(); ++s)
            best = std::min(best, s->key);
        if (work_.sums[v].low != total || worst > high_level || best < low_level) return {};
        taken_ = end_of<true>(rule_, low_level, worst, std::span<const tree_workspace::slot>{begin, from});
        refused_ =
            end_of<false>(rule_, high_level, best, std::span<const tree_workspace::slot>{from, slots.end()});
        for (auto s = begin; s != from; ++s)
            ++quotas_[s->rep];
        return from != begin ? worst : low_level;
    }

    // With the sums at the node's level: who is clipped there is solved alone.
    void leave_clipped(const tree_workspace::job& of, double level, double width) {
        const std::size_t v = of.node;
        const std::uint32_t up = proof_.add(of, taken_, refused_);
        for (std::size_t u = v + 1; u < tree_.end(v);) {
            const units sum = work_.sums[u].low;
            const units held = tree_.clipped(u, sum);
            if (held == sum && work_.settled[u] == 0) {
                ++u;
                continue;
            }
            const bool small = tree_.leaf(u) && tree_.rows(u) <= small_node<Rule>::most;
            const edges own = work_.known[u];
            const double rise = tree_.leaf(u) ? static_cast<double>(own.high - own.low) : work_.rises[u];
            const double to_go = 1.1 * known_width_ * static_cast<double>(held - sum) / rise;
            const double by = to_go != 0 && std::isfinite(to_go) ? to_go : held < sum ? -width : width;
            (small ? work_.small_jobs : work_.jobs)
                .push_back({static_cast<std::uint32_t>(u), up, held, level, by});
            u = tree_.end(u);
        }
    }

    // Sum of v, each node's own sum this far between the ends of the bracket.
    double between(std::size_t v, double share) {
        return tree_.respond(v, work_.smooth, [&](std::size_t u) {
            const edges own = work_.known[u];
            return static_cast<double>(own.low) + share * static_cast<double>(own.high - own.low);
        });
    }

    // The next bracket: where nodes whose sums rise evenly through this one would meet the total. Returns the
    // units that it allows for on either side.
    double aim(std::size_t v, const bracket& known, units total, double& low, double& high, double times) {
        const auto target = static_cast<double>(total);
        const auto rise = static_cast<double>(known.high_sum - known.low_sum);
        // How far sums are from straight, and what rounding of each row adds up to. Few slots are cheap;
        // steps want their neighbours.
        const double bent = stepped ? 0.0004 * rise : std::min(0.001 * rise, 0.0004 * rise + 600);
        const double rounding = 1.2 * std::sqrt(std::min(rise, static_cast<double>(tree_.rows(v)))) + 4;
        const double half = times * (bent + rounding);
        double a = 0;
        double b = 1;
        auto at_a = static_cast<double>(known.low_sum);
        auto at_b = static_cast<double>(known.high_sum);
        // Secants; an end that stays twice counts for half (the Illinois rule).
        double left = at_a - target;
        double right = at_b - target;
        int stays = 0;
        for (int round = 0; round < 12 && at_b - at_a > 0.5 * half; ++round) {
            const double secant = (a * right - b * left) / (right - left);
            const double s = secant > a && secant < b ? secant : 0.5 * (a + b);
            const double at = between(v, s);
            const bool below = at <= target;
            (below ? a : b) = s;
            (below ? at_a : at_b) = at;
            (below ? left : right) = at - target;
            if (stays == (below ? 1 : -1)) (below ? right : left) *= 0.5;
            stays = below ? 1 : -1;
            if (std::fabs(at - target) < 0.05 * half) break;
        }
        const double slope = std::max((at_b - at_a) / (b - a), 1e-3 * rise);
        const double share = std::clamp(a + (target - at_a) / slope, a, b);
        const double width = known.high - known.low;
        const double from = std::max(0.0, share - half / slope);
        const double upto = std::min(1.0, share + half / slope);
        low = known.low + width * from;
        high = known.low + width * upto;
        if constexpr (requires { rule_.bends(low, high); })
            if (v == 0 && tree_.rows(0) >= tree_sample<Rule>::worth_it && rule_.bends(known.low, known.high))
                std::tie(low, high) = sample_.levels_at(known.low, known.high, from, upto);
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
    simd_level simd_;
    const column_passes<curve_type, whole>& passes_;
    tree_sample<Rule> sample_;
    double resolution_{fixed_resolution};
    double known_width_{0}; // of the bracket whose sums of own rows are known
    int passes_made_{0};
    bool clear_{false}; // what the last writing pass did not contest lies where it should
    // Of the node that is being solved: the ends of what is taken, and of what is refused.
    slot_end taken_{};
    slot_end refused_{};
    tree_proof<Rule> proof_;
};

} // namespace attain::inline v1::detail
