#include "probe-agent/stand_in/armed_ports.hpp"

#include "probe-agent/host/installed_component.hpp"

#include <boost/asio/ip/v6_only.hpp>

#include <algorithm>
#include <cerrno>
#include <numeric>

namespace oakprobe::agent {

using boost::asio::ip::tcp;
using boost::asio::ip::udp;

namespace {

// Would a stand-in on `bind` and this socket be after the same packets?
bool collides(const packets::PortHolder& holder, const std::optional<IpAddress>& bind) {
  return !bind || holder.takes_any_address || bind->is_unspecified() || holder.local == *bind;
}

// How far a socket's claim on its port reaches.
int reach(const packets::PortHolder& holder) {
  if (!holder.owner) return 0;
  if (holder.takes_any_address) return 3;
  return unmapped(holder.local).is_loopback() ? 1 : 2;
}

// The socket of somebody else that decides what becomes of the port: an owner before a passer-by,
// and of several owners the one that strangers reach.
std::optional<packets::PortHolder> deciding(
    const std::vector<packets::PortHolder>& holders, const std::optional<IpAddress>& bind
) {
  std::optional<packets::PortHolder> found;
  for (const packets::PortHolder& holder : holders) {
    if (holder.time_wait || !collides(holder, bind)) continue;
    if (!found || reach(holder) > reach(*found)) found = holder;
  }
  return found;
}

// Nothing but connections that are over. Asked before the agent binds anything there itself.
bool is_only_time_wait(const std::vector<packets::PortHolder>& holders) {
  return !holders.empty() && std::all_of(holders.begin(), holders.end(), [](const auto& holder) {
    return holder.time_wait;
  });
}

void name_owner(evidence::ArmedPort& armed, const packets::PortHolder& holder) {
  armed.mode = holder.owner ? evidence::ListenMode::live : evidence::ListenMode::used_as_source;
  armed.address = holder.takes_any_address ? "*" : holder.local.to_string();
  if (auto process = net::process_of_socket(holder.inode)) {
    armed.process = std::move(process->name);
    armed.pid = process->pid;
  }
}

// Binds without SO_REUSEADDR, so that a port which another process is just taking is refused.
// What is left of closed connections only (TIME_WAIT) is no owner.
boost::system::error_code bind_tcp(
    tcp::acceptor& acceptor, const tcp::endpoint& local, bool only_time_wait
) {
  boost::system::error_code failed;
  acceptor.open(local.protocol(), failed);
  if (!failed && local.address().is_v6()) {
    acceptor.set_option(boost::asio::ip::v6_only(true), failed);
  }
  if (failed) return failed;
  acceptor.bind(local, failed);
  if (failed == boost::asio::error::address_in_use && only_time_wait) {
    acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
    acceptor.bind(local, failed);
  }
  return failed;
}

bool family_is_missing(int error) { return error == EAFNOSUPPORT || error == EADDRNOTAVAIL; }

}  // namespace

ArmedPorts::ArmedPorts(
    boost::asio::io_context& io, const wire::DatagramCodec& codec, Receipts& receipts
)
    : io_(io), codec_(codec), receipts_(receipts) {}

std::vector<evidence::ArmedPort> ArmedPorts::arm(const wire::Arm& order, HostView& host) {
  std::vector<evidence::ArmedPort> armed;
  net::SocketTables tables;
  for (const wire::ArmPort& wanted : order.ports)
    armed.push_back(arm_port(wanted, order, tables.holders_of(wanted.port), host));
  return armed;
}

evidence::ArmedPort ArmedPorts::arm_port(
    const wire::ArmPort& wanted,
    const wire::Arm& order,
    const std::vector<packets::PortHolder>& holders,
    HostView& host
) {
  evidence::ArmedPort armed;
  armed.port = wanted.port;
  const auto holder = deciding(holders, order.bind);
  if (holder && holder->owner) {
    name_owner(armed, *holder);
    return armed;
  }
  if (!wanted.stand_in || order.policy == wire::ListenPolicy::never) return armed;
  if (order.policy == wire::ListenPolicy::automatic) {
    if (auto installed = installed_component(wanted.component, host)) {
      armed.mode = evidence::ListenMode::not_running;
      armed.installed_as = *std::move(installed);
      return armed;
    }
  }
  // Armed before it is bound: what comes in between waits in the socket's buffer.
  receipts_.arm(wanted.port, wanted.flows);
  const bool only_time_wait = is_only_time_wait(holders);
  const int error = stand_in(wanted.port, order.bind, only_time_wait);
  if (error == 0) {
    armed.mode = evidence::ListenMode::stand_in;
  } else if (const auto other = deciding(net::port_holders(wanted.port), order.bind);
             other && error == EADDRINUSE) {
    name_owner(armed, *other);
  } else if (error == EADDRINUSE && only_time_wait) {
    // A connection that had the port as its source is over, and keeps it for a minute more.
    armed.mode = evidence::ListenMode::used_as_source;
  } else {
    armed.mode = evidence::ListenMode::failed;
    armed.error = error;
  }
  return armed;
}

int ArmedPorts::stand_in(
    ListenPort port, const std::optional<IpAddress>& bind, bool only_time_wait
) {
  if (bind) return stand_in_on(port, *bind, only_time_wait);
  const int v6 = stand_in_on(port, boost::asio::ip::address_v6::any(), only_time_wait);
  if (v6 != 0 && !family_is_missing(v6)) return v6;
  const int v4 = stand_in_on(port, boost::asio::ip::address_v4::any(), only_time_wait);
  // Half a port is none: give the IPv6 half back.
  if (v4 != 0 && v6 == 0) {
    if (port.protocol == Protocol::tcp) tcp_.pop_back();
    if (port.protocol == Protocol::udp) udp_.pop_back();
  }
  return v4;
}

int ArmedPorts::stand_in_on(ListenPort port, const IpAddress& address, bool only_time_wait) {
  boost::system::error_code failed;
  if (port.protocol == Protocol::tcp) {
    tcp::acceptor acceptor(io_);
    failed = bind_tcp(acceptor, tcp::endpoint(address, port.port), only_time_wait);
    if (failed) return failed.value();
    try {
      tcp_.emplace_back(std::move(acceptor), codec_, receipts_);
    } catch (const boost::system::system_error& refused) {
      return refused.code().value();
    }
    return 0;
  }
  udp::socket socket(io_);
  const udp::endpoint local(address, port.port);
  socket.open(local.protocol(), failed);
  if (!failed && address.is_v6()) socket.set_option(boost::asio::ip::v6_only(true), failed);
  if (!failed) socket.bind(local, failed);
  if (!failed) socket.non_blocking(true, failed);
  if (failed) return failed.value();
  udp_.emplace_back(std::move(socket), codec_, receipts_);
  return 0;
}

std::uint64_t ArmedPorts::failed_accepts() const {
  return std::accumulate(
      tcp_.begin(),
      tcp_.end(),
      std::uint64_t{0},
      [](std::uint64_t sum, const TcpStandIn& one) { return sum + one.failed_accepts(); }
  );
}

}  // namespace oakprobe::agent
