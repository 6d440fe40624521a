#pragma once

#include "base/known_answer.hpp"
#include "probe-agent/question/answer.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::agent {

inline constexpr std::size_t http_body_bytes_max = 65'536;
inline constexpr std::size_t http_head_bytes_max = 8'192;
inline constexpr std::size_t http_answer_bytes_max = 2 * http_body_bytes_max;  // of the whole

// GET of one path, over HTTP/1.1. Where nothing is known of the answer, any shows an HTTP server.
class HttpQuestion {
 public:
  // fill_bytes: of a header that means nothing and makes the request long.
  HttpQuestion(
      std::string_view host,
      std::string_view path,
      KnownAnswer known = {},
      std::size_t fill_bytes = 0
  );
  HttpQuestion(HttpQuestion&&) noexcept;
  HttpQuestion& operator=(HttpQuestion&&) noexcept;
  ~HttpQuestion();

  // What is sent at once: a connection without a request blocks a gunicorn worker.
  [[nodiscard]] std::string opening() const;

  void take(std::string_view bytes);
  // The server closed in order: some bodies end so.
  void end();

  // Known as soon as the head is there; better, once all is.
  [[nodiscard]] const std::optional<Answer>& answer() const { return answer_; }
  // What it is if nothing more comes; something has come.
  [[nodiscard]] Answer unfinished() const;
  // The rest of the body is worth waiting for.
  [[nodiscard]] bool wants_more() const { return answer_ && !ended_; }
  // Nothing has to be said before hanging up.
  [[nodiscard]] static std::string farewell() { return ""; }

  // Whole, or as far as it came; empty unless the answer was 200.
  [[nodiscard]] std::string_view body() const;

 private:
  void parse();
  [[nodiscard]] Answer judged(bool is_whole) const;

  std::string host_;
  std::string path_;
  KnownAnswer known_;
  std::size_t fill_bytes_;
  struct Parser;
  std::unique_ptr<Parser> parser_;  // of Boost.Beast; can't be moved
  std::size_t taken_ = 0;
  std::string unparsed_;
  bool left_over_ = false;  // what is unparsed was not enough
  std::string first_;       // of the bytes that came, evidence::said_bytes_max at most
  std::optional<Answer> answer_;
  bool ended_ = false;
};

}  // namespace oakprobe::agent
