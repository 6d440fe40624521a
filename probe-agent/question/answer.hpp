#pragma once

#include "evidence/question.hpp"

#include <string>
#include <string_view>

namespace oakprobe::agent {

// What one connection's answer tells of the service.
struct Answer {
  evidence::AnswerKind kind = evidence::AnswerKind::silent;
  std::string said;  // printable, evidence::said_bytes_max at most

  friend bool operator==(const Answer&, const Answer&) = default;
};

// What bytes say to a person: their first line, or what they are known for ("TLS alert"), or in
// hexadecimal. Printable ASCII, never longer than evidence::said_bytes_max.
[[nodiscard]] std::string said(std::string_view bytes);

// Records of a TLS server that was not spoken to in TLS, or answers in it: alert and handshake.
[[nodiscard]] bool is_tls(std::string_view bytes);

// The first bytes of a wait for a text that may still become this one.
[[nodiscard]] inline bool is_start_of(std::string_view bytes, std::string_view wanted) {
  return bytes.size() < wanted.size() ? wanted.starts_with(bytes) : bytes.starts_with(wanted);
}

}  // namespace oakprobe::agent
