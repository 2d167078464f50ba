#!/usr/bin/env bash
# Compiles <attain/attain.hpp> alone (syntax only) and prints how long it took, beside an empty file and
# beside the one Boost header it brings in.
# usage: umbrella_compile_time.sh COMPILER INCLUDE_DIR...
set -eu
compiler=$1
shift
flags=()
for dir in "$@"; do flags+=("-I$dir"); done

seconds() { # of compiling the text on standard input
    local start end
    start=$(date +%s%N)
    "$compiler" -std=c++20 -fsyntax-only "${flags[@]}" -x c++ -
    end=$(date +%s%N)
    echo "$(((end - start) / 1000000)) ms"
}

echo "an empty file:            $(seconds </dev/null)"
echo "Boost.Date_Time's types:  $(echo '#include <boost/date_time/gregorian/gregorian_types.hpp>' | seconds)"
echo "attain/attain.hpp:        $(echo '#include <attain/attain.hpp>' | seconds)"
