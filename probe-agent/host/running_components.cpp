#include "probe-agent/host/running_components.hpp"

#include "net/attached_namespaces.hpp"
#include "net/proc_file.hpp"
#include "oakestra/components.hpp"
#include "packets/resolver_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t comm_bytes_max = 15;  // proc(5)
constexpr std::size_t environment_bytes_max = 2U * 1024 * 1024;

std::string proc(std::int32_t pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

// Empty: the namespace of neither this host nor one of its containers.
std::optional<bool> has_own_network(std::int32_t pid, const net::AttachedNamespaces& attached) {
  if (net::network_namespace_of(pid) == net::network_namespace()) return false;
  return attached.has(pid) ? std::optional(true) : std::nullopt;
}

bool has(const std::vector<ComponentProcess>& found, const std::string& component) {
  return std::ranges::find(found, component, &ComponentProcess::component) != found.end();
}

void find_containers(
    std::span<const std::string> components, HostView& host, std::vector<ComponentProcess>& found
) {
  for (const DockerContainer& container : host.containers()) {
    const bool wanted = std::ranges::find(components, container.name) != components.end();
    if (!wanted || container.pid == 0 || has(found, container.name)) continue;
    const std::uint64_t theirs = net::network_namespace_of(container.pid);
    if (theirs == 0) continue;  // it has ended
    found.push_back({container.name, container.pid, theirs != net::network_namespace()});
  }
}

// `NetManager logs` and `NodeEngine status` have the name of the program that they tell of.
bool is_tool(std::int32_t pid) {
  static constexpr std::array<std::string_view, 4> tools{"logs", "status", "version", "config"};
  const std::string words = net::read_small_file(proc(pid, "cmdline")).value_or("");
  const std::size_t end = words.find('\0');  // of the program's own word
  if (end == std::string::npos) return false;
  std::string_view word = std::string_view(words).substr(end + 1);
  word = word.substr(0, word.find('\0'));
  return std::ranges::find(tools, word) != tools.end();
}

void find_processes(
    std::span<const std::string> components, HostView& host, std::vector<ComponentProcess>& found
) {
  std::optional<net::AttachedNamespaces> attached;  // asked for only where a name fits
  for (const auto& [pid, name] : host.processes()) {
    const auto component = std::ranges::find_if(components, [&](const std::string& one) {
      return one.substr(0, comm_bytes_max) == name;
    });
    if (component == components.end() || has(found, *component) || is_tool(pid)) continue;
    if (!attached) attached.emplace();
    if (const auto own = has_own_network(pid, *attached)) found.push_back({*component, pid, *own});
  }
}

std::string text_of(const std::string& path) {
  return net::read_small_file(path, packets::resolver_file_bytes_max).value_or("");
}

// What Docker makes of the host's for a container (moby, libnetwork/resolvconf): where
// systemd-resolved answers on loopback only, the name servers behind it.
std::string resolv_conf_for_containers() {
  const std::string text = text_of("/etc/resolv.conf");
  const auto servers = packets::parse_resolver_config(text).servers;
  const auto stub = boost::asio::ip::make_address_v4("127.0.0.53");
  const bool only_stub = servers.size() == 1 && servers.front() == IpAddress(stub);
  return only_stub ? text_of("/run/systemd/resolve/resolv.conf") : text;
}

// Of a container that does not run, or that can't be looked into.
Vantage instead_of_container() {
  Vantage vantage;
  if (!docker_is_here()) return vantage;
  net::NameView view;
  view.hosts = "127.0.0.1 localhost\n::1 localhost\n";
  view.resolv_conf = resolv_conf_for_containers();
  vantage.docker_names = true;
  vantage.names = std::make_shared<const net::NameView>(std::move(view));
  return vantage;
}

Vantage inside(const ComponentProcess& process) {
  auto network = net::NetworkNamespace::of_process(process.pid);
  const auto read = [&](const char* name) {
    return net::read_small_file_below(
        proc(process.pid, "root"), "etc", name, packets::resolver_file_bytes_max
    );
  };
  const auto hosts = read("hosts");
  const auto resolv_conf = read("resolv.conf");
  if (!network || !resolv_conf) return instead_of_container();
  Vantage vantage;
  vantage.is_dialler = true;
  vantage.docker_names = true;
  vantage.network = network;
  vantage.names = std::make_shared<const net::NameView>(net::NameView{
      hosts.value_or(""), *resolv_conf, std::move(network)});
  return vantage;
}

std::vector<ComponentProcess> running_dialling_components(HostView& host) {
  static const std::vector<std::string> names(
      oakestra::dialling_components.begin(), oakestra::dialling_components.end()
  );
  return running_components(names, host);
}

}  // namespace

bool docker_is_here() {
  std::error_code error;
  return fs::exists("/var/run/docker.sock", error) || fs::exists("/sys/class/net/docker0", error);
}

std::vector<ComponentProcess> running_components(
    std::span<const std::string> components, HostView& host
) {
  std::vector<ComponentProcess> found;
  find_containers(components, host, found);
  const bool all =
      std::ranges::all_of(components, [&](const auto& one) { return has(found, one); });
  if (!all) find_processes(components, host, found);
  return found;
}

Vantage vantage_of(const std::string& component, std::span<const ComponentProcess> running) {
  const auto process = std::ranges::find(running, component, &ComponentProcess::component);
  if (process == running.end()) return instead_of_container();
  if (process->own_network) return inside(*process);
  // On the host's network the way is the host's. A container's files may be its own all the same:
  // Docker gives it a copy of the host's.
  Vantage vantage;
  vantage.is_dialler = true;
  return vantage;
}

Vantages::Vantages(HostView& host) : other_(instead_of_container()) {
  const auto running = running_dialling_components(host);
  for (const ComponentProcess& process : running)
    running_.emplace(process.component, vantage_of(process.component, running));
}

const Vantage& Vantages::of(const std::string& component) const {
  const auto found = running_.find(component);
  return found == running_.end() ? other_ : found->second;
}

std::vector<std::shared_ptr<const net::NetworkNamespace>> Vantages::networks() const {
  std::vector<std::shared_ptr<const net::NetworkNamespace>> networks;
  for (const auto& [component, vantage] : running_)
    if (vantage.network) networks.push_back(vantage.network);
  return networks;
}

std::vector<evidence::RunningComponent> tell_components(HostView& host) {
  const auto running = running_dialling_components(host);
  std::vector<evidence::RunningComponent> told;
  for (const ComponentProcess& process : running) {
    if (told.size() == evidence::components_max) break;
    evidence::RunningComponent& one = told.emplace_back();
    one.name = process.component;
    one.own_network = process.own_network;
    one.entered = vantage_of(process.component, running).is_dialler;
    const auto text = net::read_small_file(proc(process.pid, "environ"), environment_bytes_max);
    if (text) one.environment = oakestra::parse_environment(*text);
  }
  return told;
}

}  // namespace oakprobe::agent
