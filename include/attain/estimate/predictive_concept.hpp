// What the allocator needs of a distribution: the concept `predictive`, and a non-owning view of any model of
// it.
#pragma once

#include <attain/core/units.hpp>

#include <concepts>
#include <type_traits>

namespace attain::inline v1 {

// A distribution of a total D of units.
//   tail(k)      P(D >= k), never increasing in k; a tail of 1e-12 keeps its digits
//   quantile(p)  a value x with P(D <= x) about p, 0 < p < 1; a guide only: integers are decided by tail()
//   mean(), variance()
template<class P>
concept predictive = requires(const P& d, units k, double p) {
    { d.tail(k) } -> std::convertible_to<double>;
    { d.quantile(p) } -> std::convertible_to<double>;
    { d.mean() } -> std::convertible_to<double>;
    { d.variance() } -> std::convertible_to<double>;
};

// A model may also offer below(k) = P(D < k), accurate where it is small; without it 1 - tail(k) is used, and
// chances above 1 - 1e-14 are told apart by (k - mean) / standard deviation only.
template<class P>
concept predictive_with_complement = predictive<P> && requires(const P& d, units k) {
    { d.below(k) } -> std::convertible_to<double>;
};

class quantile_grid;

// A view of somebody else's distribution: two pointers. The distribution must outlive it. Models
// `predictive`.
class predictive_ref {
public:
    template<predictive P>
    requires(!std::same_as<P, predictive_ref>) predictive_ref(const P& of)
    noexcept : object_{&of}, calls_{&table<P>} {} // implicit: spans of anything

    [[nodiscard]] double tail(units k) const { return calls_->tail(object_, k); }
    [[nodiscard]] double below(units k) const { return calls_->below(object_, k); }
    [[nodiscard]] bool has_complement() const noexcept { return calls_->has_complement; }
    // The distribution itself when it is one on the grid, else null.
    [[nodiscard]] const quantile_grid* grid() const noexcept {
        return calls_->on_grid ? static_cast<const quantile_grid*>(object_) : nullptr;
    }
    // The distribution itself when it is a P, else null. Null also where P's functions stand twice in a
    // program.
    template<predictive P>
    [[nodiscard]] const P* as_a() const noexcept {
        return calls_ == &table<P> ? static_cast<const P*>(object_) : nullptr;
    }
    [[nodiscard]] double quantile(double p) const { return calls_->quantile(object_, p); }
    [[nodiscard]] double mean() const { return calls_->mean(object_); }
    [[nodiscard]] double variance() const { return calls_->variance(object_); }

private:
    struct calls {
        double (*tail)(const void*, units);
        double (*below)(const void*, units);
        double (*quantile)(const void*, double);
        double (*mean)(const void*);
        double (*variance)(const void*);
        bool has_complement;
        bool on_grid;
    };

    template<class P>
    static const P& as(const void* object) noexcept {
        return *static_cast<const P*>(object);
    }
    template<class P>
    static double below_of(const P& d, units k) {
        if constexpr (predictive_with_complement<P>)
            return d.below(k);
        else
            return 1.0 - d.tail(k);
    }
    template<class P>
    static constexpr calls table{
        [](const void* d, units k) -> double { return as<P>(d).tail(k); },
        [](const void* d, units k) -> double { return below_of(as<P>(d), k); },
        [](const void* d, double p) -> double { return as<P>(d).quantile(p); },
        [](const void* d) -> double { return as<P>(d).mean(); },
        [](const void* d) -> double { return as<P>(d).variance(); },
        predictive_with_complement<P>,
        std::is_same_v<P, quantile_grid>,
    };

    const void* object_;
    const calls* calls_;
};

} // namespace attain::inline v1
