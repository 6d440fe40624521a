#pragma once

#include "probe-agent/question/answer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::agent {

// HTTP/2's connection preface (RFC 9113, 3.4), as a gRPC client starts: the server must answer with
// a SETTINGS frame. No stream is opened, so nothing is called.
class GrpcQuestion {
 public:
  [[nodiscard]] static std::string opening();

  void take(std::string_view bytes);

  [[nodiscard]] const std::optional<Answer>& answer() const { return answer_; }
  // What it is if nothing more comes; something has come.
  [[nodiscard]] Answer unfinished() const;
  [[nodiscard]] static bool wants_more() { return false; }
  // Acknowledges the server's settings and says that no stream will come (GOAWAY).
  [[nodiscard]] static std::string farewell();

 private:
  std::string head_;  // of the first frame
  std::optional<Answer> answer_;
};

}  // namespace oakprobe::agent
