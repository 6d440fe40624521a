#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/message_fields.hpp"

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
    field(&Facts::components).first(evidence::components_max),
    field(&Facts::firewall_tool).to(evidence::FirewallTool::iptables)};

void write(const Facts& facts, Json& map) { write_fields(facts, map); }
void read(Fields& fields, Facts& facts) { read_fields(fields, facts); }

}  // namespace oakprobe::wire
