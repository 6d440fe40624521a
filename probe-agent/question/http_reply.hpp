#pragma once

#include "base/known_answer.hpp"
#include "probe-agent/question/answer.hpp"

#include <string>
#include <string_view>

namespace oakprobe::agent {

// What an HTTP server answered, as far as it came.
struct HttpReply {
  unsigned version = 11;  // 10: HTTP/1.0
  unsigned status = 0;
  std::string_view server;    // the header of that name
  std::string_view location;  // so
  std::string_view body;
  bool is_whole = false;  // the body has ended
};

// Whether it is the service that is known to answer so, another server, or may be either. Total:
// any reply gives an answer. asked: the host and port that were asked ("192.0.2.10:10000").
[[nodiscard]] Answer judge_reply(
    const HttpReply& reply, const KnownAnswer& known, std::string_view asked
);

}  // namespace oakprobe::agent
