#include "base/check.hpp"
#include "wire/message_fields.hpp"
#include "wire/packed.hpp"

namespace oakprobe::wire {
namespace {

// flow, source, target, position of the address, port, protocol, mode, start_ms
constexpr std::size_t planned_path_bytes = path_bytes + 4 + 2 + 1 + 1 + 4;

constexpr std::uint32_t settle_ms_max = 3'600'000;  // above attempts_max times timeout_ms_max

// The texts of addresses, checked; fails the fields for one that is none.
std::vector<std::string> read_dialled(Fields& fields) {
  std::vector<std::string> addresses;
  for (const auto& value : fields.list("addresses", probe_paths_max)) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr || text->empty() || text->size() > dialled_bytes_max) {
      fields.fail();
      return {};
    }
    addresses.push_back(*text);
  }
  return addresses;
}

bool read_path(PackedReader& packed, std::span<const std::string> addresses, PlannedPath& path) {
  path.path = packed.take_path();
  const auto address = packed.take<std::uint32_t>();
  path.port = packed.take<std::uint16_t>();
  const auto protocol = packed.take<std::uint8_t>();
  const auto mode = packed.take<std::uint8_t>();
  path.start_ms = packed.take<std::uint32_t>();
  if (address >= addresses.size() || path.port == 0) return false;
  if (protocol > static_cast<std::uint8_t>(Protocol::udp)) return false;
  if (mode > static_cast<std::uint8_t>(DialMode::bare)) return false;
  path.address = addresses[address];
  path.protocol = static_cast<Protocol>(protocol);
  path.mode = static_cast<DialMode>(mode);
  return true;
}

void read_paths(Fields& fields, std::vector<PlannedPath>& paths) {
  const auto addresses = read_dialled(fields);
  const auto bytes = fields.bytes("paths");
  const auto count = bytes.size() / planned_path_bytes;
  if (bytes.size() % planned_path_bytes != 0 || count > probe_paths_max) return fields.fail();
  paths.reserve(count);
  PackedReader packed(bytes);
  for (std::size_t i = 0; i < count; ++i) {
    if (!read_path(packed, addresses, paths.emplace_back())) return fields.fail();
  }
}

}  // namespace

void write(const Probe& probe, Json& map) {
  CHECK(probe.paths.size() <= probe_paths_max);
  TextTable addresses;
  PackedWriter packed;
  for (const auto& path : probe.paths) {
    CHECK(!path.address.empty() && path.address.size() <= dialled_bytes_max);
    packed.put(path.path);
    packed.put(addresses.position_of(path.address));
    packed.put(path.port);
    packed.put(static_cast<std::uint8_t>(path.protocol));
    packed.put(static_cast<std::uint8_t>(path.mode));
    packed.put(path.start_ms);
  }
  map["addresses"] = addresses.take();
  map["paths"] = packed.take();
  map["attempts"] = probe.attempts;
  map["timeout_ms"] = probe.timeout_ms;
  map["flows_per_second"] = probe.flows_per_second;
  map["settle_ms"] = probe.settle_ms;
}

void read(Fields& fields, Probe& probe) {
  read_paths(fields, probe.paths);
  fields.number<std::uint32_t>("attempts", probe.attempts, 1, attempts_max);
  fields.number<std::uint32_t>("timeout_ms", probe.timeout_ms, 1, timeout_ms_max);
  fields.number<std::uint32_t>(
      "flows_per_second", probe.flows_per_second, 1, flows_per_second_agent_max
  );
  fields.number<std::uint32_t>("settle_ms", probe.settle_ms, 0, settle_ms_max);
}

}  // namespace oakprobe::wire
