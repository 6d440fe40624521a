#pragma once

#include "probe-agent/dial/dial_network.hpp"
#include "probe-agent/dial/service_dialler.hpp"
#include "probe-agent/dial/tcp_dialler.hpp"
#include "probe-agent/dial/udp_dialler.hpp"

#include <functional>

namespace oakprobe::agent {

class DialProgress;

// This host's sockets as a dial run's network.
class DialSockets final : public DialNetwork {
 public:
  // The codec must outlive it. opened: before a TCP attempt's SYN leaves.
  DialSockets(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      std::uint64_t run,
      const ProbeSource& source,
      std::function<void(const OpenedAttempt&)> opened
  );

  // Whom to tell what happens, before anything is sent. happened: called after each event that may
  // bring the next thing due nearer.
  void report_to(DialProgress& progress, std::function<void()> happened);

  int queue_probe(
      std::size_t index,
      const PathId& path,
      unsigned attempt,
      const IpAddress& address,
      std::uint16_t port
  ) override {
    return udp_.queue(index, path, attempt, address, port);
  }
  void flush() override { udp_.flush(); }
  std::optional<evidence::DialFailure> connect(
      std::size_t index,
      const wire::PlannedPath& plan,
      unsigned attempt,
      const IpAddress& address,
      const net::NetworkNamespace* there
  ) override {
    return tcp_.dial(index, plan, attempt, address, there);
  }
  std::optional<evidence::DialFailure> ask(
      std::size_t index, const PathId& path, unsigned attempt, ServiceCall call
  ) override {
    return services_.dial(index, path, attempt, std::move(call));
  }
  [[nodiscard]] bool is_full_of_connections() const override { return tcp_.is_full(); }
  [[nodiscard]] bool is_full_of_questions() const override { return services_.is_full(); }
  void abandon(std::size_t index, unsigned attempt) override { tcp_.abandon(index, attempt); }
  void abandon(std::size_t index) override {
    tcp_.abandon(index);
    services_.abandon(index);
  }
  void end_talks(std::size_t index) override { services_.end_talks(index); }

  // The port that an attempt's UDP probes left from, for other sockets to leave from, too
  // (UdpDialler::share_port).
  [[nodiscard]] std::uint16_t share_port(unsigned attempt, bool ipv6) {
    return udp_.share_port(attempt, ipv6);
  }

 private:
  [[nodiscard]] UdpEvents udp_events();
  [[nodiscard]] TcpEvents tcp_events();
  [[nodiscard]] ServiceEvents service_events();

  DialProgress* progress_ = nullptr;
  std::function<void()> happened_;
  std::function<void(const OpenedAttempt&)> opened_;
  UdpDialler udp_;
  TcpDialler tcp_;
  ServiceDialler services_;
};

}  // namespace oakprobe::agent
