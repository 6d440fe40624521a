#pragma once

#include "evidence/closer_look.hpp"
#include "evidence/question.hpp"
#include "probe-agent/exchange/live_talk.hpp"
#include "probe-agent/exchange/source_socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace oakprobe::agent {

enum class LongPart : std::uint8_t { request, answer };  // what fills segments

// A running HTTP service that is asked what it was asked before, in a long request, or for the long
// answer that it is known to have: one connection, closed as LiveTalk closes it.
class LongExchange : public std::enable_shared_from_this<LongExchange> {
 public:
  // packet_bytes: no longer packet is sent, in either direction. dialled: the literal or name.
  LongExchange(
      boost::asio::io_context& io,
      evidence::Question question,
      std::string dialled,
      LongPart part,
      std::uint16_t packet_bytes
  );

  // done: called once, from the io_context, unless stop() comes first; slow_question_limit after
  // the connection at the latest.
  void start(
      const boost::asio::ip::tcp::endpoint& to,
      const ProbeSource& source,
      const net::NetworkNamespace* there,
      std::function<void()> done
  );
  void stop();

  // ETIMEDOUT as the error until there is a connection; ENODATA: the answer was short. answered:
  // the long request arrived, or segment_fill_bytes_min of the long answer came.
  [[nodiscard]] const evidence::SizedProbe& result() const { return result_; }
  [[nodiscard]] bool is_over() const { return over_; }
  [[nodiscard]] bool is_talking() const { return talk_ != nullptr && !over_; }

 private:
  void await_connection();
  void ask();
  void take_result(const Conversation& conversation);
  void finish(int error);

  evidence::Question question_;
  std::string dialled_;
  boost::asio::ip::tcp::endpoint to_;
  boost::asio::ip::tcp::socket socket_;  // until there is a talk
  std::shared_ptr<LiveTalk> talk_;
  std::function<void()> done_;
  TimePoint started_at_;
  evidence::SizedProbe result_;
  bool over_ = false;
};

}  // namespace oakprobe::agent
