#pragma once

#include "base/result.hpp"
#include "net/privileges/programs.hpp"

#include <span>
#include <string>

namespace oakprobe::net {

// By Landlock (landlock(7)): from now on the calling thread, and those that it starts, may read
// what is below these folders (or these files), and may open, make, change, remove or run nothing
// else; but programs in there, if it may start them. What is open stays so; paths that are not
// there are passed over. Where the kernel has no Landlock nothing changes, and that is no error.
[[nodiscard]] ErrorCode read_only_below(
    std::span<const std::string> paths, Programs programs = Programs::none
);

}  // namespace oakprobe::net
