#include "probe-agent/host/facts.hpp"

#include "base/parse_number.hpp"
#include "net/devices.hpp"
#include "net/interface_addresses.hpp"
#include "net/kernel_tables.hpp"
#include "net/network_namespace.hpp"
#include "net/proc_file.hpp"
#include "net/routing_table.hpp"
#include "packets/text_lines.hpp"
#include "probe-agent/host/firewall_tool.hpp"
#include "probe-agent/host/oakestra_files.hpp"
#include "probe-agent/host/own_names.hpp"
#include "probe-agent/host/running_components.hpp"
#include "probe-agent/host/worker_programs.hpp"

#include <filesystem>

#include <linux/capability.h>
#include <sys/utsname.h>

namespace oakprobe::agent {
namespace {

constexpr std::size_t hosts_bytes_max = 4U * 1024 * 1024;

std::string first_line(const std::string& path) {
  const std::string text = net::read_small_file(path).value_or("");
  return text.substr(0, text.find('\n'));
}

// The TUN, and the bridge behind it, which NetManager calls goProxyBridge.
bool is_netmanagers(std::string_view interface, std::string_view tun) {
  return interface == tun || interface.starts_with("goProxy");
}

void read_routes(evidence::Facts& facts, std::string_view tun) {
  facts.outbound_address = net::source_address_to(boost::asio::ip::make_address_v4("8.8.8.8"));
  const auto ipv6_internet = boost::asio::ip::make_address_v6("2001:4860:4860::8888");
  facts.outbound_ipv6 = net::source_address_to(ipv6_internet);
  const auto ipv4 = net::ipv4_routes(evidence::routes_max);
  if (ipv4) facts.default_routes.emplace();
  const auto ipv6 = net::ipv6_routes(evidence::routes_max);
  for (const auto* table : {&ipv4, &ipv6}) {
    if (!*table) continue;
    for (const packets::Route& route : **table) {
      if (route.destination.length > 0) {
        if (!is_netmanagers(route.interface, tun)) facts.routes.push_back(route.destination);
      } else if (table == &ipv4) {
        const auto address = net::ipv4_address_of(route.interface);
        facts.default_routes->push_back({route.interface, address, route.next_hops});
      }
    }
  }
}

}  // namespace

evidence::Facts read_facts(const std::string& etc_root, const std::string& host_root) {
  evidence::Facts facts;
  utsname system{};
  if (::uname(&system) == 0) {
    facts.host_name = system.nodename;
    facts.machine = system.machine;
  }
  facts.boot_id = first_line("/proc/sys/kernel/random/boot_id");
  facts.addresses = net::interface_addresses();
  OakestraFiles files = read_oakestra_files(etc_root);
  read_routes(facts, files.tuncfg.device);
  facts.netcfg = std::move(files.netcfg);
  facts.tuncfg = std::move(files.tuncfg);
  facts.node_engine = std::move(files.node_engine);
  facts.docker = docker_is_here();
  facts.xdp_interfaces = net::interfaces_with_xdp(evidence::xdp_interfaces_max);
  facts.tables = net::read_kernel_tables();
  facts.uts_namespace = net::uts_namespace();
  facts.network_namespace = net::network_namespace();
  const std::string hosts = net::read_small_file("/etc/hosts", hosts_bytes_max).value_or("");
  facts.names_of_itself = names_of_itself(hosts, facts.addresses);
  HostView host(host_root);
  facts.components = tell_components(host);
  facts.firewall_tool = firewall_tool(etc_root, host);
  WorkerPrograms programs = read_worker_programs(etc_root, host);
  facts.net_manager = std::move(programs.net_manager);
  facts.node_engine_program = std::move(programs.node_engine);
  return facts;
}

Capabilities read_capabilities() {
  Capabilities out;
  const std::string status = net::read_small_file("/proc/self/status").value_or("");
  for (const std::string_view line : packets::lines_of(status)) {
    const auto words = packets::words_of(line);
    if (words.size() != 2 || words[0] != "CapEff:") continue;
    const auto bits = parse_number<std::uint64_t>(words[1], 16).value_or(0);
    out.net_raw = (bits >> CAP_NET_RAW & 1U) != 0;
    out.net_admin = (bits >> CAP_NET_ADMIN & 1U) != 0;
  }
  return out;
}

}  // namespace oakprobe::agent
