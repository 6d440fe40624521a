#include "net/kernel_tables.hpp"

#include "base/parse_number.hpp"
#include "net/proc_file.hpp"
#include "net/routing_table.hpp"

#include <string>

namespace oakprobe::net {
namespace {

std::optional<std::uint32_t> read_sysctl(const char* name) {
  const auto text = read_small_file(std::string("/proc/sys/net/") + name);
  return text ? sysctl_number(*text) : std::nullopt;
}

}  // namespace

std::optional<std::uint32_t> sysctl_number(std::string_view text) {
  const auto words = words_of(text.substr(0, text.find('\n')));
  return words.size() == 1 ? parse_number<std::uint32_t>(words[0]) : std::nullopt;
}

std::optional<std::uint32_t> neighbour_entries(std::string_view text) {
  const auto lines = lines_of(text);
  if (lines.size() < 2) return std::nullopt;
  const auto names = words_of(lines[0]);
  const auto values = words_of(lines[1]);
  if (names.empty() || names[0] != "entries" || values.empty()) return std::nullopt;
  return parse_number<std::uint32_t>(values[0], 16);
}

evidence::KernelTables read_kernel_tables() {
  evidence::KernelTables tables;
  tables.neighbours_max = read_sysctl("ipv4/neigh/default/gc_thresh3");
  tables.neighbours =
      neighbour_entries(read_small_file("/proc/self/net/stat/arp_cache").value_or(""));
  tables.conntrack_max = read_sysctl("netfilter/nf_conntrack_max");
  tables.conntrack = read_sysctl("netfilter/nf_conntrack_count");
  for (const Route& route : ipv4_routes(evidence::on_link_max).value_or(std::vector<Route>()))
    if (route.on_link) tables.on_link.push_back(route.destination);
  return tables;
}

}  // namespace oakprobe::net
