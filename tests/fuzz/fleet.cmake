# Of the fleet only what has no I/O: the rest is Asio's coroutines, which can't be built here.
oakprobe_fuzz(
  fuzz_push
  SOURCE fuzz_push.cpp
  CORPUS ${CMAKE_CURRENT_SOURCE_DIR}/corpus/push
  LINKS oakprobe::wire
)
set(fleet ${PROJECT_SOURCE_DIR}/coordinator/fleet)
target_sources(
  fuzz_push PRIVATE ${fleet}/last_words.cpp ${fleet}/push_conversation.cpp ${fleet}/push_script.cpp
)
