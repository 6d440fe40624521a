#include "coordinator/app/load_report.hpp"

#include "base/result.hpp"
#include "coordinator/app/load_inventory.hpp"
#include "coordinator/record/read_report.hpp"

#include <cerrno>
#include <ext/stdio_filebuf.h>
#include <fcntl.h>
#include <ios>
#include <unistd.h>
#include <utility>

namespace oakprobe::app {

OrFailure<diagnosis::FinishedCheck> load_report(const std::string& file) {
  const auto unreadable = [&](const std::string& why) {
    return wrong_input(shown_name(file) + ": " + why);
  };
  using File = __gnu_cxx::stdio_filebuf<char>;
  constexpr auto mode = std::ios::in | std::ios::binary;
  File bytes;
  if (file == "-")  // may be a socket, which /dev/stdin can't open
    bytes = File(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0), mode);
  else
    bytes.open(file, mode);
  if (!bytes.is_open()) return unreadable(from_errno(errno).message());
  try {
    auto check = record::read_report(bytes);
    if (!check) return unreadable(check.error().message);
    return {boost::system::in_place_value, std::move(*check)};
  } catch (const std::ios_base::failure& error) {  // a directory, a disk that fails
    return unreadable(error.code().message());
  }
}

}  // namespace oakprobe::app
