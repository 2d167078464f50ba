# The planning scenarios are a readable file beside their test.
target_compile_definitions(test_scenarios_goal PRIVATE
  ATTAIN_CASES="${CMAKE_CURRENT_SOURCE_DIR}/scenarios/goal/cases.txt")
