oakprobe_fuzz(
  fuzz_inventory
  SOURCE fuzz_inventory.cpp
  CORPUS ${CMAKE_CURRENT_SOURCE_DIR}/corpus/inventory
  LINKS oakprobe::inventory
)
