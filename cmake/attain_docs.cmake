# The API reference, on demand: cmake --build --preset release --target docs. A warning ends it with an error.
attain_test_tool(ATTAIN_DOXYGEN doxygen)
find_package(Python3 QUIET COMPONENTS Interpreter)
if(ATTAIN_DOXYGEN AND Python3_FOUND)
  set(ATTAIN_DOCS_DIR ${PROJECT_BINARY_DIR}/reference)
  configure_file(${PROJECT_SOURCE_DIR}/docs/Doxyfile.in ${PROJECT_BINARY_DIR}/Doxyfile @ONLY)
  add_custom_target(docs VERBATIM
    COMMAND ${CMAKE_COMMAND} -E make_directory ${ATTAIN_DOCS_DIR}
    COMMAND ${ATTAIN_DOXYGEN} ${PROJECT_BINARY_DIR}/Doxyfile
    COMMAND ${CMAKE_COMMAND} -E echo "see ${ATTAIN_DOCS_DIR}/html/index.html")
  if(ATTAIN_BUILD_TESTS AND NOT ATTAIN_SANITIZE)
    file(MAKE_DIRECTORY ${ATTAIN_DOCS_DIR})
    add_test(NAME reference COMMAND ${ATTAIN_DOXYGEN} ${PROJECT_BINARY_DIR}/Doxyfile)
  endif()
endif()
