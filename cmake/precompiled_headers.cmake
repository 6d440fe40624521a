# A release is compiled once, by somebody who waits for it: the headers that most files include are
# read once for all rooms, which halves that time. The builds for tests are without, so a file that
# forgets an include is found there.
add_library(oakprobe_precompiled OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp)
target_link_libraries(oakprobe_precompiled PRIVATE oakprobe_options)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # So ccache knows what a file compiled with it depends on.
  target_compile_options(oakprobe_options INTERFACE -fpch-preprocess)
endif()
target_precompile_headers(
  oakprobe_precompiled PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp
)
