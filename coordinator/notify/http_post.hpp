#pragma once

#include "coordinator/notify/url.hpp"
#include "net/deadline.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <utility>
#include <vector>

namespace oakprobe::notify {

namespace asio = boost::asio;

// What became of a message.
struct Sent {
  bool delivered = false;
  bool reached = false;  // the receiver took it, or said why not
  std::string trouble;   // for a person, where it was not delivered
};

struct HttpPost {
  Url url;
  std::string body;  // JSON
  std::vector<std::pair<std::string, std::string>> headers;
};

// Of an answer: more is a failure.
inline constexpr std::size_t answer_bytes_max = 64 * 1024;

// Delivered: the answer is a 2xx. Redirects are not followed. A server's certificate is verified
// against the system's (or SSL_CERT_FILE's), and by its name. After the deadline no more is waited.
[[nodiscard]] asio::awaitable<Sent> http_post(HttpPost post, net::TimePoint deadline);

}  // namespace oakprobe::notify
