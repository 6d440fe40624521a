#include "probe-agent/host/installed_component.hpp"

#include "base/ascii.hpp"
#include "net/port_owner.hpp"
#include "oakestra/components.hpp"
#include "probe-agent/host/running_components.hpp"

#include <algorithm>
#include <filesystem>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> find_file(
    const std::string& root, std::initializer_list<const char*> folders, const std::string& name
) {
  for (const char* folder : folders) {
    const fs::path path = fs::path(root) / folder / name;
    std::error_code error;
    if (fs::is_regular_file(path, error)) return "/" + (fs::path(folder) / name).string();
  }
  return std::nullopt;
}

std::optional<std::string> find_container(HostView& host, std::string_view component) {
  const auto& containers = host.containers();
  const bool found =
      std::ranges::find(containers, component, &DockerContainer::name) != containers.end();
  return found ? std::optional("container " + std::string(component)) : std::nullopt;
}

// What runs and holds no port may be about to take this one, wherever its binary lies.
std::optional<std::string> find_process(const std::string& component, HostView& host) {
  for (const ComponentProcess& process : running_components({&component, 1}, host)) {
    const auto ports = net::udp_ports_of(process.pid, 1);
    if (!process.own_network && ports && ports->empty())
      return "process " + std::to_string(process.pid);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> installed_component(std::string_view component, HostView& host) {
  if (component.empty() || component.find('/') != std::string_view::npos) return std::nullopt;
  const std::string& root = host.root();
  if (auto binary = find_file(root, {"usr/local/bin", "usr/bin", "bin"}, std::string(component))) {
    return binary;
  }
  const std::string unit = lower(component) + ".service";
  if (auto found = find_file(
          root, {"etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"}, unit
      )) {
    return found;
  }
  if (component == oakestra::host_component) return find_process(std::string(component), host);
  return find_container(host, component);
}

}  // namespace oakprobe::agent
