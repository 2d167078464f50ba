# Settings every target of ours shares. Nothing here touches a global flag.

function(attain_target target)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    C_STANDARD 99 C_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 /permissive- /fp:precise /utf-8)
    if(ATTAIN_WARNINGS_AS_ERRORS)
      target_compile_options(${target} PRIVATE /WX)
    endif()
  else()
    # -ffp-contract=off: a fused multiply-add on one machine and not on another would change quotas.
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wconversion -Wshadow -Wpedantic -ffp-contract=off)
    # g++ 12 reports "literal" + std::string as overlapping memory (GCC bug 105651).
    target_compile_options(${target} PRIVATE
      $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
    if(ATTAIN_WARNINGS_AS_ERRORS)
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  endif()
  if(ATTAIN_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${ATTAIN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${ATTAIN_SANITIZE})
  endif()
endfunction()

# attain_precompile(target headers...): the standard library's and Boost's headers that nearly every file includes, and
# those named. None of ours, but for what every file of a target includes first: after a change of one, what includes it
# is compiled, and nothing else. After precompiled headers g++ 12 reports "literal" + std::string as overflows too, by the
# bug named above; its builds with sanitizers do without, and look for overflows.
function(attain_precompile target)
  if(ATTAIN_PRECOMPILE_HEADERS AND (NOT ATTAIN_SANITIZE OR CMAKE_CXX_COMPILER_ID MATCHES Clang))
    set(headers <algorithm> <array> <cmath> <functional> <limits> <map> <memory_resource> <numeric> <optional> <ranges>
      <span> <string> <string_view> <unordered_map> <vector> <boost/date_time/gregorian/gregorian_types.hpp> ${ARGN})
    list(TRANSFORM headers REPLACE ".+" "$<$<COMPILE_LANGUAGE:CXX>:\\0>")
    target_precompile_headers(${target} PRIVATE ${headers})
    target_compile_options(${target} PRIVATE
      $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-stringop-overflow;-Wno-array-bounds>)
  endif()
endfunction()

# A tool that some tests need. They are left out without it, unless ATTAIN_REQUIRE_TOOLS asks for all of them.
function(attain_test_tool variable name)
  find_program(${variable} ${name})
  mark_as_advanced(${variable})
  if(ATTAIN_REQUIRE_TOOLS AND NOT ${variable})
    message(FATAL_ERROR "${name} is missing, which some tests need")
  endif()
endfunction()
