#!/bin/sh
# A compiler launcher for CMake: takes an object of the library from the finished build tree ATTAIN_REUSE, where it is
# there, instead of compiling the same source again. All else is compiled.
object= dependencies= before=
for word; do
    case $before in
    -o) object=$word ;;
    -MF) dependencies=$word ;;
    esac
    before=$word
done
case $object in
*attain.dir/*) built=$ATTAIN_REUSE/CMakeFiles/attain.dir/${object#*attain.dir/} ;;
*attain_capi_objects.dir/*) built=$ATTAIN_REUSE/capi/CMakeFiles/attain_capi_objects.dir/${object#*attain_capi_objects.dir/} ;;
*) exec "$@" ;;
esac
[ -e "$built" ] || exec "$@"
[ -z "$dependencies" ] || echo "$object:" >"$dependencies"
exec cp "$built" "$object"
