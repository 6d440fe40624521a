#pragma once

#include "net/port_owner.hpp"
#include "probe-agent/host/host_view.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "probe-agent/stand_in/tcp_stand_in.hpp"
#include "probe-agent/stand_in/udp_stand_in.hpp"
#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::agent {

// The ports of this node for one run: bound where nobody owns them, left alone where somebody does.
// All are free again when this object is gone.
class ArmedPorts {
 public:
  // Codec and receipts must outlive it.
  ArmedPorts(boost::asio::io_context& io, const wire::DatagramCodec& codec, Receipts& receipts);

  // One answer for each port of the order, in its order. The host tells whose ports they may be.
  [[nodiscard]] std::vector<evidence::ArmedPort> arm(const wire::Arm& order, HostView& host);

  // Times that a stand-in could not take a connection for want of descriptors or memory.
  [[nodiscard]] std::uint64_t failed_accepts() const;

 private:
  // holders: the port's sockets before anything was bound.
  [[nodiscard]] evidence::ArmedPort arm_port(
      const wire::ArmPort& wanted,
      const wire::Arm& order,
      const std::vector<packets::PortHolder>& holders,
      HostView& host
  );
  [[nodiscard]] int stand_in(
      ListenPort port, const std::optional<IpAddress>& bind, bool only_time_wait
  );
  [[nodiscard]] int stand_in_on(ListenPort port, const IpAddress& address, bool only_time_wait);

  boost::asio::io_context& io_;
  const wire::DatagramCodec& codec_;
  Receipts& receipts_;
  std::list<TcpStandIn> tcp_;
  std::list<UdpStandIn> udp_;
};

}  // namespace oakprobe::agent
