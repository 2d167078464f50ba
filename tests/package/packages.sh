#!/usr/bin/env bash
# The Debian packages and the tarball: unpacked, never installed, so that no root is needed. What is in which
# package, what they depend on, and that a program builds and runs with what they hold.
set -eu
. "$(dirname "$0")/common.sh"

quietly cpack --config "$build/CPackConfig.cmake" -B "$work"
cd "$work"
runtime=$(echo libattain1_*.deb)
development=$(echo libattain-dev_*.deb)
field() { dpkg-deb -f "$1" "$2"; }

version=$(sed -nE 's/^project\(attain VERSION ([0-9.]+).*/\1/p' "$source/CMakeLists.txt")
[ "$(field "$runtime" Version)" = "$version-1" ] || die "the package's version is $(field "$runtime" Version)"
field "$runtime" Depends | grep -q 'libc6 (>= ' || die "libattain1 does not depend on the C library"
field "$runtime" Depends | grep -q 'libstdc++6 (>= ' || die "libattain1 does not depend on the C++ library"
field "$development" Depends | grep -q "libattain1 (= $version-1)" || die "libattain-dev does not depend on libattain1"
field "$development" Depends | grep -q 'libboost-dev' || die "libattain-dev does not depend on Boost"
dpkg-deb --ctrl-tarfile "$runtime" | tar xO ./shlibs | grep -qx "libattain 1 libattain1 (>= $version-1)" || die "no shlibs"
[ "$(dpkg-deb -c "$runtime" | grep -c 'libattain\.so\.1')" -eq 2 ] || die "libattain1 holds no libattain.so.1"
dpkg-deb -c "$runtime" | grep -E '\.(a|h|hpp|so)$' && die "libattain1 holds what is for building"
dpkg-deb -c "$development" | grep 'libattain\.so\.1\.' && die "libattain-dev holds the shared library"

dpkg-deb -x "$runtime" root
dpkg-deb -x "$development" root
diff <(cd root/usr && find . -not -type d | sort) <(tar tzf attain-*.tar.gz | grep -v '/$' | sed -E 's,^[^/]*/,./,' | sort) ||
    die "the tarball holds something else than the packages"
lib=$(dirname "$(find root -name libattain.so)")
quietly "$cc" -Iroot/usr/include "$source/examples/c/plan.c" -L"$lib" -lattain -o crm
LD_LIBRARY_PATH=$lib same_text ./crm "$build/examples/c_plan"
