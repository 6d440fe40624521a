#include "coordinator/app/read_file.hpp"

#include "net/read_file.hpp"
#include "net/unique_fd.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace oakprobe::app {

boost::system::result<std::string, ReadTrouble> read_file(
    const std::string& file, std::size_t bytes_max
) {
  const bool is_input = file == "-";
  const auto trouble = [&](ErrorCode error) {
    return ReadTrouble{(is_input ? "standard input" : file) + ": " + error.message()};
  };
  net::UniqueFd opened;
  if (!is_input) {
    opened.reset(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!opened.valid()) return trouble(from_errno(errno));
  }
  auto content = net::read_first(is_input ? STDIN_FILENO : opened.get(), bytes_max + 1);
  if (!content) return trouble(content.error());
  return {boost::system::in_place_value, std::move(*content)};
}

}  // namespace oakprobe::app
