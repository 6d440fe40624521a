#pragma once

#include "base/result.hpp"

namespace oakprobe::net {

// By seccomp(2): from now on no thread of this process can start a process or a program, look into
// another one, mount, enter a namespace or make one, load anything into the kernel, or use keys,
// io_uring and what else a prober has no use for; each such call fails with EPERM. On another
// machine than x86_64 and aarch64 it is an error, and nothing changes.
[[nodiscard]] ErrorCode refuse_system_calls();

}  // namespace oakprobe::net
