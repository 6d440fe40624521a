# What other machines and the kernel wrote. Of the report only what has no more to do with it.
oakprobe_fuzz(
  plain_text
  SOURCES ${PROJECT_SOURCE_DIR}/coordinator/report/plain_text.cpp
  LINKS oakprobe::wire
)
oakprobe_fuzz(proc_files LINKS oakprobe::packets)
