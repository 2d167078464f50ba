#include <attain/goal/cascade.hpp>

#include <algorithm>
#include <array>

namespace attain::inline v1 {

namespace {

units magnitude(units target) {
    return narrow(target < 0 ? -int128{target} : int128{target}, "target");
}

bool below_zero(std::span<const target_change> targets) {
    return std::ranges::any_of(targets, [](const target_change& c) { return c.target < 0; });
}

// The segments in force after all changes, as sizes: a restated target replaces everything before it.
std::vector<target_change> in_force(std::span<const target_change> targets, const period& span) {
    if (targets.empty()) fail(errc::empty_input, "targets", "a cascade needs a target");
    const bool negative = below_zero(targets);
    std::vector<target_change> segments;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        target_change change = targets[i];
        if (negative && change.target > 0)
            fail(errc::out_of_range, "target", "must stay on its side of zero", row);
        change.target = magnitude(change.target);
        if (i > 0 && !span.contains(change.from))
            fail(errc::out_of_range, "from", to_string(change.from) + " is not in " + to_string(span), row);
        if (i > 1 && change.from <= targets[i - 1].from)
            fail(errc::conflict, "from", "changes must be in order, one a day", row);
        if (i == 0 || change.kind == revision::restate) {
            segments.clear();
            change.from = span.begin;
        }
        // a change on the first day leaves nothing of what it replaces
        if (!segments.empty() && segments.back().from == change.from) segments.pop_back();
        segments.push_back(change);
    }
    return segments;
}

} // namespace

cascade::cascade(units target, const capacity_line& line, const period& over)
    : cascade{std::array{target_change{over.begin, target}}, line, over} {}

cascade::cascade(std::span<const target_change> targets, const capacity_line& line, const period& over)
    : span_{over}, basis_{line.basis()} {
    take_time(line);
    const std::size_t n = time_.size() - 1;
    int128 reached = 0;
    for (const target_change& change : in_force(targets, over)) {
        if (!segments_.empty()) {
            const segment& last = segments_.back();
            reached += int128{last.target} * (time_[index(change.from)] - time_[index(last.from)]);
        }
        segments_.push_back({change.from, change.target, reached});
    }

    upto_.assign(n + 1, 0);
    const std::int64_t all = time_.back();
    if (all == 0) return;
    for (std::size_t s = 0; s < segments_.size(); ++s) {
        const std::size_t from = index(segments_[s].from);
        const std::size_t to = s + 1 < segments_.size() ? index(segments_[s + 1].from) : n;
        for (std::size_t i = from; i < to; ++i) {
            if (time_[i + 1] == time_[i]) {
                upto_[i + 1] = upto_[i];
                continue;
            }
            const int128 ideal =
                segments_[s].line + int128{segments_[s].target} * (time_[i + 1] - time_[from]);
            upto_[i + 1] = narrow(ceil_div(ideal, all), "target");
        }
    }
    if (!below_zero(targets)) return;
    for (segment& s : segments_) {
        s.target = -s.target;
        s.line = -s.line;
    }
    for (units& u : upto_)
        u = -u;
}

cascade::cascade(std::span<const int128> ends, const capacity_line& line, const period& over)
    : span_{over}, basis_{line.basis()} {
    take_time(line);
    if (ends.size() + 1 != time_.size()) fail(errc::out_of_range, "ends", "must be one for each day");
    const std::int64_t all = time_.back();
    segments_.push_back({over.begin, 0, 0});
    upto_.assign(time_.size(), 0);
    if (all == 0) return;
    int128 reached = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        if (ends[i] < reached)
            fail(errc::out_of_range, "ends", "must not fall", static_cast<std::int64_t>(i));
        if (time_[i + 1] != time_[i]) reached = ends[i];
        segments_.push_back({over.begin + static_cast<int>(i) + 1, 0, reached});
        upto_[i + 1] = narrow(ceil_div(reached, all), "target");
    }
}

void cascade::take_time(const capacity_line& line) {
    (void)line.sum(span_); // refuses a period that is none or leaves the line's span
    const std::int64_t before = line.before(span_.begin).micro;
    time_.reserve(static_cast<std::size_t>(span_.days()) + 1);
    for (day d = span_.begin; d <= span_.end; ++d)
        time_.push_back(line.before(d).micro - before);
}

void cascade::require_inside(const period& p) const {
    require_valid(p, "period");
    if (!span_.contains(p))
        fail(errc::out_of_range, "period", to_string(p) + " is not inside the cascade's " + to_string(span_));
}

std::optional<units> cascade::over(const period& p) const {
    if (time(p).none()) return std::nullopt;
    return upto_[index(p.end)] - upto_[index(p.begin)];
}

capacity cascade::time(const period& p) const {
    require_inside(p);
    return {time_[index(p.end)] - time_[index(p.begin)]};
}

int128 cascade::line_before(day d) const {
    if (d < span_.begin || span_.end < d) require_inside({d, d + 1});
    const segment* in = &segments_.front();
    for (const segment& s : segments_)
        if (s.from <= d) in = &s;
    return in->line + int128{in->target} * (time_[index(d)] - time_[index(in->from)]);
}

std::vector<cascade_part> cascade::parts(period_kind kind) const {
    return valued(slices(span_, kind));
}

std::vector<cascade_part> cascade::parts(period_kind kind, const fiscal_calendar& of) const {
    return valued(of.slices(span_, kind));
}

std::vector<cascade_part> cascade::valued(const std::vector<slice>& slices) const {
    std::vector<cascade_part> all;
    all.reserve(slices.size());
    for (const slice& s : slices)
        all.push_back({s.whole, s.part, time(s.part), over(s.part)});
    return all;
}

} // namespace attain::inline v1
