# What is read back from a history, beside numbers. Of the coordinator's rooms only what it needs.
set(timeline ${PROJECT_SOURCE_DIR}/coordinator/timeline)
oakprobe_fuzz(
  history
  SOURCES ${timeline}/difference.cpp
          ${timeline}/life.cpp
          ${timeline}/path_outcome.cpp
          ${timeline}/timeline_json.cpp
          ${timeline}/timeline_text.cpp
          ${PROJECT_SOURCE_DIR}/coordinator/diagnosis/verdict.cpp
  LINKS oakprobe::plans nlohmann_json::nlohmann_json
)
