#pragma once

#include "net/network_namespace.hpp"

#include <memory>
#include <span>
#include <string>

namespace oakprobe::agent {

// Once everything is open that a check needs: all threads of this process keep CAP_NET_ADMIN at
// most (to read IPsec policies), those within containers' networks nothing; they read below /proc
// and what names are looked up in, and write nowhere (Landlock); the system calls of
// net/privileges/syscall_filter.hpp are refused; and root becomes nobody, unless this host treats
// nobody's packets otherwise than root's, or keeps the files of names from it. For good.
//
// What can't be given up is kept, and the rest given up all the same. Returns what is kept though
// it should not, and why, as one line; empty: nothing. (docs/privileges.md, "What an agent keeps")
[[nodiscard]] std::string confine(
    std::span<const std::shared_ptr<const net::NetworkNamespace>> networks
);

// The same where another run is to follow, which must find what this one found: threads within
// containers' networks give up as much; all others keep the capabilities that arming takes, the
// user, and what files they may read; and entering a network is not refused. To be called in each
// run; confine() may follow.
[[nodiscard]] std::string confine_between_runs(
    std::span<const std::shared_ptr<const net::NetworkNamespace>> networks
);

}  // namespace oakprobe::agent
