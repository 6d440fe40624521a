#include "probe-agent/watch/live_answers.hpp"

#include "wire/messages.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace oakprobe::agent {
namespace {

constexpr std::chrono::seconds sockets_age_max{1};

// nullopt: the kernel does not tell.
std::optional<std::uint64_t> drops_of(std::uint16_t port) {
  const auto sockets = net::bound_sockets({Protocol::udp, port});
  if (!sockets) return std::nullopt;
  std::uint64_t drops = 0;
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
    const wire::DatagramCodec& codec,
    Receipts& receipts,
    OverlayWay overlay,
    std::vector<AnsweredPort> ports
)
    : codec_(codec),
      receipts_(receipts),
      overlay_(std::move(overlay)),
      ports_(std::move(ports)),
      processes_(net::processes_of_sockets(net::udp_socket_inodes())),
      sender_v4_(open_sender(false)),
      sender_v6_(open_sender(true)) {
  for (const AnsweredPort& one : ports_) {
    const auto drops = one.live ? drops_of(one.port) : std::nullopt;
    if (drops) drops_before_[one.port] = *drops;
  }
}

// The flow's port on this node; where it has several, the one that the probe came to.
const AnsweredPort* LiveAnswers::port_of(FlowId flow, std::uint16_t arrived_at) const {
  const AnsweredPort* found = nullptr;
  for (const AnsweredPort& one : ports_) {
    if (std::ranges::find(one.flows, flow) == one.flows.end()) continue;
    if (one.port == arrived_at) return &one;
    if (found == nullptr) found = &one;
  }
  return found;
}

// A socket at the port that a rule leads to. Our own stand-ins answer for themselves. Whose it is
// can be hidden from us, as it can be of a live port.
bool LiveAnswers::is_rightful(const net::BoundSocket& socket, const AnsweredPort& meant) const {
  const auto process = processes_.find(socket.inode);
  if (process == processes_.end()) return true;
  if (process->second.name == evidence::agent_process) return false;
  return meant.owner.empty() || process->second.name == meant.owner;
}

bool LiveAnswers::is_taken(
    std::uint16_t port, const IpAddress& destination, const AnsweredPort& meant
) {
  Owners& owners = owners_[port];
  const TimePoint now = Clock::now();
  if (owners.read_at == TimePoint{} || now - owners.read_at > sockets_age_max) {
    auto found = net::bound_sockets({Protocol::udp, port});
    owners.sockets = found ? std::move(*found) : std::vector<net::BoundSocket>();
    owners.read_at = now;
  }
  return std::ranges::any_of(owners.sockets, [&](const net::BoundSocket& socket) {
    return net::takes(socket, destination) && (port == meant.port || is_rightful(socket, meant));
  });
}

void LiveAnswers::receive(
    const wire::Datagram& probe, const packets::PacketView& packet, const packets::UdpView& udp
) {
  const std::uint16_t port = udp.destination_port;
  const AnsweredPort* const meant = port_of(probe.path.flow, port);
  if (meant == nullptr || (port == meant->port && !meant->live)) return;
  if (!is_taken(port, packet.destination, *meant)) return;
  const ListenPort listen{Protocol::udp, meant->port};
  if (!receipts_.accept(listen, probe, packet.source, udp.source_port)) return;
  const int error = answer(probe, packet, udp);
  if (error == 0) {
    receipts_.answered(probe);
  } else {
    receipts_.answer_failed(probe, error);
  }
}

int LiveAnswers::answer(
    const wire::Datagram& probe, const packets::PacketView& packet, const packets::UdpView& udp
) {
  const auto& sender = packet.destination.is_v6() ? sender_v6_ : sender_v4_;
  if (!sender) return EPERM;
  if (overlay_.leads_to(unmapped(packet.source))) return ENETUNREACH;
  wire::Datagram echo = probe;
  echo.kind = wire::DatagramKind::echo;
  echo.size = wire::datagram_bytes_min;  // large probes are about the way here
  std::array<std::byte, wire::datagram_bytes_min> bytes;
  codec_.encode(echo, bytes);
  return sender->send(
      {packet.destination, udp.destination_port}, {packet.source, udp.source_port}, bytes
  );
}

std::uint64_t LiveAnswers::owner_drops() const {
  std::uint64_t all = 0;
  for (const auto& [port, before] : drops_before_)
    all += std::max(drops_of(port).value_or(before), before) - before;
  return all;
}

}  // namespace oakprobe::agent
