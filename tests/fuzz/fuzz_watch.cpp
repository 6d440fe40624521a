#include "base/check.hpp"
#include "coordinator/audit/watch.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// What an audit keeps of the last runs: whatever is in it, what was read is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace audit = oakprobe::audit;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto paths = audit::parse_watched_paths(text);
  if (!paths) return 0;
  audit::Watch watch{audit::ConfirmationRules()};
  watch.remember(std::move(*paths));
  const std::string written = audit::to_text(watch);
  auto again = audit::parse_watched_paths(written);
  CHECK(again.has_value());
  watch.remember(std::move(*again));
  CHECK(audit::to_text(watch) == written);
  return 0;
}
