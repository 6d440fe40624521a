#include "base/utf8.hpp"
#include "wire/message_fields.hpp"

#include <algorithm>

namespace oakprobe::wire {
namespace {

using oakestra::FileState;

// The first of a list are enough: a host may have more than any deployment uses.
template <class T>
std::span<const T> first_of(const std::vector<T>& all, std::size_t items_max) {
  return std::span<const T>(all).first(std::min(all.size(), items_max));
}

Json list_of(const auto& items, const auto& to_value) {
  auto list = Json::array();
  for (const auto& item : items) list.push_back(to_value(item));
  return list;
}

Json text(std::string_view any) { return to_utf8(any, text_bytes_max); }

void write_state(const auto& config, Json& map) {
  map["state"] = static_cast<std::uint8_t>(config.state);
  map["problem"] = text(config.problem);
}

void read_state(Fields& fields, auto& config) {
  fields.choice("state", config.state, FileState::unseen);
  fields.text("problem", config.problem);
}

Json to_json(const oakestra::NetManagerConfig& config) {
  Json map;
  write_state(config, map);
  map["public_address"] = text(config.public_address);
  map["public_port"] = text(config.public_port);
  map["cluster_url"] = text(config.cluster_url);
  map["mqtt_port"] = text(config.mqtt_port);
  map["default_interface"] = text(config.default_interface);
  map["public_ip_networking"] = config.public_ip_networking;
  map["unknown_keys"] = list_of(first_of(config.unknown_keys, oakestra::unknown_keys_max), text);
  return map;
}

void read_config(Fields& fields, oakestra::NetManagerConfig& config) {
  read_state(fields, config);
  fields.text("public_address", config.public_address);
  fields.text("public_port", config.public_port);
  fields.text("cluster_url", config.cluster_url);
  fields.text("mqtt_port", config.mqtt_port);
  fields.text("default_interface", config.default_interface);
  fields.flag("public_ip_networking", config.public_ip_networking);
  fields.texts("unknown_keys", config.unknown_keys, oakestra::unknown_keys_max);
}

Json to_json(const oakestra::TunnelConfig& config) {
  Json map;
  write_state(config, map);
  map["port"] = config.port;
  map["mtu"] = config.mtu;
  map["device"] = text(config.device);
  map["address"] = text(config.address);
  map["address_ipv6"] = text(config.address_ipv6);
  return map;
}

void read_config(Fields& fields, oakestra::TunnelConfig& config) {
  read_state(fields, config);
  fields.number("port", config.port);
  fields.number("mtu", config.mtu);
  fields.text("device", config.device);
  fields.text("address", config.address);
  fields.text("address_ipv6", config.address_ipv6);
}

Json to_json(const oakestra::NodeEngineConfig& config) {
  Json map;
  write_state(config, map);
  map["cluster_address"] = text(config.cluster_address);
  map["cluster_port"] = config.cluster_port;
  map["old_problem"] = text(config.old_problem);
  map["written_by_newer"] = config.written_by_newer;
  map["public_ip"] = text(config.public_ip);
  map["overlay"] = static_cast<std::uint8_t>(config.overlay);
  return map;
}

void read_config(Fields& fields, oakestra::NodeEngineConfig& config) {
  read_state(fields, config);
  fields.text("cluster_address", config.cluster_address);
  fields.number("cluster_port", config.cluster_port);
  fields.text("old_problem", config.old_problem);
  fields.flag("written_by_newer", config.written_by_newer);
  fields.text("public_ip", config.public_ip);
  fields.choice("overlay", config.overlay, oakestra::Overlay::custom);
}

std::string prefix_text(const IpPrefix& prefix) {
  return address_text(prefix.address) + "/" + std::to_string(unsigned{prefix.length});
}

Json to_json(const evidence::KernelTables& tables) {
  auto map = Json::object();
  const auto put = [&](const char* key, const std::optional<std::uint32_t>& number) {
    if (number) map[key] = *number;
  };
  put("neighbours_max", tables.neighbours_max);
  put("neighbours", tables.neighbours);
  put("conntrack_max", tables.conntrack_max);
  put("conntrack", tables.conntrack);
  map["on_link"] = list_of(first_of(tables.on_link, evidence::on_link_max), prefix_text);
  return map;
}

void read_config(Fields& fields, evidence::KernelTables& tables) {
  fields.optional_number("neighbours_max", tables.neighbours_max);
  fields.optional_number("neighbours", tables.neighbours);
  fields.optional_number("conntrack_max", tables.conntrack_max);
  fields.optional_number("conntrack", tables.conntrack);
  fields.prefixes("on_link", tables.on_link, evidence::on_link_max);
}

Json to_json(const evidence::DefaultRoute& route) {
  Json map{{"interface", text(route.interface)}, {"next_hops", route.next_hops}};
  if (route.address) map["address"] = address_text(*route.address);
  return map;
}

bool read_default_routes(Fields& fields, std::vector<evidence::DefaultRoute>& routes) {
  for (const CborView& item : fields.list("default_routes", evidence::default_routes_max)) {
    Fields route(item);
    route.text("interface", routes.emplace_back().interface);
    route.optional_address("address", routes.back().address);
    route.number("next_hops", routes.back().next_hops);
    if (!route.ok()) return false;
  }
  return true;
}

Json to_json(const evidence::HostsEntry& entry) {
  return {
      {"line", entry.line}, {"address", address_text(entry.address)}, {"name", text(entry.name)}};
}

void read_own_names(Fields& fields, std::vector<evidence::HostsEntry>& entries) {
  for (const CborView& item : fields.list("names_of_itself", evidence::own_names_max)) {
    evidence::HostsEntry& entry = entries.emplace_back();
    Fields map(item);
    map.number("line", entry.line);
    map.address("address", entry.address);
    map.text("name", entry.name);
    if (!map.ok()) return fields.fail();
  }
}

Json to_json(const evidence::RunningComponent& component) {
  Json map{
      {"name", text(component.name)},
      {"own_network", component.own_network},
      {"entered", component.entered}};
  if (!component.environment) return map;
  auto told = Json::array();
  for (const auto& variable : first_of(*component.environment, oakestra::told_variables_max)) {
    told.push_back(text(variable.name));
    told.push_back(text(variable.value));
  }
  map["environment"] = std::move(told);
  return map;
}

void read_components(Fields& fields, std::vector<evidence::RunningComponent>& components) {
  for (const CborView& item : fields.list("components", evidence::components_max)) {
    evidence::RunningComponent& component = components.emplace_back();
    Fields inner(item);
    inner.text("name", component.name);
    inner.flag("own_network", component.own_network);
    inner.flag("entered", component.entered);
    if (inner.has("environment")) {
      std::vector<std::string> words;
      inner.texts("environment", words, 2 * oakestra::told_variables_max);
      if (words.size() % 2 != 0) inner.fail();
      oakestra::ToldEnvironment& told = component.environment.emplace();
      for (std::size_t at = 0; at + 1 < words.size(); at += 2)
        told.push_back({std::move(words[at]), std::move(words[at + 1])});
    }
    if (!inner.ok()) return fields.fail();
  }
}

Json to_json(const oakestra::WorkerProgram& program) {
  Json map{
      {"installed_as", text(program.installed_as)},
      {"pid", program.pid},
      {"running_s", program.running_s},
      {"newer_files", list_of(first_of(program.newer_files, oakestra::newer_files_max), text)},
      {"registration", static_cast<std::uint8_t>(program.log.registration)},
      {"advertised_address", text(program.log.advertised_address)},
      {"advertised_port", text(program.log.advertised_port)},
      {"last_error", text(program.log.last_error)}};
  if (program.udp_ports)
    map["udp_ports"] = list_of(
        first_of(*program.udp_ports, oakestra::program_ports_max), [](auto port) { return port; }
    );
  return map;
}

void read_config(Fields& fields, oakestra::WorkerProgram& program) {
  fields.text("installed_as", program.installed_as);
  fields.number("pid", program.pid, std::int32_t{0});
  fields.number("running_s", program.running_s);
  fields.texts("newer_files", program.newer_files, oakestra::newer_files_max);
  fields.choice("registration", program.log.registration, oakestra::Registration::finished);
  fields.text("advertised_address", program.log.advertised_address);
  fields.text("advertised_port", program.log.advertised_port);
  fields.text("last_error", program.log.last_error);
  if (!fields.has("udp_ports")) return;
  program.udp_ports.emplace();
  for (const CborView& item : fields.list("udp_ports", oakestra::program_ports_max))
    fields.store(read_number<std::uint16_t>(item), program.udp_ports->emplace_back());
}

template <class Config>
void read_map(Fields& fields, const char* key, Config& config) {
  const auto* map = fields.required(key);
  if (map == nullptr) return;
  Fields inner(*map);
  read_config(inner, config);
  if (!inner.ok()) fields.fail();
}

}  // namespace

void write(const evidence::Facts& facts, Json& map) {
  map["host_name"] = text(facts.host_name);
  map["boot_id"] = text(facts.boot_id);
  map["machine"] = text(facts.machine);
  map["addresses"] = address_list(first_of(facts.addresses, evidence::own_addresses_max));
  if (facts.default_routes) {
    const auto routes = first_of(*facts.default_routes, evidence::default_routes_max);
    map["default_routes"] = list_of(routes, [](const auto& route) { return to_json(route); });
  }
  if (facts.outbound_address) map["outbound_address"] = address_text(*facts.outbound_address);
  map["routes"] = list_of(first_of(facts.routes, evidence::routes_max), prefix_text);
  map["netcfg"] = to_json(facts.netcfg);
  map["tuncfg"] = to_json(facts.tuncfg);
  map["node_engine"] = to_json(facts.node_engine);
  map["docker"] = facts.docker;
  map["xdp_interfaces"] =
      list_of(first_of(facts.xdp_interfaces, evidence::xdp_interfaces_max), text);
  map["tables"] = to_json(facts.tables);
  map["uts_namespace"] = facts.uts_namespace;
  map["network_namespace"] = facts.network_namespace;
  if (facts.outbound_ipv6) map["outbound_ipv6"] = address_text(*facts.outbound_ipv6);
  const auto names = first_of(facts.names_of_itself, evidence::own_names_max);
  map["names_of_itself"] = list_of(names, [](const auto& entry) { return to_json(entry); });
  map["net_manager"] = to_json(facts.net_manager);
  map["node_engine_program"] = to_json(facts.node_engine_program);
  map["components"] =
      list_of(first_of(facts.components, evidence::components_max), [](const auto& one) {
        return to_json(one);
      });
}

void read(Fields& fields, evidence::Facts& facts) {
  fields.text("host_name", facts.host_name);
  fields.text("boot_id", facts.boot_id);
  fields.text("machine", facts.machine);
  fields.addresses("addresses", facts.addresses, evidence::own_addresses_max);
  if (fields.has("default_routes")) {
    if (!read_default_routes(fields, facts.default_routes.emplace())) fields.fail();
  }
  fields.optional_address("outbound_address", facts.outbound_address);
  fields.prefixes("routes", facts.routes, evidence::routes_max);
  read_map(fields, "netcfg", facts.netcfg);
  read_map(fields, "tuncfg", facts.tuncfg);
  read_map(fields, "node_engine", facts.node_engine);
  fields.flag("docker", facts.docker);
  fields.texts("xdp_interfaces", facts.xdp_interfaces, evidence::xdp_interfaces_max);
  read_map(fields, "tables", facts.tables);
  fields.number("uts_namespace", facts.uts_namespace);
  fields.number("network_namespace", facts.network_namespace);
  fields.optional_address("outbound_ipv6", facts.outbound_ipv6);
  read_own_names(fields, facts.names_of_itself);
  read_components(fields, facts.components);
  read_map(fields, "net_manager", facts.net_manager);
  read_map(fields, "node_engine_program", facts.node_engine_program);
}

}  // namespace oakprobe::wire
