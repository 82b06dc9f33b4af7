# Packages from the npm registry, as the committed lock file of the folder has them: edig_npm(KIND) makes the test KIND_install,
# which is the fixture KIND, and sets EDIG_NODE_FOLDER, in whose node_modules they are.
function(edig_npm kind)
  set(folder ${CMAKE_BINARY_DIR}/${kind})
  configure_file(package.json ${folder}/package.json COPYONLY)
  configure_file(package-lock.json ${folder}/package-lock.json COPYONLY)
  add_test(NAME ${kind}_install
    COMMAND npm ci --ignore-scripts --no-audit --no-fund --loglevel=error WORKING_DIRECTORY ${folder})
  set_tests_properties(${kind}_install PROPERTIES LABELS ${kind} FIXTURES_SETUP ${kind} TIMEOUT 120)
  set(EDIG_NODE_FOLDER ${folder} PARENT_SCOPE)
endfunction()
