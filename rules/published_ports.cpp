#include "rules/published_ports.hpp"

#include "base/parse_number.hpp"
#include "rules/iptables_rule.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::rules {
namespace {

constexpr std::string_view dockers_chain = "DOCKER";

// "172.17.0.2:80", "[fd00::2]:80"
std::optional<std::pair<IpAddress, std::uint16_t>> read_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = parse_ip_address(host);
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!address || !port) return std::nullopt;
  return std::pair(*address, *port);
}

// "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80"
std::optional<PublishedPort> read_published(const std::string& text) {
  const std::vector<std::string> words = iptables_words(text);
  std::optional<Protocol> protocol;
  std::optional<std::uint16_t> port;
  std::optional<std::pair<IpAddress, std::uint16_t>> to;
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const std::string& value = words[at + 1];
    if (words[at] == "-p" && value == "tcp") protocol = Protocol::tcp;
    if (words[at] == "-p" && value == "udp") protocol = Protocol::udp;
    if (words[at] == "--dport") port = parse_number<std::uint16_t>(value);
    if (words[at] == "--to-destination") to = read_endpoint(value);
  }
  if (!protocol || !port || !to) return std::nullopt;
  return PublishedPort{{*protocol, *port}, to->first, to->second};
}

}  // namespace

std::vector<PublishedPort> published_ports(const Ruleset& rules) {
  std::vector<PublishedPort> ports;
  for (const Table& table : rules.tables) {
    const Chain* const chain =
        table.iptables && table.name == "nat" ? table.find(std::string(dockers_chain)) : nullptr;
    if (chain == nullptr) continue;
    for (const Rule& rule : chain->rules)
      if (rule.verdict.effect == Effect::translates)
        if (auto port = read_published(rule.text)) ports.push_back(std::move(*port));
  }
  return ports;
}

}  // namespace oakprobe::rules
