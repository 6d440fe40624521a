#include "base/printable.hpp"
#include "coordinator/telling/found.hpp"

// What programs and components were told of each other, against the inventory.
namespace oakprobe::telling {
namespace {

// " is at 192.0.2.1 port 10000"
std::string is_at(const FoundEndpoint& endpoint) {
  return " is at " + endpoint.address + " port " + std::to_string(endpoint.port);
}

// "c1's cluster_manager was started with MY_PORT 10001"
std::string started_with(const Found& found) {
  const FindingFacts& facts = found.finding.facts;
  const std::string value = facts.port != 0       ? std::to_string(facts.port)
                            : facts.value.empty() ? "empty"
                                                  : excerpt(facts.value);
  return found.name() + "'s " + facts.component + " was started with " + facts.variable + " " +
         value;
}

// Its variable is a port or an address: it should be the endpoint's.
std::string start_anew(const Found& found) {
  const FindingFacts& facts = found.finding.facts;
  const FoundEndpoint wanted = found.other();
  return "On " + found.name() + " set " + facts.variable + "=" +
         (facts.port != 0 ? std::to_string(wanted.port) : wanted.address) + " and start " +
         facts.component + " anew; or, if it is right, correct the inventory.";
}

}  // namespace

Told tell_other_cluster(const Found& found) {
  const oakestra::NodeEngineConfig& conf = found.facts().node_engine;
  const FoundEndpoint wanted = found.other();
  return {
      found.name() + "'s NodeEngine looks for its cluster at " +
          (conf.cluster_address.empty() ? "''" : excerpt(conf.cluster_address)) +
          (conf.cluster_port == 0 ? "" : " port " + std::to_string(conf.cluster_port)) +
          " (/etc/oakestra/conf.json), and " + found.name_of(wanted.node) + is_at(wanted) + ".",
      "On " + found.name() + " run `NodeEngine config cluster "_marked + wanted.address + " -p " +
          std::to_string(wanted.port) +
          "` and restart it; or, if its configuration is right, correct the inventory."_marked};
}

Told tell_mqtt_port(const Found& found) {
  const std::string& port = found.facts().netcfg.mqtt_port;
  const std::string wanted = std::to_string(found.other().port);
  return {
      found.name() + "'s NetManager " +
          (port.empty() ? "has no ClusterMqttPort"
                        : "dials its cluster's MQTT broker on port " + excerpt(port) +
                              " (ClusterMqttPort)") +
          " in netcfg.json, and the broker is on " + wanted +
          ": without it NetManager opens no tunnel.",
      "On " + found.name() + " set ClusterMqttPort in /etc/netmanager/netcfg.json to \"" + wanted +
          "\" and restart NetManager and NodeEngine."};
}

Told tell_stale_cluster(const Found& found) {
  const FindingFacts& known = found.finding.facts;
  const FoundEndpoint wanted = found.other();
  return {
      "The root knows cluster " + found.node().cluster + " at " + excerpt(known.value) + " port " +
          std::to_string(known.port) + " and dials it there, but it" + is_at(wanted) + ".",
      "Let " + found.name() + "'s connections reach the root from " + wanted.address +
          " (the root takes a cluster's address from its connection to 50052; a proxy or "
          "masquerading on the way changes it), and restart " +
          found.name() + "'s cluster_manager."};
}

Told tell_other_root(const Found& found) {
  const FoundEndpoint root = found.other();
  return {
      started_with(found) + ", and " + found.name_of(root.node) + is_at(root) + "." +
          (found.finding.facts.to_itself ? " In a container that leads to the container itself."
                                         : ""),
      start_anew(found)};
}

Told tell_own_address(const Found& found) {
  if (!found.finding.facts.endpoints.empty())
    return {
        started_with(found) + " and tells the root to dial it there, but it" +
            is_at(found.other()) + ".",
        start_anew(found)};
  return {
      found.name() + "'s cluster_manager was started without CLUSTER_ADDRESS, and a root of " +
          found.check.inventory.release + " registers no cluster that does not tell its address.",
      "On " + found.name() + " set CLUSTER_ADDRESS=" + found.node().address.text() +
          " and start cluster_manager anew; or, if an older release runs, say so in the inventory "
          "(oakestra: RELEASE)."};
}

Told tell_broker_port(const Found& found) {
  return {
      started_with(found) +
          " and tells workers to dial the broker there, and the inventory has it on " +
          std::to_string(found.other().port) + ".",
      start_anew(found)};
}

Told tell_proxy(const Found& found) {
  const std::string peer = found.other().address;
  return {
      started_with(found) + ", and no_proxy does not name " + peer +
          ": it asks the proxy, which is not the way that was checked.",
      "Add " + peer + " to NO_PROXY and no_proxy of " + found.name() +
          "'s containers (environment in the compose file, or proxies in ~/.docker/config.json) "
          "and start " +
          found.finding.facts.component + " anew."};
}

}  // namespace oakprobe::telling
