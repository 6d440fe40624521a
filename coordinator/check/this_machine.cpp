#include "coordinator/check/this_machine.hpp"

#include "base/ascii.hpp"
#include "inventory/ssh_way.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

namespace oakprobe::check {
namespace {

bool is_own_name(std::string_view host, std::string_view own) {
  const std::string name = lower(host);
  if (name == "localhost") return true;
  const std::string mine = lower(own);
  return !mine.empty() && (name == mine || name == mine.substr(0, mine.find('.')));
}

}  // namespace

std::string own_host(const inventory::Node& node, const ThisMachine& here) {
  const std::optional<inventory::SshWay> way = inventory::ssh_way(node.agent);
  if (!way || way->jumps || (!way->port.empty() && way->port != "22")) return "";
  const bool knows_itself = !here.addresses.empty() || !here.host_name.empty();
  if (!knows_itself) return "";
  const auto is_own = [&](const IpAddress& address) {
    return std::ranges::find(here.addresses, address) != here.addresses.end();
  };
  if (const auto host = parse_ip_address(way->host))
    return host->is_loopback() || is_own(*host) ? way->host : "";
  if (is_own_name(way->host, here.host_name)) return way->host;
  const auto& address = node.address.ip();
  return address && is_own(*address) ? node.address.text() : "";
}

}  // namespace oakprobe::check
