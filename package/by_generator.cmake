# Who packs is the maintainer, as Debian's own tools have it: DEBFULLNAME and DEBEMAIL in the environment.

if(DEFINED ENV{DEBEMAIL})
  set(name "the edig authors")
  if(DEFINED ENV{DEBFULLNAME})
    set(name "$ENV{DEBFULLNAME}")
  endif()
  set(CPACK_PACKAGE_CONTACT "${name} <$ENV{DEBEMAIL}>")
endif()

if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package's description begins with its own
elseif(CPACK_GENERATOR STREQUAL "RPM")
  set(CPACK_COMPONENTS_ALL Unspecified)
endif()
