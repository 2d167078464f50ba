#!/usr/bin/env bash
# The vectorised solvers give the same quotas whatever the compiler and the optimisation level: builds only them,
# several times, and compares what they print.
# usage: same_bytes.sh PROJECT_DIR BOOST_INCLUDE
set -eu
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sources=(tests/same_bytes/quotas.cpp src/core/error.cpp src/estimate/grid.cpp src/estimate/normal.cpp)
for part in absolute_change bounds column_passes column_solver grid_certificate grid_solver hamilton_columns problem row_tree tree tree_columns; do
    sources+=("src/allocate/$part.cpp")
done
expected=""
build() { # build COMPILER OPTION...
    command -v "$1" >/dev/null || { echo "$*: not here, skipped"; return 0; }
    rm -f "$work"/*.o
    printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -I{} sh -c '
        source=$1 work=$2 boost=$3
        shift 3
        exec "$@" -std=c++20 -ffp-contract=off -DBOOST_MATH_PROMOTE_DOUBLE_POLICY=false -Iinclude \
            -idirafter "$boost" -ffunction-sections -c "$source" -o "$work/$(basename "$source").o"' \
        compile {} "$work" "$boost" "$@"
    "$1" -Wl,--gc-sections "$work"/*.o -o "$work/quotas"
    local got
    got=$("$work/quotas")
    echo "$*: $got"
    : "${expected:=$got}"
    [ "$got" = "$expected" ] || { echo "error: $* gives other quotas than $expected"; exit 1; }
}
boost=$2
build g++ -O0
build g++ -O3
build clang++ -O2
