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
  Protocol protocol = Protocol::tcp;
  evidence::DialMode mode = evidence::DialMode::exchange;
  std::uint16_t question = 0;
  std::uint8_t dialler = 0;

  friend auto operator<=>(const Way&, const Way&) = default;
};

struct Start {
  std::uint32_t position = 0;  // of the path
  std::uint32_t ms = 0;
};

bool is_dialled_name(std::string_view name) { return !name.empty(); }

bool is_long_path(std::string_view path) { return path.empty() || is_request_path(path); }

// Stands where an address has its family: a position in `names` follows.
constexpr std::uint8_t family_of_names = 0;

constexpr std::uint32_t settle_ms_max = 3'600'000;  // above attempts_max times timeout_ms_max

bool can_be(const Way& way, const Probe& probe) {
  if (way.port == 0 || way.dialler > probe.diallers.size()) return false;
  if (way.mode != evidence::DialMode::question) return way.question == 0;
  return way.protocol == Protocol::tcp && way.question < probe.questions.size();
}

// Of one path; false: there is none that can be.
bool read_dialled(PackedReader& packed, Probe& probe, PlannedPath& path) {
  if (packed.next_is(family_of_names)) {
    std::uint8_t family = 0;
    path.named = true;
    return packed.take_all(family, path.address) && path.address < probe.names.size();
  }
  path.address = static_cast<std::uint32_t>(probe.addresses.size());
  return packed.take(probe.addresses.emplace_back());
}

void read_starts(Fields& fields, std::vector<PlannedPath>& paths) {
  const auto take = [&](const Start& start) {
    if (start.position >= paths.size()) return false;
    paths[start.position].start_ms = start.ms;
    return true;
  };
  read_records<Start>(fields, "starts", probe_paths_max, take);
}

void read_paths(Fields& fields, Probe& probe) {
  std::vector<Way> ways;
  read_records<Way>(fields, "ways", probe_ways_max, [&](const Way& way) {
    ways.push_back(way);
    return can_be(way, probe);
  });
  PackedReader addresses(fields.bytes("addresses"));
  // No more than there are addresses for.
  const std::size_t addressed = fields.bytes("addresses").size();
  probe.paths.reserve(std::min(paths_of_runs(fields.bytes("paths"), probe_paths_max), addressed));
  bool whole = fields.ok();
  const auto take = [&](const PathId& path, std::uint16_t number) {
    if (!whole) return;
    const Way& way = ways[number];
    PlannedPath& planned = probe.paths.emplace_back();
    planned.path = path;
    planned.port = way.port;
    planned.protocol = way.protocol;
    planned.mode = way.mode;
    planned.question = way.question;
    planned.dialler = way.dialler;
    whole = index_of(path.source) < probe.nodes && index_of(path.target) < probe.nodes &&
            read_dialled(addresses, probe, planned);
  };
  read_runs(fields, "paths", ways.size(), probe_paths_max, take);
  if (!whole || !addresses.is_over()) return fields.fail();
  read_starts(fields, probe.paths);
}

void read_keys(Fields& fields, Probe& probe) {
  const std::size_t keys = targets_of(probe.paths).size();
  read_records(fields, "keys", keys, probe.keys);
  if (probe.keys.size() != keys) fields.fail();
}

void write_paths(const Probe& probe, Json& map) {
  CHECK(probe.paths.size() <= probe_paths_max);
  StateTable<Way> table;
  RunWriter runs;
  PackedWriter addresses;
  PackedWriter starts;
  for (std::uint32_t position = 0; position < probe.paths.size(); ++position) {
    const PlannedPath& path = probe.paths[position];
    const Way way{path.port, path.protocol, path.mode, path.question, path.dialler};
    CHECK(can_be(way, probe));
    runs.put(path.path, table.position_of(way));
    if (path.named) {
      CHECK(path.address < probe.names.size());
      addresses.put_all(family_of_names, path.address);
    } else {
      CHECK(path.address < probe.addresses.size());
      addresses.put(probe.addresses[path.address]);
    }
    if (path.start_ms > 0) starts.put(Start{position, path.start_ms});
  }
  map["ways"] = packed(table.states(), probe_ways_max);
  map["paths"] = runs.take();
  map["addresses"] = addresses.take();
  map["starts"] = starts.take();
}

}  // namespace

template <>
constexpr auto field_table<KnownAnswer> = std::tuple{
    field(&KnownAnswer::shape).to(AnswerShape::title),
    field(&KnownAnswer::words).items(known_words_max).bytes(known_word_bytes_max)};

template <>
constexpr auto field_table<Question> = std::tuple{
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
  const std::size_t keys = targets_of(probe.paths).size();
  CHECK(probe.keys.size() == keys);
  map["keys"] = packed(probe.keys, keys);
}

void read(Fields& fields, Probe& probe) {
  read_fields(fields, probe);
  if (!std::ranges::all_of(probe.questions, is_asked, &Question::service)) fields.fail();
  if (fields.ok()) read_paths(fields, probe);
  if (fields.ok()) read_keys(fields, probe);
  if (probe.paths.size() * probe.attempts > probe_flows_max) fields.fail();
}

}  // namespace oakprobe::wire
