#pragma once

#include "base/result.hpp"
#include "net/privileges/programs.hpp"

#include <cstdint>

namespace oakprobe::net {

enum class Namespaces : std::uint8_t { may_enter, none };

// By seccomp(2): from now on no thread of this process can (but where it may) start a process or a
// program, look into another one, mount, make a namespace or (but where it may) enter one, load
// anything into the kernel, or use keys, io_uring and what else a prober has no use for; each such
// call fails with EPERM. What was refused stays so when it is called again. On another machine than
// x86_64 and aarch64 it is an error, and nothing changes.
[[nodiscard]] ErrorCode refuse_system_calls(
    Namespaces namespaces = Namespaces::none, Programs programs = Programs::none
);

}  // namespace oakprobe::net
