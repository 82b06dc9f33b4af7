# The Debian package, made by `cpack -G DEB` in the build folder.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME edig)
set(CPACK_PACKAGE_VENDOR "the edig authors")
set(CPACK_PACKAGE_CONTACT "the edig authors <edig@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libidn2-0)  # loaded when needed, so not seen by dpkg-shlibdeps
set(CPACK_STRIP_FILES ON)
include(CPack)
