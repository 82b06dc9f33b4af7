# Installs the manual page and the completions of bash, zsh and fish.

install(FILES ${CMAKE_SOURCE_DIR}/man/edig.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CMAKE_SOURCE_DIR}/completions/edig.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME edig)
install(FILES ${CMAKE_SOURCE_DIR}/completions/_edig DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${CMAKE_SOURCE_DIR}/completions/edig.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
