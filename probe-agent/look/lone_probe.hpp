#pragma once

#include "probe-agent/look/look_context.hpp"
#include "probe-agent/look/look_socket.hpp"

#include <boost/asio/awaitable.hpp>

namespace oakprobe::agent {

// One probe alone on a path that was silent, for an ICMP error to come of it: nothing else of this
// source uses up what a router may send.
class LoneProbe {
 public:
  explicit LoneProbe(LookContext& look) : look_(look) {}

  // Where nobody rations such errors to this source: one is enough.
  void send_once(LookSocket& from);
  // Until something is heard, so often that one of them finds the router's next ICMP error unused.
  // is_first: no other look's was sent before. Opens the socket once it is due.
  boost::asio::awaitable<void> send_patiently(LookSocket& from, bool is_first);
  // Until something is heard, or so long from the first one on.
  boost::asio::awaitable<void> await_word(Clock::duration patience);
  // As long as it takes to know that a neighbour is absent.
  boost::asio::awaitable<void> await_neighbour();

  [[nodiscard]] bool was_sent() const { return look_.evidence.asked_again > 0; }
  void answered() { look_.evidence.again_answered = was_sent(); }
  // The first one counts.
  void refused(const evidence::IcmpError& icmp) {
    if (!look_.evidence.refused) look_.evidence.refused = icmp;
  }

 private:
  [[nodiscard]] bool is_heard() const {
    return look_.evidence.refused || look_.evidence.again_answered;
  }

  LookContext& look_;
  TimePoint made_at_ = Clock::now();
  TimePoint sent_at_;  // the first one
};

}  // namespace oakprobe::agent
