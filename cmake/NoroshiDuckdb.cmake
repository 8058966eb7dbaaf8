# DuckDB 1.4, the engine of the embedded store, as the target DuckDB::duckdb.
#
# One that the system has comes first (find_library, so CMAKE_PREFIX_PATH works too); else the
# library and header that tools/npm/duckdb locks by hash are installed into build/npm, once for all
# presets (docs/decisions/duckdb-from-npm.md).  The library is installed beside the program, in
# lib/noroshi, where its RUNPATH looks.

find_path(NOROSHI_DUCKDB_INCLUDE duckdb.h)
find_library(NOROSHI_DUCKDB_LIBRARY duckdb)

if(NOROSHI_DUCKDB_INCLUDE AND NOROSHI_DUCKDB_LIBRARY)
  # duckdb_table_function_get_client_context came with 1.4.
  file(STRINGS "${NOROSHI_DUCKDB_INCLUDE}/duckdb.h" noroshi_duckdb_is_new
       REGEX "duckdb_table_function_get_client_context" LIMIT_COUNT 1)
  if(NOT noroshi_duckdb_is_new)
    message(STATUS "The DuckDB in ${NOROSHI_DUCKDB_INCLUDE} is older than 1.4: not used")
  endif()
endif()

if(noroshi_duckdb_is_new)
  set(noroshi_duckdb_include "${NOROSHI_DUCKDB_INCLUDE}")
  set(noroshi_duckdb_library "${NOROSHI_DUCKDB_LIBRARY}")
else()
  execute_process(
    COMMAND "${PROJECT_SOURCE_DIR}/tools/npm-ci" duckdb
    OUTPUT_VARIABLE noroshi_duckdb_npm OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE noroshi_duckdb_failed)
  if(noroshi_duckdb_failed)
    message(FATAL_ERROR
      "DuckDB is neither on this system nor could npm fetch it (see above).  What to try:\n"
      "  - a network with a way to an npm registry: npm ping\n"
      "  - a DuckDB of your own, 1.4 or newer: -D CMAKE_PREFIX_PATH=<folder with include/duckdb.h and lib/libduckdb.so>\n"
      "  - the folder build/npm of a machine where this worked")
  endif()
  set(noroshi_duckdb_include "${noroshi_duckdb_npm}/duckdb/src/duckdb/src/include")
  file(GLOB noroshi_duckdb_library
       "${noroshi_duckdb_npm}/@duckdb/node-bindings-linux-*/libduckdb.so")
  if(NOT noroshi_duckdb_library)
    message(FATAL_ERROR
      "npm has no DuckDB for this processor (${CMAKE_SYSTEM_PROCESSOR}): build DuckDB 1.4 from "
      "source and name it with -D CMAKE_PREFIX_PATH=<its prefix>")
  endif()
  install(FILES "${noroshi_duckdb_library}" DESTINATION lib/noroshi)
endif()

add_library(DuckDB::duckdb SHARED IMPORTED GLOBAL)
set_target_properties(DuckDB::duckdb PROPERTIES
  IMPORTED_LOCATION "${noroshi_duckdb_library}"
  INTERFACE_INCLUDE_DIRECTORIES "${noroshi_duckdb_include}")
