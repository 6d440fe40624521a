#include "base/check.hpp"
#include "base/request_path.hpp"
#include "wire/message_fields.hpp"
#include "wire/path_runs.hpp"

#include <algorithm>

namespace oakprobe::wire {
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

// Stands where an address has its family: a position in `names` follows.
constexpr std::uint8_t family_of_names = 0;

constexpr std::uint32_t settle_ms_max = 3'600'000;  // above attempts_max times timeout_ms_max

void read_names(Fields& fields, std::vector<std::string>& names) {
  for (const auto& value : fields.list("names", probe_paths_max)) {
    const auto text = read_text(value, dialled_bytes_max);
    if (!text || text->empty()) return fields.fail();
    names.emplace_back(*text);
  }
}

void read_known(Fields& fields, KnownAnswer& known) {
  fields.choice("shape", known.shape, AnswerShape::title);
  fields.texts("words", known.words, known_words_max, known_word_bytes_max);
}

void read_questions(Fields& fields, std::vector<evidence::Question>& questions) {
  for (const auto& value : fields.list("questions", probe_questions_max)) {
    evidence::Question& question = questions.emplace_back();
    Fields item(value);
    item.choice("service", question.service, evidence::AskedService::mqtt);
    item.text("path", question.path);
    item.text("long_path", question.long_path);
    item.flag("tls", question.tls);
    read_known(item, question.known);
    const bool asks_long = question.long_path.empty() || is_request_path(question.long_path);
    if (!item.ok() || !is_request_path(question.path) || !asks_long) return fields.fail();
  }
}

bool can_be(const Way& way, std::size_t questions, std::size_t diallers) {
  if (way.dialler > diallers) return false;
  if (way.port == 0 || way.protocol > static_cast<std::uint8_t>(Protocol::udp)) return false;
  if (way.mode > static_cast<std::uint8_t>(evidence::DialMode::question)) return false;
  if (way.mode < static_cast<std::uint8_t>(evidence::DialMode::question)) return way.question == 0;
  return way.protocol == static_cast<std::uint8_t>(Protocol::tcp) && way.question < questions;
}

std::vector<Way> read_ways(Fields& fields, std::size_t questions, std::size_t diallers) {
  std::vector<Way> ways;
  const auto bytes = fields.bytes("ways");
  if (bytes.size() % way_bytes != 0 || bytes.size() / way_bytes > probe_ways_max) {
    fields.fail();
    return ways;
  }
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    Way& way = ways.emplace_back();
    way.port = packed.take<std::uint16_t>();
    way.protocol = packed.take<std::uint8_t>();
    way.mode = packed.take<std::uint8_t>();
    way.question = packed.take<std::uint16_t>();
    way.dialler = packed.take<std::uint8_t>();
    if (!can_be(way, questions, diallers)) fields.fail();
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
  read_names(fields, probe.names);
  read_questions(fields, probe.questions);
  fields.texts("diallers", probe.diallers, probe_diallers_max);
  const std::vector<Way> ways = read_ways(fields, probe.questions.size(), probe.diallers.size());
  PackedReader addresses(fields.bytes("addresses"));
  fields.number<std::uint32_t>("nodes", probe.nodes, 1, rotation_nodes_max);
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

Json question_list(const std::vector<evidence::Question>& questions) {
  CHECK(questions.size() <= probe_questions_max);
  auto list = Json::array();
  for (const evidence::Question& question : questions) {
    CHECK(is_request_path(question.path));
    CHECK(question.long_path.empty() || is_request_path(question.long_path));
    auto map = Json::object();
    map["service"] = static_cast<std::uint8_t>(question.service);
    map["path"] = question.path;
    map["long_path"] = question.long_path;
    map["tls"] = question.tls;
    CHECK(question.known.words.size() <= known_words_max);
    map["shape"] = static_cast<std::uint8_t>(question.known.shape);
    map["words"] = question.known.words;
    list.push_back(std::move(map));
  }
  return list;
}

}  // namespace

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
  CHECK(probe.paths.size() <= probe_paths_max);
  CHECK(probe.keys.size() == targets_of(probe.paths).size());
  auto names = Json::array();
  for (const std::string& name : probe.names) {
    CHECK(!name.empty() && name.size() <= dialled_bytes_max);
    names.push_back(name);
  }
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
  PackedWriter seed;
  for (const std::byte byte : probe.seed) seed.put(std::to_integer<std::uint8_t>(byte));
  map["seed"] = seed.take();
  PackedWriter keys;
  for (const ProbeKey& key : probe.keys)
    for (const std::byte byte : key) keys.put(std::to_integer<std::uint8_t>(byte));
  map["keys"] = keys.take();
  map["nodes"] = probe.nodes;
  map["ways"] = ways.take();
  map["paths"] = runs.take();
  map["addresses"] = addresses.take();
  map["names"] = std::move(names);
  map["starts"] = starts.take();
  map["questions"] = question_list(probe.questions);
  map["attempts"] = probe.attempts;
  map["timeout_ms"] = probe.timeout_ms;
  map["flow_interval_us"] = probe.flow_interval_us;
  map["settle_ms"] = probe.settle_ms;
  auto diallers = Json::array();
  CHECK(probe.diallers.size() <= probe_diallers_max);
  for (const std::string& dialler : probe.diallers) {
    CHECK(dialler.size() <= text_bytes_max);
    diallers.push_back(dialler);
  }
  map["diallers"] = std::move(diallers);
}

void read(Fields& fields, Probe& probe) {
  read_paths(fields, probe);
  if (fields.ok()) read_keys(fields, probe);
  const auto seed = fields.bytes("seed");
  if (seed.size() != probe.seed.size()) return fields.fail();
  std::ranges::copy(std::as_bytes(seed), probe.seed.begin());
  fields.number<std::uint32_t>("attempts", probe.attempts, 1, evidence::attempts_max);
  if (probe.paths.size() * probe.attempts > probe_flows_max) fields.fail();
  fields.number<std::uint32_t>("timeout_ms", probe.timeout_ms, 1, timeout_ms_max);
  fields.number<std::uint32_t>(
      "flow_interval_us", probe.flow_interval_us, flow_interval_us_min, flow_interval_us_max
  );
  fields.number<std::uint32_t>("settle_ms", probe.settle_ms, 0, settle_ms_max);
}

}  // namespace oakprobe::wire
