#include "coordinator/check/run_identity.hpp"

#include <cerrno>
#include <system_error>

#include <sys/random.h>

namespace oakprobe::check {
namespace {

// At most 256 bytes come whole or not at all (getrandom(2)).
void fill_random(void* bytes, std::size_t count) {
  while (::getrandom(bytes, count, 0) != static_cast<ssize_t>(count)) {
    if (errno != EINTR) throw std::system_error(errno, std::system_category(), "getrandom");
  }
}

}  // namespace

RunIdentity draw_run_identity() {
  RunIdentity run;
  fill_random(&run.id, sizeof run.id);
  fill_random(run.secret.data(), run.secret.size());
  fill_random(run.seed.data(), run.seed.size());
  return run;
}

std::string to_string(std::uint64_t run_id) {
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, run_id >>= 4)
    *digit = "0123456789abcdef"[run_id & 0xf];
  return text;
}

}  // namespace oakprobe::check
