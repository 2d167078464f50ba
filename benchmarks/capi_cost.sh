#!/usr/bin/env bash
# The C ABI beside C++, in instructions (they repeat exactly, where time does not). Wants valgrind.
# usage: benchmarks/capi_cost.sh [BUILD_DIR [LIMIT]]      default: build/release, with the target capi_cost built
# LIMIT: a ratio; one above it is an error.
set -eu
program=${1:-build/release}/benchmarks/capi_cost
limit=${2:-}
dear=0
count() { # count WORK ROUTE ROWS
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=measured "$program" "$@" 2>&1 |
        sed -nE 's/.*Collected : ([0-9]+).*/\1/p'
}
printf '%-10s %9s %15s %15s %9s\n' call rows "through C" "C++" ratio
for call in "record 1000000" "forecast 10000" "allocate 1000"; do
    set -- $call
    c=$(count "$1" c "$2")
    cpp=$(count "$1" cpp "$2")
    ratio=$(awk "BEGIN{printf \"%.4f\", $c / $cpp}")
    printf '%-10s %9d %15d %15d %9s\n' "$1" "$2" "$c" "$cpp" "$ratio"
    [ -z "$limit" ] || awk "BEGIN{exit !($ratio <= $limit)}" || dear=1
done
calls=100000
c=$(count scalar c $calls)
cpp=$(count scalar cpp $calls)
echo "the smallest call: $(((c - cpp) / calls)) instructions"
[ "$dear" -eq 0 ] || { echo "error: a call costs more than $limit times the C++ one"; exit 1; }
