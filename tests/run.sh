#!/usr/bin/env bash
# Builds everything and runs all tests, installing what is missing. One summary line at the end.
#
#   tests/run.sh                 the release build
#   tests/run.sh release asan    several presets, one after the other (others: see CMakePresets.json)
#
# ATTAIN_REAL_DATA=FOLDER adds the tests on real data. Suites labelled `long` run on demand:
#   ctest --test-dir build/release -L long
set -eu
cd "$(dirname "$0")/.."
. cmake/dependencies.sh
need $build_packages $example_packages $test_packages
need_ffi

[ $# -gt 0 ] || set -- release
case " $* " in *" fuzz "*) need $fuzz_packages ;; esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0
for preset in "$@"; do
    echo "== $preset"
    cmake --preset "$preset" -Wno-dev -DATTAIN_REQUIRE_TOOLS=ON >"$log" 2>&1 || { cat "$log"; exit 1; }
    cmake --build --preset "$preset" -- --quiet
    ctest --preset "$preset" -LE long -j "$(nproc)" | tee "$log" || true
    counts=$(sed -nE 's/.*, ([0-9]+) tests? failed out of ([0-9]+).*/\1 \2/p' "$log")
    [ -n "$counts" ] || { echo "error: no test ran under preset $preset"; exit 1; }
    # What including everything costs, as the test umbrella_compile_time saw it; what the C ABI was seen to refuse.
    sed -n -e '/^an empty file:/,/^attain.attain.hpp:/p' -e '/ functions with a status, /p' \
        "build/$preset/Testing/Temporary/LastTest.log"
    failed=$((failed + ${counts% *}))
    passed=$((passed + ${counts#* } - ${counts% *}))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
