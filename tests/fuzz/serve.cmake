# What browsers, and whoever else, ask of the server. Of its room only what reads it.
oakprobe_fuzz(
  request_target
  SOURCES ${PROJECT_SOURCE_DIR}/coordinator/serve/request_target.cpp
  LINKS oakprobe::base
)
