# The libraries edig stands on, gathered in the interface target `edig_libraries`.
#
# By default the system's shared libraries are linked, so that security updates reach edig. With EDIG_PORTABLE
# everything but the C library comes from archives.

find_package(PkgConfig REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(Threads REQUIRED)

add_library(edig_libraries INTERFACE)
target_link_libraries(edig_libraries INTERFACE CLI11::CLI11 nlohmann_json::nlohmann_json fmt::fmt-header-only)
target_compile_definitions(edig_libraries INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Asio 1.22 does not know that clang with libstdc++ has coroutines.
  target_compile_definitions(edig_libraries INTERFACE ASIO_HAS_CO_AWAIT=1 ASIO_HAS_STD_COROUTINE=1)
endif()

foreach(library IN ITEMS ldns libssl libcrypto libnghttp2 libidn2)
  pkg_check_modules(${library} REQUIRED ${library})
endforeach()

if(EDIG_PORTABLE)
  foreach(archive IN ITEMS ldns ssl nghttp2 crypto idn2 unistring)
    find_library(EDIG_${archive}_ARCHIVE lib${archive}.a REQUIRED)
    target_link_libraries(edig_libraries INTERFACE ${EDIG_${archive}_ARCHIVE})
  endforeach()
  target_link_libraries(edig_libraries INTERFACE ${CMAKE_DL_LIBS} Threads::Threads)
  target_compile_definitions(edig_libraries INTERFACE EDIG_PORTABLE)
else()
  # libidn2 is loaded by base/idna.cc when a name needs it.
  target_link_libraries(edig_libraries INTERFACE ldns ssl crypto nghttp2 ${CMAKE_DL_LIBS} Threads::Threads)
endif()
