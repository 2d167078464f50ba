# Quotas of CRMs, and the program's cycle on a CRM's export.
if(TARGET example_attain)
  target_sources(test_scenarios_crm PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/scenarios/plan/files.cpp)
  target_link_libraries(test_scenarios_crm PRIVATE attain_example_crm)
  add_dependencies(test_scenarios_crm example_attain)
  target_compile_definitions(test_scenarios_crm PRIVATE
    ATTAIN_PROGRAM="$<TARGET_FILE:example_attain>"
    ATTAIN_EXAMPLES="${PROJECT_SOURCE_DIR}/examples")
else()
  set_target_properties(test_scenarios_crm PROPERTIES EXCLUDE_FROM_ALL TRUE)
  set_tests_properties(scenarios_crm PROPERTIES DISABLED TRUE)
endif()
