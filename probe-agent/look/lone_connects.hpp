#pragma once

#include "probe-agent/look/look_context.hpp"

#include <boost/asio/awaitable.hpp>

namespace oakprobe::agent {

// Connections that are tried again on a TCP path that was silent, so that what ends its packets
// ends some while it is watched: one SYN each, one after the other, until one is answered. What
// came of them is not evidence: a connection that is made is closed with a reset, without a byte.
boost::asio::awaitable<void> connect_again(LookContext& look);

}  // namespace oakprobe::agent
