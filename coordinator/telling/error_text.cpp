#include "coordinator/telling/error_text.hpp"

#include <array>
#include <cerrno>
#include <netdb.h>
#include <system_error>
#include <utility>

namespace oakprobe::telling {

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

}  // namespace oakprobe::telling
