# Who packs is the maintainer, as Debian's own tools have it: DEBFULLNAME and DEBEMAIL in the environment.

if(DEFINED ENV{DEBEMAIL})
  set(name "the edig authors")
  if(DEFINED ENV{DEBFULLNAME})
    set(name "$ENV{DEBFULLNAME}")
  endif()
  set(CPACK_PACKAGE_CONTACT "${name} <$ENV{DEBEMAIL}>")
endif()
