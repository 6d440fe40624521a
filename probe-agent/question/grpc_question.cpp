#include "probe-agent/question/grpc_question.hpp"

#include <algorithm>

namespace oakprobe::agent {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
// Frames (RFC 9113, 4.1): length (3 bytes), type, flags, stream (4 bytes), then the payload.
constexpr std::string_view settings = "\0\0\0\x04\0\0\0\0\0"sv;
constexpr std::string_view settings_acknowledged = "\0\0\0\x04\x01\0\0\0\0"sv;
constexpr std::string_view go_away = "\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\0"sv;
constexpr std::size_t frame_head_bytes = 9;
constexpr std::size_t setting_bytes = 6;
constexpr std::size_t said_from_bytes = 64;

// The head, as far as it is there, can be that of a server's first SETTINGS: 42 of them at most.
bool is_settings(std::string_view head) {
  for (std::size_t at = 0; at < head.size(); ++at) {
    const bool fits = at == 2 ? static_cast<unsigned char>(head[at]) % setting_bytes == 0
                              : head[at] == settings[at];
    if (!fits) return false;
  }
  return true;
}

}  // namespace

std::string GrpcQuestion::opening() { return std::string(preface) + std::string(settings); }

std::string GrpcQuestion::farewell() {
  return std::string(settings_acknowledged) + std::string(go_away);
}

void GrpcQuestion::take(std::string_view bytes) {
  if (answer_) return;
  head_ += bytes.substr(0, said_from_bytes - std::min(said_from_bytes, head_.size()));
  const std::string_view head = std::string_view(head_).substr(0, frame_head_bytes);
  if (!is_settings(head)) {
    // Its first line tells a person more than its first bytes.
    const bool line_ended = head_.find('\n') != std::string::npos;
    if (line_ended || head_.size() >= said_from_bytes) answer_ = unfinished();
  } else if (head.size() == frame_head_bytes) {
    answer_ = Answer{evidence::AnswerKind::itself, "HTTP/2 SETTINGS"};
  }
}

Answer GrpcQuestion::unfinished() const {
  const std::string_view head = std::string_view(head_).substr(0, frame_head_bytes);
  return {
      is_settings(head) ? evidence::AnswerKind::unclear : evidence::AnswerKind::other, said(head_)};
}

}  // namespace oakprobe::agent
