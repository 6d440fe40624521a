#include "probe-agent/watch/live_answers.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace oakprobe::agent {
namespace {

constexpr std::chrono::seconds sockets_age_max{1};

std::uint64_t drops_of(std::uint16_t port) {
  const auto sockets = net::bound_sockets({Protocol::udp, port});
  std::uint64_t drops = 0;
  if (!sockets) return drops;
  for (const net::BoundSocket& socket : *sockets) drops += socket.drops;
  return drops;
}

std::optional<net::RawUdpSender> open_sender(bool ipv6) {
  auto sender = net::RawUdpSender::open(ipv6);
  if (!sender) return std::nullopt;
  return std::move(*sender);
}

}  // namespace

LiveAnswers::LiveAnswers(
    const wire::DatagramCodec& codec, Receipts& receipts, std::vector<std::uint16_t> ports
)
    : codec_(codec),
      receipts_(receipts),
      sender_v4_(open_sender(false)),
      sender_v6_(open_sender(true)) {
  for (const std::uint16_t port : ports) drops_before_[port] = drops_of(port);
}

bool LiveAnswers::is_taken(std::uint16_t port, const IpAddress& destination) {
  Owners& owners = owners_[port];
  const TimePoint now = Clock::now();
  if (owners.read_at == TimePoint{} || now - owners.read_at > sockets_age_max) {
    auto found = net::bound_sockets({Protocol::udp, port});
    owners.sockets = found ? std::move(*found) : std::vector<net::BoundSocket>();
    std::uint64_t drops = 0;
    for (const net::BoundSocket& socket : owners.sockets) drops += socket.drops;
    const std::uint64_t before = owners.read_at == TimePoint{} ? drops_before_[port] : owners.drops;
    owners.dropping = drops > before;
    owners.drops = drops;
    owners.read_at = now;
  }
  return !owners.dropping &&
         std::ranges::any_of(owners.sockets, [&](const net::BoundSocket& socket) {
           return net::takes(socket, destination);
         });
}

void LiveAnswers::take(
    const wire::Datagram& probe, const net::PacketView& packet, const net::UdpView& udp
) {
  const std::uint16_t port = udp.destination_port;
  if (!drops_before_.contains(port) || !is_taken(port, packet.destination)) return;
  const ListenPort listen{Protocol::udp, port};
  if (!receipts_.accept(listen, probe, packet.source, udp.source_port)) return;
  const int error = answer(probe, packet, udp);
  if (error == 0) {
    receipts_.answered(probe);
  } else {
    receipts_.answer_failed(probe, error);
  }
}

int LiveAnswers::answer(
    const wire::Datagram& probe, const net::PacketView& packet, const net::UdpView& udp
) {
  const auto& sender = packet.destination.is_v6() ? sender_v6_ : sender_v4_;
  if (!sender) return EPERM;
  wire::Datagram echo = probe;
  echo.kind = wire::DatagramKind::echo;
  echo.size = wire::datagram_bytes_min;  // large probes are about the way here
  std::array<std::byte, wire::datagram_bytes_min> bytes;
  codec_.encode(echo, bytes);
  return sender->send(
      {packet.destination, udp.destination_port}, {packet.source, udp.source_port}, bytes
  );
}

bool LiveAnswers::owners_overflowed() const {
  return std::ranges::any_of(drops_before_, [](const auto& one) {
    return drops_of(one.first) > one.second;
  });
}

}  // namespace oakprobe::agent
