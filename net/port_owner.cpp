#include "net/port_owner.hpp"

#include "net/proc_file.hpp"
#include "packets/text_lines.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <set>
#include <unistd.h>

namespace oakprobe::net {
namespace {

// The number in "socket:[12345]".
std::optional<std::uint64_t> socket_inode(const std::filesystem::path& descriptor) {
  constexpr std::string_view head = "socket:[";
  std::array<char, 64> link{};
  const ssize_t size = ::readlink(descriptor.c_str(), link.data(), link.size());
  std::string_view text(link.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  if (!text.starts_with(head) || !text.ends_with(']')) return std::nullopt;
  text.remove_prefix(head.size());
  text.remove_suffix(1);
  return packets::number_in<std::uint64_t>(text);
}

}  // namespace

std::vector<packets::PortHolder> SocketTables::holders_of(ListenPort port) {
  const auto [tables, is_new] = texts_.try_emplace(port.protocol);
  if (is_new) {
    const std::string base = "/proc/self/net/" + std::string(to_string(port.protocol));
    for (const char* family : {"", "6"})
      if (auto text = read_small_file(base + family)) tables->second.push_back(*std::move(text));
  }
  std::vector<packets::PortHolder> holders;
  for (const std::string& table : tables->second) {
    const auto found = packets::holders_in(table, port.protocol, port.port);
    holders.insert(holders.end(), found.begin(), found.end());
  }
  return holders;
}

std::vector<packets::PortHolder> port_holders(ListenPort port) {
  return SocketTables().holders_of(port);
}

std::optional<std::vector<std::uint16_t>> udp_ports_of(std::int32_t pid, std::size_t ports_max) {
  namespace fs = std::filesystem;
  std::set<std::uint64_t> inodes;
  std::error_code denied;
  fs::directory_iterator descriptor("/proc/" + std::to_string(pid) + "/fd", denied);
  if (denied) return std::nullopt;
  for (const fs::directory_iterator last; !denied && descriptor != last;
       descriptor.increment(denied)) {
    errno = 0;
    if (const auto inode = socket_inode(descriptor->path())) inodes.insert(*inode);
    // Listing descriptors and following them are different rights (proc(5)).
    if (errno != 0 && errno != ENOENT) return std::nullopt;
  }
  if (denied) return std::nullopt;
  std::set<std::uint16_t> ports;
  const auto ipv4 = read_small_file("/proc/self/net/udp");
  if (!ipv4) return std::nullopt;
  for (const std::string& text : {*ipv4, read_small_file("/proc/self/net/udp6").value_or("")}) {
    for (const packets::PortHolder& owner : packets::udp_owners_in(text))
      if (inodes.contains(owner.inode)) ports.insert(owner.port);
  }
  std::vector<std::uint16_t> out(ports.begin(), ports.end());
  out.resize(std::min(out.size(), ports_max));
  return out;
}

std::map<std::uint64_t, ProcessName> processes_of_sockets(const std::set<std::uint64_t>& inodes) {
  namespace fs = std::filesystem;
  std::map<std::uint64_t, ProcessName> found;
  std::error_code error;
  for (fs::directory_iterator process("/proc", error), end; !error && process != end;
       process.increment(error)) {
    if (found.size() == inodes.size()) break;
    const auto pid = packets::number_in<std::int32_t>(process->path().filename().string());
    if (!pid) continue;
    std::error_code denied;
    for (fs::directory_iterator fd(process->path() / "fd", denied), last; !denied && fd != last;
         fd.increment(denied)) {
      const auto inode = socket_inode(fd->path());
      if (!inode || !inodes.contains(*inode)) continue;
      const auto [holder, is_new] = found.try_emplace(*inode, ProcessName{*pid, ""});
      if (!is_new) continue;
      std::string& name = holder->second.name;
      name = read_small_file((process->path() / "comm").string()).value_or("");
      while (!name.empty() && name.back() == '\n') name.pop_back();
    }
  }
  return found;
}

std::optional<ProcessName> process_of_socket(std::uint64_t inode) {
  auto found = processes_of_sockets({inode});
  return found.empty() ? std::nullopt : std::optional(std::move(found.begin()->second));
}

std::set<std::uint64_t> udp_socket_inodes() {
  std::set<std::uint64_t> inodes;
  for (const char* file : {"udp", "udp6"}) {
    const auto text = read_small_file(std::string("/proc/self/net/") + file).value_or("");
    for (const packets::PortHolder& owner : packets::udp_owners_in(text))
      inodes.insert(owner.inode);
  }
  return inodes;
}

}  // namespace oakprobe::net
