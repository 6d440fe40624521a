# Of the coordinator's rooms only what the target needs: they are not built for fuzzing.
oakprobe_fuzz(
  watch
  SOURCES ${PROJECT_SOURCE_DIR}/coordinator/audit/watch_text.cpp
          ${PROJECT_SOURCE_DIR}/coordinator/diagnosis/verdict.cpp
  LINKS oakprobe::plans
)
