#pragma once

#include "net/container_names.hpp"
#include "net/network_namespace.hpp"
#include "probe-agent/host/host_view.hpp"
#include "wire/messages.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::agent {

// The first process of one of Oakestra's components.
struct ComponentProcess {
  std::string component;
  std::int32_t pid = 0;
  bool own_network = false;  // in a container with a network of its own; false: on the host's
};

// Which of the components run on this host: by the names of Docker's containers where that may be
// read, else by the names of processes that share this host's network or hang on a bridge of it.
[[nodiscard]] std::vector<ComponentProcess> running_components(
    std::span<const std::string> components, HostView& host
);

// From where, and with which names, a path is dialled.
struct Vantage {
  bool is_dialler = false;    // as the component itself does; false: from the host in its place
  bool docker_names = false;  // names as a container would know them
  std::shared_ptr<const net::NetworkNamespace> network;  // nullptr: this host's own
  std::shared_ptr<const net::NameView> names;            // nullptr: this host's own
};

// For paths that the component dials.
[[nodiscard]] Vantage vantage_of(
    const std::string& component, std::span<const ComponentProcess> running
);

// All vantages of this host, as they are now: what a component's network and files take to be
// opened is not needed afterwards.
class Vantages {
 public:
  // Of the components of oakestra/components.hpp.
  explicit Vantages(HostView& host);

  // Of any other name: as of a container that does not run.
  [[nodiscard]] const Vantage& of(const std::string& component) const;

  // Those that are not this host's.
  [[nodiscard]] std::vector<std::shared_ptr<const net::NetworkNamespace>> networks() const;

 private:
  std::map<std::string, Vantage> running_;
  Vantage other_;
};

// Those of oakestra/components.hpp, as told to the coordinator.
[[nodiscard]] std::vector<evidence::RunningComponent> tell_components(HostView& host);

// Docker's socket or bridge is there.
[[nodiscard]] bool docker_is_here();

}  // namespace oakprobe::agent
