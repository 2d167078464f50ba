# What is installed, and how it is found again: a CMake package, two pkg-config files, an uninstall target.
# Everything is relative to the file that names it, so that an installed tree can be moved.
#
#   attain_runtime        what a program needs to run: libattain.so.1
#   attain_development    what a program needs to be built
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(attain_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/attain)
set(attain_work_dir ${CMAKE_CURRENT_BINARY_DIR}/install)

# attain_install(target): the target, and attain::NAME for find_package in a file of its own, so that the C ABI
# can be found where Boost is not.
function(attain_install target name)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS ${target} EXPORT ${target}_export
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT attain_runtime NAMELINK_COMPONENT attain_development
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT attain_runtime
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT attain_development
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT ${target}_export FILE attain-${name}.cmake NAMESPACE attain::
    DESTINATION ${attain_cmake_dir} COMPONENT attain_development)
endfunction()

attain_install(attain attain)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/attain DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT attain_development FILES_MATCHING PATTERN "*.hpp")
if(ATTAIN_BUILD_CAPI)
  attain_install(attain_capi capi)
  attain_install(attain_capi_static capi_static)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/capi/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    COMPONENT attain_development FILES_MATCHING PATTERN "*.h")
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT attain_runtime)

# What a C program that links our archive needs beside it: the C++ runtime of the compiler that built it.
set(attain_cxx_runtime ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
list(REMOVE_ITEM attain_cxx_runtime ${CMAKE_C_IMPLICIT_LINK_LIBRARIES})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/attain-config.cmake.in
  ${attain_work_dir}/attain-config.cmake INSTALL_DESTINATION ${attain_cmake_dir}
  NO_SET_AND_CHECK_MACRO)
# While the version is 0.x a minor version may change the interface: docs/versioning.md.
write_basic_package_version_file(${attain_work_dir}/attain-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${attain_work_dir}/attain-config.cmake ${attain_work_dir}/attain-config-version.cmake
  DESTINATION ${attain_cmake_dir} COMPONENT attain_development)

# pkg-config: paths from where the file lies, unless the folders were given as absolute ones.
set(attain_pc_prefix ${CMAKE_INSTALL_PREFIX})
set(attain_pc_libdir ${CMAKE_INSTALL_FULL_LIBDIR})
set(attain_pc_includedir ${CMAKE_INSTALL_FULL_INCLUDEDIR})
if(NOT IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR} AND NOT IS_ABSOLUTE ${CMAKE_INSTALL_INCLUDEDIR})
  file(RELATIVE_PATH attain_pc_up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
  string(REGEX REPLACE "/$" "" attain_pc_up ${attain_pc_up})
  set(attain_pc_prefix "\${pcfiledir}/${attain_pc_up}")
  set(attain_pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
  set(attain_pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
list(TRANSFORM attain_cxx_runtime PREPEND -l OUTPUT_VARIABLE attain_pc_private)
list(JOIN attain_pc_private " " attain_pc_private)
set(attain_pc_files attain-cxx)
if(ATTAIN_BUILD_CAPI)
  list(APPEND attain_pc_files attain)
endif()
foreach(name ${attain_pc_files})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${attain_work_dir}/${name}.pc @ONLY)
  install(FILES ${attain_work_dir}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
    COMPONENT attain_development)
endforeach()

# cmake --install leaves install_manifest.txt, the list of what it wrote; this removes just that.
if(PROJECT_IS_TOP_LEVEL)
  add_custom_target(uninstall VERBATIM
    COMMAND ${CMAKE_COMMAND} -D manifest=${PROJECT_BINARY_DIR}/install_manifest.txt
      -P ${PROJECT_SOURCE_DIR}/cmake/attain_uninstall.cmake)
endif()
