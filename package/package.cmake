# Packages of what is installed: `cpack` in the build folder makes a .deb, and an .rpm where rpmbuild is there. What is
# installed without a component is edig; edig-desk is a .deb of its own, and in no .rpm.

set(EDIG_HOMEPAGE "" CACHE STRING "Where the project lives, for the packages")

set(CPACK_GENERATOR DEB)
find_program(EDIG_RPMBUILD rpmbuild)
if(EDIG_RPMBUILD)
  list(APPEND CPACK_GENERATOR RPM)
endif()
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/by_generator.cmake)
set(CPACK_PACKAGE_NAME edig)
set(CPACK_PACKAGE_VENDOR "the edig authors")
set(CPACK_PACKAGE_CONTACT "the edig authors <root@localhost>")  # unless by_generator.cmake knows
set(CPACK_PACKAGE_HOMEPAGE_URL "${EDIG_HOMEPAGE}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
"Asks DNS servers over UDP, TCP, TLS and HTTPS on dig's command line, and
shows every extended DNS error (RFC 8914) of the reply: what it means, who
can put it right, and how far the server's word can be trusted.
.
On request it finds out for itself: it validates the chain of trust from
the root, asks the zones' own servers, and names the root cause, its place
and whose turn it is, in the field's terms, in plain words, as JSON or as
a page for the ticket.
.
Under the name dig it does as dig does, and may stand in for it.")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 0upstream1)  # Debian's own would begin with 1
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libidn2-0, libpsl5, libzstd1, zlib1g")  # loaded when needed, so not seen by dpkg-shlibdeps
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_NAME edig)
set(CPACK_DEBIAN_UNSPECIFIED_DESCRIPTION "${PROJECT_DESCRIPTION}\n${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_SUGGESTS "edig-desk, jq, nsd, bind9-utils, python3, nodejs")  # the others for the examples
set(CPACK_DEBIAN_DESK_PACKAGE_NAME edig-desk)
set(CPACK_DEBIAN_DESK_PACKAGE_SUGGESTS nginx)
set(CPACK_DEBIAN_DESK_PACKAGE_CONTROL_EXTRA "${CMAKE_CURRENT_LIST_DIR}/desk/postinst;${CMAKE_CURRENT_LIST_DIR}/desk/prerm")
set(CPACK_DEBIAN_DESK_DESCRIPTION
"page for the help desk that says why a name fails, and whose turn it is
A page for the help desk, with one field for whatever the person on the
telephone was given, and an interface for programs: what went wrong with a
name, what to tell that person, the line for the ticket, and whose turn it
is. In English and Japanese, without script where there is none.
.
It asks the resolvers that its operator names, listens on this machine only
unless told otherwise, and its unit is disabled until it is wanted.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_MAIN_COMPONENT Unspecified)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE BSD-3-Clause)
set(CPACK_RPM_PACKAGE_GROUP "Applications/Internet")
string(REPLACE "\n.\n" "\n\n" CPACK_RPM_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_RPM_PACKAGE_REQUIRES  # the same
  "libidn2.so.0()(64bit), libpsl.so.5()(64bit), libzstd.so.1()(64bit), libz.so.1()(64bit)")
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _build_id_links none")
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/share/man /usr/share/man/man1 /usr/share/bash-completion /usr/share/bash-completion/completions
  /usr/share/zsh /usr/share/zsh/vendor-completions /usr/share/fish /usr/share/fish/vendor_completions.d)

set(CPACK_COMPONENTS_ALL Unspecified)
if(EDIG_DESK)
  list(APPEND CPACK_COMPONENTS_ALL desk)
endif()
set(EDIG_PACKAGE_TEMPLATES ${CMAKE_CURRENT_LIST_DIR})
configure_file(${CMAKE_CURRENT_LIST_DIR}/documents.cmake.in ${CMAKE_BINARY_DIR}/documents.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_BINARY_DIR}/documents.cmake)
include(CPack)
