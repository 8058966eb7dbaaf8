# Language level, warnings and sanitizers: the same for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

# Debian's RelWithDebInfo is -O2 -g -DNDEBUG; -g1 keeps backtraces and halves the link time.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

# The command goes to the root of the build tree: build/release/noroshi.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")

# Where the installed command finds the libraries that are no Debian package (libduckdb.so).
set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib/noroshi")

find_program(NOROSHI_CCACHE ccache)
if(NOROSHI_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${NOROSHI_CCACHE}")
endif()

add_library(noroshi_options INTERFACE)
target_compile_options(noroshi_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror)
target_include_directories(noroshi_options INTERFACE "${PROJECT_SOURCE_DIR}/src")
if(NOROSHI_SANITIZE)
  target_compile_options(noroshi_options INTERFACE
    -fsanitize=${NOROSHI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(noroshi_options INTERFACE -fsanitize=${NOROSHI_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees array bounds and null pointers that are not there once it instruments code.
    target_compile_options(noroshi_options INTERFACE
      -Wno-array-bounds -Wno-stringop-overflow -Wno-maybe-uninitialized -Wno-null-dereference)
  endif()
endif()
if(NOROSHI_SANITIZE MATCHES "thread")
  # ThreadSanitizer knows no fences (and GCC refuses them); Asio's mutexes order the same things.
  target_compile_definitions(noroshi_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()
if(NOROSHI_FUZZ)
  target_compile_options(noroshi_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
