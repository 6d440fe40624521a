# net/ is not built here, since Asio's coroutines can't be; its pure parts are.
oakprobe_fuzz(
  packet
  SOURCES ${PROJECT_SOURCE_DIR}/net/packet_view.cpp
  LINKS oakprobe::wire
)
