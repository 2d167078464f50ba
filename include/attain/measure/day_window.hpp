// A window over the last N working days: counts, sums, moments, best and worst day, activity.
//
// The state is a short list of per-day buckets, so windows merge and take late rows. Suffix sums over the
// closed days (the method of two stacks) make an answer O(1); they only ever combine buckets and never take
// one out, so that a typing error that has left the window has left the answer too.
#pragma once

#include <attain/core/memory.hpp>
#include <attain/measure/moments.hpp>
#include <attain/measure/working_days.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace attain::inline v1 {

// A day and what was done on it.
template<class Moments>
struct day_sum {
    attain::day day{};
    decltype(Moments::sum) total{};

    friend bool operator==(const day_sum&, const day_sum&) = default;
};

// What a window says. Its days are its working days, silent ones included, and the days off on which
// something was recorded.
template<class Moments>
struct window_summary {
    Moments facts{};                          // of the single quantities
    Moments days{};                           // of the days' totals, 0 for a silent one
    std::int32_t working_days{};              // at most the window's length; less while history is shorter
    std::int32_t active_days{};               // days with a quantity other than 0
    std::optional<day_sum<Moments>> best{};   // largest day's total; of equal ones the latest
    std::optional<day_sum<Moments>> worst{};  // smallest, likewise; a silent working day has total 0
    std::optional<attain::day> last_active{}; // also when it lies before the window
    std::optional<std::int32_t> idle_days{};  // working days since then; 0 on the day itself

    // active_days / days.count; NaN for a window without days.
    [[nodiscard]] double active_share() const;
};

// The last `length` working days up to the newest day it has heard of, and the days off between them. Before
// that many working days have passed the window begins with the first day it heard of: what came before is
// unknown, not silent. A row for a day before the window is ignored.
//
// Sample is any integer (kept exactly, as units) or floating-point type. add is O(1) amortised for rows in
// date order and O(days in the window) for a late row; memory is O(days with rows). State and answers are the
// same for every order of rows (real numbers: up to rounding, see real_moments). One thread at a time changes
// it; any number may read.
template<class Sample>
class day_window {
public:
    using moments = moments_of<Sample>;
    using summary = window_summary<moments>;

    // Errors: out_of_range for a length outside 1..4096.
    day_window(int length, working_days schedule, memory_resource* memory = nullptr);

    // Errors: out_of_range (day), not_finite.
    void add(day d, Sample x);
    // Time passes without a row. An earlier day than the newest extends the window's known past, if anything.
    void advance(day d);
    // As if other's rows had been added here. Errors: conflict when length or schedule differ.
    void merge(const day_window& other);

    // The moments of the single quantities alone: result().facts without the rest. O(1).
    [[nodiscard]] moments facts() const;
    // Up to the newest day. O(1); O(days) when silent days must be told from others for `worst`.
    [[nodiscard]] summary result() const;
    // As of a later day, without changing anything; or over the last `length` working days only. Errors:
    // out_of_range for a day before the newest or a length outside 1..length(). O(days).
    [[nodiscard]] summary result(day as_of) const { return result(as_of, length_); }
    [[nodiscard]] summary result(day as_of, int length) const;

    [[nodiscard]] int length() const noexcept { return length_; }
    [[nodiscard]] const working_days& schedule() const noexcept { return schedule_; }
    // First and last day it covers; nullopt when it has heard of none.
    [[nodiscard]] std::optional<day> first() const noexcept { return first_; }
    [[nodiscard]] std::optional<day> newest() const noexcept { return newest_; }

private:
    friend struct window_access; // state/: takes it apart and puts it together again

    struct bucket {
        attain::day day{};
        bool working{};
        moments facts{};
    };
    // Some days together. Empty is the identity of merge.
    struct stretch {
        moments facts{};
        moments days{};
        std::int32_t working{}; // working days among them
        std::int32_t active{};
        day_sum<moments> best{};
        day_sum<moments> worst{};

        void add(const bucket& b);
        void merge(const stretch& other);
    };

    void start(day d);
    void move_newest(day d);
    void extend_back(day d);
    // Working days after d, if it is later than the last active day; what note_active is told of it.
    [[nodiscard]] std::int32_t idle_since(day d) const;
    void note_active(day d, std::int32_t idle);
    void drop_before_first();
    void rebuild();
    void fold(day d, const moments& facts);
    [[nodiscard]] summary complete(const stretch& s, day begin, day end, std::int32_t working) const;
    [[nodiscard]] day latest_silent(day begin, day end) const;

    int length_;
    working_days schedule_;
    std::optional<day> first_{};
    std::optional<day> newest_{};
    std::int32_t working_ = 0; // working days in [first_, newest_]
    std::optional<day> last_active_{};
    std::int32_t idle_ = 0; // working days in (last_active_, newest_]
    // Days with rows, by date, from head_ on. The last one is open; [head_, middle_) are covered by suffix_,
    // where suffix_[i] joins [i, middle_), and [middle_, last) by back_.
    std::pmr::vector<bucket> buckets_;
    std::pmr::vector<stretch> suffix_;
    std::size_t head_ = 0;
    std::size_t middle_ = 0;
    stretch back_{};
};

extern template class day_window<units>;
extern template class day_window<double>;

} // namespace attain::inline v1
