#pragma once

#include "evidence/closer_look.hpp"
#include "net/error_queue.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/dial/source_socket.hpp"
#include "probe-agent/look/ladder_step.hpp"
#include "probe-agent/look/long_exchange.hpp"
#include "probe-agent/look/segment_exchange.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <bit>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::agent {

// Of a burst's ports, those that were used before; the others tell of ways that are not known yet.
inline constexpr std::size_t lost_ports_max = evidence::burst_ports / 2;

// A path to look at, as it was dialled before.
struct LookTarget {
  evidence::Look look;
  Protocol protocol = Protocol::udp;
  IpAddress address;
  std::uint16_t port = 0;
  Clock::duration patience{};                          // how long an answer may take
  std::shared_ptr<const net::NetworkNamespace> there;  // from where; nullptr: this host's network
  std::optional<evidence::Question> question;          // TCP: what a running service was asked
  std::string dialled;  // literal or name, as that service was told it
  evidence::AnswerKind said = evidence::AnswerKind::silent;  // what it answered
  // UDP: from where probes left that were not answered, lost_ports_max at most. A part of the burst
  // leaves from there again, since a way that is chosen by port may lose all of them.
  std::vector<std::uint16_t> lost_ports;
};

// The closer look at one path from its source: one probe alone, where it was silent; a burst of
// small probes from several ports, a ladder of packet sizes, a trace of the routers, one after the
// other and from a port of its own; over TCP the ladder is one of connections, and there is no
// burst. What it is given must outlive it, or stop() must have been called.
class PathLook : public std::enable_shared_from_this<PathLook> {
 public:
  PathLook(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      std::uint64_t run,
      const ProbeSource& source,
      LookTarget target
  );

  // Whose errors are rationed is asked patiently, before anything else is sent by this look or
  // another one: a router sends few ICMP errors, and others' packets must not use them up. `done`
  // is called once from the io_context, unless stop() comes first; so below.
  [[nodiscard]] bool asks_patiently() const {
    return target_.look.again == evidence::AskAgain::patiently;
  }
  void ask_again(bool is_first, std::function<void()> done);
  void start(std::function<void()> done);
  // From the start of all looks, as it was ordered.
  [[nodiscard]] std::chrono::milliseconds start_after() const {
    return std::chrono::milliseconds(target_.look.start_ms);
  }
  void stop();

  [[nodiscard]] const evidence::LookEvidence& evidence() const { return evidence_; }

 private:
  void spawn(boost::asio::awaitable<void> part, std::function<void()> done);
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> send_alone(bool is_first);
  void ask_once();
  [[nodiscard]] bool is_heard() const { return evidence_.refused || evidence_.again_answered; }
  boost::asio::awaitable<void> send_burst();
  boost::asio::awaitable<void> await_burst();
  boost::asio::awaitable<void> climb();
  boost::asio::awaitable<void> try_sizes(std::vector<LadderStep> steps);
  boost::asio::awaitable<void> descend(std::vector<LadderStep> steps);
  boost::asio::awaitable<void> send_sized(LadderStep step);
  boost::asio::awaitable<void> climb_tcp();
  boost::asio::awaitable<void> climb_live();
  boost::asio::awaitable<bool> climb_live(LongPart part);
  boost::asio::awaitable<bool> try_long(LongPart part, std::uint16_t bytes);
  boost::asio::awaitable<bool> exchange_long(LongPart part, std::uint16_t bytes);
  boost::asio::awaitable<void> try_segments(const std::vector<LadderStep>& steps);
  boost::asio::awaitable<void> trace_udp();
  boost::asio::awaitable<void> trace_tcp();
  boost::asio::awaitable<bool> trace_tcp_hop(std::uint8_t limit, std::uint16_t& source_port);
  boost::asio::awaitable<void> pause(Clock::duration time);
  // Until `enough` is true, asked at each arrival, or the time is over.
  boost::asio::awaitable<void> await(std::function<bool()> enough, Clock::duration limit);

  // The burst's mean; 0: none of it was answered.
  [[nodiscard]] Clock::duration round_trip() const {
    const int answered = std::popcount(evidence_.burst_answered);
    return answered == 0 ? Clock::duration::zero() : round_trips_ / answered;
  }

  using Socket = boost::asio::ip::udp::socket;

  [[nodiscard]] bool open(Socket& socket);
  [[nodiscard]] bool open_again(Socket& socket, std::uint16_t port);
  [[nodiscard]] bool open_burst_ports();
  void close_burst_ports();
  void listen(Socket& socket);
  void drain(Socket& socket);
  void drain_errors(Socket& socket);
  void on_error(const net::QueuedError& error, bool of_burst);
  int send(Socket& from, std::uint16_t attempt, std::uint16_t payload_bytes);
  void note_hop(const IpAddress& from, bool is_end);

  const wire::DatagramCodec& codec_;
  std::uint64_t run_;
  const ProbeSource& source_;
  LookTarget target_;
  bool ipv6_;
  boost::asio::io_context& io_;
  Socket socket_;
  std::list<Socket> burst_sockets_;                          // open while the burst is under way
  std::vector<std::shared_ptr<SegmentExchange>> exchanges_;  // those of one round
  std::shared_ptr<LongExchange> long_exchange_;              // that is under way
  boost::asio::steady_timer timer_;
  std::function<bool()> enough_;
  evidence::LookEvidence evidence_;
  std::array<TimePoint, evidence::burst_probes_max> burst_sent_at_{};
  Clock::duration round_trips_{};  // of the burst's answers, all together
  TimePoint made_at_ = Clock::now();
  TimePoint asked_at_;  // again, for the first time
  TimePoint burst_ended_at_;
  std::uint8_t hop_limit_ = 0;  // that is being tried
  bool hop_answered_ = false;
  bool end_reached_ = false;
  bool stopped_ = false;
};

}  // namespace oakprobe::agent
