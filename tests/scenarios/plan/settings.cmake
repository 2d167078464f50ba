# These scenarios run the example programs on files, and test the readers those programs share.
if(TARGET example_attain)
  find_package(nlohmann_json REQUIRED)
  target_link_libraries(test_scenarios_plan PRIVATE attain_example_common nlohmann_json::nlohmann_json)
  add_dependencies(test_scenarios_plan example_attain example_simulate_team)
  target_compile_definitions(test_scenarios_plan PRIVATE
    ATTAIN_PROGRAM="$<TARGET_FILE:example_attain>"
    ATTAIN_SIMULATE="$<TARGET_FILE:example_simulate_team>"
    ATTAIN_EXAMPLES="${PROJECT_SOURCE_DIR}/examples"
    ATTAIN_GOLDEN="${CMAKE_CURRENT_SOURCE_DIR}/scenarios/plan/golden")
  # Alone as well, so that ctest reports it as skipped when the real data are not there.
  add_test(NAME scenarios_plan_real_data COMMAND test_scenarios_plan "--test-case=*real CRM export*")
  set_tests_properties(scenarios_plan_real_data PROPERTIES LABELS scenarios SKIP_REGULAR_EXPRESSION "SKIPPED:")
else()
  set_target_properties(test_scenarios_plan PROPERTIES EXCLUDE_FROM_ALL TRUE)
  set_tests_properties(scenarios_plan PROPERTIES DISABLED TRUE)
endif()
