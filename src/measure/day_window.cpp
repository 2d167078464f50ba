#include <attain/measure/day_window.hpp>

#include "summable.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace attain::inline v1 {

namespace {

constexpr int longest_window = 4096;

int128 total_of(const exact_moments& m) {
    return m.sum;
}
double total_of(const real_moments& m) {
    return m.total();
}

template<class Moments>
bool is_active(const Moments& facts) {
    return facts.count > 0 && (facts.minimum != 0 || facts.maximum != 0);
}

// Of equal totals the later day stands for both.
template<class Moments>
bool better(const day_sum<Moments>& a, const day_sum<Moments>& b) {
    return a.total != b.total ? a.total > b.total : a.day > b.day;
}
template<class Moments>
bool worse(const day_sum<Moments>& a, const day_sum<Moments>& b) {
    return a.total != b.total ? a.total < b.total : a.day > b.day;
}

template<class Moments>
Moments one_of(decltype(Moments::sum) x) {
    Moments m;
    m.add(x);
    return m;
}

} // namespace

template<class Moments>
double window_summary<Moments>::active_share() const {
    return days.count == 0 ? std::numeric_limits<double>::quiet_NaN()
                           : static_cast<double>(active_days) / static_cast<double>(days.count);
}

template<class Sample>
void day_window<Sample>::stretch::add(const bucket& b) {
    const day_sum<moments> total{b.day, total_of(b.facts)};
    merge(
        {b.facts, one_of<moments>(total.total), b.working ? 1 : 0, is_active(b.facts) ? 1 : 0, total, total});
}

template<class Sample>
void day_window<Sample>::stretch::merge(const stretch& other) {
    if (other.days.count == 0) return;
    if (days.count == 0 || better(other.best, best)) best = other.best;
    if (days.count == 0 || worse(other.worst, worst)) worst = other.worst;
    facts.merge(other.facts);
    days.merge(other.days);
    working += other.working;
    active += other.active;
}

template<class Sample>
day_window<Sample>::day_window(int length, working_days schedule, memory_resource* memory)
    : length_{length},
      schedule_{std::move(schedule)},
      buckets_(or_default(memory)),
      suffix_(or_default(memory)) {
    if (length < 1 || length > longest_window)
        fail(errc::out_of_range, "length", "a window has between 1 and 4096 working days");
}

template<class Sample>
void day_window<Sample>::add(day d, Sample x) {
    if constexpr (std::floating_point<Sample>) require_summable(x, "quantity");
    require_valid(d, "day");
    const std::int32_t idle = x != 0 ? idle_since(d) : 0; // may throw: nothing has changed yet
    advance(d);
    if (x != 0) note_active(d, idle);
    if (*first_ <= d) fold(d, one_of<moments>(x));
}

template<class Sample>
void day_window<Sample>::advance(day d) {
    require_valid(d, "day");
    if (!newest_)
        start(d);
    else if (*newest_ < d)
        move_newest(d);
    else if (d < *first_)
        extend_back(d);
}

template<class Sample>
void day_window<Sample>::start(day d) {
    working_ = schedule_.contains(d) ? 1 : 0;
    first_ = newest_ = d;
}

template<class Sample>
void day_window<Sample>::move_newest(day d) {
    const std::int32_t passed = schedule_.count(*newest_, d); // may throw: nothing has changed yet
    working_ += passed;
    idle_ += passed;
    newest_ = d;
    while (working_ > length_ || (working_ == length_ && !schedule_.contains(*first_))) {
        working_ -= schedule_.contains(*first_) ? 1 : 0;
        ++*first_;
    }
    drop_before_first();
}

// A row before the first day heard of: the known past begins earlier, as far as the window reaches.
template<class Sample>
void day_window<Sample>::extend_back(day d) {
    day first = *first_;
    std::int32_t working = working_;
    while (d < first && working < length_) {
        first = first - 1;
        working += schedule_.contains(first) ? 1 : 0;
    }
    first_ = first;
    working_ = working;
}

template<class Sample>
std::int32_t day_window<Sample>::idle_since(day d) const {
    if (!newest_ || *newest_ <= d || (last_active_ && d <= *last_active_)) return 0;
    return schedule_.count(d, *newest_);
}

template<class Sample>
void day_window<Sample>::note_active(day d, std::int32_t idle) {
    if (last_active_ && d <= *last_active_) return;
    last_active_ = d;
    idle_ = idle;
}

template<class Sample>
void day_window<Sample>::drop_before_first() {
    while (head_ < buckets_.size() && buckets_[head_].day < *first_)
        ++head_;
    if (head_ == buckets_.size()) {
        buckets_.clear();
        rebuild();
    } else if (head_ > middle_) {
        rebuild();
    }
}

// Empties the spent front and lays suffix sums over all closed days.
template<class Sample>
void day_window<Sample>::rebuild() {
    buckets_.erase(buckets_.begin(),
                   buckets_.begin() + static_cast<std::ptrdiff_t>(std::min(head_, buckets_.size())));
    head_ = 0;
    middle_ = buckets_.empty() ? 0 : buckets_.size() - 1;
    back_ = {};
    suffix_.assign(middle_, {});
    for (std::size_t i = middle_; i-- > 0;) {
        suffix_[i].add(buckets_[i]);
        if (i + 1 < middle_) suffix_[i].merge(suffix_[i + 1]);
    }
}

template<class Sample>
void day_window<Sample>::fold(day d, const moments& facts) {
    if (buckets_.empty() || buckets_.back().day < d) {
        buckets_.push_back({d, schedule_.contains(d), facts});
        if (buckets_.size() > head_ + 1) back_.add(buckets_[buckets_.size() - 2]);
        return;
    }
    if (buckets_.back().day == d) {
        buckets_.back().facts.merge(facts);
        return;
    }
    const auto place = std::lower_bound(buckets_.begin() + static_cast<std::ptrdiff_t>(head_), buckets_.end(),
                                        d, [](const bucket& b, day key) { return b.day < key; });
    if (place->day == d)
        place->facts.merge(facts);
    else
        buckets_.insert(place, {d, schedule_.contains(d), facts});
    rebuild();
}

template<class Sample>
void day_window<Sample>::merge(const day_window& other) {
    if (length_ != other.length_ || schedule_ != other.schedule_)
        fail(errc::conflict, "other", "only windows of one length and schedule can be merged");
    if (!other.newest_) return;
    advance(*other.newest_);
    advance(*other.first_);
    if (other.last_active_) note_active(*other.last_active_, idle_since(*other.last_active_));
    for (std::size_t i = other.head_; i < other.buckets_.size(); ++i)
        if (*first_ <= other.buckets_[i].day) fold(other.buckets_[i].day, other.buckets_[i].facts);
}

template<class Sample>
typename day_window<Sample>::moments day_window<Sample>::facts() const {
    moments all;
    if (head_ < middle_) all = suffix_[head_].facts;
    all.merge(back_.facts);
    if (!buckets_.empty()) all.merge(buckets_.back().facts);
    return all;
}

template<class Sample>
typename day_window<Sample>::summary day_window<Sample>::result() const {
    if (!newest_) return {};
    stretch all;
    if (head_ < middle_) all = suffix_[head_];
    all.merge(back_);
    if (!buckets_.empty()) all.add(buckets_.back());
    return complete(all, *first_, *newest_, working_);
}

template<class Sample>
typename day_window<Sample>::summary day_window<Sample>::result(day as_of, int length) const {
    require_valid(as_of, "as_of");
    if (length < 1 || length > length_)
        fail(errc::out_of_range, "length", "must be between 1 and the window's own length");
    if (!newest_) return {};
    if (as_of < *newest_)
        fail(errc::out_of_range, "as_of", "must not be before the newest day of the window");
    day begin = as_of + 1;
    std::int32_t working = 0;
    while (*first_ < begin && working < length) {
        begin = begin - 1;
        working += schedule_.contains(begin) ? 1 : 0;
    }
    stretch all;
    for (std::size_t i = head_; i < buckets_.size(); ++i)
        if (begin <= buckets_[i].day) all.add(buckets_[i]);
    return complete(all, begin, as_of, working);
}

// Adds what the buckets do not hold: the silent working days, and the time since the last activity.
template<class Sample>
typename day_window<Sample>::summary day_window<Sample>::complete(const stretch& s, day begin, day end,
                                                                  std::int32_t working) const {
    summary out{.facts = s.facts, .days = s.days, .working_days = working, .active_days = s.active};
    if (s.days.count > 0) {
        out.best = s.best;
        out.worst = s.worst;
    }
    if (const std::int32_t silent = working - s.working; silent > 0) {
        out.days.add_zeros(silent);
        const day_sum<moments> nothing{latest_silent(begin, end), {}};
        if (!out.best || better(nothing, *out.best)) out.best = nothing;
        if (!out.worst || worse(nothing, *out.worst)) out.worst = nothing;
    }
    out.last_active = last_active_;
    if (last_active_) out.idle_days = idle_ + schedule_.count(*newest_, end);
    return out;
}

// The latest working day in [begin, end] without rows; the caller knows that there is one.
template<class Sample>
day day_window<Sample>::latest_silent(day begin, day end) const {
    std::size_t i = buckets_.size();
    for (day d = end; begin < d; d = d - 1) {
        while (i > head_ && d < buckets_[i - 1].day)
            --i;
        const bool recorded = i > head_ && buckets_[i - 1].day == d;
        if (!recorded && schedule_.contains(d)) return d;
    }
    return begin;
}

template struct window_summary<exact_moments>;
template struct window_summary<real_moments>;
template class day_window<units>;
template class day_window<double>;

} // namespace attain::inline v1
