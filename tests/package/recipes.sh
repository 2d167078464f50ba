#!/usr/bin/env bash
# The vcpkg port with stand-ins for vcpkg's own functions, and one version number in every recipe. vcpkg itself is
# not run here; Conan is on demand: conan create . --test-folder tests/package/conan
set -eu
. "$(dirname "$0")/common.sh"

version=$(sed -nE 's/^project\(attain VERSION ([0-9.]+).*/\1/p' "$source/CMakeLists.txt")
grep -q "ATTAIN_VERSION_STRING \"$version\"" "$source/include/attain/core/version.hpp" || die "core/version.hpp is not $version"
grep -q "\"version\": \"$version\"" "$source/cmake/vcpkg/attain/vcpkg.json" || die "the port's vcpkg.json is not $version"
grep -q "^## $version" "$source/CHANGELOG.md" || die "CHANGELOG.md does not begin with $version"

port=$source/cmake/vcpkg/attain
for linkage in static dynamic; do
    quietly cmake -D "build=$build" -D "packages=$work/$linkage" -D linkage=$linkage -D "portfile=$port/portfile.cmake" \
        -P "$source/tests/package/vcpkg_shims.cmake"
    for file in share/attain/copyright share/attain/usage share/attain/attain-config.cmake include/attain.h lib/libattain.a; do
        [ -f "$work/$linkage/$file" ] || die "the port leaves no $file"
    done
    [ ! -d "$work/$linkage/share/doc" ] || die "the port leaves share/doc"
done
[ ! -f "$work/static/lib/libattain.so" ] && [ ! -f "$work/static/share/attain/attain-capi.cmake" ] ||
    die "a static triplet gets a shared library"
[ -f "$work/dynamic/lib/libattain.so" ] || die "a dynamic triplet gets no shared library"
