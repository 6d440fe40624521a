#include "coordinator/app/access_token.hpp"

#include "base/printable.hpp"
#include "base/result.hpp"
#include "net/read_file.hpp"
#include "net/unique_fd.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <utility>

#include <sys/stat.h>

namespace oakprobe::app {

OrFailure<AccessToken> read_access_token(const std::string& file) {
  const auto wrong = [&](const std::string& why) {
    return wrong_input("the token in " + in_quotes(file) + " can't be used: " + why);
  };
  const net::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat seen {};
  if (!fd.valid() || ::fstat(fd.get(), &seen) != 0) return wrong(from_errno(errno).message());
  auto content = net::read_regular(fd.get(), token_bytes_max);
  if (!content) return wrong(content.error().message());
  AccessToken read{std::move(*content), {}};
  for (const char end : {'\n', '\r'})
    if (read.token.ends_with(end)) read.token.pop_back();
  if (read.token.find('\n') != std::string::npos) return wrong("it is more than one line");
  if (read.token.size() < token_bytes_min)
    return wrong(
        "it has less than " + std::to_string(token_bytes_min) +
        " characters; openssl rand -hex 32 makes a good one"
    );
  if (!std::ranges::all_of(read.token, [](char letter) { return letter > ' ' && letter <= '~'; }))
    return wrong("it has a blank, or something that is not printable ASCII");
  if ((seen.st_mode & S_IROTH) != 0)
    read.warning = in_quotes(file) + " has a token and can be read by everybody: chmod 600 it";
  return read;
}

}  // namespace oakprobe::app
