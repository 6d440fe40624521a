foreach(target IN ITEMS cbor datagram frame greeting message)
  oakprobe_fuzz(${target} LINKS oakprobe::wire)
endforeach()

add_executable(write_wire_corpus EXCLUDE_FROM_ALL write_wire_corpus.cpp ../wire/random_message.cpp)
target_link_libraries(write_wire_corpus PRIVATE oakprobe::wire)
if(OAKPROBE_FUZZ) # the rooms are instrumented for a fuzzer that this program does not have
  target_link_options(write_wire_corpus PRIVATE -fsanitize=fuzzer-no-link)
endif()
