#include "wire/datagram.hpp"

#include "base/check.hpp"
#include "wire/big_endian.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>

namespace oakprobe::wire {
namespace {

using MacValue = std::array<std::byte, mac_bytes>;

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

const unsigned char* octets(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

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
  explicit Mac(const RunKey& run_key);
  ~Mac() { OPENSSL_cleanse(key.data(), key.size()); }
  Mac(const Mac&) = delete;
  Mac& operator=(const Mac&) = delete;

  // Over all bytes but those where the MAC itself stands.
  [[nodiscard]] MacValue of(std::span<const std::byte> datagram) const;

  RunKey key;
  std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm{nullptr, EVP_MAC_free};
  std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context{nullptr, EVP_MAC_CTX_free};
};

// Out of memory, or an OpenSSL without SipHash (its default provider has it since 3.0): nothing
// that a run could go on with.
DatagramCodec::Mac::Mac(const RunKey& run_key) : key(run_key) {
  algorithm.reset(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_SIPHASH, nullptr));
  CHECK(algorithm != nullptr);
  context.reset(EVP_MAC_CTX_new(algorithm.get()));
  CHECK(context != nullptr);
  auto size = mac_bytes;
  const std::array parameters{
      OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
      OSSL_PARAM_construct_end(),
  };
  CHECK(EVP_MAC_CTX_set_params(context.get(), parameters.data()) == 1);
}

MacValue DatagramCodec::Mac::of(std::span<const std::byte> datagram) const {
  // Setting the key again costs some additions and no allocation, and works with every OpenSSL 3;
  // without a key, releases before 3.0.3 go on with the state of the last datagram.
  const auto head = datagram.first(at_mac);
  const auto padding = datagram.subspan(at_padding);
  MacValue value{};
  std::size_t written = 0;
  CHECK(EVP_MAC_init(context.get(), octets(key), key.size(), nullptr) == 1);
  CHECK(EVP_MAC_update(context.get(), octets(head), head.size()) == 1);
  CHECK(EVP_MAC_update(context.get(), octets(padding), padding.size()) == 1);
  auto* out = reinterpret_cast<unsigned char*>(value.data());
  CHECK(EVP_MAC_final(context.get(), out, &written, value.size()) == 1);
  CHECK(written == mac_bytes);
  return value;
}

DatagramCodec::DatagramCodec(const RunKey& key) : mac_(std::make_unique<Mac>(key)) {}
DatagramCodec::~DatagramCodec() = default;
DatagramCodec::DatagramCodec(DatagramCodec&&) noexcept = default;
DatagramCodec& DatagramCodec::operator=(DatagramCodec&&) noexcept = default;

void DatagramCodec::encode(const Datagram& datagram, std::span<std::byte> out) const {
  CHECK(out.size() >= datagram_bytes_min && out.size() <= datagram_bytes_max);
  CHECK(out.size() == datagram.size);
  CHECK(datagram.kind == DatagramKind::probe || datagram.kind == DatagramKind::echo);

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
  std::ranges::copy(mac_->of(out), out.subspan(at_mac).begin());
}

std::optional<Datagram> DatagramCodec::decode(std::span<const std::byte> bytes) const {
  if (!has_known_form(bytes)) return std::nullopt;
  const auto expected = mac_->of(bytes);
  // In constant time: how long a forged MAC takes to be refused must not tell how much is right.
  if (CRYPTO_memcmp(expected.data(), &bytes[at_mac], mac_bytes) != 0) return std::nullopt;

  Datagram datagram;
  datagram.kind = static_cast<DatagramKind>(bytes[at_kind]);
  datagram.run = load_big_endian<std::uint64_t>(bytes.subspan(at_run));
  datagram.path.flow = FlowId{load_big_endian<std::uint16_t>(bytes.subspan(at_flow))};
  datagram.path.source = NodeId{load_big_endian<std::uint32_t>(bytes.subspan(at_source))};
  datagram.path.target = NodeId{load_big_endian<std::uint32_t>(bytes.subspan(at_target))};
  datagram.attempt = load_big_endian<std::uint16_t>(bytes.subspan(at_attempt));
  datagram.size = load_big_endian<std::uint16_t>(bytes.subspan(at_size));
  return datagram;
}

}  // namespace oakprobe::wire
