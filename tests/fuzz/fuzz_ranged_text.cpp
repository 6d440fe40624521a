#include "base/check.hpp"
#include "base/ip_address.hpp"
#include "inventory/address_text.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/range.hpp"
#include "inventory/ranged_text.hpp"
#include "inventory/values.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace oakprobe;
using namespace oakprobe::inventory;

void check_range(std::string_view text) {
  const auto range = Range::parse(text);
  if (!range) {
    CHECK(!range.error().empty());
    return;
  }
  CHECK(range->count() >= 1);
  const std::string first = range->at(0);
  const std::string last = range->at(range->count() - 1);
  if (range->is_plain()) {
    CHECK(first == text);
    return;
  }
  CHECK((first == last) == (range->count() == 1));
  CHECK(first.size() <= last.size() && last.size() < text.size());
  CHECK(Range::parse(last)->is_plain());
}

// One spelling for an address, and that is its own.
void check_address(const Address& text) {
  if (!address_problem(text).empty()) return;
  const std::string canonical = canonical_address(text);
  CHECK(address_problem(canonical).empty());
  CHECK(canonical_address(canonical) == canonical);
  CHECK(text.ip() == Address(canonical).ip());
}

// Whatever is not taken is told.
void check_reading(std::string_view text) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.text = text;
  Diagnostics diagnostics;
  const RangedText first(0, std::nullopt, diagnostics);
  const bool address = first.read_address(node, "address", true).has_value();
  const bool port = first.read_port(node, "port").has_value();
  CHECK((address && port) == diagnostics.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_range(text);
  check_address(Address(text));
  check_reading(text);
  return 0;
}
