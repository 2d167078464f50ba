#include "bytes.hpp"

#include <algorithm>
#include <array>

namespace attain::inline v1 {

namespace {

constexpr std::array<std::byte, 4> magic{std::byte{'A'}, std::byte{'T'}, std::byte{'T'}, std::byte{'N'}};
constexpr std::size_t header_size = 4 + 2 + 2 + 8;

constexpr std::array<std::uint32_t, 256> crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int bit = 0; bit < 8; ++bit)
            c = (c & 1U) != 0 ? 0x82F63B78U ^ (c >> 1U) : c >> 1U;
        table[i] = c;
    }
    return table;
}

// One description of every struct for both directions. Io is writer or reader; T is const for the writer.
template<class Io, class A>
void each(Io& io, A& array) {
    for (auto& x : array)
        io(x);
}
template<class Io, class A>
void each_not_negative(Io& io, A& array) {
    for (auto& x : array)
        io.not_negative(x);
}

template<class Io, class T>
void series_fields(Io& io, T& s) {
    each_not_negative(io, s.sums.gains);
    each_not_negative(io, s.sums.losses);
    each_not_negative(io, s.sums.active);
    each(io, s.sums.missing); // negative for a team that is more than one person
    io.not_negative(s.size1);
    io.not_negative(s.size2);
    each(io, s.log_score);
    each_not_negative(io, s.responsible);
    io.not_negative(s.squared_error);
    io.not_negative(s.blocks);
    io(s.as_of);
    io(s.since);
    io(s.hired);
    io(s.last_active);
    io(s.cohort);
}

template<class Io, class T>
void block_fields(Io& io, T& b) {
    each_not_negative(io, b.gross);
    each_not_negative(io, b.losses);
    each_not_negative(io, b.active);
    each_not_negative(io, b.exposure);
    each(io, b.log_score);
    each_not_negative(io, b.responsible);
    io.not_negative(b.squared_error);
    io.not_negative(b.blocks);
    io(b.total);
    io.not_negative(b.active_days);
    io(b.missing);
    io(b.open);
}

template<class Io, class T>
void law_fields(Io& io, T& l) {
    io.not_negative(l.a11);
    io.not_negative(l.a12);
    io.not_negative(l.a22);
    io(l.b1);
    io(l.b2);
}

template<class Io, class T>
void quarter_fields(Io& io, T& q) {
    io(q.quantity); // corrections may take away what an earlier month brought
    io.not_negative(q.exposure);
    io.not_negative(q.member_days);
    io.not_negative(q.days);
    io(q.whole);
    io(q.known);
    each(io, q.last);
    each(io, q.lift);
    each_not_negative(io, q.months);
    io.not_negative(q.squares);
    io.not_negative(q.noise);
    each_not_negative(io, q.factor);
}

template<class Io, class T>
void pooled_fields(Io& io, T& p) {
    for (auto& level : p.law)
        for (auto& l : level)
            law_fields(io, l);
    for (auto& l : p.active_law)
        law_fields(io, l);
    for (auto& l : p.team_law)
        law_fields(io, l);
    for (auto& level : p.pit)
        for (auto& who : level)
            each_not_negative(io, who);
    for (auto& level : p.log_score)
        each(io, level);
    for (auto& level : p.gradient)
        each(io, level);
    each(io, p.mixture_evidence);
    each(io, p.blend);
    for (auto& bin : p.tenure)
        each_not_negative(io, bin);
    each(io, p.newcomers);
    quarter_fields(io, p.quarter);
    io.not_negative(p.unit);
    io.not_negative(p.spread);
}

template<class Io, class T>
void cohort_fields(Io& io, T& c) {
    each(io, c.weekday_value);
    each_not_negative(io, c.weekday_days);
    each_not_negative(io, c.exposure);
    each_not_negative(io, c.weekday);
    each(io, c.last_seen);
    io(c.team);
}

template<class Io, class T>
void outlook_fields(Io& io, T& o) {
    for (auto* x : {&o.day, &o.days, &o.level})
        io(*x);
    io(o.members);
    each_not_negative(io, o.phi);
    each_not_negative(io, o.kappa);
    for (auto* x : {&o.active_phi, &o.active_kappa, &o.team_phi, &o.team_kappa, &o.event, &o.day_event,
                    &o.unit, &o.spread, &o.strength, &o.newcomer_spread, &o.negative, &o.mixture_share})
        io.not_negative(*x);
    each_not_negative(io, o.tenure);
    each_not_negative(io, o.team_weights);
    each(io, o.team_log_score);
    for (auto& r : o.learned)
        each_not_negative(io, r.cumulative);
}

template<class Io, class T>
void outlook_cohort_fields(Io& io, T& c) {
    io.not_negative(c.exposure);
    each_not_negative(io, c.exposure_of);
    for (auto* x : {&c.mean, &c.prior, &c.prior_active})
        io.not_negative(*x);
    each_not_negative(io, c.prior_of);
    each_not_negative(io, c.prior_active_of);
}

constexpr std::size_t series_size = 24 * 8 + 2 * 8 + 12 * 4 + 2 * 4 + 5 * 4;

} // namespace

// The engine's private parts, for the codec alone.
struct engine_access {
    template<class Io, class E>
    static void fixed(Io& io, E& e) {
        io(e.now_);
        each_not_negative(io, e.start_);
        pooled_fields(io, e.pooled_);
    }

    static void write(writer& out, const engine& e) {
        out.integer(static_cast<std::uint8_t>(e.kind_));
        out.integer(e.first_);
        fixed(out, e);
        out.integer(static_cast<std::uint64_t>(e.cohorts_.size()));
        for (const cohort_state& c : e.cohorts_)
            cohort_fields(out, c);
        out.integer(static_cast<std::uint64_t>(e.series_.size()));
        for (const series_state& s : e.series_)
            series_fields(out, s);
        for (std::size_t l = 0; l < block_levels; ++l) {
            out.integer(static_cast<std::uint8_t>(e.is_open_[l]));
            if (!e.is_open_[l]) continue;
            outlook_fields(out, e.opened_[l]);
            out.integer(static_cast<std::uint64_t>(e.opened_[l].cohorts.size()));
            for (const outlook::cohort& c : e.opened_[l].cohorts)
                outlook_cohort_fields(out, c);
            for (const block_state& b : e.blocks_[l])
                block_fields(out, b);
        }
    }

    static engine read(reader& in, memory_resource* memory) {
        const auto kind = in.integer<std::uint8_t>();
        if (kind > static_cast<std::uint8_t>(metric_kind::signed_amount))
            corrupt("holds an unknown kind of metric");
        const auto first = in.integer<std::int32_t>();
        if (first < day::min_value || first > day::max_value) corrupt("holds a day outside the calendar");
        engine e{static_cast<metric_kind>(kind), day{first}, engine::unknown_calendar, memory};
        fixed(in, e);
        if (e.now_ < first || e.now_ > day::max_value + 1) corrupt("holds a day outside the calendar");
        if (e.pooled_.quarter.days > e.now_ - first) corrupt("holds a month longer than its days");
        if (e.pooled_.quarter.known > 2 || e.pooled_.quarter.whole > 1)
            corrupt("holds a flag that is neither 0 nor 1");
        e.cohorts_.resize(in.count(7 * 8 * 3));
        std::uint32_t teams = 0;
        for (cohort_state& c : e.cohorts_) {
            cohort_fields(in, c);
            if (c.team >= e.cohorts_.size()) corrupt("holds a team that is not there");
            teams = std::max(teams, c.team + 1);
        }
        e.teams_.resize(teams);
        e.series_.resize(in.count(series_size));
        for (series_state& s : e.series_)
            read_series(in, s, e);
        for (std::size_t l = 0; l < block_levels; ++l)
            read_blocks(in, l, e);
        if (!in.done()) corrupt("has more bytes than its state");
        return e;
    }

private:
    static void read_series(reader& in, series_state& s, const engine& e) {
        series_fields(in, s);
        if (s.cohort >= e.cohorts_.size()) corrupt("holds a series of a cohort that is not there");
        if (s.as_of >= e.now_ || s.last_active >= e.now_ || s.since < e.first_ || s.since > e.now_ ||
            s.as_of < s.since - 1 || s.hired < day::min_value || s.hired > e.now_)
            corrupt("holds a series whose days contradict each other");
    }

    static void read_blocks(reader& in, std::size_t l, engine& e) {
        const auto open = in.integer<std::uint8_t>();
        if (open > 1) corrupt("holds a flag that is neither 0 nor 1");
        e.is_open_[l] = open == 1;
        e.blocks_[l].assign(e.series_.size(), {});
        if (open == 0) return;
        outlook& o = e.opened_[l];
        outlook_fields(in, o);
        if (o.day < e.first_ || o.day > e.now_ || o.level < 0 ||
            o.level >= static_cast<std::int32_t>(block_levels))
            corrupt("holds a block outside its days");
        if (!(o.event > 0 && o.strength > 0)) corrupt("holds a block without a unit");
        o.cohorts.resize(in.count(8));
        if (o.cohorts.size() > e.cohorts_.size()) corrupt("holds a block of more cohorts than there are");
        for (outlook::cohort& c : o.cohorts)
            outlook_cohort_fields(in, c);
        for (std::size_t i = 0; i < e.series_.size(); ++i) {
            block_state& b = e.blocks_[l][i];
            block_fields(in, b);
            if (b.open > 1 || (b.open == 1 && e.series_[i].cohort >= o.cohorts.size()))
                corrupt("holds a block of a series that it cannot have");
        }
    }
};

std::uint32_t crc32c(std::span<const std::byte> bytes) noexcept {
    static constexpr std::array<std::uint32_t, 256> table = crc_table();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const std::byte b : bytes)
        crc = table[(crc ^ static_cast<std::uint32_t>(b)) & 0xFFU] ^ (crc >> 8U);
    return ~crc;
}

std::vector<std::byte> framed(state_kind kind, std::vector<std::byte> payload) {
    writer out;
    out.bytes().reserve(header_size + payload.size() + 4);
    out.bytes().assign(magic.begin(), magic.end());
    out.integer(state_format);
    out.integer(static_cast<std::uint16_t>(kind));
    out.integer(static_cast<std::uint64_t>(payload.size()));
    out.bytes().insert(out.bytes().end(), payload.begin(), payload.end());
    out.integer(crc32c(out.bytes()));
    return std::move(out.bytes());
}

std::span<const std::byte> unframed(state_kind kind, std::span<const std::byte> bytes) {
    if (bytes.size() < header_size + 4) corrupt("is shorter than any state");
    if (!std::equal(magic.begin(), magic.end(), bytes.begin())) corrupt("is not a state of this library");
    reader header{bytes.subspan(magic.size(), header_size - magic.size())};
    const auto format = header.integer<std::uint16_t>();
    const auto holds = header.integer<std::uint16_t>();
    const auto length = header.integer<std::uint64_t>();
    if (format > state_format)
        fail(errc::newer_state, "bytes", "was written by a newer version of the library");
    if (format == 0) corrupt("has no format version");
    if (length != bytes.size() - header_size - 4) corrupt("has another length than it says");
    reader sum{bytes.last(4)};
    if (sum.integer<std::uint32_t>() != crc32c(bytes.first(bytes.size() - 4)))
        corrupt("does not match its sum");
    if (holds != static_cast<std::uint16_t>(kind))
        fail(errc::invalid_argument, "bytes", "holds another kind of state");
    return bytes.subspan(header_size, static_cast<std::size_t>(length));
}

std::vector<std::byte> encode(const engine& e) {
    writer payload;
    engine_access::write(payload, e);
    return framed(state_kind::engine, std::move(payload.bytes()));
}

engine decode_engine(std::span<const std::byte> bytes, memory_resource* memory) {
    reader payload{unframed(state_kind::engine, bytes)};
    return engine_access::read(payload, memory);
}

} // namespace attain::inline v1
