#include "base/check.hpp"
#include "wire/datagram.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace {

using namespace oakprobe;

constexpr NodeId own{4};

const wire::DatagramCodec& codec() {
  static const wire::DatagramCodec value(own, wire::ProbeKey{});
  return value;
}

// What is taken says, before its MAC, byte for byte what encode() writes. The key is known here, so
// the corpus holds authentic ones.
void check_arbitrary(std::span<const std::byte> bytes) {
  const auto datagram = codec().decode(bytes);
  if (!datagram) return;
  CHECK(datagram->size == bytes.size());
  std::vector<std::byte> again(bytes.size());
  codec().encode(*datagram, again);
  CHECK(std::ranges::equal(std::span(again).first(48), bytes.first(48)));
}

template <class T>
T take(std::span<const std::byte>& bytes) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T) && !bytes.empty(); ++i) {
    value = static_cast<T>(std::uint64_t{value} << 8 | std::to_integer<std::uint8_t>(bytes[0]));
    bytes = bytes.subspan(1);
  }
  return value;
}

// A datagram of the input's fields comes back; changed anywhere, it does not.
void check_built(std::span<const std::byte> bytes) {
  wire::Datagram datagram;
  datagram.kind =
      take<std::uint8_t>(bytes) % 2 == 0 ? wire::DatagramKind::probe : wire::DatagramKind::echo;
  datagram.run = take<std::uint64_t>(bytes);
  datagram.path.flow = FlowId{take<std::uint16_t>(bytes)};
  datagram.path.source = NodeId{take<std::uint32_t>(bytes)};
  datagram.path.target = own;
  datagram.attempt = take<std::uint16_t>(bytes);
  // Short: a MAC over 64 KiB shows nothing that one over 300 bytes does not, and takes far longer.
  datagram.size = static_cast<std::uint16_t>(wire::datagram_bytes_min + take<std::uint8_t>(bytes));
  std::vector<std::byte> encoded(datagram.size);
  codec().encode(datagram, encoded);
  CHECK(codec().decode(encoded) == datagram);

  const auto at = take<std::uint16_t>(bytes) % encoded.size();
  const auto mask = static_cast<std::byte>(take<std::uint8_t>(bytes));
  encoded[at] ^= mask;
  CHECK(codec().decode(encoded).has_value() == (mask == std::byte{0}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  check_arbitrary(bytes);
  check_built(bytes);
  return 0;
}
