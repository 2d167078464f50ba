#!/usr/bin/env bash
# find_package in a prefix that was moved: C++ and C, shared and static, and a project without C++ and Boost.
set -eu
. "$(dirname "$0")/common.sh"

configure_and_build "$source/tests/package/consumer" "$work/cxx" -DFOUND_BY=find_package "-DCMAKE_PREFIX_PATH=$installed"
same_text "$work/cxx/crm" "$build/examples/quick_start"
same_text "$work/cxx/crm_in_c" "$build/examples/c_plan"
same_text "$work/cxx/crm_in_one_file" "$build/examples/c_plan"
"$work/cxx/crm_both" >/dev/null || die "the C++ library and the C ABI differ in their version"

configure_and_build "$source/tests/package/consumer_c" "$work/c" "-DCMAKE_PREFIX_PATH=$installed"
same_text "$work/c/crm_in_c" "$build/examples/c_plan"
same_text "$work/c/crm_in_one_file" "$build/examples/c_plan"
