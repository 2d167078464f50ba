#!/usr/bin/env bash
# Builds the library and the program `attain`, installing what is missing, and plans December for the bundled
# team of four.
set -eu
cd "$(dirname "$0")/.."
. cmake/dependencies.sh
need $build_packages $example_packages

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "building in build/release"
{ cmake --preset release -Wno-dev -DATTAIN_BUILD_TESTS=OFF -DATTAIN_BUILD_BENCHMARKS=OFF &&
    cmake --build --preset release --target example_attain -- --quiet; } >"$log" 2>&1 || { cat "$log"; exit 1; }

echo
data=examples/data/team_of_four
(
    set -x
    build/release/examples/attain plan --data $data --metric "meetings booked" --period 2026-12 --total 120
)
