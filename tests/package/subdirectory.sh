#!/usr/bin/env bash
# add_subdirectory and FetchContent: attain built as a part of somebody's project, which keeps its own flags and
# gets no tests, examples or install rules of ours. One build tree serves both, as attain compiles the same.
set -eu
. "$(dirname "$0")/common.sh"

cached() { sed -nE "s/^$1:[A-Z]*=(.*)/\1/p" "$build/CMakeCache.txt"; }
reuse="$source/tests/package/reuse_object.sh;$build"
for way in add_subdirectory fetch_content; do
    configure_and_build "$source/tests/package/consumer" "$work/build" -DFOUND_BY=$way \
        "-DCMAKE_BUILD_TYPE=$(cached CMAKE_BUILD_TYPE)" "-DCMAKE_CXX_COMPILER_LAUNCHER=$reuse"
    same_text "$work/build/crm" "$build/examples/quick_start"
    same_text "$work/build/crm_in_c" "$build/examples/c_plan"
    same_text "$work/build/crm_in_one_file" "$build/examples/c_plan"

    ninja -C "$work/build" -t targets all | grep -E 'test_unit|example_|bench_' && die "$way builds more than the library"
    quietly cmake --install "$work/build" --prefix "$work/installed"
    [ ! -d "$work/installed" ] || die "$way installs what nobody asked for"
    grep '"command".*quick_start.cpp' "$work/build/compile_commands.json" | grep -E 'fvisibility|ffp-contract' &&
        die "$way passes attain's own flags on"
    rm "$work/build/crm"
done
[ -f "$work/reused.txt" ] || echo "note: every object was compiled anew, which takes a while"
