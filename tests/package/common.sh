# Sourced by the tests of this folder, after `set -eu`.
# usage of each: TEST.sh SOURCE BUILD WORK CXX CC: the sources, their build, a folder of one's own for the test
source=$1 build=$2 work=$3 cxx=$4 cc=$5
export CXX=$cxx CC=$cc
installed="$work/../installed and moved" # what install.sh leaves; the name is meant to be awkward

die() {
    echo "$1" >&2
    exit 1
}
# quietly COMMAND...: shows what it prints only when it fails
quietly() {
    local log
    log=$(mktemp)
    "$@" >"$log" 2>&1 || { cat "$log"; rm -f "$log"; die "failed: $*"; }
    rm -f "$log"
}
# configure_and_build PROJECT FOLDER OPTION...
configure_and_build() {
    local project=$1 folder=$2
    shift 2
    quietly cmake -G Ninja -S "$project" -B "$folder" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON "-DATTAIN_SOURCE=$source" "$@"
    quietly cmake --build "$folder"
}
# same_text PROGRAM OTHER: they print the same
same_text() {
    local a b
    a=$("$1")
    b=$("$2")
    [ -n "$a" ] && [ "$a" = "$b" ] || die "$1 prints something else than $2"
}
rm -rf "$work"
mkdir -p "$work"
