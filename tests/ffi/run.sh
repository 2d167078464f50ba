#!/usr/bin/env bash
# Every language of examples/ffi tells the same story: builds and runs them against libattain.so.1, installing what
# is missing, and compares what they print with story.txt, byte for byte.
#
#   tests/ffi/run.sh                      all languages and checks, with the library of build/release
#   tests/ffi/run.sh --build DIR go php   some of them, with another build
#   tests/ffi/run.sh bench                how long a team of 30 takes to plan through Python, Node and PHP
#   tests/ffi/run.sh --skip-missing       a language whose tools are not there is skipped (never in CI), and nothing
#                                         is installed; so does ATTAIN_FFI_SKIP_MISSING=1, for ctest
#
# ATTAIN_UPDATE_GOLDEN=1 writes story.txt from the C++ program first.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/cmake/dependencies.sh"

build=$root/build/release
skip_missing=no
[ -z "${ATTAIN_FFI_SKIP_MISSING:-}" ] || skip_missing=yes
wanted=()
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$(cd "$2" && pwd) && shift ;;
    --skip-missing) skip_missing=yes ;;
    *) wanted+=("$1") ;;
    esac
    shift
done
if [ "$skip_missing" = yes ] && [ -n "${CI:-}" ]; then
    echo "error: in CI no language is skipped" >&2
    exit 2
fi
all=(cpp c python python_cffi node java java_ffm go rust ruby php csharp lua perl wheel numpy wrapper whole_numbers crm)
[ ${#wanted[@]} -gt 0 ] || wanted=("${all[@]}")
[ "$skip_missing" = yes ] || need_ffi

golden=$root/tests/ffi/story.txt
examples=$root/examples/ffi
team=$root/examples/data/team_of_four
work=$build/ffi
python=/usr/bin/python3 # whose packages are the system's
[ -x $python ] || python=python3
mkdir -p "$work"
if [ ! -e "$build/capi/libattain.so.1" ] || [ ! -e "$build/examples/ffi/ffi_cpp" ]; then
    cmake --preset release -S "$root" -B "$build" -Wno-dev >"$work/log" 2>&1 &&
        cmake --build "$build" --target attain_capi example_ffi_cpp example_ffi_c >>"$work/log" 2>&1 ||
        { cat "$work/log"; exit 1; }
fi
export ATTAIN_LIBRARY=$build/capi/libattain.so.1 ATTAIN_FFI_HEADER=$root/capi/attain.ffi.h
export ATTAIN_LIBRARY_DIR=$build/capi LD_LIBRARY_PATH=$build/capi
[ -z "${ATTAIN_UPDATE_GOLDEN:-}" ] || "$build/examples/ffi/ffi_cpp" "$team" >"$golden"

# ---- what each language needs, and how its story is built and run; a build directory of its own ------------------

has() { # has COMMAND...: all on the PATH, else says which one is not
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || { echo "$tool"; return 1; }
    done
}
module() { "$@" >/dev/null 2>&1 || { echo "$*"; return 1; }; } # module COMMAND...: runs without a word

cpp_needs() { :; }
cpp_story() { "$build/examples/ffi/ffi_cpp" "$team"; }

c_needs() { :; }
c_story() { "$build/examples/ffi/ffi_c" "$team"; }

python_needs() { has $python; }
python_story() { $python -B "$examples/python/story.py" "$team"; }

python_cffi_needs() { has $python && module $python -c "import cffi"; }
python_cffi_story() { $python -B "$examples/python_cffi/story.py" "$team"; }

node_needs() { has node npm; }
node_story() {
    cp "$examples"/node/*.js "$examples"/node/package*.json .
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >log 2>&1 || { cat log >&2; return 1; }
    node --max-old-space-size=256 story.js "$team"
}

jna=/usr/share/java/jna.jar
java_needs() { has java javac && module test -r $jna; }
java_story() {
    javac -Xlint:all -Werror -d . -cp $jna "$examples"/java/*.java &&
        java -Xmx256m -XX:+UseSerialGC -cp .:$jna Story "$team"
}

# The same story through java.lang.foreign, which a JDK has from 22 on; Debian 12 has 17, so a newer one beside it is
# looked for.
jdk_with_ffm() { # the folder of its programs
    local javac version
    for javac in "$(command -v javac)" "${JAVA_HOME:-/none}/bin/javac" /usr/lib/jvm/*/bin/javac; do
        [ -x "$javac" ] || continue
        version=$("$javac" -version 2>&1 | sed -nE 's/^javac ([0-9]+).*/\1/p')
        [ "${version:-0}" -lt 22 ] || { dirname "$javac"; return; }
    done
    echo "no JDK from 22 on, which java.lang.foreign needs"
    return 1
}
java_ffm_applies() { jdk_with_ffm; }
java_ffm_needs() { :; }
java_ffm_story() {
    local jdk
    jdk=$(jdk_with_ffm)
    "$jdk/javac" -Xlint:all,-restricted -Werror -d . "$examples/java_ffm/Attain.java" "$examples/java/Story.java" &&
        "$jdk/java" --enable-native-access=ALL-UNNAMED -Xmx256m -XX:+UseSerialGC -cp . Story "$team"
}

# Without modules from elsewhere and without another toolchain than the one that is there.
go_needs() { has go cc; }
go_story() {
    export CGO_CFLAGS="-I$root/capi" CGO_LDFLAGS="-L$ATTAIN_LIBRARY_DIR" GOCACHE=$PWD/cache GOPROXY=off \
        GOFLAGS=-mod=mod GOTOOLCHAIN=local
    local binary=$PWD/story
    (cd "$examples/go" && go build -o "$binary" .) && GOMEMLIMIT=256MiB ./story "$team"
}

rust_needs() { has cargo cc; }
rust_story() {
    cargo build --quiet --offline --locked -j 2 --manifest-path "$examples/rust/Cargo.toml" --target-dir . >&2 &&
        debug/story "$team"
}

ruby_needs() { has ruby && module ruby -e 'require "ffi"; require "csv"'; }
ruby_story() { LC_ALL=C ruby -w "$examples/ruby/story.rb" "$team"; }

php_needs() { has php && module php -r 'exit(extension_loaded("FFI") ? 0 : 1);'; }
php_story() { php -d ffi.enable=1 "$examples/php/story.php" "$team"; }

csharp_needs() { has mcs mono; }
csharp_story() { mcs -warn:4 -warnaserror -out:story.exe "$examples"/csharp/*.cs >&2 && mono story.exe "$team"; }

perl_needs() { has perl && module perl -MFFI::Platypus -MTime::Piece -e 1; }
perl_story() { perl -w "$examples/perl/story.pl" "$team"; }

lua_needs() { has luajit; }
lua_story() { luajit "$examples/lua/story.lua" "$team"; }

# The story again, out of an installed wheel, as `pip install ./examples/ffi/python` makes it: no environment, a build
# of its own, and a library that needs no C++ runtime. Only the compiler's work is taken from the build that is there.
wheel_needs() { has $python cmake readelf && module $python -c "import venv, setuptools, wheel" && module $python -m pip --version; }
wheel_story() {
    rm -rf venv
    (
        unset ATTAIN_LIBRARY ATTAIN_FFI_HEADER LD_LIBRARY_PATH
        $python -m venv --system-site-packages --without-pip venv >&2 &&
            ATTAIN_REUSE=$build CMAKE_C_COMPILER_LAUNCHER=$root/tests/ffi/reuse_objects.sh \
                CMAKE_CXX_COMPILER_LAUNCHER=$root/tests/ffi/reuse_objects.sh $python -m pip \
                --python venv/bin/python install --quiet --no-index --no-build-isolation \
                --disable-pip-version-check "$examples/python" >&2 &&
            cp "$examples/python/story.py" . && venv/bin/python story.py "$team" # away from the package's source
    ) || return 1
    if readelf -d venv/lib/python3*/site-packages/attain/libattain.so.1 | grep -E 'NEEDED.*lib(stdc\+\+|gcc_s)' >&2; then
        echo "the wheel's library does not bring the C++ runtime along" >&2
        return 1
    fi
}

# ---- checks without a story: their own exit status counts -------------------------------------------------------

numpy_needs() { has $python && module $python -c "import numpy"; }
numpy_check() { $python -B "$root/tests/ffi/numpy_columns.py" "$examples/python"; }

wrapper_needs() { has $python; }
wrapper_check() { $python -B "$root/tests/ffi/wrapper.py" "$examples/python"; }

# What a language would make a number of although it is none: nothing is recorded of it, and its row is named. What is
# wrong is printed. Where a language's tools are missing, its own story says so.
whole_numbers_needs() { :; }
whole_numbers_check() {
    local programs=$root/tests/ffi/whole_numbers said
    said=$({
        ! python_cffi_needs >/dev/null || $python -B "$programs/python_cffi.py" "$examples" || echo "python_cffi: $?"
        ! ruby_needs >/dev/null || ruby -w "$programs/ruby.rb" "$examples" || echo "ruby: $?"
        ! php_needs >/dev/null || php -d ffi.enable=1 "$programs/php.php" "$examples" || echo "php: $?"
        ! perl_needs >/dev/null || perl "$programs/perl.pl" "$examples" || echo "perl: $?"
        ! lua_needs >/dev/null || luajit "$programs/lua.lua" "$examples" || echo "lua: $?"
        ! node_needs >/dev/null ||
            { node_story >/dev/null && cp "$programs/node.js" whole.js && node whole.js; } || echo "node: $?"
    } 2>&1)
    [ -z "$said" ] || { echo "$said" >&2; return 1; }
}

# The two CRMs of docs/embed.md: the same goals out of the same database, the same refusal.
crm_needs() { php_needs && module php -r 'exit(extension_loaded("pdo_sqlite") ? 0 : 1);' && has $python; }
crm_check() {
    PYTHONPATH=$examples/python $python -B "$examples/python/crm.py" "$team" >python.out &&
        php -d ffi.enable=1 "$examples/php/crm.php" "$team" >php.out &&
        diff -u "$root/tests/ffi/crm.txt" python.out >&2 && diff -u "$root/tests/ffi/crm.txt" php.out >&2
}

bench_needs() { node_needs && php_needs && has $python; }
bench_check() {
    node_story >/dev/null && cp "$examples/node/bench.js" . &&
        PYTHONPATH=$examples/python $python -B "$examples/python/bench.py" && node bench.js &&
        php -d ffi.enable=1 "$examples/php/bench.php"
}

# ---- run them ----------------------------------------------------------------------------------------------------

failed=0
passed=0
skipped=0
for what in "${wanted[@]}"; do
    declare -F "${what}_needs" >/dev/null || { echo "error: no language or check is called $what" >&2; exit 2; }
    started=$(date +%s%N)
    if declare -F "${what}_applies" >/dev/null && ! why=$("${what}_applies"); then
        echo "not here $what: $why"
        skipped=$((skipped + 1))
        continue
    fi
    if ! missing=$("${what}_needs"); then
        if [ "$skip_missing" = yes ]; then
            echo "skipped  $what: not found: $missing"
            skipped=$((skipped + 1))
        else
            echo "MISSING  $what: not found: $missing (cmake/dependencies.sh names the packages)"
            failed=$((failed + 1))
        fi
        continue
    fi
    rm -f "$work/$what"/*.txt
    mkdir -p "$work/$what"
    cd "$work/$what"
    if declare -F "${what}_check" >/dev/null; then
        "${what}_check" >output.txt 2>errors.txt && right=yes || right=no
    else
        "${what}_story" >output.txt 2>errors.txt && diff -u "$golden" output.txt >diff.txt && right=yes || right=no
    fi
    if [ $right = yes ]; then
        passed=$((passed + 1))
        printf 'ok       %-12s %5d ms\n' "$what" $((($(date +%s%N) - started) / 1000000))
        [ "$what" != bench ] || cat output.txt
    else
        failed=$((failed + 1))
        echo "FAILED   $what"
        head -n 40 errors.txt diff.txt 2>/dev/null || true
    fi
done
echo "$passed of ${#wanted[@]} passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
