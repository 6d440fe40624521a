#include "plans/rotation_state.hpp"

#include "base/rotation.hpp"

#include <boost/algorithm/hex.hpp>
#include <boost/crc.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace oakprobe::plans {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema = "oakprobe.rotation/1";
constexpr std::size_t meshes_max = 1'000;
constexpr std::uint32_t members_max = 1'000'000;

std::uint32_t sum_of_names(const inventory::Inventory& inventory, const Mesh& mesh) {
  boost::crc_32_type sum;
  const auto add = [&](const std::string& name) {
    sum.process_bytes(name.c_str(), name.size() + 1);
  };
  for (const NodeId member : mesh.members) add(inventory.node(member).name);
  for (const FlowId flow : mesh.flows) add(inventory.flow(flow).id);
  return sum.checksum();
}

template <class Number>
bool read_number(const Json& value, Number most, Number& out) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > static_cast<std::uint64_t>(most))
    return false;
  out = value.get<Number>();
  return true;
}

bool read_seed(const Json& json, Seed& seed) {
  const auto text = json.find("seed");
  if (text == json.end() || !text->is_string()) return false;
  const auto& digits = text->get_ref<const std::string&>();
  if (digits.size() != 2 * seed.size()) return false;
  std::string bytes;
  try {
    boost::algorithm::unhex(digits, std::back_inserter(bytes));
  } catch (const boost::algorithm::hex_decode_error&) {
    return false;
  }
  std::ranges::transform(bytes, seed.begin(), [](char c) { return static_cast<std::byte>(c); });
  return true;
}

bool read_slot(const Json& json, const MeshRecord& mesh, SlotRecord& slot) {
  constexpr auto whenever = std::int64_t{1} << 40;
  constexpr auto paths_max = std::uint64_t{1} << 40;
  return json.is_array() && json.size() == 3 && read_number(json[0], mesh.count - 1, slot.slot) &&
         slot.slot > 0 && read_number(json[1], whenever, slot.tried_at) &&
         read_number(json[2], paths_max, slot.verified) &&
         (mesh.slots.empty() || mesh.slots.back().slot < slot.slot);
}

bool read_mesh(const Json& json, MeshRecord& mesh) {
  const auto member = [&](const char* key) -> const Json& {
    static const Json none;
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() ? *found : none;
  };
  if (!read_number(member("members"), ~std::uint32_t{0}, mesh.members)) return false;
  if (!read_number(member("count"), members_max, mesh.count) || mesh.count < 2) return false;
  if (!member("slots").is_array()) return false;
  for (const Json& item : member("slots")) {
    SlotRecord slot;
    if (!read_slot(item, mesh, slot)) return false;
    mesh.slots.push_back(slot);
  }
  return true;
}

SlotRecord& record_of(MeshRecord& mesh, std::uint32_t slot) {
  const auto at = std::ranges::lower_bound(mesh.slots, slot, {}, &SlotRecord::slot);
  if (at != mesh.slots.end() && at->slot == slot) return *at;
  return *mesh.slots.insert(at, SlotRecord{slot, 0, 0});
}

}  // namespace

std::string to_text(const RotationState& state) {
  std::string digits;
  for (const std::byte byte : state.seed) {
    const auto one = std::to_integer<unsigned char>(byte);
    boost::algorithm::hex_lower(&one, &one + 1, std::back_inserter(digits));
  }
  auto meshes = Json::array();
  for (const MeshRecord& mesh : state.meshes) {
    auto slots = Json::array();
    for (const SlotRecord& slot : mesh.slots)
      slots.push_back(Json::array({slot.slot, slot.tried_at, slot.verified}));
    meshes.push_back({{"members", mesh.members}, {"count", mesh.count}, {"slots", slots}});
  }
  return Json({{"schema", schema}, {"seed", digits}, {"next", state.next}, {"meshes", meshes}}
         ).dump() +
         "\n";
}

std::optional<RotationState> parse_rotation_state(std::string_view text) {
  if (text.size() > state_bytes_max) return std::nullopt;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("schema", Json()) != Json(schema)) return std::nullopt;
  RotationState state;
  constexpr auto runs_max = std::uint64_t{1} << 60;
  const bool well = read_seed(json, state.seed) && json.contains("next") &&
                    read_number(json["next"], runs_max, state.next) && json.contains("meshes") &&
                    json["meshes"].is_array() && json["meshes"].size() <= meshes_max;
  if (!well) return std::nullopt;
  for (const Json& item : json["meshes"])
    if (!read_mesh(item, state.meshes.emplace_back())) return std::nullopt;
  return state;
}

bool is_damaged_state(std::string_view text) {
  if (text.find_first_not_of('\0') == std::string_view::npos) return true;
  const std::string beginning = R"({"schema":")" + std::string(schema) + '"';
  return text.substr(0, beginning.size()) ==
         std::string_view(beginning).substr(0, std::min(text.size(), beginning.size()));
}

RotationState begin_rotation(
    const inventory::Inventory& inventory, const std::vector<Mesh>& meshes
) {
  RotationState state;
  boost::crc_32_type all;
  for (const Mesh& mesh : meshes) {
    const std::uint32_t sum = sum_of_names(inventory, mesh);
    all.process_bytes(&sum, sizeof sum);
    state.meshes.push_back({sum, static_cast<std::uint32_t>(mesh.members.size()), {}});
  }
  for (std::size_t at = 0; at < sizeof(std::uint32_t); ++at)
    state.seed[at] = static_cast<std::byte>(all.checksum() >> (8 * at) & 0xff);
  return state;
}

bool is_of(
    const RotationState& state,
    const inventory::Inventory& inventory,
    const std::vector<Mesh>& meshes
) {
  return std::ranges::equal(state.meshes, meshes, [&](const MeshRecord& record, const Mesh& mesh) {
    return record.count == mesh.members.size() && record.members == sum_of_names(inventory, mesh);
  });
}

namespace {

// False: nothing of the mesh was dialled.
bool note_mesh(
    MeshRecord& record,
    const Mesh& mesh,
    const Seed& seed,
    Slots slots,
    std::span<const RotatedPath> tried,
    std::int64_t now
) {
  std::unordered_map<std::uint32_t, SlotRecord> seen;
  const std::uint64_t turns = std::min<std::uint64_t>(slots.count, record.count - 1);
  for (std::uint64_t turn = 0; turn < turns; ++turn)
    seen[slot_of(slots.first + turn, record.count)];
  const std::vector<std::uint32_t> order = shuffled(record.count, seed);
  std::unordered_map<std::uint32_t, std::uint32_t> place;  // in the order, by NodeId
  for (std::uint32_t i = 0; i < record.count; ++i)
    place.emplace(index_of(mesh.members[order[i]]), i);
  for (const RotatedPath& path : tried) {
    if (std::ranges::find(mesh.flows, path.id.flow) == mesh.flows.end()) continue;
    const auto source = place.find(index_of(path.id.source));
    const auto target = place.find(index_of(path.id.target));
    if (source == place.end() || target == place.end()) continue;
    const std::uint32_t slot = (target->second + record.count - source->second) % record.count;
    const auto found = seen.find(slot);
    if (found == seen.end()) continue;
    found->second.slot = slot;  // something of it was dialled
    found->second.verified += path.verified ? 1 : 0;
  }
  bool dialled = false;
  for (const auto& [slot, one] : seen) {
    if (one.slot == 0) continue;
    record_of(record, slot) = {slot, now, one.verified};
    dialled = true;
  }
  return dialled;
}

}  // namespace

bool note_run(
    RotationState& state,
    const PathPlan& plan,
    Slots slots,
    std::span<const RotatedPath> tried,
    std::int64_t now
) {
  bool dialled = false;
  for (std::size_t at = 0; at < state.meshes.size() && at < plan.meshes.size(); ++at)
    dialled |= note_mesh(state.meshes[at], plan.meshes[at].mesh, state.seed, slots, tried, now);
  if (dialled) state.next = slots.first + slots.count;
  return dialled;
}

RotationCoverage coverage_of(const RotationState& state) {
  RotationCoverage coverage;
  for (const MeshRecord& mesh : state.meshes) {
    for (const SlotRecord& slot : mesh.slots) {
      coverage.verified += slot.verified;
      coverage.oldest = std::min(coverage.oldest.value_or(slot.tried_at), slot.tried_at);
    }
    coverage.slots_left =
        std::max<std::uint64_t>(coverage.slots_left, mesh.count - 1 - mesh.slots.size());
  }
  return coverage;
}

}  // namespace oakprobe::plans
