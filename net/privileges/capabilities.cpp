#include "net/privileges/capabilities.hpp"

#include <array>
#include <cerrno>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/syscall.h>

namespace oakprobe::net {
namespace {

std::uint32_t half_of(CapabilitySet set, unsigned half) {
  return static_cast<std::uint32_t>(set >> 32 * half);
}

}  // namespace

ErrorCode keep_only(CapabilitySet kept, Programs programs) {
  const CapabilitySet inherited = programs == Programs::may_start ? kept : 0;
  __user_cap_header_struct this_thread{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &this_thread, sets.data()) != 0) return from_errno(errno);
  // In effect once more, if permitted: the bounding set takes CAP_SETPCAP.
  for (auto& half : sets) half.effective = half.permitted;
  (void)::syscall(SYS_capset, &this_thread, sets.data());
  for (unsigned long one = 0; ::prctl(PR_CAPBSET_READ, one, 0, 0, 0) >= 0; ++one)
    if ((inherited >> one & 1U) == 0) (void)::prctl(PR_CAPBSET_DROP, one, 0, 0, 0);
  (void)::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (unsigned half = 0; half < sets.size(); ++half) {
    sets[half].permitted &= half_of(kept, half);
    sets[half].effective = sets[half].permitted;
    sets[half].inheritable = sets[half].permitted & half_of(inherited, half);
  }
  if (::syscall(SYS_capset, &this_thread, sets.data()) != 0) return from_errno(errno);
  for (unsigned long one = 0; inherited >> one != 0; ++one)
    if ((inherited >> one & 1U) != 0)  // EPERM: it does not have it
      (void)::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, one, 0, 0);
  return {};
}

}  // namespace oakprobe::net
