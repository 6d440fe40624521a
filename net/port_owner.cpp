#include "net/port_owner.hpp"

#include "base/parse_number.hpp"
#include "net/proc_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <set>
#include <unistd.h>

namespace oakprobe::net {
namespace {

constexpr unsigned tcp_state_established = 1;
constexpr unsigned tcp_state_time_wait = 6;
constexpr unsigned tcp_state_listen = 10;

// "0100007F" or 32 digits: 32-bit words, each printed as the host's number.
std::optional<IpAddress> parse_address(std::string_view hex) {
  namespace ip = boost::asio::ip;
  std::array<unsigned char, 16> bytes{};
  if (hex.size() != 8 && hex.size() != 32) return std::nullopt;
  for (std::size_t word = 0; word < hex.size() / 8; ++word) {
    const auto value = parse_number<std::uint32_t>(hex.substr(word * 8, 8), 16);
    if (!value) return std::nullopt;
    // The kernel prints the word in host order; its bytes in memory are in network order.
    for (std::size_t byte = 0; byte < 4; ++byte) {
      bytes[word * 4 + byte] = reinterpret_cast<const unsigned char*>(&*value)[byte];
    }
  }
  if (hex.size() == 8) {
    return ip::address_v4(ip::address_v4::bytes_type{bytes[0], bytes[1], bytes[2], bytes[3]});
  }
  return unmapped(ip::address_v6(bytes));
}

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
};

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto address = parse_address(text.substr(0, colon));
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1), 16);
  if (!address || !port) return std::nullopt;
  return Endpoint{*address, *port};
}

// port: of another one nothing is told.
std::optional<PortHolder> parse_line(
    std::string_view line, Protocol protocol, std::optional<std::uint16_t> port
) {
  // sl local rem st tx:rx tr:when retrnsmt uid timeout inode …
  const std::vector<std::string_view> words = words_of(line);
  if (words.size() < 10) return std::nullopt;
  const auto local = parse_endpoint(words[1]);
  if (!local || (port && local->port != *port)) return std::nullopt;
  const auto remote = parse_endpoint(words[2]);
  const auto state = parse_number<unsigned>(words[3], 16);
  const auto inode = parse_number<std::uint64_t>(words[9], 10);
  if (!remote || !state || !inode) return std::nullopt;
  PortHolder holder;
  holder.local = local->address;
  holder.port = local->port;
  holder.takes_any_address = local->address.is_unspecified();
  holder.owner =
      protocol == Protocol::tcp ? *state == tcp_state_listen : *state != tcp_state_established;
  holder.time_wait = protocol == Protocol::tcp && *state == tcp_state_time_wait;
  holder.inode = *inode;
  return holder;
}

}  // namespace

std::vector<PortHolder> parse_socket_table(
    std::string_view table, Protocol protocol, std::uint16_t port
) {
  std::vector<PortHolder> holders;
  for (const std::string_view line : lines_of(table)) {
    if (auto holder = parse_line(line, protocol, port)) holders.push_back(*std::move(holder));
  }
  return holders;
}

std::vector<PortHolder> SocketTables::holders_of(ListenPort port) {
  const auto [tables, is_new] = texts_.try_emplace(port.protocol);
  if (is_new) {
    const std::string base = "/proc/self/net/" + std::string(to_string(port.protocol));
    for (const char* family : {"", "6"})
      if (auto text = read_small_file(base + family)) tables->second.push_back(*std::move(text));
  }
  std::vector<PortHolder> holders;
  for (const std::string& table : tables->second) {
    const auto found = parse_socket_table(table, port.protocol, port.port);
    holders.insert(holders.end(), found.begin(), found.end());
  }
  return holders;
}

std::vector<PortHolder> port_holders(ListenPort port) { return SocketTables().holders_of(port); }

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
  return parse_number<std::uint64_t>(text, 10);
}

}  // namespace

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
    for (const std::string_view line : lines_of(text)) {
      const auto holder = parse_line(line, Protocol::udp, std::nullopt);
      if (holder && holder->owner && inodes.contains(holder->inode)) ports.insert(holder->port);
    }
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
    const auto pid = parse_number<std::int32_t>(process->path().filename().string(), 10);
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
    for (const std::string_view line : lines_of(text)) {
      const auto holder = parse_line(line, Protocol::udp, std::nullopt);
      if (holder && holder->owner) inodes.insert(holder->inode);
    }
  }
  return inodes;
}

}  // namespace oakprobe::net
