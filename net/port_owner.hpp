#pragma once

#include "base/protocol.hpp"
#include "packets/socket_lines.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace oakprobe::net {

// The socket tables of one moment (/proc/net/{tcp,udp}{,6}, proc(5)). For each reader the kernel
// walks its whole hash, some 5 ms a table: read once, and ask for many ports.
class SocketTables {
 public:
  // All sockets of the port, of both families: a dual-stack daemon, as Go's, is in the IPv6 table
  // only. A protocol's tables are read when they are first asked for.
  [[nodiscard]] std::vector<packets::PortHolder> holders_of(ListenPort port);

 private:
  std::map<Protocol, std::vector<std::string>> texts_;
};

// The same, now.
[[nodiscard]] std::vector<packets::PortHolder> port_holders(ListenPort port);

// The UDP ports on which the process takes what comes from anybody, in this network namespace and
// in ascending order, ports_max at most; nullopt where its descriptors may not be read.
[[nodiscard]] std::optional<std::vector<std::uint16_t>> udp_ports_of(
    std::int32_t pid, std::size_t ports_max
);

struct ProcessName {
  std::int32_t pid = 0;
  std::string name;  // /proc/PID/comm
};

// Who holds the socket; nullopt where /proc/PID/fd may not be read (another user's process).
[[nodiscard]] std::optional<ProcessName> process_of_socket(std::uint64_t inode);

// Who holds each of these sockets, by inode, as far as it may be read: one walk for all of them.
[[nodiscard]] std::map<std::uint64_t, ProcessName> processes_of_sockets(
    const std::set<std::uint64_t>& inodes
);

// Those of this network namespace that take datagrams from anybody, on whatever port.
[[nodiscard]] std::set<std::uint64_t> udp_socket_inodes();

}  // namespace oakprobe::net
