#include <attain/core/int128.hpp>
#include <attain/measure/credit.hpp>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace attain::inline v1 {

namespace {

std::int64_t primary_ppm(std::span<const credit_share> shares) {
    std::int64_t sum = 0;
    for (const credit_share& s : shares)
        sum += s.kind == credit_kind::primary ? s.share.ppm() : 0;
    return sum;
}

int128 signed_as(int128 size, units sign) {
    return sign < 0 ? -size : size;
}

} // namespace

void require_credit(std::span<const credit_share> shares, std::int64_t row) {
    std::int64_t primaries = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        primaries += shares[i].kind == credit_kind::primary ? 1 : 0;
        for (std::size_t j = 0; j < i; ++j)
            if (shares[i].rep == shares[j].rep && shares[i].kind == shares[j].kind)
                fail(errc::duplicate_id, "credit", "a rep has two shares of one event", row);
    }
    const std::int64_t off = std::abs(primary_ppm(shares) - fraction::one_ppm);
    if (primaries == 0 || 2 * off > primaries)
        fail(errc::invalid_argument, "credit", "the primary shares of an event must sum to 100 %", row);
}

void split_credit(units quantity, std::span<const credit_share> shares, std::span<units> parts) {
    const int128 size = quantity < 0 ? -int128{quantity} : int128{quantity};
    const int128 whole = primary_ppm(shares);
    struct remainder {
        int128 left;
        std::size_t share;
    };
    std::vector<remainder> remainders;
    int128 given = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const int128 ideal = size * shares[i].share.ppm();
        if (shares[i].kind == credit_kind::overlay) {
            parts[i] =
                narrow(signed_as((ideal + fraction::one_ppm / 2) / fraction::one_ppm, quantity), "credit");
            continue;
        }
        parts[i] = static_cast<units>(signed_as(ideal / whole, quantity));
        given += ideal / whole;
        if (ideal % whole != 0) remainders.push_back({ideal % whole, i});
    }
    std::sort(remainders.begin(), remainders.end(), [&](const remainder& a, const remainder& b) {
        return a.left != b.left ? a.left > b.left : shares[a.share].rep < shares[b.share].rep;
    });
    for (std::size_t k = 0; given < size; ++k, ++given)
        parts[remainders[k].share] += quantity < 0 ? -1 : 1;
}

} // namespace attain::inline v1
