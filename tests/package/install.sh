#!/usr/bin/env bash
# Installs what was built: DESTDIR is honoured, the uninstall list names every file and removes it. Then to a
# prefix that is moved away, for the other tests of this folder.
set -eu
. "$(dirname "$0")/common.sh"

export DESTDIR=$work/stage
quietly cmake --install "$build" --prefix /opt/attain
[ -f "$DESTDIR/opt/attain/include/attain.h" ] || die "DESTDIR was not honoured"
diff <(sort "$build/install_manifest.txt") <(cd "$DESTDIR" && find . -not -type d | sed 's/^.//' | sort) ||
    die "install_manifest.txt is not what was installed"
(cd "$DESTDIR" && grep -rIl -e "$source" -e "$build" .) && die "these name a folder of the build"
lib=$(dirname "$(find "$DESTDIR" -name libattain.so)")
[ "$(readlink "$lib/libattain.so")" = libattain.so.1 ] || die "libattain.so is no link to libattain.so.1"
for file in libattain.so.1 libattain.a libattain_cxx.a pkgconfig/attain.pc pkgconfig/attain-cxx.pc; do
    [ -f "$lib/$file" ] || die "$file was not installed"
done
quietly cmake --build "$build" --target uninstall
[ ! -d "$DESTDIR/opt" ] || { find "$DESTDIR"; die "uninstall left these"; }
unset DESTDIR

rm -rf "$installed"
quietly cmake --install "$build" --prefix "$work/prefix"
mv "$work/prefix" "$installed"
