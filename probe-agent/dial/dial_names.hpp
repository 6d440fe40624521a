#pragma once

#include "net/name_resolver.hpp"
#include "probe-agent/host/running_components.hpp"
#include "wire/messages.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::agent {

// Where the paths of a plan lead, and from where: addresses as they were ordered, or what names
// resolved to from the vantage that a path is dialled from.
class DialNames {
 public:
  // vantages: for each of the plan's diallers.
  explicit DialNames(std::vector<Vantage> vantages) : vantages_(std::move(vantages)) {}

  // Once, before anything else is asked. The address of a path with a name becomes its place here.
  void read(wire::Probe& plan);

  // Each name as each vantage knows it; then, for those that another than this host looks up, the
  // host's own answer, which may tell why there is none.
  [[nodiscard]] std::vector<net::NameQuestion> questions() const;
  // In the order of the questions.
  void resolved(std::span<const net::ResolvedName> answers);

  [[nodiscard]] bool has_address(const wire::PlannedPath& path) const {
    return !path.named || !names_[path.address].all.empty();
  }
  // Of a path that has one.
  [[nodiscard]] const IpAddress& address_of(const wire::PlannedPath& path) const {
    return path.named ? names_[path.address].all.front() : addresses_[path.address];
  }
  // EAI_*, of a path whose name has none.
  [[nodiscard]] int error_of(const wire::PlannedPath& path) const {
    return names_[path.address].error;
  }
  // As a service is told it: the literal or name.
  [[nodiscard]] std::string text_of(const wire::PlannedPath& path) const {
    return path.named ? names_[path.address].text : address_of(path).to_string();
  }
  // nullptr: as this host's own programs do.
  [[nodiscard]] std::shared_ptr<const net::NetworkNamespace> network_of(
      const wire::PlannedPath& path
  ) const;

  // What the path's name resolved to, and who dialled it.
  void describe(const wire::PlannedPath& path, evidence::DialEvidence& evidence) const;

 private:
  // What the plan gives as a name, as one vantage knows it.
  struct Name {
    std::string text;
    std::uint8_t dialler = 0;  // as PlannedPath has it
    std::vector<IpAddress> all;
    std::vector<IpAddress> on_host;  // where it has no address: what the host's own files say
    int error = 0;                   // so: EAI_*
    bool by_hosts_file = false;
  };

  [[nodiscard]] const Vantage* vantage_of(std::uint8_t dialler) const;

  std::vector<Vantage> vantages_;
  std::vector<IpAddress> addresses_;
  std::vector<Name> names_;  // the plan's, once for each dialler of them
};

}  // namespace oakprobe::agent
