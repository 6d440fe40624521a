#include "coordinator/check/run_identity.hpp"

#include <sodium/randombytes.h>

namespace oakprobe::check {

RunIdentity draw_run_identity() {
  RunIdentity run;
  ::randombytes_buf(&run.id, sizeof run.id);
  ::randombytes_buf(run.secret.data(), run.secret.size());
  ::randombytes_buf(run.seed.data(), run.seed.size());
  return run;
}

std::string to_string(std::uint64_t run_id) {
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, run_id >>= 4)
    *digit = "0123456789abcdef"[run_id & 0xf];
  return text;
}

}  // namespace oakprobe::check
