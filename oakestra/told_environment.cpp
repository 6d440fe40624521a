#include "oakestra/told_environment.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::oakestra {
namespace {

constexpr std::array<std::string_view, 9> addresses_and_ports{
    "SYSTEM_MANAGER_URL",
    "SYSTEM_MANAGER_PORT",
    "SYSTEM_MANAGER_GRPC_PORT",
    "ROOT_SERVICE_MANAGER_URL",
    "ROOT_SERVICE_MANAGER_PORT",
    "CLUSTER_ADDRESS",
    "MY_PORT",
    "MQTT_BROKER_PORT",
    "CLUSTER_SERVICE_MANAGER_PORT"};
constexpr std::array<std::string_view, 9> ways{
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "grpc_proxy",
    "no_proxy",
    "NO_PROXY"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// "http://user:secret@proxy:3128" → "http://proxy:3128"
std::string without_user(std::string_view proxy) {
  const std::size_t scheme = proxy.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t at = proxy.rfind('@');
  if (at == std::string_view::npos || at < begin) return std::string(proxy);
  return std::string(proxy.substr(0, begin)) + std::string(proxy.substr(at + 1));
}

}  // namespace

ToldEnvironment parse_environment(std::string_view text) {
  ToldEnvironment told;
  while (!text.empty() && told.size() < told_variables_max) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    const std::string_view entry = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = entry.substr(0, equals);
    const std::string_view value = entry.substr(equals + 1);
    const bool is_way = is_one_of(ways, name);
    const bool known = is_way || is_one_of(addresses_and_ports, name);
    const bool again = std::ranges::find(told, name, &ToldVariable::name) != told.end();
    if (!known || again || value.size() > told_value_bytes_max) continue;
    told.push_back({std::string(name), is_way ? without_user(value) : std::string(value)});
  }
  return told;
}

std::string_view value_of(const ToldEnvironment& told, std::string_view name) {
  const auto found = std::ranges::find(told, name, &ToldVariable::name);
  return found == told.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace oakprobe::oakestra
