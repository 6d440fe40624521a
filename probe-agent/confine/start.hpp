#pragma once

namespace oakprobe::agent {

// What the agent was started with, and what nobody else is to get from it: descriptors above
// standard error are closed, the folder is "/", the environment is its own, it leaves no core, no
// process of its user may look into it or trace it (but for a sanitized one, which traces itself),
// it gains no privilege by any program, and it ends with its parent. Before any thread is made, and
// before anything is opened. What a kernel does not have is left undone.
void leave_what_was_inherited();

// Whoever orders: 16,384 descriptors and 64 MB of data at most, threads' stacks (256 KiB each)
// among them. An agent that needs more ends, and says so. A sanitized one has its memory unlimited.
inline constexpr unsigned long descriptors_max = 16'384;
inline constexpr unsigned long data_bytes_max = 64UL << 20U;
void limit_resources();

// SIGTERM comes when the parent ends, or the thread of it that started this process (prctl(2),
// PR_SET_PDEATHSIG). Not where the parent has gone already, or is in another PID namespace, as a
// container runtime's is: that one is meant to go. The kernel forgets it when the user changes.
void end_with_parent();

// Nor does it leave a core. The kernel forgets this, too.
void keep_out_of_reach();

}  // namespace oakprobe::agent
