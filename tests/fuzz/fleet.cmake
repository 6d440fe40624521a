# Of the fleet only what has no I/O: its other files are Asio, which these programs do not build.
set(fleet ${PROJECT_SOURCE_DIR}/coordinator/fleet)
add_library(
  fuzzed_push STATIC ${fleet}/last_words.cpp ${fleet}/push_conversation.cpp ${fleet}/push_script.cpp
)
target_link_libraries(fuzzed_push PUBLIC oakprobe_options oakprobe::wire)
oakprobe_fuzz(
  fuzz_push
  SOURCE fuzz_push.cpp
  CORPUS ${CMAKE_CURRENT_SOURCE_DIR}/corpus/push
  LINKS fuzzed_push
)
