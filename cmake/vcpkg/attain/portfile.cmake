# An overlay port that builds the sources it lies in:
#   vcpkg install attain --overlay-ports=attain/cmake/vcpkg
# A port in a registry fetches a release instead (vcpkg_from_github) and is otherwise the same.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DATTAIN_BUILD_TESTS=OFF
    -DATTAIN_BUILD_EXAMPLES=OFF
    -DATTAIN_BUILD_BENCHMARKS=OFF
)
vcpkg_cmake_install()
vcpkg_copy_pdbs()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/attain)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE
  "${CURRENT_PACKAGES_DIR}/debug/include"
  "${CURRENT_PACKAGES_DIR}/debug/share"
  "${CURRENT_PACKAGES_DIR}/share/doc")
# One build makes the C ABI shared and static; a static triplet gets the archive alone.
if(VCPKG_LIBRARY_LINKAGE STREQUAL "static")
  file(GLOB shared
    "${CURRENT_PACKAGES_DIR}/lib/libattain.so*" "${CURRENT_PACKAGES_DIR}/debug/lib/libattain.so*"
    "${CURRENT_PACKAGES_DIR}/share/${PORT}/attain-capi.cmake" "${CURRENT_PACKAGES_DIR}/share/${PORT}/attain-capi-*.cmake")
  file(REMOVE ${shared})
endif()
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
