# Sourced by examples/run.sh and tests/run.sh: makes sure the system packages that a build needs are there.
# Debian and its relatives are served; elsewhere the list of what to install is printed.

# need PACKAGE...: installs those that are missing, and says which.
need() {
    local missing=()
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        need_by_hand "$@"
        return
    fi
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "installing: ${missing[*]}"
    local sudo=""
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "error: please install as root: apt-get install ${missing[*]}" >&2
            exit 2
        fi
        sudo=sudo
    fi
    $sudo apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Without apt: go on when the tools a build cannot do without are there, else say what to install.
need_by_hand() {
    local lacking=""
    for tool in cmake ninja c++ cc; do
        command -v "$tool" >/dev/null 2>&1 || lacking="$lacking $tool"
    done
    [ -z "$lacking" ] && return
    cat >&2 <<'TEXT'
This system has no apt-get. Please install with your package manager, then run this again:
  a C and a C++20 compiler (g++ 12, clang 14 or later), CMake 3.21 or later, Ninja
  Boost headers 1.74 or later (date_time, accumulators, math)
  for the examples:   CLI11, fmt, nlohmann-json
  for the tests:      doctest, binutils, Python 3 with SciPy; libabigail's abidiff, valgrind
  for the benchmarks: google-benchmark
TEXT
    echo "error: not found:$lacking" >&2
    exit 2
}

# need_ffi: the toolchains of examples/ffi. Of a language that is there already, from wherever, no second one is
# installed; its packages for calling C are.
need_ffi() {
    local packages=() pair
    for pair in $ffi_commands; do
        command -v "${pair%=*}" >/dev/null 2>&1 || packages+=("${pair#*=}")
    done
    need "${packages[@]}" $ffi_packages
}

build_packages="g++ cmake ninja-build libboost-dev"
example_packages="libcli11-dev libfmt-dev nlohmann-json3-dev"
test_packages="doctest-dev libbenchmark-dev binutils python3-scipy chromium pkg-config dpkg-dev file abigail-tools valgrind doxygen"
fuzz_packages="clang libclang-rt-14-dev"
ffi_commands="python3=python3 node=nodejs npm=npm javac=default-jdk-headless go=golang-go cargo=cargo ruby=ruby
    php=php-cli mcs=mono-mcs mono=mono-runtime luajit=luajit perl=perl"
ffi_packages="python3-cffi python3-numpy python3-pip python3-setuptools python3-wheel libjna-java ruby-ffi
    php-sqlite3 libffi-platypus-perl"
