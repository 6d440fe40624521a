#include "base/check.hpp"
#include "coordinator/alerts/alert_json.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// An alert as a history has it: whatever is in it, what was read is written, read again, and told.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace alerts = oakprobe::alerts;
  const auto alert = alerts::parse_record({reinterpret_cast<const char*>(data), size});
  if (!alert) return 0;
  const std::string record = alerts::record_of(*alert);
  const auto again = alerts::parse_record(record);
  CHECK(again || record.size() > alerts::record_bytes_max);
  if (again) CHECK(alerts::record_of(*again) == record);
  CHECK(!alerts::body_of(*alert, "").empty());
  return 0;
}
