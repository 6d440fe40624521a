#pragma once

#include "net/packet_tap.hpp"
#include "net/raw_tap.hpp"
#include "net/unique_fd.hpp"
#include "wire/datagram.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace oakprobe::agent {

// What became of traffic that the agent sent itself over loopback, to prove its taps.
struct CanaryResult {
  bool sent = false;      // it could be made at all
  bool received = false;  // its own socket got it
  bool at_link = false;   // the packet tap saw it
  bool at_raw = false;    // the raw tap saw it
};

// One datagram, or one connection, from this process to itself over 127.0.0.1 or ::1. Ports are
// ephemeral: the taps' filters must let the port through before fly().
class Canary {
 public:
  // nullopt: no socket could be had (no such family, out of descriptors).
  static std::optional<Canary> udp(bool ipv6);
  static std::optional<Canary> tcp(bool ipv6);

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // Sends it and watches for at most `limit`; returns as soon as both taps have seen it.
  [[nodiscard]] CanaryResult fly(
      net::PacketTap& link,
      net::RawTap& raw,
      const wire::DatagramCodec& codec,
      std::chrono::milliseconds limit
  );

 private:
  static std::optional<Canary> make(bool is_tcp, bool ipv6);
  [[nodiscard]] bool send(const wire::DatagramCodec& codec);
  [[nodiscard]] bool receive() const;

  bool tcp_ = false;
  bool ipv6_ = false;
  std::uint16_t port_ = 0;
  net::UniqueFd receiver_;
  net::UniqueFd sender_;
};

}  // namespace oakprobe::agent
