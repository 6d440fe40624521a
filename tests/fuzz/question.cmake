oakprobe_fuzz(
  fuzz_question
  SOURCE fuzz_question.cpp
  CORPUS ${CMAKE_CURRENT_SOURCE_DIR}/corpus/question
  LINKS oakprobe::question
)
