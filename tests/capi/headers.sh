#!/usr/bin/env bash
# attain.h and attain.ffi.h compile in every dialect of C and C++ that we promise, without a warning.
# usage: headers.sh PROJECT_DIR
set -eu
cd "$1/capi"
strict="-pedantic -Wall -Wextra -Wstrict-prototypes -Wundef -Werror -fsyntax-only"
failed=0
compiled=0
try() { # try COMPILER LANGUAGE DIALECT TEXT
    local flags=$strict
    [ "$2" = c++ ] && flags=${strict/-Wstrict-prototypes /}
    compiled=$((compiled + 1))
    if ! printf "$4" | $1 -x "$2" "-std=$3" $flags -I. -; then
        echo "broken: $1 -std=$3"
        failed=1
    fi
}
compilers="gcc"
command -v clang >/dev/null 2>&1 && compilers+=" clang"
for compiler in $compilers; do
    for dialect in c99 c11 c17; do
        try "$compiler" c $dialect '#include <attain.h>\n#include <attain.h>\n'
        try "$compiler" c $dialect '#include <stdint.h>\n#include <stddef.h>\n#include "attain.ffi.h"\n'
    done
    for dialect in c++98 c++11 c++14 c++17 c++20; do
        try "$compiler" c++ $dialect '#include <attain.h>\n#include <attain.h>\n'
    done
done
# What a reader without a preprocessor cannot take.
if grep -nE '^[[:space:]]*#|ATTAIN_API|extern|__attribute__|INT(32|64)_M' attain.ffi.h; then
    echo "broken: attain.ffi.h needs a preprocessor"
    failed=1
fi
[ $failed -eq 0 ] && echo "$compiled compilations by $compilers"
exit $failed
