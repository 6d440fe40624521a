#include "wire/datagram.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"

#include <sodium/crypto_shorthash_siphash24.h>
#include <sodium/utils.h>

#include <algorithm>

namespace oakprobe::wire {
namespace {

using MacValue = std::array<std::byte, mac_bytes>;

static_assert(mac_bytes == crypto_shorthash_siphashx24_BYTES);

constexpr std::byte layout_version{1};

// Byte offsets, as in docs/wire-protocol.md.
constexpr std::size_t at_magic = 0;
constexpr std::size_t at_version = 4;
constexpr std::size_t at_kind = 5;
constexpr std::size_t at_flow = 6;
constexpr std::size_t at_run = 8;
constexpr std::size_t at_source = 16;
constexpr std::size_t at_target = 20;
constexpr std::size_t at_attempt = 24;
constexpr std::size_t at_size = 26;
constexpr std::size_t at_reserved = 28;
constexpr std::size_t at_mac = 48;
constexpr std::size_t at_padding = at_mac + mac_bytes;
static_assert(at_padding == datagram_bytes_min);

bool has_known_form(std::span<const std::byte> bytes) {
  if (announced_bytes(bytes) != bytes.size()) return false;
  const auto kind = std::to_integer<int>(bytes[at_kind]);
  if (kind != static_cast<int>(DatagramKind::probe) &&
      kind != static_cast<int>(DatagramKind::echo)) {
    return false;
  }
  return std::ranges::all_of(bytes.subspan(at_reserved, at_mac - at_reserved), [](std::byte b) {
    return b == std::byte{0};
  });
}

}  // namespace

std::optional<std::size_t> announced_bytes(std::span<const std::byte> bytes) {
  if (bytes.size() < datagram_bytes_min) return std::nullopt;
  if (load_big_endian<std::uint32_t>(bytes.subspan(at_magic)) != datagram_magic)
    return std::nullopt;
  if (bytes[at_version] != layout_version) return std::nullopt;
  const std::size_t size = load_big_endian<std::uint16_t>(bytes.subspan(at_size));
  if (size < datagram_bytes_min || size > std::min(bytes.size(), datagram_bytes_max)) {
    return std::nullopt;
  }
  return size;
}

struct DatagramCodec::Mac {
  Mac(NodeId own, const ProbeKey& own_key) : keys(own, own_key) {}

  // Over all bytes but those where the MAC itself stands.
  [[nodiscard]] MacValue of(std::span<const std::byte> datagram, const ProbeKey& key);

  KeyRing keys;
  // The hash is over one piece: what stands before the MAC and what stands behind it are joined
  // here. Not initialised, so that only as much becomes resident as the largest datagram needs.
  std::array<std::byte, datagram_bytes_max - mac_bytes> covered;
};

MacValue DatagramCodec::Mac::of(std::span<const std::byte> datagram, const ProbeKey& key) {
  const auto padding = datagram.subspan(at_padding);
  std::ranges::copy(datagram.first(at_mac), covered.begin());
  std::ranges::copy(padding, covered.begin() + at_mac);
  MacValue value{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(covered.data());
  const auto* secret = reinterpret_cast<const unsigned char*>(key.data());
  auto* out = reinterpret_cast<unsigned char*>(value.data());
  CHECK(crypto_shorthash_siphashx24(out, bytes, at_mac + padding.size(), secret) == 0);
  return value;
}

DatagramCodec::DatagramCodec(NodeId own, const ProbeKey& own_key)
    : mac_(std::make_unique<Mac>(own, own_key)) {}
DatagramCodec::~DatagramCodec() = default;
DatagramCodec::DatagramCodec(DatagramCodec&&) noexcept = default;
DatagramCodec& DatagramCodec::operator=(DatagramCodec&&) noexcept = default;

KeyRing& DatagramCodec::keys() { return mac_->keys; }
NodeId DatagramCodec::own() const { return mac_->keys.own(); }

void DatagramCodec::encode(const Datagram& datagram, std::span<std::byte> out) const {
  CHECK(out.size() >= datagram_bytes_min && out.size() <= datagram_bytes_max);
  CHECK(out.size() == datagram.size);
  CHECK(datagram.kind == DatagramKind::probe || datagram.kind == DatagramKind::echo);
  const auto key = mac_->keys.of(datagram.path);
  CHECK(key.has_value());

  std::ranges::fill(out, std::byte{0});
  store_big_endian(out.subspan(at_magic), datagram_magic);
  out[at_version] = layout_version;
  out[at_kind] = static_cast<std::byte>(datagram.kind);
  store_big_endian(out.subspan(at_flow), index_of(datagram.path.flow));
  store_big_endian(out.subspan(at_run), datagram.run);
  store_big_endian(out.subspan(at_source), index_of(datagram.path.source));
  store_big_endian(out.subspan(at_target), index_of(datagram.path.target));
  store_big_endian(out.subspan(at_attempt), datagram.attempt);
  store_big_endian(out.subspan(at_size), datagram.size);
  std::ranges::copy(mac_->of(out, *key), out.subspan(at_mac).begin());
}

std::optional<Datagram> DatagramCodec::decode(std::span<const std::byte> bytes) const {
  if (!has_known_form(bytes)) return std::nullopt;
  Datagram datagram;
  datagram.path.flow = FlowId{load_big_endian<std::uint16_t>(bytes.subspan(at_flow))};
  datagram.path.source = NodeId{load_big_endian<std::uint32_t>(bytes.subspan(at_source))};
  datagram.path.target = NodeId{load_big_endian<std::uint32_t>(bytes.subspan(at_target))};
  const auto key = mac_->keys.of(datagram.path);
  if (!key) return std::nullopt;
  const auto expected = mac_->of(bytes, *key);
  // In constant time: how long a forged MAC takes to be refused must not tell how much is right.
  if (sodium_memcmp(expected.data(), &bytes[at_mac], mac_bytes) != 0) return std::nullopt;

  datagram.kind = static_cast<DatagramKind>(bytes[at_kind]);
  datagram.run = load_big_endian<std::uint64_t>(bytes.subspan(at_run));
  datagram.attempt = load_big_endian<std::uint16_t>(bytes.subspan(at_attempt));
  datagram.size = load_big_endian<std::uint16_t>(bytes.subspan(at_size));
  return datagram;
}

}  // namespace oakprobe::wire
