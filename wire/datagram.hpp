#pragma once

#include "base/ids.hpp"
#include "wire/key_ring.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace oakprobe::wire {

inline constexpr std::size_t datagram_bytes_min = 64;
inline constexpr std::size_t datagram_bytes_max = 65'507;  // IPv4's limit of a UDP payload
// The first four bytes, as the number that a packet filter compares with.
inline constexpr std::uint32_t datagram_magic = 0x0a'6f'61'6b;
inline constexpr std::size_t mac_bytes = 16;

enum class DatagramKind : std::uint8_t { probe = 1, echo = 2 };

// The fields of a probe or its echo; also what a TCP stand-in and its dialler say to each other.
// Layout, byte by byte: docs/wire-protocol.md. The first byte is 0x0a: NetManager takes 0x4_ and
// 0x6_ for IP packets (node-net-manager/proxy/ProxyTunnel.go), QUIC has 0x40 set (RFC 9000 §17).
struct Datagram {
  DatagramKind kind = DatagramKind::probe;
  std::uint64_t run = 0;
  PathId path;
  std::uint16_t attempt = 0;
  std::uint16_t size = datagram_bytes_min;  // bytes of the whole, padding included

  friend bool operator==(const Datagram&, const Datagram&) = default;
};

// The size that a datagram at the beginning of these bytes has by its own words; nullopt: no
// datagram of this version begins here, or not all of it is here. Nothing is authenticated.
[[nodiscard]] std::optional<std::size_t> announced_bytes(std::span<const std::byte> bytes);

// Writes and checks the datagrams of one node, each under the key of its path (SipHash-2-4 with 128
// bits, by libsodium; the same as OpenSSL's SIPHASH of size 16). A datagram costs no allocation.
// One thread at a time.
class DatagramCodec {
 public:
  // own_key: what the node was told as a target.
  DatagramCodec(NodeId own, const ProbeKey& own_key);
  ~DatagramCodec();
  DatagramCodec(DatagramCodec&&) noexcept;
  DatagramCodec& operator=(DatagramCodec&&) noexcept;

  [[nodiscard]] KeyRing& keys();
  [[nodiscard]] NodeId own() const;

  // Fills out with the datagram of out.size() bytes (the padding is zero); out.size() must be
  // datagram.size, datagram_bytes_min at least. The key of its path must be known.
  void encode(const Datagram& datagram, std::span<std::byte> out) const;

  // nullopt for anything that is not whole, authentic, of this version, and to or from this node.
  [[nodiscard]] std::optional<Datagram> decode(std::span<const std::byte> bytes) const;

 private:
  struct Mac;
  std::unique_ptr<Mac> mac_;
};

}  // namespace oakprobe::wire
