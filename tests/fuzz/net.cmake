# net/ is not built here, since Asio's coroutines can't be; its pure parts are.
oakprobe_fuzz(
  packet
  SOURCES ${PROJECT_SOURCE_DIR}/net/packet_view.cpp
  LINKS oakprobe::wire
)
oakprobe_fuzz(
  network_device
  SOURCES ${PROJECT_SOURCE_DIR}/net/kernel_counters.cpp ${PROJECT_SOURCE_DIR}/net/loss_counters.cpp
          ${PROJECT_SOURCE_DIR}/net/netlink.cpp ${PROJECT_SOURCE_DIR}/net/network_device.cpp
          ${PROJECT_SOURCE_DIR}/net/proc_file.cpp ${PROJECT_SOURCE_DIR}/net/read_file.cpp
  LINKS oakprobe::wire
)
