#include "probe-agent/host/facts.hpp"

#include "net/interface_addresses.hpp"
#include "net/proc_file.hpp"
#include "probe-agent/host/netmanager_config.hpp"

#include <charconv>
#include <filesystem>

#include <linux/capability.h>
#include <sys/utsname.h>

namespace oakprobe::agent {
namespace {

constexpr std::size_t config_bytes_max = 256U * 1024;

std::string first_line(const std::string& path) {
  const std::string text = net::read_small_file(path).value_or("");
  return text.substr(0, text.find('\n'));
}

bool docker_is_here() {
  std::error_code error;
  return std::filesystem::exists("/var/run/docker.sock", error) ||
         std::filesystem::exists("/sys/class/net/docker0", error);
}

}  // namespace

wire::Facts read_facts(const std::string& etc_root) {
  wire::Facts facts;
  utsname system{};
  if (::uname(&system) == 0) {
    facts.host_name = system.nodename;
    facts.machine = system.machine;
  }
  facts.boot_id = first_line("/proc/sys/kernel/random/boot_id");
  facts.addresses = net::interface_addresses();
  facts.default_route_address = net::default_route_address();
  const std::string folder = etc_root + "/etc/netmanager/";
  if (const auto netcfg = net::read_small_file(folder + "netcfg.json", config_bytes_max)) {
    facts.node_public_address = node_public_address(*netcfg);
  }
  if (const auto tuncfg = net::read_small_file(folder + "tuncfg.json", config_bytes_max)) {
    facts.tunnel_port = tunnel_port(*tuncfg);
  }
  facts.docker = docker_is_here();
  return facts;
}

Capabilities read_capabilities() {
  Capabilities out;
  const std::string status = net::read_small_file("/proc/self/status").value_or("");
  for (const std::string_view line : net::lines_of(status)) {
    const auto words = net::words_of(line);
    if (words.size() != 2 || words[0] != "CapEff:") continue;
    std::uint64_t bits = 0;
    std::from_chars(words[1].data(), words[1].data() + words[1].size(), bits, 16);
    out.net_raw = (bits >> CAP_NET_RAW & 1U) != 0;
    out.net_admin = (bits >> CAP_NET_ADMIN & 1U) != 0;
  }
  return out;
}

}  // namespace oakprobe::agent
