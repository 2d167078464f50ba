# These scenarios read files as the example programs do, and run one of them.
if(TARGET example_rep_quarter)
  target_link_libraries(test_scenarios_time PRIVATE attain_example_common)
  add_dependencies(test_scenarios_time example_rep_quarter)
  target_compile_definitions(test_scenarios_time PRIVATE
    ATTAIN_REP_QUARTER="$<TARGET_FILE:example_rep_quarter>"
    ATTAIN_EXAMPLES="${PROJECT_SOURCE_DIR}/examples")
else()
  set_target_properties(test_scenarios_time PROPERTIES EXCLUDE_FROM_ALL TRUE)
  set_tests_properties(scenarios_time PROPERTIES DISABLED TRUE)
endif()
