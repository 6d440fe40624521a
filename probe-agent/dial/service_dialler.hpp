#pragma once

#include "probe-agent/dial/service_call.hpp"
#include "probe-agent/exchange/live_talk.hpp"
#include "probe-agent/exchange/opened_attempt.hpp"
#include "probe-agent/exchange/tcp_connect.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// The first argument is the path's index with the owner.
struct ServiceEvents {
  std::function<void(const OpenedAttempt&)> opened;
  // question: how long it may take from the attempt's start, its follow-up included
  std::function<void(std::size_t path, unsigned attempt, std::chrono::milliseconds question)>
      connected;
  std::function<void(std::size_t path, unsigned attempt, Heard heard)> heard;
  std::function<void(std::size_t path, evidence::DialFailure failure)> failed;
};

inline constexpr std::size_t service_connections_max = 200;

// Connects to ports that other processes serve and asks each one question. Never two connections of
// an attempt at a time: a follow-up (conversation.hpp) waits for the first one's end.
class ServiceDialler {
 public:
  ServiceDialler(boost::asio::io_context& io, ProbeSource source, ServiceEvents events);
  ~ServiceDialler();

  [[nodiscard]] bool is_full() const { return attempts_.size() >= service_connections_max; }

  // Starts a connection. nullopt: under way. A failure: the kernel refused the call at once.
  [[nodiscard]] std::optional<evidence::DialFailure> dial(
      std::size_t index, const PathId& path, unsigned attempt, ServiceCall call
  );

  // Hangs up; what was heard until then counts. Connections that are still to come stay.
  void end_talks(std::size_t index);
  // Gives up everything of a path.
  void abandon(std::size_t index);

 private:
  struct Attempt;
  using Shared = std::shared_ptr<Attempt>;

  [[nodiscard]] std::optional<evidence::DialFailure> connect(const Shared& attempt);
  void tell_opened(const Attempt& attempt) const;
  void allow_for_link(Attempt& attempt) const;
  void on_connect(const Shared& attempt);
  void on_talked(const Shared& attempt, const Conversation& conversation);
  void conclude(const Shared& attempt);

  boost::asio::io_context& io_;
  ProbeSource source_;
  ServiceEvents events_;
  std::map<std::pair<std::size_t, unsigned>, Shared> attempts_;
};

}  // namespace oakprobe::agent
