#include "base/printable.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"

#include <algorithm>
#include <map>

namespace oakprobe::diagnosis {
namespace {

// Containers of one machine have its boot id. Each with a host name of its own has a UTS namespace
// of its own; network namespaces that share one (a lab's) have one host name by construction, and
// no container runtime makes such. Two names of the inventory for one machine share the network.
bool is_another_machine(const evidence::Facts& a, const evidence::Facts& b) {
  if (a.boot_id.empty() || b.boot_id.empty()) return false;
  if (a.boot_id != b.boot_id) return true;
  const auto differ = [](std::uint64_t one, std::uint64_t other) {
    return one != 0 && other != 0 && one != other;
  };
  return differ(a.uts_namespace, b.uts_namespace) &&
         differ(a.network_namespace, b.network_namespace) && a.addresses != b.addresses;
}

std::optional<NodeId> double_of(
    const FindingBook& book, NodeId worker, const std::vector<NodeId>& namesakes
) {
  const auto found = std::find_if(namesakes.begin(), namesakes.end(), [&](NodeId other) {
    return is_another_machine(book.facts(worker), book.facts(other));
  });
  return found == namesakes.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

void find_doubled_host_names(FindingBook& book, const std::vector<NodeId>& workers) {
  std::map<std::string_view, std::vector<NodeId>> by_host_name;
  for (const NodeId worker : workers) {
    const std::string& host = book.facts(worker).host_name;
    if (!host.empty()) by_host_name[host].push_back(worker);
  }
  for (const NodeId worker : workers) {
    const std::string& host = book.facts(worker).host_name;
    if (host.empty()) continue;
    const auto other = double_of(book, worker, by_host_name.at(host));
    if (!other) continue;
    const std::string& name = book.node(worker).name;
    const bool containers = book.facts(worker).boot_id == book.facts(*other).boot_id;
    NodeFinding finding{worker, FindingCode::host_name_doubled};
    finding.message = name + " and " + book.node(*other).name + " are two " +
                      (containers ? "containers" : "machines") + " with one host name, " +
                      excerpt(host) +
                      ": Oakestra takes them for one worker, and each throws the other out of the "
                      "MQTT broker.";
    finding.fix = "Give " + name + " a host name of its own (" +
                  (containers ? "docker run --hostname NAME; hostname: in a compose file"
                              : "hostnamectl set-hostname NAME") +
                  ") and restart NodeEngine.";
    finding.flows = flow_named(book.check().inventory, "worker-mqtt");
    book.add(finding);
  }
}

}  // namespace oakprobe::diagnosis
