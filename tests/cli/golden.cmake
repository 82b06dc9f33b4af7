# Golden files: recorded replies, printed by each format and compared with what they printed before.

add_executable(edig_replay ${CMAKE_CURRENT_LIST_DIR}/replay.cc)
target_link_libraries(edig_replay PRIVATE edig_rooms edig_system_libraries)
add_test(NAME golden
  COMMAND ${EDIG_PYTEST_PYTHON} -m pytest -q -p no:cacheprovider ${CMAKE_CURRENT_LIST_DIR}/test_golden.py
    ${CMAKE_CURRENT_LIST_DIR}/test_yaml.py)
set_tests_properties(golden PROPERTIES LABELS cli ENVIRONMENT "EDIG_REPLAY=$<TARGET_FILE:edig_replay>")
