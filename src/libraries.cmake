# The libraries edig stands on. `edig_headers` is what its code is compiled with; a program links one of
#   edig_system_libraries   the system's shared libraries, so that security updates reach it
#   edig_archives           everything but the C library as archives: half the start-up, one file to hand out

find_package(PkgConfig REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)  # compiled in: base/fmt.cc
foreach(library IN ITEMS ldns libssl libcrypto libnghttp2 libidn2 zlib libzstd libpsl)
  pkg_check_modules(${library} REQUIRED ${library})
endforeach()

add_library(edig_headers INTERFACE)
target_link_libraries(edig_headers INTERFACE CLI11::CLI11 nlohmann_json::nlohmann_json)
# Coroutines from operator new, which base/memory_bound.h watches. Besides, whether Asio sees aligned_alloc depends on what a
# file includes before it, and what one file allocates another may release.
target_compile_definitions(edig_headers INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_DISABLE_STD_ALIGNED_ALLOC)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Asio 1.22 does not know that clang with libstdc++ has coroutines.
  target_compile_definitions(edig_headers INTERFACE ASIO_HAS_CO_AWAIT=1 ASIO_HAS_STD_COROUTINE=1)
endif()

# libidn2, zlib, libzstd and libpsl are loaded when something needs them (base/deferred_library.h).
# libcrypto comes first: its own 5,000 symbols are looked up in the order of this list at every start.
add_library(edig_system_libraries INTERFACE)
target_link_libraries(edig_system_libraries INTERFACE crypto ssl ldns nghttp2 ${CMAKE_DL_LIBS})

add_library(edig_archives INTERFACE)
foreach(archive IN ITEMS ldns ssl nghttp2 crypto psl idn2 unistring z zstd)
  find_library(EDIG_${archive}_ARCHIVE lib${archive}.a REQUIRED)
  target_link_libraries(edig_archives INTERFACE ${EDIG_${archive}_ARCHIVE})
endforeach()
target_link_libraries(edig_archives INTERFACE ${CMAKE_DL_LIBS})
# With libcrypto inside, 25,000 relocations of a position-independent program would be a third of its start.
target_link_options(edig_archives INTERFACE -no-pie)
