#pragma once

#include "base/ip_address.hpp"
#include "evidence/node_evidence.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/exchange/opened_attempt.hpp"
#include "probe-agent/exchange/tcp_connect.hpp"
#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace oakprobe::agent {

// What became of a TCP attempt. The first argument is the path's index with the owner.
struct TcpEvents {
  std::function<void(const OpenedAttempt&)> opened;
  std::function<void(std::size_t path, unsigned attempt)> connected;
  std::function<void(std::size_t path, unsigned attempt, TimePoint now)> asked;
  std::function<void(std::size_t path, unsigned attempt, TimePoint now)> answered;
  std::function<void(std::size_t path, evidence::DialFailure failure)> failed;
};

inline constexpr std::size_t tcp_connections_max = 2'000;

// Connects, and then either closes at once (bare) or proves to be talking to the target's stand-in
// with one probe and its echo. Towards a stand-in the connection ends with a reset, so that nothing
// is left in TIME_WAIT; towards any other service in order, at once and without a byte.
class TcpDialler {
 public:
  TcpDialler(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      std::uint64_t run,
      ProbeSource source,
      TcpEvents events
  );
  ~TcpDialler();

  [[nodiscard]] bool is_full() const { return attempts_.size() >= tcp_connections_max; }

  // Starts a connection (from there: open_source_socket). nullopt: under way. A failure: the kernel
  // refused the call at once.
  [[nodiscard]] std::optional<evidence::DialFailure> dial(
      std::size_t index,
      const wire::PlannedPath& plan,
      unsigned attempt,
      const IpAddress& address,
      const net::NetworkNamespace* there
  );

  // The same for one attempt.
  void abandon(std::size_t index, unsigned attempt);

  // Closes what is still open of a path; a connection without answer is reported as failed.
  void abandon(std::size_t index);

 private:
  struct Attempt;

  void on_connect(const std::shared_ptr<Attempt>& attempt);
  void ask(const std::shared_ptr<Attempt>& attempt);
  void await_answer(const std::shared_ptr<Attempt>& attempt);
  void on_readable(const std::shared_ptr<Attempt>& attempt);
  void fail(const std::shared_ptr<Attempt>& attempt, evidence::DialFailure failure);
  void close(const std::shared_ptr<Attempt>& attempt);

  boost::asio::io_context& io_;
  const wire::DatagramCodec& codec_;
  std::uint64_t run_;
  ProbeSource source_;
  TcpEvents events_;
  std::map<std::pair<std::size_t, unsigned>, std::shared_ptr<Attempt>> attempts_;
};

}  // namespace oakprobe::agent
