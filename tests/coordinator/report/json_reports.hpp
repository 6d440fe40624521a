#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/report_format.hpp"
#include "samples.hpp"

#include <nlohmann/json.hpp>

#include <sstream>
#include <string>

namespace oakprobe::report {

// The report as it is written; each is kept, and held against the schema.
inline std::string text_of(const diagnosis::FinishedCheck& check) {
  std::ostringstream out;
  write_json(check, out);
  static int number = 0;
  test::keep("json-report-" + std::to_string(++number) + ".json", out.str());
  return out.str();
}

inline nlohmann::json report_of(const diagnosis::FinishedCheck& check) {
  return nlohmann::json::parse(text_of(check));
}

}  // namespace oakprobe::report
