#include "coordinator/diagnosis/error_text.hpp"

#include <array>
#include <cerrno>
#include <netdb.h>
#include <system_error>
#include <utility>

namespace oakprobe::diagnosis {

std::string errno_text(std::int32_t error) {
  using Row = std::pair<std::int32_t, std::string_view>;
  static constexpr std::array names{
      Row{EPERM, "EPERM"},
      Row{EACCES, "EACCES"},
      Row{EAGAIN, "EAGAIN"},
      Row{EINVAL, "EINVAL"},
      Row{ENOMEM, "ENOMEM"},
      Row{EMFILE, "EMFILE"},
      Row{ENFILE, "ENFILE"},
      Row{EPIPE, "EPIPE"},
      Row{EMSGSIZE, "EMSGSIZE"},
      Row{ENOPROTOOPT, "ENOPROTOOPT"},
      Row{EAFNOSUPPORT, "EAFNOSUPPORT"},
      Row{EADDRINUSE, "EADDRINUSE"},
      Row{EADDRNOTAVAIL, "EADDRNOTAVAIL"},
      Row{ENETDOWN, "ENETDOWN"},
      Row{ENETUNREACH, "ENETUNREACH"},
      Row{ECONNABORTED, "ECONNABORTED"},
      Row{ECONNRESET, "ECONNRESET"},
      Row{ENOBUFS, "ENOBUFS"},
      Row{ETIMEDOUT, "ETIMEDOUT"},
      Row{ECONNREFUSED, "ECONNREFUSED"},
      Row{EHOSTUNREACH, "EHOSTUNREACH"},
  };
  for (const auto& [number, name] : names) {
    if (number != error) continue;
    return std::string(name) + ", " + std::generic_category().message(error);
  }
  return "error " + std::to_string(error);
}

std::string resolver_text(std::int32_t error) { return ::gai_strerror(error); }

std::string one_line(std::string_view words) {
  std::string text;
  bool cut = false;
  for (const char byte : words) {
    const bool space = byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
    if (space && (text.empty() || text.back() == ' ')) continue;
    // Never within a UTF-8 sequence: continuation bytes are 10xxxxxx.
    if (text.size() >= one_line_bytes_max && (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U) {
      cut = true;
      break;
    }
    if (text.size() >= one_line_bytes_max + 4) {  // no UTF-8 at all
      cut = true;
      break;
    }
    text += space ? ' ' : byte;
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return cut ? text + "…" : text;
}

}  // namespace oakprobe::diagnosis
