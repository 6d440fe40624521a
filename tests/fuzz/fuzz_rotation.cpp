#include "base/check.hpp"
#include "plans/rotation_state.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// The file that `--plan rotate` keeps: whatever is in it, what was read is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace plans = oakprobe::plans;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto state = plans::parse_rotation_state(text);
  if (!state) return 0;
  CHECK(plans::parse_rotation_state(plans::to_text(*state)) == state);
  const plans::RotationCoverage coverage = plans::coverage_of(*state);
  CHECK(coverage.oldest.has_value() || coverage.verified == 0);
  return 0;
}
