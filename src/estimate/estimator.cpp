#include <attain/core/error.hpp>
#include <attain/estimate/estimator.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

constexpr double half_life_days = 63;
constexpr double overdispersion = 2.0; // phi of V = phi mu + kappa mu^2, counts
constexpr double excess = 0.15;        // kappa
constexpr double prior_spread = 0.5;   // cv^2 between members before any data
constexpr double prior_exposure = 20;  // days that prior_spread is worth

double decay(std::int32_t age) {
    return std::exp2(-static_cast<double>(age) / half_life_days);
}

evidence_grade grade_of(bool any_prior, bool seen, double days, double prior_weight) {
    if (!any_prior) return evidence_grade::unknown;
    if (!seen && days == 0) return evidence_grade::prior_only;
    if (days < 20 || prior_weight > 0.5) return evidence_grade::thin;
    return days < 60 ? evidence_grade::fair : evidence_grade::solid;
}

} // namespace

estimator::estimator(const attain::team& of, const attain::metric& what, const ledger& facts, day as_of)
    : team_{&of}, metric_{what}, as_of_{as_of}, states_(of.size()), totals_{facts.totals(what, as_of)} {
    require_valid(as_of, "as_of");
    std::erase_if(totals_, [&](const day_total& t) { return of.find(t.rep) == nullptr; });
    if (totals_.empty()) return;
    day first_of_team = totals_.front().day;
    for (const day_total& t : totals_)
        first_of_team = std::min(first_of_team, t.day);

    double sum = 0;
    double exposure = 0;
    double active = 0;
    double squares = 0;
    auto row = totals_.begin();
    for (std::size_t i = 0; i < of.size(); ++i) {
        const rep& member = of.reps()[i];
        state& s = states_[i];
        row = std::find_if(row, totals_.end(), [&](const day_total& t) { return !(t.rep < member.id); });
        const auto mine = row;
        for (; row != totals_.end() && row->rep == member.id; ++row) {
            const auto y = static_cast<double>(row->quantity);
            const double d = decay(as_of - row->day);
            s.sum += d * y;
            s.squares += d * y * y;
            s.active += row->quantity != 0 ? d : 0;
        }
        s.seen = mine != row;
        // Before the team's first fact nobody was measured; an unknown start is the first own fact.
        if (!s.seen && !member.start()) continue;
        const day begin = std::max(first_of_team, member.start() ? *member.start() : mine->day);
        for (day d = begin; d <= as_of; ++d)
            s.exposure += decay(as_of - d) * capacity_on(of, member, d).days();
        sum += s.sum;
        exposure += s.exposure;
        active += s.active;
        squares += s.squares;
    }
    if (exposure <= 0 || sum <= 0) return;
    team_rate_ = sum / exposure;
    team_active_rate_ = active / exposure;
    if (metric_.kind() != metric_kind::count) size_ = squares / sum;

    // Between-member spread by moments, held by a prior worth prior_exposure days.
    double weighted = 0;
    for (const state& s : states_) {
        if (s.exposure <= 0) continue;
        const double relative = (s.sum / s.exposure - team_rate_) / team_rate_;
        weighted += s.exposure * relative * relative - overdispersion * size_ / team_rate_;
    }
    const double cv2 =
        std::clamp((weighted + prior_spread * prior_exposure) / (exposure + prior_exposure), 0.05, 4.0);
    strength_ = 1 / (2 * cv2);
}

attain::forecast estimator::forecast(rep_id rep, const period& over) const {
    if (over.end <= as_of_)
        fail(errc::invalid_argument, "period", to_string(over) + " ended before the day of the facts");
    const attain::rep& member = team_->at(rep);
    const auto index = static_cast<std::size_t>(&member - team_->reps().data());
    const state& s = states_[index];

    units done = 0;
    for (const day_total& t : totals_)
        if (t.rep == rep && over.contains(t.day)) done += t.quantity;
    const day from = std::max(over.begin, as_of_ + 1);
    const capacity left =
        from < over.end ? capacity_over(*team_, member, {from, over.end, period_kind::custom}) : capacity{};

    // Own sums count in units of size x overdispersion, so that one large deal is one event.
    const double unit = size_ * overdispersion;
    const double prior_days = team_rate_ > 0 ? strength_ / team_rate_ * unit : 0;
    const double weight = prior_days + s.exposure > 0 ? prior_days / (prior_days + s.exposure) : 0;
    const evidence known{grade_of(team_rate_ > 0, s.seen, s.exposure, weight), s.exposure, weight};
    if (team_rate_ <= 0 || left.none()) return {rep, over, metric_.kind(), done, left, {}, known};

    const double alpha = strength_ + s.sum / unit;
    const double beta = prior_days / unit + s.exposure / unit;
    const double w = left.days();
    const double mean = w * alpha / beta;
    const double variance = unit * mean + excess * mean * mean + w * w * alpha / (beta * beta);
    std::vector<attain::forecast::component> mixture;
    if (metric_.kind() == metric_kind::count) {
        mixture.push_back({1.0, negative_binomial{mean, variance}, 0.0});
    } else {
        const double active = w * (1 + s.active) / (1 / team_active_rate_ + s.exposure);
        const double zero = std::min(std::exp(-active), 0.995);
        const double given = mean / (1 - zero);
        const double spread =
            std::max((variance + mean * mean) / (1 - zero) - given * given, 0.02 * given * given);
        mixture.push_back({1.0, gamma{given, spread}, zero});
    }
    return {rep, over, metric_.kind(), done, left, std::move(mixture), known};
}

std::vector<attain::forecast> estimator::forecasts(const period& over) const {
    std::vector<attain::forecast> all;
    for (const rep& member : team_->reps())
        if (!capacity_over(*team_, member, over).none()) all.push_back(forecast(member.id, over));
    return all;
}

attain::forecast estimator::team_forecast(const period& over) const {
    units done = 0;
    capacity left;
    double mean = 0;
    double variance = 0;
    evidence known{evidence_grade::unknown, 0, 1};
    for (const attain::forecast& f : forecasts(over)) {
        done += f.done();
        left += f.remaining();
        mean += f.mean() - static_cast<double>(f.done());
        variance += f.variance();
        known.effective_days += f.evidence().effective_days;
        known.prior_weight = std::min(known.prior_weight, f.evidence().prior_weight);
        known.grade = std::max(known.grade, f.evidence().grade);
    }
    std::vector<attain::forecast::component> mixture;
    if (mean > 0 && metric_.kind() == metric_kind::count)
        mixture.push_back({1.0, negative_binomial{mean, variance}, 0.0});
    if (mean > 0 && metric_.kind() != metric_kind::count)
        mixture.push_back({1.0, gamma{mean, variance}, 0.0});
    return {rep_id{}, over, metric_.kind(), done, left, std::move(mixture), known};
}

std::optional<day> estimator::last_fact(rep_id rep) const {
    std::optional<day> last;
    for (const day_total& t : totals_)
        if (t.rep == rep) last = t.day;
    return last;
}

} // namespace attain::inline v1
