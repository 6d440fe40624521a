#include "probe-agent/host/firewall_tool.hpp"

#include "net/network_namespace.hpp"
#include "net/proc_file.hpp"
#include "packets/text_lines.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace oakprobe::agent {
namespace {

using evidence::FirewallTool;

// A symbolic link to a unit counts by itself: whatever it leads to may be out of reach in tests.
bool is_there(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(path, error));
}

bool is_enabled(const std::string& etc_root, const std::string& unit) {
  constexpr std::array<const char*, 2> targets{"sysinit", "multi-user"};
  return std::ranges::any_of(targets, [&](const char* target) {
    return is_there(etc_root + "/etc/systemd/system/" + target + ".target.wants/" + unit);
  });
}

// Distributions' units load other files, too. Where none is to be read it is taken for the usual
// one.
bool loads_usual_file(const std::string& etc_root, const std::string& root) {
  const std::string unit = "/systemd/system/nftables.service";
  for (const std::string& place : {etc_root + "/etc", root + "/usr/lib", root + "/lib"})
    if (const auto text = net::read_small_file(place + unit, 64U * 1024))
      return text->find("/etc/nftables.conf") != std::string::npos;
  return true;
}

bool has_program(const std::string& root, const std::string& name) {
  constexpr std::array<const char*, 3> directories{"/usr/sbin/", "/sbin/", "/usr/bin/"};
  return std::ranges::any_of(directories, [&](const char* directory) {
    return is_there(root + directory + name);
  });
}

// Whether its rules are in the kernel only root can see; that its boot script and command go by
// this line anybody can.
bool has_ufw(const std::string& etc_root) {
  const std::string text = net::read_small_file(etc_root + "/etc/ufw/ufw.conf").value_or("");
  const auto lines = packets::lines_of(text);
  return std::ranges::any_of(lines, [](std::string_view line) {
    return line == "ENABLED=yes" || line == "ENABLED=\"yes\"";
  });
}

// A container's own is not this host's; one that may not be looked at is.
bool has_firewalld(HostView& host) {
  return std::ranges::any_of(host.processes(), [](const NamedProcess& process) {
    if (process.name != "firewalld") return false;
    const std::uint64_t its = net::network_namespace_of(process.pid);
    return its == 0 || its == net::network_namespace();
  });
}

}  // namespace

std::optional<FirewallTool> firewall_tool(const std::string& etc_root, HostView& host) {
  if (has_ufw(etc_root)) return FirewallTool::ufw;
  if (has_firewalld(host)) return FirewallTool::firewalld;
  if (is_enabled(etc_root, "nftables.service") && is_there(etc_root + "/etc/nftables.conf") &&
      loads_usual_file(etc_root, host.root()))
    return FirewallTool::nftables;
  if (is_enabled(etc_root, "netfilter-persistent.service") &&
      is_there(etc_root + "/etc/iptables/rules.v4"))
    return FirewallTool::netfilter_persistent;
  if (has_program(host.root(), "nft")) return FirewallTool::nft;
  if (has_program(host.root(), "iptables")) return FirewallTool::iptables;
  return std::nullopt;
}

}  // namespace oakprobe::agent
