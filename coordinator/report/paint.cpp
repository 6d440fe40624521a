#include "coordinator/report/paint.hpp"

#include <array>

namespace oakprobe::report {

Mark mark_of(const diagnosis::Judgement& verdict, bool accepted) {
  using diagnosis::Status;
  switch (verdict.status) {
    case Status::open:
      return verdict.cause ? Mark::noted : Mark::open;
    case Status::degraded:
      return Mark::degraded;
    case Status::blocked:
      return Mark::blocked;
    case Status::exposed:
      return Mark::exposed;
    case Status::closed:
      return Mark::closed;
    case Status::unknown:
      return accepted ? Mark::accepted : Mark::unknown;
  }
  return Mark::unknown;
}

std::string_view symbol_of(Mark mark) {
  static constexpr std::array<std::string_view, 9> symbols{
      ".", "-", "ok", "ok*", "(?)", "~", "?", "!", "X"};
  return symbols[static_cast<std::size_t>(mark)];
}

std::string painted(std::string_view text, Mark mark, bool colour) {
  // SGR (ECMA-48 §8.3.117): dim, green, yellow, bold red.
  static constexpr std::array<std::string_view, 9> codes{
      "2", "32", "32", "32", "33", "33", "33", "1;31", "1;31"};
  if (!colour) return std::string(text);
  std::string out = "\x1b[";
  out += codes[static_cast<std::size_t>(mark)];
  out += "m";
  out += text;
  return out + "\x1b[0m";
}

std::string heading(std::string_view text, bool colour) {
  return colour ? "\x1b[1m" + std::string(text) + "\x1b[0m" : std::string(text);
}

}  // namespace oakprobe::report
