#pragma once

#include "base/result.hpp"
#include "net/privileges/programs.hpp"

#include <cstdint>

#include <linux/capability.h>

namespace oakprobe::net {

// Bits: 1 << CAP_NET_ADMIN (capabilities(7)).
using CapabilitySet = std::uint64_t;

[[nodiscard]] constexpr CapabilitySet only(unsigned capability) {
  return CapabilitySet{1} << capability;
}

// The calling thread gives up for good all but these, as far as it has them. They stay permitted
// and in effect, and no program that it would start had any. (A thread that may not change its
// bounding set keeps that; prctl(PR_SET_NO_NEW_PRIVS) makes it void.) Where it may start programs,
// those have what is kept, whoever its user is (ambient capabilities).
[[nodiscard]] ErrorCode keep_only(CapabilitySet kept, Programs programs = Programs::none);

}  // namespace oakprobe::net
