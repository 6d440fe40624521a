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
    NodeFinding finding{worker, FindingCode::host_name_doubled};
    finding.facts.endpoints = {{*other, {}, 0}};
    finding.flows = flow_named(book.check().inventory, "worker-mqtt");
    book.add(finding);
  }
}

}  // namespace oakprobe::diagnosis
