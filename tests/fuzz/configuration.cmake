oakprobe_fuzz(
  fuzz_configuration
  SOURCE fuzz_configuration.cpp
  CORPUS ${CMAKE_CURRENT_SOURCE_DIR}/corpus/configuration
  LINKS oakprobe::oakestra
)
