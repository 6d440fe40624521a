#include "net/kernel_tables.hpp"

#include "net/proc_file.hpp"
#include "net/routing_table.hpp"
#include "packets/counter_texts.hpp"

#include <string>

namespace oakprobe::net {
namespace {

std::optional<std::uint32_t> read_sysctl(const char* name) {
  const auto text = read_small_file(std::string("/proc/sys/net/") + name);
  return text ? packets::sysctl_number(*text) : std::nullopt;
}

}  // namespace

evidence::KernelTables read_kernel_tables() {
  evidence::KernelTables tables;
  tables.neighbours_max = read_sysctl("ipv4/neigh/default/gc_thresh3");
  tables.neighbours =
      packets::neighbour_entries(read_small_file("/proc/self/net/stat/arp_cache").value_or(""));
  tables.conntrack_max = read_sysctl("netfilter/nf_conntrack_max");
  tables.conntrack = read_sysctl("netfilter/nf_conntrack_count");
  for (const packets::Route& route :
       ipv4_routes(evidence::on_link_max).value_or(std::vector<packets::Route>()))
    if (route.on_link) tables.on_link.push_back(route.destination);
  return tables;
}

}  // namespace oakprobe::net
