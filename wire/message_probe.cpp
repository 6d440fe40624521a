#include "base/request_path.hpp"
#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/message_fields.hpp"
#include "wire/path_runs.hpp"

#include <algorithm>

namespace oakprobe::wire {

using evidence::Question;

BOOST_DESCRIBE_STRUCT(
    Probe,
    (),
    (addresses,
     names,
     questions,
     paths,
     seed,
     nodes,
     attempts,
     timeout_ms,
     flow_interval_us,
     settle_ms,
     diallers,
     keys)
)

namespace {

// What paths are alike in.
struct Way {
  std::uint16_t port = 0;
  std::uint8_t protocol = 0;
  std::uint8_t mode = 0;
  std::uint16_t question = 0;
  std::uint8_t dialler = 0;

  friend auto operator<=>(const Way&, const Way&) = default;
};
constexpr std::size_t way_bytes = 2 + 1 + 1 + 2 + 1;

// position of the path, milliseconds
constexpr std::size_t start_bytes = 4 + 4;

bool is_dialled_name(std::string_view name) { return !name.empty(); }

bool is_long_path(std::string_view path) { return path.empty() || is_request_path(path); }

// Stands where an address has its family: a position in `names` follows.
constexpr std::uint8_t family_of_names = 0;

constexpr std::uint32_t settle_ms_max = 3'600'000;  // above attempts_max times timeout_ms_max

bool can_be(const Way& way, std::size_t questions, std::size_t diallers) {
  if (way.dialler > diallers) return false;
  if (way.port == 0 || way.protocol > static_cast<std::uint8_t>(Protocol::udp)) return false;
  if (way.mode > static_cast<std::uint8_t>(evidence::DialMode::question)) return false;
  if (way.mode < static_cast<std::uint8_t>(evidence::DialMode::question)) return way.question == 0;
  return way.protocol == static_cast<std::uint8_t>(Protocol::tcp) && way.question < questions;
}

std::vector<Way> read_dial_ways(Fields& fields, const Probe& probe) {
  std::vector<Way> ways;
  const auto bytes = fields.records("ways", way_bytes, probe_ways_max);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    Way& way = ways.emplace_back();
    way.port = packed.take<std::uint16_t>();
    way.protocol = packed.take<std::uint8_t>();
    way.mode = packed.take<std::uint8_t>();
    way.question = packed.take<std::uint16_t>();
    way.dialler = packed.take<std::uint8_t>();
    if (!can_be(way, probe.questions.size(), probe.diallers.size())) fields.fail();
  }
  return ways;
}

// Of one path; false: there is none that can be.
bool read_dialled(PackedReader& packed, Probe& probe, PlannedPath& path) {
  if (packed.next_is(family_of_names)) {
    static_cast<void>(packed.take<std::uint8_t>());
    if (packed.bytes_left() < sizeof(std::uint32_t)) return false;
    path.named = true;
    path.address = packed.take<std::uint32_t>();
    return path.address < probe.names.size();
  }
  const auto address = packed.take_address();
  if (!address) return false;
  path.address = static_cast<std::uint32_t>(probe.addresses.size());
  probe.addresses.push_back(*address);
  return true;
}

void read_starts(Fields& fields, std::vector<PlannedPath>& paths) {
  const auto bytes = fields.bytes("starts");
  if (bytes.size() % start_bytes != 0) return fields.fail();
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    const auto position = packed.take<std::uint32_t>();
    const auto start_ms = packed.take<std::uint32_t>();
    if (position >= paths.size()) return fields.fail();
    paths[position].start_ms = start_ms;
  }
}

void read_paths(Fields& fields, Probe& probe) {
  const std::vector<Way> ways = read_dial_ways(fields, probe);
  PackedReader addresses(fields.bytes("addresses"));
  bool whole = fields.ok();
  const auto take = [&](const PathId& path, std::uint16_t number) {
    if (!whole) return;
    const Way& way = ways[number];
    PlannedPath& planned = probe.paths.emplace_back();
    planned.path = path;
    planned.port = way.port;
    planned.protocol = static_cast<Protocol>(way.protocol);
    planned.mode = static_cast<evidence::DialMode>(way.mode);
    planned.question = way.question;
    planned.dialler = way.dialler;
    whole = index_of(path.source) < probe.nodes && index_of(path.target) < probe.nodes &&
            read_dialled(addresses, probe, planned);
  };
  const auto runs = fields.bytes("paths");
  // No more than there are addresses for.
  probe.paths.reserve(std::min(paths_of_runs(runs, probe_paths_max), addresses.bytes_left()));
  whole = read_runs(runs, ways.size(), probe_paths_max, take) && whole;
  if (!whole || addresses.bytes_left() > 0) return fields.fail();
  read_starts(fields, probe.paths);
}

void read_keys(Fields& fields, Probe& probe) {
  const auto bytes = fields.bytes("keys");
  if (bytes.size() != targets_of(probe.paths).size() * probe_key_bytes) return fields.fail();
  probe.keys.resize(bytes.size() / probe_key_bytes);
  for (std::size_t at = 0; at < probe.keys.size(); ++at)
    std::ranges::copy(
        std::as_bytes(bytes.subspan(at * probe_key_bytes, probe_key_bytes)), probe.keys[at].begin()
    );
}

void write_paths(const Probe& probe, Json& map) {
  CHECK(probe.paths.size() <= probe_paths_max);
  StateTable<Way> table;
  RunWriter runs;
  PackedWriter addresses;
  PackedWriter starts;
  for (std::uint32_t position = 0; position < probe.paths.size(); ++position) {
    const PlannedPath& path = probe.paths[position];
    const Way way{
        path.port,
        static_cast<std::uint8_t>(path.protocol),
        static_cast<std::uint8_t>(path.mode),
        path.question,
        path.dialler};
    CHECK(can_be(way, probe.questions.size(), probe.diallers.size()));
    runs.put(path.path, table.position_of(way));
    if (path.named) {
      CHECK(path.address < probe.names.size());
      addresses.put(family_of_names);
      addresses.put(path.address);
    } else {
      CHECK(path.address < probe.addresses.size());
      addresses.put(probe.addresses[path.address]);
    }
    if (path.start_ms == 0) continue;
    starts.put(position);
    starts.put(path.start_ms);
  }
  CHECK(table.states().size() <= probe_ways_max);
  PackedWriter ways;
  for (const Way& way : table.states()) {
    ways.put(way.port);
    ways.put(way.protocol);
    ways.put(way.mode);
    ways.put(way.question);
    ways.put(way.dialler);
  }
  map["ways"] = ways.take();
  map["paths"] = runs.take();
  map["addresses"] = addresses.take();
  map["starts"] = starts.take();
}

void write_keys(const Probe& probe, Json& map) {
  CHECK(probe.keys.size() == targets_of(probe.paths).size());
  PackedWriter keys;
  for (const ProbeKey& key : probe.keys)
    for (const std::byte byte : key) keys.put(std::to_integer<std::uint8_t>(byte));
  map["keys"] = keys.take();
}

}  // namespace

template <>
constexpr auto field_table<KnownAnswer> = std::tuple{
    field(&KnownAnswer::shape).to(AnswerShape::title),
    field(&KnownAnswer::words).items(known_words_max).bytes(known_word_bytes_max)};

template <>
constexpr auto field_table<Question> = std::tuple{
    field(&Question::service).to(evidence::AskedService::mqtt),
    field(&Question::path).only(is_request_path),
    field(&Question::known).inlined(),
    field(&Question::long_path).only(is_long_path)};

template <>
constexpr auto field_table<Probe> = std::tuple{
    field(&Probe::names).items(probe_paths_max).bytes(dialled_bytes_max).only(is_dialled_name),
    field(&Probe::questions).items(probe_questions_max),
    field(&Probe::paths).told_beside(),
    field(&Probe::addresses).told_beside(),
    field(&Probe::keys).told_beside(),
    field(&Probe::nodes).from(1).to(rotation_nodes_max),
    field(&Probe::attempts).from(1).to(evidence::attempts_max),
    field(&Probe::timeout_ms).from(1).to(timeout_ms_max),
    field(&Probe::flow_interval_us).from(flow_interval_us_min).to(flow_interval_us_max),
    field(&Probe::settle_ms).to(settle_ms_max),
    field(&Probe::diallers).items(probe_diallers_max)};

std::vector<NodeId> targets_of(std::span<const PlannedPath> paths) {
  std::vector<NodeId> targets;
  for (const PlannedPath& path : paths) {
    // Those of a plan follow each other in runs.
    if (targets.empty() || targets.back() != path.path.target) targets.push_back(path.path.target);
  }
  std::ranges::sort(targets);
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  return targets;
}

void write(const Probe& probe, Json& map) {
  write_fields(probe, map);
  write_paths(probe, map);
  write_keys(probe, map);
}

void read(Fields& fields, Probe& probe) {
  read_fields(fields, probe);
  if (fields.ok()) read_paths(fields, probe);
  if (fields.ok()) read_keys(fields, probe);
  if (probe.paths.size() * probe.attempts > probe_flows_max) fields.fail();
}

}  // namespace oakprobe::wire
