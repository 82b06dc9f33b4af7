# edig among real servers, and the lab itself: each test brings the lab up in a namespace of its own and takes it down.

set(EDIG_LAB_FOLDER ${CMAKE_CURRENT_LIST_DIR})

function(edig_lab_test name program labels)
  set_property(GLOBAL APPEND PROPERTY EDIG_LAB_FILES ${ARGN})
  list(TRANSFORM ARGN PREPEND ${EDIG_LAB_FOLDER}/)
  add_test(NAME ${name} COMMAND ${EDIG_LAB_FOLDER}/lab
    ${EDIG_PYTEST_PYTHON} -m pytest -q -p no:cacheprovider ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 900
    ENVIRONMENT "EDIG=$<TARGET_FILE:${program}>")
endfunction()

edig_lab_test(lab_survey edig lab test_edig_survey.py)
set_tests_properties(lab_survey PROPERTIES FIXTURES_REQUIRED survey)
set_property(TEST lab_survey APPEND PROPERTY ENVIRONMENT "EDIG_NODE_MODULES=${CMAKE_BINARY_DIR}/survey/node_modules")
if(EDIG_SANITIZE)
  # The evidence of each case by a few ways; by all of them it would take minutes.
  edig_lab_test(lab_why edig lab test_edig_why.py)
  set_property(TEST lab_why APPEND PROPERTY ENVIRONMENT EDIG_RESOLVERS=unbound)
else()
  edig_lab_test(lab_why edig lab test_edig_why.py test_edig_delv.py)
endif()
# What is slow, late or lost there is so by the clock: once, alone, and not sanitized.
if(NOT EDIG_SANITIZE)
  add_test(NAME lab_field COMMAND ${EDIG_LAB_FOLDER}/lab --cases ${EDIG_LAB_FOLDER}/field/cases.toml
    --only unbound,named,kresd,pdns
    ${EDIG_PYTEST_PYTHON} -m pytest -q -p no:cacheprovider ${EDIG_LAB_FOLDER}/field/test_field.py)
  set_tests_properties(lab_field PROPERTIES LABELS lab TIMEOUT 900 RUN_SERIAL TRUE
    ENVIRONMENT "EDIG=$<TARGET_FILE:edig>")
endif()
set_tests_properties(lab_why PROPERTIES COST 100)  # the longest start first
if(TARGET edig_portable)
  edig_lab_test(lab_portable edig_portable "lab;portable" test_edig_portable.py)
endif()
# Once is enough: the lab is as meant; the scripts among the examples; dig line by line; transports, which hostile servers
# have under the sanitizers; and what is made of replies, as golden files, units and fuzzers do there.
if(NOT EDIG_SANITIZE)
  add_test(NAME lab_mail COMMAND ${EDIG_LAB_FOLDER}/lab --cases ${EDIG_LAB_FOLDER}/mail/cases.toml --only unbound,named
    ${EDIG_PYTEST_PYTHON} -m pytest -q -p no:cacheprovider ${EDIG_LAB_FOLDER}/mail)
  set_tests_properties(lab_mail PROPERTIES LABELS lab TIMEOUT 900 COST 100
    ENVIRONMENT "EDIG=$<TARGET_FILE:edig>;EDIG_RULES=$<TARGET_FILE:edig_rules>")
  add_test(NAME lab_connect COMMAND ${EDIG_LAB_FOLDER}/lab --users --only unbound
    ${EDIG_PYTEST_PYTHON} -m pytest -q -p no:cacheprovider ${EDIG_LAB_FOLDER}/connect)
  set_tests_properties(lab_connect PROPERTIES LABELS lab TIMEOUT 300 ENVIRONMENT "EDIG=$<TARGET_FILE:edig>")
  edig_lab_test(lab_channels edig lab test_edig_transports.py test_edig_certificates.py test_edig_connections.py
    test_edig_edns.py test_edig_no_reply.py test_edig_resolv_conf.py test_edig_identity.py)
  edig_lab_test(lab_replies edig lab test_edig_errors.py test_edig_error_reports.py)
  edig_lab_test(lab_transfers edig lab test_edig_transfers.py)
  edig_lab_test(lab_yaml edig lab test_edig_yaml.py)
  edig_lab_test(lab_compare edig lab test_edig_compare.py)
  edig_lab_test(lab_explain edig lab test_edig_explain.py)
  edig_lab_test(lab_plan edig lab test_edig_plan.py)
  edig_lab_test(lab_watch edig lab test_edig_watch.py)
  edig_lab_test(lab_preflight edig lab test_edig_preflight.py)
  edig_lab_test(lab_survey_compare edig lab test_edig_survey_compare.py)
  edig_lab_test(lab_loss edig lab test_edig_loss.py)
  edig_lab_test(lab_itself edig lab test_lab.py)
  edig_lab_test(lab_examples edig lab test_examples.py test_example_check_zone.py test_example_zabbix.py
    test_example_reports.py test_example_read_json.py)
  edig_lab_test(lab_as_dig edig lab test_edig_as_dig.py)
  edig_lab_test(lab_like_dig edig lab test_edig_like_dig.py)
  # As another user than root: slurm.py says why.
  add_test(NAME lab_job_array COMMAND ${EDIG_LAB_FOLDER}/lab --only unbound unshare --user --map-user=1 --map-group=1
    ${EDIG_PYTEST_PYTHON} -m pytest -q -p no:cacheprovider ${EDIG_LAB_FOLDER}/test_edig_job_array.py)
  set_tests_properties(lab_job_array PROPERTIES LABELS lab TIMEOUT 300 COST 60 ENVIRONMENT "EDIG=$<TARGET_FILE:edig>")
  set_property(GLOBAL APPEND PROPERTY EDIG_LAB_FILES test_edig_job_array.py)
  edig_lab_test(lab_walks edig lab test_edig_trace.py test_edig_proxy.py)
  # A file that is in no test would never be run.
  get_property(used GLOBAL PROPERTY EDIG_LAB_FILES)
  file(GLOB files RELATIVE ${EDIG_LAB_FOLDER} CONFIGURE_DEPENDS ${EDIG_LAB_FOLDER}/test_*.py)
  list(REMOVE_ITEM files ${used})
  if(files)
    message(FATAL_ERROR "in no test: ${files}")
  endif()
endif()
