# Of the fleet only what has no I/O: the rest is Asio's coroutines, which can't be built here.
set(fleet ${PROJECT_SOURCE_DIR}/coordinator/fleet)
oakprobe_fuzz(
  push
  SOURCES ${fleet}/push_conversation.cpp ${fleet}/push_script.cpp ${fleet}/sudo_password.cpp
  LINKS oakprobe::wire oakprobe_sodium
)
