#pragma once

#include "probe-agent/look/long_exchange.hpp"
#include "probe-agent/look/look_context.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>

namespace oakprobe::agent {

// Which sizes of TCP segments pass to and from a running service, by long requests and long
// answers. One connection after the other: a service that others need has never more than one of
// ours.
class LiveClimb {
 public:
  // The look, whose target has a question, must outlive it.
  explicit LiveClimb(LookContext& look) : look_(look) {}

  boost::asio::awaitable<void> climb();
  void stop();

 private:
  boost::asio::awaitable<bool> climb(LongPart part);
  boost::asio::awaitable<bool> search(LongPart part, std::uint16_t smallest, std::uint16_t full);
  boost::asio::awaitable<bool> try_size(LongPart part, std::uint16_t bytes);
  boost::asio::awaitable<bool> exchange(LongPart part, std::uint16_t bytes);

  LookContext& look_;
  std::shared_ptr<LongExchange> exchange_;  // the latest
};

}  // namespace oakprobe::agent
