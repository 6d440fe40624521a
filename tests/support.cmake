# The code of a test is compiled as fast as can be: half of a whole build is tests. It is on the
# watch for what the address sanitizer finds; what it calls, for undefined behaviour, too.
add_library(oakprobe_test_options INTERFACE)
if(OAKPROBE_SANITIZE MATCHES "undefined")
  target_compile_options(oakprobe_test_options INTERFACE -O0 -fno-sanitize=undefined)
endif()

# oakprobe_test(NAME SOURCES a_test.cpp ... LINKS oakprobe::wire ... [LABELS unit])
# One test program a room; ctest shows it as NAME.
function(oakprobe_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LINKS;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(
    ${name} PRIVATE oakprobe_options ${TEST_LINKS} oakprobe_test_options GTest::gtest_main GTest::gmock
  )
  # What waits for shells and for silence takes minutes where others work beside it.
  set(seconds 300)
  # Under an emulator what a message or a frame costs tells nothing more, and takes minutes.
  set(left_out)
  if(CMAKE_CROSSCOMPILING)
    set(left_out --gtest_filter=-DecodeMessage.Takes*Memory*:FrameDecoder.TakesTime*)
  endif()
  add_test(NAME ${name} COMMAND ${name} ${left_out})
  if(NOT TEST_LABELS)
    set(TEST_LABELS unit)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT ${seconds})
endfunction()

# oakprobe_fuzz(NAME [SOURCES x.cpp ...] LINKS oakprobe::wire)
# A libFuzzer target of fuzz_NAME.cpp (and what SOURCES names of rooms that are not built for
# fuzzing); as a test it replays its corpus and then runs for some seconds. Longer: scripts/fuzz.
function(oakprobe_fuzz name)
  cmake_parse_arguments(FUZZ "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(fuzz_${name} fuzz_${name}.cpp ${FUZZ_SOURCES})
  target_link_libraries(fuzz_${name} PRIVATE oakprobe_options ${FUZZ_LINKS})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  set(new_inputs ${CMAKE_CURRENT_BINARY_DIR}/${name}-corpus)
  file(MAKE_DIRECTORY ${new_inputs})
  add_test(NAME fuzz_${name} COMMAND fuzz_${name} -max_total_time=5 -timeout=30 -rss_limit_mb=1024
                                     ${new_inputs} ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz TIMEOUT 120)
endfunction()
