#include "wire/codec.hpp"
#include "wire/message_fields.hpp"

namespace oakprobe::oakestra {

BOOST_DESCRIBE_STRUCT(
    NetManagerConfig,
    (),
    (state,
     problem,
     public_address,
     public_port,
     cluster_url,
     mqtt_port,
     default_interface,
     public_ip_networking,
     unknown_keys)
)
BOOST_DESCRIBE_STRUCT(TunnelConfig, (), (state, problem, port, mtu, device, address, address_ipv6))
BOOST_DESCRIBE_STRUCT(
    NodeEngineConfig,
    (),
    (state,
     problem,
     cluster_address,
     cluster_port,
     old_problem,
     written_by_newer,
     public_ip,
     overlay)
)
BOOST_DESCRIBE_STRUCT(
    NetManagerLog, (), (registration, advertised_address, advertised_port, last_error)
)
BOOST_DESCRIBE_STRUCT(
    WorkerProgram, (), (installed_as, pid, running_s, udp_ports, newer_files, log)
)

}  // namespace oakprobe::oakestra

namespace oakprobe::evidence {

BOOST_DESCRIBE_STRUCT(DefaultRoute, (), (interface, address, next_hops))
BOOST_DESCRIBE_STRUCT(
    KernelTables, (), (neighbours_max, neighbours, conntrack_max, conntrack, on_link)
)
BOOST_DESCRIBE_STRUCT(HostsEntry, (), (line, address, name))
BOOST_DESCRIBE_STRUCT(RunningComponent, (), (name, own_network, entered, environment))
BOOST_DESCRIBE_STRUCT(
    Facts,
    (),
    (host_name,
     boot_id,
     machine,
     addresses,
     default_routes,
     outbound_address,
     routes,
     netcfg,
     tuncfg,
     node_engine,
     docker,
     tables,
     xdp_interfaces,
     uts_namespace,
     network_namespace,
     outbound_ipv6,
     names_of_itself,
     components,
     net_manager,
     node_engine_program)
)

}  // namespace oakprobe::evidence

// facts: of long lists the first are enough, since a host may have more than any deployment uses.
namespace oakprobe::wire {

using evidence::Facts;
using evidence::RunningComponent;
using oakestra::NetManagerConfig;
using oakestra::WorkerProgram;

namespace {

constexpr Limits words_of_environment{.items_max = 2 * oakestra::told_variables_max};

// A variable's name and value by turns.
void write_environment(const std::optional<oakestra::ToldEnvironment>& told, Json& map) {
  if (!told) return;
  std::vector<std::string> words;
  for (const auto& variable : *told) {
    if (words.size() == words_of_environment.items_max) break;
    words.insert(words.end(), {variable.name, variable.value});
  }
  map["environment"] = json_of(words_of_environment, words);
}

void read_environment(Fields& fields, std::optional<oakestra::ToldEnvironment>& told) {
  const auto* value = fields.find("environment");
  if (value == nullptr) return;
  std::vector<std::string> words;
  if (!read_value(words_of_environment, *value, words) || words.size() % 2 != 0)
    return fields.fail();
  told.emplace();
  for (std::size_t at = 0; at < words.size(); at += 2)
    told->push_back({std::move(words[at]), std::move(words[at + 1])});
}

}  // namespace

template <>
constexpr auto field_table<NetManagerConfig> = std::tuple{
    field(&NetManagerConfig::state).to(oakestra::FileState::unseen),
    field(&NetManagerConfig::unknown_keys).first(oakestra::unknown_keys_max)};

template <>
constexpr auto field_table<oakestra::TunnelConfig> =
    std::tuple{field(&oakestra::TunnelConfig::state).to(oakestra::FileState::unseen)};

template <>
constexpr auto field_table<oakestra::NodeEngineConfig> = std::tuple{
    field(&oakestra::NodeEngineConfig::state).to(oakestra::FileState::unseen),
    field(&oakestra::NodeEngineConfig::overlay).to(oakestra::Overlay::custom)};

template <>
constexpr auto field_table<oakestra::NetManagerLog> =
    std::tuple{field(&oakestra::NetManagerLog::registration).to(oakestra::Registration::finished)};

template <>
constexpr auto field_table<WorkerProgram> = std::tuple{
    field(&WorkerProgram::pid).from(0),
    field(&WorkerProgram::udp_ports).first(oakestra::program_ports_max),
    field(&WorkerProgram::newer_files).first(oakestra::newer_files_max),
    field(&WorkerProgram::log).inlined()};

template <>
constexpr auto field_table<evidence::KernelTables> =
    std::tuple{field(&evidence::KernelTables::on_link).first(evidence::on_link_max)};

template <>
constexpr auto field_table<RunningComponent> =
    std::tuple{field(&RunningComponent::environment).by(write_environment, read_environment)};

template <>
constexpr auto field_table<Facts> = std::tuple{
    field(&Facts::addresses).first(evidence::own_addresses_max),
    field(&Facts::default_routes).first(evidence::default_routes_max),
    field(&Facts::routes).first(evidence::routes_max),
    field(&Facts::xdp_interfaces).first(evidence::xdp_interfaces_max),
    field(&Facts::names_of_itself).first(evidence::own_names_max),
    field(&Facts::components).first(evidence::components_max)};

void write(const Facts& facts, Json& map) { write_fields(facts, map); }
void read(Fields& fields, Facts& facts) { read_fields(fields, facts); }

}  // namespace oakprobe::wire
