# Of alerts what is read back from a history.
set(coordinator ${PROJECT_SOURCE_DIR}/coordinator)
oakprobe_fuzz(
  alert_record
  SOURCES ${coordinator}/alerts/alert_json.cpp ${coordinator}/diagnosis/verdict.cpp
          ${coordinator}/report/json_text.cpp
  LINKS oakprobe::base nlohmann_json::nlohmann_json
)
