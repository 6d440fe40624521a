# What every room is compiled with. oakprobe_options is linked by each library.
add_library(oakprobe_options INTERFACE)
target_include_directories(oakprobe_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
  oakprobe_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                             $<$<BOOL:${OAKPROBE_WERROR}>:-Werror>
)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # At -O2 and above GCC 12 sees overlaps in every "text" + std::string (GCC bug 105651), and
  # where it inlines only one of Asio's operator new and operator delete of a coroutine's frame it
  # takes them for mismatched.
  target_compile_options(oakprobe_options INTERFACE -Wno-restrict -Wno-mismatched-new-delete)
endif()
if(CMAKE_UNITY_BUILD)
  # False where several files are one: -DCMAKE_UNITY_BUILD=OFF has them.
  target_compile_options(
    oakprobe_options INTERFACE -Wno-shadow -Wno-unused-function
                               $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>
  )
endif()
target_compile_definitions(
  oakprobe_options INTERFACE OAKPROBE_VERSION="${PROJECT_VERSION}" BOOST_ASIO_NO_DEPRECATED
)
if(OAKPROBE_STATIC_AGENT)
  # What nothing calls is left out of the agent.
  target_compile_options(oakprobe_options INTERFACE -ffunction-sections -fdata-sections)
endif()
if(OAKPROBE_SANITIZE)
  target_compile_options(
    oakprobe_options INTERFACE -fsanitize=${OAKPROBE_SANITIZE} -fno-sanitize-recover=all
                               -fno-omit-frame-pointer
  )
  target_link_options(oakprobe_options INTERFACE -fsanitize=${OAKPROBE_SANITIZE})
  if(OAKPROBE_SANITIZE MATCHES "undefined" AND NOT OAKPROBE_FUZZ)
    # They cost a seventh of what a file takes to compile; the address sanitizer stops at most of it.
    target_compile_options(oakprobe_options INTERFACE -fno-sanitize=null,object-size,vptr)
  endif()
  if(OAKPROBE_SANITIZE STREQUAL "thread") # it does not see Asio's fences, beside which are locks
    target_compile_options(oakprobe_options INTERFACE -Wno-tsan)
  endif()
endif()
if(OAKPROBE_FUZZ)
  target_compile_options(oakprobe_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# One room of the house: a static library oakprobe_NAME, known as oakprobe::NAME.
#   oakprobe_room(NAME SOURCES a.cpp ... LINKS oakprobe::base ... ALONE b.cpp ...)
# ALONE are those of its sources that have a private name in common with another: a release compiles
# several files as one. SMALL: a release compiles it for size; for what the agent has and no probe
# waits for.
function(oakprobe_room name)
  cmake_parse_arguments(ROOM "SMALL" "" "SOURCES;LINKS;ALONE" ${ARGN})
  set_source_files_properties(${ROOM_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  add_library(oakprobe_${name} STATIC ${ROOM_SOURCES})
  add_library(oakprobe::${name} ALIAS oakprobe_${name})
  target_link_libraries(oakprobe_${name} PUBLIC oakprobe_options ${ROOM_LINKS})
  if(ROOM_SMALL)
    target_compile_options(oakprobe_${name} PRIVATE $<$<CONFIG:Release>:-Os>)
  endif()
endfunction()
