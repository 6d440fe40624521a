# net/ is not built here, since Asio's coroutines can't be; its pure parts are.
oakprobe_fuzz(
  fuzz_packet
  SOURCE fuzz_packet.cpp
  CORPUS ${CMAKE_CURRENT_SOURCE_DIR}/corpus/packet
  LINKS oakprobe::wire
)
target_sources(fuzz_packet PRIVATE ${PROJECT_SOURCE_DIR}/net/packet_view.cpp)
