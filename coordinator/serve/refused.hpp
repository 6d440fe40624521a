#pragma once

#include "coordinator/history/trouble.hpp"
#include "coordinator/serve/data_source.hpp"

#include <string_view>
#include <utility>

namespace oakprobe::serve {

// Thrown by whoever answers a question, and caught by HistoryAnswers: that is the answer.
struct Refused {
  Answer answer;
};

[[noreturn]] inline void refuse(unsigned status, std::string_view code, std::string_view message) {
  throw Refused{refusal(status, code, message)};
}

inline constexpr std::string_view bad_parameter = "bad-parameter";
inline constexpr std::string_view not_found = "not-found";
inline constexpr std::string_view not_kept = "not-kept";
inline constexpr std::string_view no_history = "no-history";  // it can't be read
inline constexpr std::string_view busy = "busy";

template <class T>
[[nodiscard]] T checked(history::OrTrouble<T> result) {
  if (!result) refuse(503, no_history, result.error().message);
  return std::move(*result);
}

}  // namespace oakprobe::serve
