#pragma once

#include "base/result.hpp"
#include "evidence/firewall_rule.hpp"
#include "net/lifetime.hpp"
#include "probe-agent/firewall/traced_hooks.hpp"
#include "rules/trace_event.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace oakprobe::agent {

// What is kept; what comes behind it tells of the same packets.
inline constexpr std::size_t trace_events_max = 20'000;

// Has the kernel trace packets (trace_table.hpp), and hears what it tells, until this is gone: the
// table is gone with it, at once. Takes CAP_NET_ADMIN.
class RuleTrace {
 public:
  explicit RuleTrace(boost::asio::io_context& io) : socket_(io) {}
  RuleTrace(const RuleTrace&) = delete;
  RuleTrace& operator=(const RuleTrace&) = delete;

  // An error: nothing is traced, and there is no table.
  [[nodiscard]] ErrorCode start(
      std::span<const evidence::WatchedPacket> packets, const TracedHooks& hooks
  );

  // What the kernel told until now.
  [[nodiscard]] const std::vector<rules::TraceEvent>& events();

 private:
  void listen();
  void take_all();
  void take(std::span<const std::byte> datagram);

  boost::asio::posix::stream_descriptor socket_;
  std::unique_ptr<std::byte[]> buffer_;
  std::vector<rules::TraceEvent> events_;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
