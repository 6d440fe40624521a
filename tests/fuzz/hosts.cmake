# Pure sources out of rooms that are not: what other machines and the kernel wrote.
oakprobe_fuzz(
  plain_text
  SOURCES ${PROJECT_SOURCE_DIR}/coordinator/report/plain_text.cpp
  LINKS oakprobe::wire
)
oakprobe_fuzz(
  proc_files
  SOURCES ${PROJECT_SOURCE_DIR}/net/kernel_counters.cpp ${PROJECT_SOURCE_DIR}/net/loss_counters.cpp
          ${PROJECT_SOURCE_DIR}/net/netlink.cpp ${PROJECT_SOURCE_DIR}/net/port_owner.cpp
          ${PROJECT_SOURCE_DIR}/net/resolver_files.cpp
          ${PROJECT_SOURCE_DIR}/net/proc_file.cpp ${PROJECT_SOURCE_DIR}/net/read_file.cpp
  LINKS oakprobe::wire
)
