# The planning scenarios are a readable file beside their test; the rest runs the example program.
if(TARGET example_attain)
  find_package(nlohmann_json REQUIRED)
  target_link_libraries(test_scenarios_goal PRIVATE nlohmann_json::nlohmann_json)
  add_dependencies(test_scenarios_goal example_attain)
  target_compile_definitions(test_scenarios_goal PRIVATE
    ATTAIN_CASES="${CMAKE_CURRENT_SOURCE_DIR}/scenarios/goal/cases.txt"
    ATTAIN_PROGRAM="$<TARGET_FILE:example_attain>"
    ATTAIN_EXAMPLES="${PROJECT_SOURCE_DIR}/examples")
  set_tests_properties(scenarios_goal PROPERTIES TIMEOUT 900)
  # The study in small: it runs, and prints its table.
  add_test(NAME does_it_help COMMAND example_does_it_help 4)
  set_tests_properties(does_it_help PROPERTIES LABELS scenarios PASS_REGULAR_EXPRESSION "equal chance, adjusted")
else()
  set_target_properties(test_scenarios_goal PROPERTIES EXCLUDE_FROM_ALL TRUE)
  set_tests_properties(scenarios_goal PROPERTIES DISABLED TRUE)
endif()
