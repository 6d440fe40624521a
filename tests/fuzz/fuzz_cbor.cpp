#include "base/check.hpp"
#include "wire/cbor_check.hpp"
#include "wire/cbor_view.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using Json = nlohmann::json;
using oakprobe::wire::CborView;

constexpr oakprobe::wire::CborLimits limits{
    .depth_max = 6, .values_max = 100, .map_keys_max = 8, .keys_max = 40};

// Values as the check counts them, and how deep arrays and maps stand in each other.
struct Size {
  std::size_t values = 1;
  std::size_t depth = 0;
};

Size size_of(const Json& item) {
  Size whole;
  if (!item.is_structured()) return whole;
  for (const Json& inner : item) {
    const Size part = size_of(inner);
    whole.values += part.values + (item.is_object() ? 1 : 0);
    whole.depth = std::max(whole.depth, part.depth);
  }
  ++whole.depth;
  return whole;
}

// Values as a view passes through them.
std::size_t values_of(const CborView& item) {
  std::size_t values = 1;
  for (const auto& items : {item.list(), item.map()})
    if (items)
      for (const CborView& inner : *items) values += values_of(inner);
  return values;
}

}  // namespace

// What passes the check, the library builds, and within the limits; what the library can't read
// does not pass. A view has as many values.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (oakprobe::wire::check_cbor(bytes, limits)) return 0;
  const auto built = Json::from_cbor(data, data + size, true, false);
  CHECK(!built.is_discarded());
  const Size counted = size_of(built);
  CHECK(counted.values <= limits.values_max && counted.depth <= limits.depth_max);
  const CborView view(bytes);
  CHECK(view.behind().empty() && values_of(view) == counted.values);
  return 0;
}
