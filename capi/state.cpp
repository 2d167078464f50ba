// Rolling statistics as states of fixed size in the caller's memory.
//
// A state is loaded from its bytes into the C++ struct, worked on and stored back: no alignment is asked for,
// and what the C++ structs promise (merging, late rows, order) holds here without being said again.
#include "boundary.hpp"

#include <limits>

using namespace attain;

namespace {

// A window in memory: this head and then room for days.
struct window_head {
    std::int32_t heard;
    std::int32_t first;
    std::int32_t newest;
    std::int32_t active;
    std::int32_t last_active;
    std::int32_t days;
};
struct window_day {
    std::int32_t day;
    exact_moments facts;
};
static_assert(std::is_trivially_copyable_v<exact_moments> && std::is_trivially_copyable_v<real_moments> &&
              std::is_trivially_copyable_v<decayed_sum>);

// What a call's args mean.
struct shape {
    std::int32_t kind;
    double half_life;
    int length;
    working_days schedule;

    // Every working day, and as many days off.
    [[nodiscard]] std::size_t window_days() const { return 2 * static_cast<std::size_t>(length) + 8; }
    [[nodiscard]] attain::half_life fading() const { return attain::half_life{half_life}; }
    [[nodiscard]] bool reads_days() const {
        return kind == ATTAIN_STATE_DECAYED || kind == ATTAIN_STATE_WINDOW;
    }
    [[nodiscard]] bool reads_whole() const {
        return kind == ATTAIN_STATE_MOMENTS || kind == ATTAIN_STATE_WINDOW;
    }
    [[nodiscard]] std::size_t bytes() const {
        switch (kind) {
        case ATTAIN_STATE_MOMENTS:
            return sizeof(exact_moments);
        case ATTAIN_STATE_REAL_MOMENTS:
            return sizeof(real_moments);
        case ATTAIN_STATE_DECAYED:
            return sizeof(decayed_sum);
        default:
            return sizeof(window_head) + window_days() * sizeof(window_day);
        }
    }
};

shape to_shape(const attain_state_args* args) {
    const attain_state_args given = capi::read_args(args, "args");
    if (given.kind < ATTAIN_STATE_MOMENTS || given.kind > ATTAIN_STATE_WINDOW)
        fail(errc::invalid_argument, "kind", "is no kind of state");
    const shape s{given.kind, given.half_life, given.window,
                  given.calendar == nullptr ? calendar::weekdays() : given.calendar->value};
    if (s.kind == ATTAIN_STATE_DECAYED || std::isnan(s.half_life)) (void)s.fading();
    if (s.kind == ATTAIN_STATE_WINDOW && (s.length < 1 || s.length > 4096))
        fail(errc::out_of_range, "window", "a window has between 1 and 4096 working days");
    return s;
}

template<class State>
State load(const std::byte* at) {
    State state;
    std::memcpy(static_cast<void*>(&state), at, sizeof state);
    return state;
}

// Member by member over zeros: what lies between members is whatever was in memory, and not to be kept.
void store(const exact_moments& m, std::byte* at) {
    std::memset(at, 0, sizeof m);
    const auto put = [&](std::size_t to, const auto& member) {
        std::memcpy(at + to, &member, sizeof member);
    };
    put(offsetof(exact_moments, count), m.count);
    put(offsetof(exact_moments, sum), m.sum);
    put(offsetof(exact_moments, minimum), m.minimum);
    put(offsetof(exact_moments, maximum), m.maximum);
    put(offsetof(exact_moments, squares), m.squares);
}

// The others have nothing between their members.
static_assert(sizeof(real_moments) == 6 * 8 && sizeof(decayed_sum) == 2 * 8 + 4 * 4 &&
              sizeof(window_head) == 6 * 4);
template<class State>
void store(const State& state, std::byte* at) {
    std::memcpy(at, &state, sizeof state);
}

// The caller's memory may hold anything: days outside the calendar would be walked for ever.
day believed(std::int32_t number) {
    if (number < day::min_value || number > day::max_value)
        fail(errc::corrupt_state, "state", "holds a day outside the calendar");
    return day{number};
}

decayed_sum load_decayed(const std::byte* at) {
    const auto state = load<decayed_sum>(at);
    if (state.heard != 0 && believed(state.newest) < believed(state.first))
        fail(errc::corrupt_state, "state", "holds days in no order");
    return state;
}

day_window<units> load_window(const shape& s, const std::byte* at) {
    const auto head = load<window_head>(at);
    if (head.days < 0 || static_cast<std::size_t>(head.days) > s.window_days())
        fail(errc::corrupt_state, "state", "is no window of this length");
    window_parts parts;
    if (head.heard != 0) {
        parts.first = believed(head.first);
        parts.newest = believed(head.newest);
    }
    if (head.active != 0) parts.last_active = believed(head.last_active);
    for (std::size_t i = 0; i < static_cast<std::size_t>(head.days); ++i) {
        const auto d = load<window_day>(at + sizeof head + i * sizeof(window_day));
        parts.buckets.push_back({day{d.day}, d.facts});
    }
    return put_together(s.length, s.schedule, parts);
}

void store_window(const shape& s, const day_window<units>& w, std::byte* at) {
    const window_parts parts = take_apart(w);
    if (parts.buckets.size() > s.window_days())
        fail(errc::overflow, "state", "has rows on more days off than it has working days");
    window_head head{};
    head.heard = parts.first ? 1 : 0;
    head.first = parts.first.value_or(day{}).value;
    head.newest = parts.newest.value_or(day{}).value;
    head.active = parts.last_active ? 1 : 0;
    head.last_active = parts.last_active.value_or(day{}).value;
    head.days = static_cast<std::int32_t>(parts.buckets.size());
    std::memset(at, 0, s.bytes());
    store(head, at);
    for (std::size_t i = 0; i < parts.buckets.size(); ++i) {
        std::byte* to = at + sizeof head + i * sizeof(window_day);
        std::memcpy(to + offsetof(window_day, day), &parts.buckets[i].day.value, sizeof(std::int32_t));
        store(parts.buckets[i].facts, to + offsetof(window_day, facts));
    }
}

// Loads the state, lets `change` change it, stores it.
template<class Change>
void changed(const shape& s, std::byte* at, Change&& change) {
    const auto of = [&]<class State>(State state) {
        change(state);
        store(state, at);
    };
    switch (s.kind) {
    case ATTAIN_STATE_MOMENTS:
        return of(load<exact_moments>(at));
    case ATTAIN_STATE_REAL_MOMENTS:
        return of(load<real_moments>(at));
    case ATTAIN_STATE_DECAYED:
        return of(load_decayed(at));
    default:
        auto window = load_window(s, at);
        change(window);
        store_window(s, window, at);
    }
}

// Puts the states back when a change fails half way, or is stopped there; windows and decayed sums can.
class undo {
public:
    undo(const shape& s, std::byte* states, std::size_t n, stop_flag stop) : states_{states} {
        if (s.kind != ATTAIN_STATE_WINDOW && s.kind != ATTAIN_STATE_DECAYED) return;
        kept_.assign(states, states + n * s.bytes());
        stop_ = stop;
    }
    ~undo() {
        if (!kept_.empty()) std::memcpy(states_, kept_.data(), kept_.size());
    }
    undo(const undo&) = delete;
    undo& operator=(const undo&) = delete;
    void keep_changes() noexcept { kept_.clear(); }
    [[nodiscard]] stop_flag stop() const noexcept { return stop_; }

private:
    std::byte* states_;
    std::vector<std::byte> kept_;
    stop_flag stop_{}; // never, where nothing was kept
};

std::byte* memory(const shape& s, void* states, std::int64_t n, const char* argument) {
    const auto bytes = static_cast<std::byte*>(states);
    if (n > capi::most_rows / static_cast<std::int64_t>(s.bytes()))
        fail(errc::out_of_range, "n_states", "are more states than any memory holds");
    (void)capi::column(bytes, {n, "n_states"}, argument);
    return bytes;
}

struct row_columns {
    std::span<const std::int64_t> group;
    std::span<const std::int32_t> day;
    std::span<const std::int64_t> quantity;
    std::span<const double> value;

    [[nodiscard]] std::size_t size() const { return std::max(quantity.size(), value.size()); }
    [[nodiscard]] std::size_t state(std::size_t i) const {
        return group.empty() ? 0 : static_cast<std::size_t>(group[i]);
    }
    [[nodiscard]] bool known(std::size_t i) const {
        return quantity.empty() ? !std::isnan(value[i]) : quantity[i] != ATTAIN_NULL_UNITS;
    }
};

void require_rows(const attain_context* context, const row_columns& rows, std::int64_t n_states) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        capi::stop_of(context).poll(i);
        const auto row = static_cast<std::int64_t>(i);
        if (n_states == 0 || (!rows.group.empty() && (rows.group[i] < 0 || rows.group[i] >= n_states)))
            fail(errc::out_of_range, "group", "is the number of no state", row);
        if (!rows.day.empty()) require_valid(day{rows.day[i]}, "day", row);
        if (rows.value.empty() || std::isnan(rows.value[i])) continue;
        if (std::isinf(rows.value[i])) fail(errc::not_finite, "value", "must be a finite number", row);
        if (std::abs(rows.value[i]) > largest_summand)
            fail(errc::out_of_range, "value", "is too large for sums of its square (at most 1e150)", row);
    }
}

void add(exact_moments& m, const row_columns& rows, std::size_t i, const shape&) {
    m.add(rows.quantity[i]);
}
void add(real_moments& m, const row_columns& rows, std::size_t i, const shape&) {
    m.add(rows.value[i]);
}
void add(decayed_sum& d, const row_columns& rows, std::size_t i, const shape& s) {
    d.add(day{rows.day[i]}, rows.value[i], s.fading(), s.schedule);
}
void add(day_window<units>& w, const row_columns& rows, std::size_t i, const shape&) {
    w.add(day{rows.day[i]}, rows.quantity[i]);
}

void advance(exact_moments&, day, const shape&) {}
void advance(real_moments&, day, const shape&) {}
void advance(decayed_sum& d, day to, const shape& s) {
    d.advance(to, s.fading(), s.schedule);
}
void advance(day_window<units>& w, day to, const shape&) {
    w.advance(to);
}

void merge(exact_moments& into, const std::byte* from, const shape&) {
    into.merge(load<exact_moments>(from));
}
void merge(real_moments& into, const std::byte* from, const shape&) {
    into.merge(load<real_moments>(from));
}
void merge(decayed_sum& into, const std::byte* from, const shape& s) {
    into.merge(load_decayed(from), s.fading(), s.schedule);
}
void merge(day_window<units>& into, const std::byte* from, const shape& s) {
    into.merge(load_window(s, from));
}

attain_state_figures nothing() {
    attain_state_figures f{};
    f.working_days = f.active_days = f.idle_days = -1;
    f.sum = f.minimum = f.maximum = f.best = f.worst = ATTAIN_NULL_UNITS;
    f.count = -1;
    f.total = f.mean = f.variance = f.smallest = f.largest = f.rate = f.day_variance = f.active_share =
        capi::unknown;
    f.last_active = f.best_day = f.worst_day = f.first = f.newest = ATTAIN_NULL_DAY;
    return f;
}

std::int64_t fitting(int128 x) {
    const bool fits = x > std::numeric_limits<units>::min() && x <= std::numeric_limits<units>::max();
    return fits ? static_cast<units>(x) : ATTAIN_NULL_UNITS;
}

void tell(const exact_moments& m, attain_state_figures& f) {
    f.count = m.count;
    f.sum = fitting(m.sum);
    f.total = static_cast<double>(m.sum);
    f.mean = m.mean();
    f.variance = m.variance();
    if (m.count == 0) return;
    f.minimum = fitting(m.minimum);
    f.maximum = fitting(m.maximum);
    f.smallest = static_cast<double>(m.minimum);
    f.largest = static_cast<double>(m.maximum);
}

void tell(const real_moments& m, attain_state_figures& f) {
    f.count = m.count;
    f.total = m.total();
    f.mean = m.mean();
    f.variance = m.variance();
    if (m.count == 0) return;
    f.smallest = m.minimum;
    f.largest = m.maximum;
}

void tell(const decayed_sum& s, attain::half_life fading, attain_state_figures& f) {
    f.total = s.quantity;
    f.mean = s.mean();
    f.rate = s.rate(fading);
    f.working_days = s.working;
    if (s.heard == 0) return;
    f.first = s.first;
    f.newest = s.newest;
}

void tell(const day_window<units>& w, attain_state_figures& f) {
    const auto of = w.result();
    tell(of.facts, f);
    f.working_days = of.working_days;
    f.active_days = of.active_days;
    f.active_share = of.active_share();
    f.rate = of.days.mean();
    f.day_variance = of.days.variance();
    if (of.best) f.best_day = of.best->day.value, f.best = fitting(of.best->total);
    if (of.worst) f.worst_day = of.worst->day.value, f.worst = fitting(of.worst->total);
    if (of.last_active) f.last_active = of.last_active->value;
    if (of.idle_days) f.idle_days = *of.idle_days;
    if (w.first()) f.first = w.first()->value;
    if (w.newest()) f.newest = w.newest()->value;
}

std::vector<std::byte> encoded(const shape& s, const std::byte* at) {
    switch (s.kind) {
    case ATTAIN_STATE_MOMENTS:
        return encode(load<exact_moments>(at));
    case ATTAIN_STATE_REAL_MOMENTS:
        return encode(load<real_moments>(at));
    case ATTAIN_STATE_DECAYED:
        return encode(load_decayed(at));
    default:
        return encode(load_window(s, at));
    }
}

void decoded(const shape& s, std::span<const std::byte> bytes, std::byte* at) {
    const auto put = [&](const auto& state) { store(state, at); };
    switch (s.kind) {
    case ATTAIN_STATE_MOMENTS:
        return put(decode_exact_moments(bytes));
    case ATTAIN_STATE_REAL_MOMENTS:
        return put(decode_real_moments(bytes));
    case ATTAIN_STATE_DECAYED:
        return put(decode_decayed_sum(bytes));
    default: {
        const auto window = decode_day_window(bytes, s.schedule);
        if (window.length() != s.length) fail(errc::conflict, "bytes", "holds a window of another length");
        store_window(s, window, at);
    }
    }
}

} // namespace

extern "C" {

attain_status attain_state_bytes(attain_context* context, const attain_state_args* args, int64_t* bytes) {
    return capi::guard(context, [&] {
        const shape s = to_shape(args);
        capi::require(bytes, "bytes") = static_cast<std::int64_t>(s.bytes());
    });
}

attain_status attain_state_update(attain_context* context, const attain_state_args* args, void* states,
                                  int64_t n_states, int64_t n, const int64_t* group, const int32_t* day,
                                  const int64_t* quantity, const double* value) {
    return capi::guard(context, [&] {
        const shape s = to_shape(args);
        std::byte* at = memory(s, states, n_states, "states");
        row_columns rows;
        rows.group = capi::column(group, n, "group", true);
        if (s.reads_days()) rows.day = capi::column(day, n, "day");
        if (s.reads_whole())
            rows.quantity = capi::column(quantity, n, "quantity");
        else
            rows.value = capi::column(value, n, "value");
        require_rows(context, rows, n_states);
        undo all_or_none{s, at, static_cast<std::size_t>(n_states), capi::stop_of(context)};
        for (std::size_t i = 0; i < rows.size();) {
            all_or_none.stop().poll();
            const std::size_t state = rows.state(i);
            std::size_t end = i;
            while (end < rows.size() && rows.state(end) == state)
                ++end;
            changed(s, at + state * s.bytes(), [&](auto& of) {
                for (; i < end; ++i) {
                    all_or_none.stop().poll(i);
                    if (rows.known(i)) add(of, rows, i, s);
                }
            });
        }
        all_or_none.keep_changes();
    });
}

attain_status attain_state_advance(attain_context* context, const attain_state_args* args, void* states,
                                   int64_t n_states, int32_t day) {
    return capi::guard(context, [&] {
        const shape s = to_shape(args);
        std::byte* at = memory(s, states, n_states, "states");
        require_valid(attain::day{day}, "day");
        undo all_or_none{s, at, static_cast<std::size_t>(n_states), capi::stop_of(context)};
        for (std::size_t i = 0; i < static_cast<std::size_t>(n_states); ++i) {
            all_or_none.stop().poll();
            changed(s, at + i * s.bytes(), [&](auto& of) { advance(of, attain::day{day}, s); });
        }
        all_or_none.keep_changes();
    });
}

attain_status attain_state_merge(attain_context* context, const attain_state_args* args, void* into,
                                 const void* from, int64_t n_states) {
    return capi::guard(context, [&] {
        const shape s = to_shape(args);
        std::byte* at = memory(s, into, n_states, "into");
        const std::byte* other = memory(s, const_cast<void*>(from), n_states, "from");
        undo all_or_none{s, at, static_cast<std::size_t>(n_states), capi::stop_of(context)};
        for (std::size_t i = 0; i < static_cast<std::size_t>(n_states); ++i) {
            all_or_none.stop().poll();
            changed(s, at + i * s.bytes(), [&](auto& of) { merge(of, other + i * s.bytes(), s); });
        }
        all_or_none.keep_changes();
    });
}

attain_status attain_state_result(attain_context* context, const attain_state_args* args, const void* state,
                                  attain_state_figures* out) {
    return capi::guard(context, [&] {
        const shape s = to_shape(args);
        const auto* at = static_cast<const std::byte*>(state);
        capi::require(at, "state");
        attain_state_figures figures = nothing();
        switch (s.kind) {
        case ATTAIN_STATE_MOMENTS:
            tell(load<exact_moments>(at), figures);
            break;
        case ATTAIN_STATE_REAL_MOMENTS:
            tell(load<real_moments>(at), figures);
            break;
        case ATTAIN_STATE_DECAYED:
            tell(load_decayed(at), s.fading(), figures);
            break;
        default:
            tell(load_window(s, at), figures);
        }
        capi::write_result(figures, out, "out");
    });
}

attain_status attain_state_encode(attain_context* context, const attain_state_args* args, const void* state,
                                  int64_t capacity, uint8_t* bytes, int64_t* needed) {
    return capi::guard(context, [&] {
        const shape s = to_shape(args);
        const auto* at = static_cast<const std::byte*>(state);
        capi::require(at, "state");
        capi::write_bytes(encoded(s, at), bytes, capacity, needed);
    });
}

attain_status attain_state_decode(attain_context* context, const attain_state_args* args,
                                  const uint8_t* bytes, int64_t n_bytes, void* state) {
    return capi::guard(context, [&] {
        const shape s = to_shape(args);
        const auto given = capi::column(bytes, {n_bytes, "n_bytes"}, "bytes");
        auto* at = static_cast<std::byte*>(state);
        capi::require(at, "state");
        decoded(s, std::as_bytes(given), at);
    });
}

} // extern "C"
