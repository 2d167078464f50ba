#!/usr/bin/env bash
# Two plugins with a private copy of attain each, and a host with a third: nobody uses another's.
set -eu
. "$(dirname "$0")/common.sh"

configure_and_build "$source/tests/package/two_copies" "$work/build" "-DCMAKE_PREFIX_PATH=$installed"
month=$("$build/examples/c_plan")
[ "$("$work/build/host" "$work/build/libplugin_one.so" "$work/build/libplugin_two.so")" = "$month"$'\n'"$month" ] ||
    die "a plugin plans another month"
nm -D --defined-only "$work/build/libplugin_one.so" | grep ' attain_' && die "the plugin exports these"
exit 0
