# One call makes a leaf of src/: library, tests, fuzz targets and micro-benchmarks lie side by side
# and are told apart by their file names.
#
#   noroshi_library(observe_flow
#     DEPENDS base net io model        # other leaves; tools/layers checks them against layers.toml
#     LINK simdjson::simdjson)         # packages, private to the leaf
#
# x.cpp → library; x_test.cpp → <name>_test, registered with ctest; x_fuzz.cpp → its own libFuzzer
# binary, which `make test` also runs over the corpus with a plain main; x_bench.cpp → <name>_bench.

find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
include(GoogleTest)

function(noroshi_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LINK;TEST_LINK" ${ARGN})

  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(tests ${sources})
  set(fuzzers ${sources})
  set(benches ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cpp$")

  list(TRANSFORM arg_DEPENDS PREPEND "noroshi_" OUTPUT_VARIABLE depends)
  add_library(noroshi_${name} STATIC ${sources})
  target_link_libraries(noroshi_${name}
    PUBLIC noroshi_options fmt::fmt tl::expected ${depends}
    PRIVATE ${arg_LINK})

  if(tests AND NOT NOROSHI_FUZZ)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test
      PRIVATE noroshi_${name} ${arg_TEST_LINK} GTest::gmock GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE
      NOROSHI_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
      NOROSHI_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
      PROPERTIES TIMEOUT 300)
  endif()

  if(benches AND NOT NOROSHI_FUZZ AND NOT NOROSHI_SANITIZE)
    add_executable(${name}_bench ${benches})
    target_link_libraries(${name}_bench
      PRIVATE noroshi_${name} ${arg_TEST_LINK} benchmark::benchmark benchmark::benchmark_main)
    target_compile_definitions(${name}_bench PRIVATE
      NOROSHI_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
  endif()

  foreach(fuzzer ${fuzzers})
    get_filename_component(stem "${fuzzer}" NAME_WE)
    add_executable(${stem} "${fuzzer}")
    target_link_libraries(${stem} PRIVATE noroshi_${name})
    if(NOROSHI_FUZZ)
      target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
    else()
      target_sources(${stem} PRIVATE "${PROJECT_SOURCE_DIR}/tools/fuzz_replay.cpp")
      add_test(NAME fuzz_corpus.${stem}
               COMMAND ${stem} "${PROJECT_SOURCE_DIR}/tests/corpus/${stem}")
    endif()
  endforeach()
endfunction()
