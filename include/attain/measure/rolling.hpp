// Rolling statistics as Boost.Accumulators features, beside Boost's own in one accumulator_set.
//
//     accumulator_set<units, stats<rolling::tag::mean, rolling::tag::best_day, tag::max>>
//         calls(rolling::length = 20, rolling::schedule = working_days{calendar});
//     calls(7, rolling::on = date(2026, 11, 30));
//     rolling::mean(calls);
//
// Thin faces: the window is day_window, the decay decayed_sum, and every definition, edge case and error is
// theirs. The day of a sample comes with it (`on`), in any order. Boost's rolling_* features differ: theirs
// is a window of samples, whose sums and variance are updated by subtraction, which an outlier spoils for
// good.
//
// This header alone includes Boost.Accumulators (seconds of compile time); attain.hpp leaves it out.
#pragma once

#include <attain/measure/day_window.hpp>
#include <attain/measure/decay.hpp>

#include <boost/accumulators/framework/accumulator_set.hpp>
#include <boost/accumulators/framework/depends_on.hpp>
#include <boost/accumulators/framework/extractor.hpp>
#include <boost/accumulators/framework/parameters/accumulator.hpp>
#include <boost/accumulators/framework/parameters/sample.hpp>

#include <concepts>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace attain::inline v1 {
namespace rolling {

// Keywords. At construction: length (working days of the window), schedule (working_days), half_life. With a
// sample: on (its day). With a question: as_of (a later day, the newest by default).
BOOST_PARAMETER_KEYWORD(tag, length)
BOOST_PARAMETER_KEYWORD(tag, schedule)
BOOST_PARAMETER_KEYWORD(tag, half_life)
BOOST_PARAMETER_KEYWORD(tag, on)
BOOST_PARAMETER_KEYWORD(tag, as_of)

namespace impl {

namespace acc = boost::accumulators;

template<class Sample>
using stored = std::conditional_t<std::integral<Sample>, units, double>;
// An argument as something to copy: several features read it, and a temporary would be moved from by the
// first.
template<class T>
const T& shared(const T& argument) {
    return argument;
}
// The day asked for, if any.
template<class Args>
std::optional<day> asked(const Args& args) {
    return args[rolling::as_of | std::optional<day>{}];
}

template<class Sample>
class window : public acc::accumulator_base {
public:
    using state_type = day_window<stored<Sample>>;
    using result_type = const state_type&;

    template<class Args>
    explicit window(const Args& args) : state_{args[rolling::length], shared(args[rolling::schedule])} {}

    template<class Args>
    void operator()(const Args& args) {
        state_.add(args[rolling::on], args[acc::sample]);
    }
    result_type result(acc::dont_care) const { return state_; }
    void merge(const window& other) { state_.merge(other.state_); }

private:
    state_type state_;
};

template<class Sample>
class decay : public acc::accumulator_base {
public:
    using result_type = const decayed_sum&;

    template<class Args>
    explicit decay(const Args& args)
        : fading_{args[rolling::half_life]}, schedule_{shared(args[rolling::schedule])} {}

    template<class Args>
    void operator()(const Args& args) {
        state_.add(args[rolling::on], static_cast<double>(args[acc::sample]), fading_, schedule_);
    }
    result_type result(acc::dont_care) const { return state_; }
    void merge(const decay& other) {
        if (fading_ != other.fading_ || schedule_ != other.schedule_)
            fail(errc::conflict, "other", "only sums of one half-life and schedule can be merged");
        state_.merge(other.state_, fading_, schedule_);
    }
    [[nodiscard]] decayed_sum at(std::optional<day> as_of) const {
        decayed_sum state = state_;
        if (!as_of) return state;
        if (state.heard != 0 && *as_of < day{state.newest})
            fail(errc::out_of_range, "as_of", "must not be before the newest day");
        state.advance(*as_of, fading_, schedule_);
        return state;
    }
    [[nodiscard]] attain::half_life fading() const { return fading_; }

private:
    attain::half_life fading_;
    working_days schedule_;
    decayed_sum state_{};
};

} // namespace impl

namespace tag {

// The states; their extractors give the plain structs.
struct window : boost::accumulators::depends_on<> {
    using impl = rolling::impl::window<boost::mpl::_1>;
};
struct decay : boost::accumulators::depends_on<> {
    using impl = rolling::impl::decay<boost::mpl::_1>;
};

} // namespace tag

namespace impl {

// A figure read from the moments of the window's quantities.
template<class Sample, class Read>
struct fact_figure : acc::accumulator_base {
    using result_type = decltype(Read::of(std::declval<const moments_of<stored<Sample>>&>()));

    explicit fact_figure(acc::dont_care) {}

    template<class Args>
    result_type result(const Args& args) const {
        const auto& state = acc::find_accumulator<tag::window>(args[acc::accumulator]).result(args);
        const std::optional<day> day = asked(args);
        return Read::of(day ? state.result(*day).facts : state.facts());
    }
};

// A figure read from the window's whole summary.
template<class Sample, class Read>
struct window_figure : acc::accumulator_base {
    using summary = typename day_window<stored<Sample>>::summary;
    using result_type = decltype(Read::of(std::declval<const summary&>()));

    explicit window_figure(acc::dont_care) {}

    template<class Args>
    result_type result(const Args& args) const {
        const auto& state = acc::find_accumulator<tag::window>(args[acc::accumulator]).result(args);
        const std::optional<day> day = asked(args);
        return Read::of(day ? state.result(*day) : state.result());
    }
};

// A figure read from the decayed sum.
template<class Sample, class Read>
struct decay_figure : acc::accumulator_base {
    using result_type = double;

    explicit decay_figure(acc::dont_care) {}

    template<class Args>
    result_type result(const Args& args) const {
        const auto& kept = acc::find_accumulator<tag::decay>(args[acc::accumulator]);
        return Read::of(kept.at(asked(args)), kept.fading());
    }
};

template<class Read>
struct fact_feature : acc::depends_on<tag::window> {
    using impl = fact_figure<boost::mpl::_1, Read>;
};
template<class Read>
struct window_feature : acc::depends_on<tag::window> {
    using impl = window_figure<boost::mpl::_1, Read>;
};
template<class Read>
struct decay_feature : acc::depends_on<tag::decay> {
    using impl = decay_figure<boost::mpl::_1, Read>;
};

// Sums in the type that is promised: whole numbers in 64 bits, or error overflow.
inline units told(int128 sum) {
    return narrow(sum, "sum");
}
inline double told(double sum) {
    return sum;
}
template<class Moments>
auto told_sum(const Moments& m) {
    if constexpr (std::same_as<Moments, exact_moments>)
        return told(m.sum);
    else
        return m.total();
}
// Of nothing there is no smallest or largest number.
template<class Moments>
auto told_extreme(const Moments& m, decltype(Moments::sum) extreme) {
    using value = decltype(told(extreme));
    return m.count == 0 ? std::optional<value>{} : std::optional<value>{told(extreme)};
}

// clang-format off
struct read_count { template<class M> static std::int64_t of(const M& m) { return m.count; } };
struct read_sum { template<class M> static auto of(const M& m) { return told_sum(m); } };
struct read_mean { template<class M> static double of(const M& m) { return m.mean(); } };
struct read_variance { template<class M> static double of(const M& m) { return m.variance(); } };
struct read_minimum { template<class M> static auto of(const M& m) { return told_extreme(m, m.minimum); } };
struct read_maximum { template<class M> static auto of(const M& m) { return told_extreme(m, m.maximum); } };
struct read_daily_mean { template<class S> static double of(const S& s) { return s.days.mean(); } };
struct read_daily_variance { template<class S> static double of(const S& s) { return s.days.variance(); } };
struct read_best_day { template<class S> static auto of(const S& s) { return s.best; } };
struct read_worst_day { template<class S> static auto of(const S& s) { return s.worst; } };
struct read_active_share { template<class S> static double of(const S& s) { return s.active_share(); } };
struct read_idle_days { template<class S> static auto of(const S& s) { return s.idle_days; } };
struct read_decayed_sum { static double of(const decayed_sum& d, attain::half_life) { return d.quantity; } };
struct read_decayed_mean { static double of(const decayed_sum& d, attain::half_life) { return d.mean(); } };
struct read_decayed_rate { static double of(const decayed_sum& d, attain::half_life h) { return d.rate(h); } };
// clang-format on

} // namespace impl

namespace tag {

// Of the quantities recorded in the window: their number, sum (units for whole numbers; error overflow), mean
// and sample variance (NaN where undefined), least and greatest (std::optional).
struct count : impl::fact_feature<impl::read_count> {};
struct sum : impl::fact_feature<impl::read_sum> {};
struct mean : impl::fact_feature<impl::read_mean> {};
struct variance : impl::fact_feature<impl::read_variance> {};
struct minimum : impl::fact_feature<impl::read_minimum> {};
struct maximum : impl::fact_feature<impl::read_maximum> {};
// Of the days' totals, silent working days being 0: mean, sample variance, best and worst day
// (std::optional<day_sum>), share of days with activity, working days since the last activity
// (std::optional<std::int32_t>).
struct daily_mean : impl::window_feature<impl::read_daily_mean> {};
struct daily_variance : impl::window_feature<impl::read_daily_variance> {};
struct best_day : impl::window_feature<impl::read_best_day> {};
struct worst_day : impl::window_feature<impl::read_worst_day> {};
struct active_share : impl::window_feature<impl::read_active_share> {};
struct idle_days : impl::window_feature<impl::read_idle_days> {};
// Decayed by the half-life: sum, mean quantity of a row, quantity per working day.
struct decayed_sum : impl::decay_feature<impl::read_decayed_sum> {};
struct decayed_mean : impl::decay_feature<impl::read_decayed_mean> {};
struct decayed_rate : impl::decay_feature<impl::read_decayed_rate> {};

} // namespace tag

inline constexpr boost::accumulators::extractor<tag::window> window{};
inline constexpr boost::accumulators::extractor<tag::decay> decay{};
inline constexpr boost::accumulators::extractor<tag::count> count{};
inline constexpr boost::accumulators::extractor<tag::sum> sum{};
inline constexpr boost::accumulators::extractor<tag::mean> mean{};
inline constexpr boost::accumulators::extractor<tag::variance> variance{};
inline constexpr boost::accumulators::extractor<tag::minimum> minimum{};
inline constexpr boost::accumulators::extractor<tag::maximum> maximum{};
inline constexpr boost::accumulators::extractor<tag::daily_mean> daily_mean{};
inline constexpr boost::accumulators::extractor<tag::daily_variance> daily_variance{};
inline constexpr boost::accumulators::extractor<tag::best_day> best_day{};
inline constexpr boost::accumulators::extractor<tag::worst_day> worst_day{};
inline constexpr boost::accumulators::extractor<tag::active_share> active_share{};
inline constexpr boost::accumulators::extractor<tag::idle_days> idle_days{};
inline constexpr boost::accumulators::extractor<tag::decayed_sum> decayed_sum{};
inline constexpr boost::accumulators::extractor<tag::decayed_mean> decayed_mean{};
inline constexpr boost::accumulators::extractor<tag::decayed_rate> decayed_rate{};

// Joins the window (or decay) of two sets of one type, as if the second's samples had been given to the
// first. Boost's own features have no merge and keep what they have. Errors: conflict.
template<class Set>
void merge_window(Set& into, const Set& from) {
    namespace acc = boost::accumulators;
    acc::find_accumulator<tag::window>(into).merge(acc::find_accumulator<tag::window>(from));
}
template<class Set>
void merge_decay(Set& into, const Set& from) {
    namespace acc = boost::accumulators;
    acc::find_accumulator<tag::decay>(into).merge(acc::find_accumulator<tag::decay>(from));
}

} // namespace rolling
} // namespace attain::inline v1
