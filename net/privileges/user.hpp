#pragma once

#include "base/result.hpp"

#include <sys/types.h>

namespace oakprobe::net {

// The calling thread, a root's, becomes this user for good, in the group of that number and no
// other. What capabilities it is permitted stay so, and are not in effect until keep_only(). Other
// threads stay what they are.
[[nodiscard]] ErrorCode become_user(uid_t user);

// Whether sockets of different users may fare differently on this host: by a routing rule
// (uidrange), or a firewall's (nftables' skuid and skgid, iptables' owner). True too where the
// rules can't be read. Cgroup programs are not looked into.
[[nodiscard]] bool tells_users_apart();

}  // namespace oakprobe::net
