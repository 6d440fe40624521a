# What makes a mistake in memory harder to use, in what is delivered (docs/architecture.md). The builds
# for tests have the sanitizers, which find more, and stand in for the functions that are fortified.
set(OAKPROBE_HARDENED OFF)
if(OAKPROBE_SANITIZE OR OAKPROBE_FUZZ)
  return()
endif()
target_compile_options(oakprobe_options INTERFACE -fPIE)
if(CMAKE_BUILD_TYPE STREQUAL "Debug") # nothing is fortified without optimization
  return()
endif()
set(OAKPROBE_HARDENED ON)
target_compile_options(
  oakprobe_options INTERFACE -fstack-protector-strong -fstack-clash-protection
)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(oakprobe_options INTERFACE -fcf-protection)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  target_compile_options(oakprobe_options INTERFACE -mbranch-protection=standard)
endif()
set(fortified 2)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12)
  set(fortified 3)
endif()
# A distribution's compiler may define it itself.
target_compile_options(
  oakprobe_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=${fortified} -D_GLIBCXX_ASSERTIONS
)
target_link_options(
  oakprobe_options INTERFACE LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack
)
