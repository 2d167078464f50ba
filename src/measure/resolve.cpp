// Rows to credited lines: versions, reversals, conversion, credit.
#include <attain/core/int128.hpp>
#include <attain/measure/book.hpp>

#include "day_sum.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace attain::inline v1 {

namespace {

using row = book::row;
using line = book::line;

// A row and the stretch of knowledge in which no later version had replaced it.
struct version {
    event_id group; // the event it states or takes back
    const row* what;
    day known;
    day until;
    bool deleted = false; // a correction to 0
};

class resolver {
public:
    resolver(const book& from, const conversion* rates, book::lines& into)
        : from_{from}, rates_{rates}, into_{into} {}

    void run();

private:
    void plain(const row& r, day known, day until);
    void versions_of(std::span<const row*> rows, std::vector<version>& out);
    void event(std::span<const version> rows);
    void as_known(const version* original, std::span<const row*> reversals, day known, day until);
    void take_back(const row& original, const row& reversal, units& left, day known, day until);
    [[nodiscard]] std::optional<units> home(units quantity, const row& of) const;
    void credit(const row& r, const row& original, std::span<const credit_share> shares, rep_id alone,
                units before, units after, day known, day until);
    void report(ledger_finding_kind kind, const row& r, units quantity, day known, day until) {
        const auto number = static_cast<std::uint32_t>(&r - from_.rows().data());
        into_.findings.push_back({{kind, r.event, r.rep, r.day, quantity, r.currency}, number, known, until});
    }

    const book& from_;
    const conversion* rates_;
    book::lines& into_;
    std::vector<units> parts_before_, parts_after_;
    std::vector<const row*> known_reversals_;
    std::vector<day> steps_;
};

// Everything that tells two rows apart; two rows equal in all of it are interchangeable.
auto content(const row& r) {
    return std::tuple{r.known, r.quantity, r.day, r.rep, r.channel, r.reverses, r.currency, r.beyond};
}

event_id key(const row& r) {
    return r.reverses != event_id{} ? r.reverses : r.event;
}

std::string who(const row& r) {
    return (r.event == event_id{} ? "a row" : "event " + std::to_string(r.event.value)) +
           (r.credit_size > 0 ? "" : " of rep " + std::to_string(r.rep.value)) + " on " + to_string(r.day);
}

[[noreturn]] void refuse_size(const row& r) {
    fail(errc::overflow, "quantity", who(r) + " does not fit 64 bits");
}

// In the metric's own unit, at the rate of that row's day.
std::optional<units> resolver::home(units quantity, const row& of) const {
    if (of.currency == currency{}) return quantity;
    if (rates_ == nullptr) return std::nullopt;
    const auto rate = rates_->rate(of.currency, of.day);
    if (!rate) return std::nullopt;
    try {
        return rate->convert(quantity);
    } catch (const error& e) {
        if (e.code() == errc::overflow) refuse_size(of);
        throw;
    }
}

// The credited change from `before` to `after`, rep by rep and in the original's channel: splits of both, so
// that an event that is wholly taken back leaves everybody at zero exactly, in every channel too.
void resolver::credit(const row& r, const row& original, std::span<const credit_share> shares, rep_id alone,
                      units before, units after, day known, day until) {
    const auto put = [&](rep_id rep, credit_kind kind, int128 quantity) {
        if (!fits(quantity)) refuse_size(r);
        into_.credited.push_back({rep, key(r), r.day, original.day, original.channel, kind, known, until,
                                  static_cast<units>(quantity)});
    };
    if (shares.empty()) return put(alone, credit_kind::primary, int128{after} - before);
    parts_before_.resize(shares.size());
    parts_after_.resize(shares.size());
    split_credit(before, shares, parts_before_);
    split_credit(after, shares, parts_after_);
    for (std::size_t i = 0; i < shares.size(); ++i)
        put(shares[i].rep, shares[i].kind, int128{parts_after_[i]} - parts_before_[i]);
}

void resolver::plain(const row& r, day known, day until) {
    const auto quantity = home(r.quantity, r);
    if (!quantity) return report(ledger_finding_kind::unconverted, r, r.quantity, known, until);
    credit(r, r, from_.credit_of(r), r.rep, 0, *quantity, known, until);
}

// Rows of one event id: by version, then by when they were known, then by content; each counts until a later
// one is known.
void resolver::versions_of(std::span<const row*> rows, std::vector<version>& out) {
    std::sort(rows.begin(), rows.end(), [&](const row* a, const row* b) {
        if (a->version != b->version) return a->version < b->version;
        const auto left = content(*a), right = content(*b);
        if (left != right) return left < right;
        return std::ranges::lexicographical_compare(
            from_.credit_of(*a), from_.credit_of(*b), [](const credit_share& x, const credit_share& y) {
                return std::tuple{x.kind, x.rep, x.share} < std::tuple{y.kind, y.rep, y.share};
            });
    });
    day until = book::forever;
    for (std::size_t i = rows.size(); i-- > 0;) {
        const row& r = *rows[i];
        if (i + 1 < rows.size() && rows[i + 1]->version == r.version)
            report(ledger_finding_kind::conflicting, r, r.quantity, std::max(r.known, rows[i + 1]->known),
                   book::forever);
        if (r.known < until) {
            // Nothing is left of it: not a day on which something was recorded either, once it is known that
            // there was something before.
            day since = book::forever;
            for (std::size_t j = 0; r.quantity == 0 && j < i && rows[j]->version < r.version; ++j)
                since = std::min(since, std::max(r.known, rows[j]->known));
            if (since < until) out.push_back({key(r), &r, since, until, true});
            if (r.known < std::min(since, until))
                out.push_back({key(r), &r, r.known, std::min(since, until), false});
            until = r.known;
        }
    }
}

// A reversal: its own day, its original's channel, rate and credit.
void resolver::take_back(const row& original, const row& reversal, units& left, day known, day until) {
    if ((reversal.quantity < 0) == (original.quantity < 0) || reversal.currency != original.currency) {
        report(ledger_finding_kind::not_opposite, reversal, reversal.quantity, known, until);
        return plain(reversal, known, until);
    }
    const int128 wanted = int128{left} + reversal.quantity;
    // As far as it may go: to nothing; or nowhere, when a flagged one has been beyond that before.
    const units end = original.quantity < 0 ? std::max<units>(left, 0) : std::min<units>(left, 0);
    const bool past = original.quantity < 0 ? wanted > end : wanted < end;
    if (!fits(wanted)) refuse_size(reversal);
    const units after = past && !reversal.beyond ? end : static_cast<units>(wanted);
    if (after != wanted)
        report(ledger_finding_kind::excess_reversal, reversal, narrow(wanted - after, "quantity"), known,
               until);
    const auto before_home = home(left, original);
    const auto after_home = home(after, original);
    if (!before_home || !after_home) {
        report(ledger_finding_kind::unconverted, reversal, reversal.quantity, known, until);
    } else {
        const auto own = from_.credit_of(reversal);
        const auto theirs = from_.credit_of(original);
        if (!own.empty()) {
            credit(reversal, original, own, reversal.rep, *before_home, *after_home, known, until);
        } else {
            const bool same = theirs.empty() ? reversal.rep == original.rep
                                             : std::ranges::any_of(theirs, [&](const credit_share& s) {
                                                   return s.rep == reversal.rep;
                                               });
            if (!same) report(ledger_finding_kind::other_rep, reversal, reversal.quantity, known, until);
            credit(reversal, original, theirs, original.rep, *before_home, *after_home, known, until);
        }
    }
    left = after;
}

// What an event and its reversals come to in one stretch of knowledge.
void resolver::as_known(const version* original, std::span<const row*> reversals, day known, day until) {
    if (original == nullptr) {
        for (const row* r : reversals) {
            report(ledger_finding_kind::orphan_reversal, *r, r->quantity, known, until);
            plain(*r, known, until);
        }
        return;
    }
    if (!original->deleted) plain(*original->what, known, until);
    std::sort(reversals.begin(), reversals.end(), [](const row* a, const row* b) {
        return std::tuple{a->known, a->day, a->event, content(*a)} <
               std::tuple{b->known, b->day, b->event, content(*b)};
    });
    units left = original->what->quantity;
    for (const row* r : reversals)
        take_back(*original->what, *r, left, known, until);
}

// Versions of one event and of all that takes it back: resolved anew for every day on which knowledge
// changes.
void resolver::event(std::span<const version> rows) {
    if (rows.size() == 1 && rows[0].what->reverses == event_id{})
        return as_known(&rows[0], {}, rows[0].known, rows[0].until);
    steps_.clear();
    for (const version& v : rows) {
        steps_.push_back(v.known);
        steps_.push_back(v.until);
    }
    std::sort(steps_.begin(), steps_.end());
    steps_.erase(std::unique(steps_.begin(), steps_.end()), steps_.end());
    for (std::size_t s = 0; s + 1 < steps_.size(); ++s) {
        const version* original = nullptr;
        known_reversals_.clear();
        for (const version& v : rows) {
            if (steps_[s] < v.known || v.until <= steps_[s]) continue;
            if (v.what->reverses == event_id{})
                original = &v;
            else if (!v.deleted)
                known_reversals_.push_back(v.what);
        }
        as_known(original, known_reversals_, steps_[s], steps_[s + 1]);
    }
}

void resolver::run() {
    std::vector<std::pair<event_id, const row*>> by_event; // the id beside the row: sorting stays in cache
    std::vector<version> versions;
    for (const row& r : from_.rows()) {
        if (r.event != event_id{})
            by_event.emplace_back(r.event, &r);
        else if (r.reverses != event_id{})
            versions.push_back({r.reverses, &r, r.known, book::forever});
        else
            plain(r, r.known, book::forever);
    }
    const auto by_id = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (!std::ranges::is_sorted(by_event, by_id)) std::sort(by_event.begin(), by_event.end(), by_id);
    versions.reserve(versions.size() + by_event.size());
    std::vector<const row*> same;
    for (auto first = by_event.begin(); first != by_event.end();) {
        same.clear();
        const event_id event = first->first;
        for (; first != by_event.end() && first->first == event; ++first)
            same.push_back(first->second);
        if (same.size() == 1)
            versions.push_back({key(*same[0]), same[0], same[0]->known, book::forever});
        else
            versions_of(same, versions);
    }
    const auto by_group = [](const version& a, const version& b) { return a.group < b.group; };
    if (!std::ranges::is_sorted(versions, by_group)) std::sort(versions.begin(), versions.end(), by_group);
    for (auto first = versions.begin(); first != versions.end();) {
        auto last = first;
        while (last != versions.end() && last->group == first->group)
            ++last;
        event({first, last});
        first = last;
    }
}

auto order(const line& l) {
    return std::tuple{l.rep, l.day, l.event, l.channel, l.origin, l.kind, l.known, l.until, l.quantity};
}

} // namespace

book::lines book::resolve(const conversion* rates, std::pmr::memory_resource* memory) const {
    lines out{memory};
    out.credited.reserve(rows_.size());
    resolver{*this, rates, out}.run();
    std::sort(out.credited.begin(), out.credited.end(), [](const line& a, const line& b) {
        if (a.rep != b.rep) return a.rep < b.rep;
        if (a.day != b.day) return a.day < b.day;
        return order(a) < order(b);
    });
    std::sort(out.findings.begin(), out.findings.end(), [](const dated_finding& a, const dated_finding& b) {
        const auto all = [](const dated_finding& f) {
            return std::tuple{f.what.day,      f.what.kind,     f.what.event, f.what.rep,
                              f.what.quantity, f.what.currency, f.known,      f.until};
        };
        return all(a) < all(b);
    });
    return out;
}

} // namespace attain::inline v1
