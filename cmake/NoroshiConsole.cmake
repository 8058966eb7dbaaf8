# The console (console/), built into the command: target noroshi_console_pages, which defines
# console::embedded_files().
#
# tools/console-build does the work, once and again when a source of the console, the description
# of the API or the lock of its packages has changed.  What is built lies in <build>/console.  Only
# what serves the console links the target, so that other parts of the hub build without npm; with
# NOROSHI_CONSOLE=OFF, and for fuzzing, the table is empty and npm is not asked for.

option(NOROSHI_CONSOLE "Build the console and put it into the command (needs npm)" ON)

set(noroshi_console_table "${CMAKE_CURRENT_BINARY_DIR}/embedded_files.cpp")
if(NOROSHI_CONSOLE AND NOT NOROSHI_FUZZ)
  set(noroshi_console "${PROJECT_SOURCE_DIR}/console")
  file(GLOB_RECURSE noroshi_console_sources CONFIGURE_DEPENDS
       "${noroshi_console}/src/*" "${noroshi_console}/public/*")
  list(FILTER noroshi_console_sources EXCLUDE REGEX "\\.test\\.tsx?$|/schema\\.d\\.ts$")
  add_custom_command(
    OUTPUT "${noroshi_console_table}"
    COMMAND "${PROJECT_SOURCE_DIR}/tools/console-build"
            "${PROJECT_BINARY_DIR}/console" "${noroshi_console_table}"
    DEPENDS ${noroshi_console_sources}
            "${noroshi_console}/index.html" "${noroshi_console}/vite.config.ts"
            "${noroshi_console}/tsconfig.json" "${noroshi_console}/package-lock.json"
            "${PROJECT_SOURCE_DIR}/api/openapi.yaml"
            "${PROJECT_SOURCE_DIR}/tools/console-build" "${PROJECT_SOURCE_DIR}/tools/console-embed"
            "${PROJECT_SOURCE_DIR}/tools/console-licences"
    COMMENT "Building the console"
    VERBATIM)
else()
  file(GENERATE OUTPUT "${noroshi_console_table}" CONTENT
       "#include \"hub/console/console_files.hpp\"\nnoroshi::console::Files noroshi::console::embedded_files() { return {}; }\n")
endif()

add_library(noroshi_console_pages STATIC "${noroshi_console_table}")
target_link_libraries(noroshi_console_pages PRIVATE noroshi_options)
