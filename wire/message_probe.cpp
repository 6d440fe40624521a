#include "base/check.hpp"
#include "base/request_path.hpp"
#include "wire/message_fields.hpp"
#include "wire/packed.hpp"

namespace oakprobe::wire {
namespace {

// flow, source, target, position of the address, port, protocol, mode, start_ms, position of the
// question
constexpr std::size_t planned_path_bytes = path_bytes + 4 + 2 + 1 + 1 + 4 + 2;

constexpr std::uint32_t settle_ms_max = 3'600'000;  // above attempts_max times timeout_ms_max

void read_addresses(Fields& fields, std::vector<std::string>& addresses) {
  for (const auto& value : fields.list("addresses", probe_paths_max)) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr || text->empty() || text->size() > dialled_bytes_max) return fields.fail();
    addresses.push_back(*text);
  }
}

void read_questions(Fields& fields, std::vector<Question>& questions) {
  for (const auto& value : fields.list("questions", probe_questions_max)) {
    Question& question = questions.emplace_back();
    Fields item(value);
    item.choice("service", question.service, AskedService::mqtt);
    item.text("path", question.path);
    item.flag("tls", question.tls);
    if (!item.ok() || !is_request_path(question.path)) return fields.fail();
  }
}

bool read_path(PackedReader& packed, const Probe& probe, PlannedPath& path) {
  path.path = packed.take_path();
  path.address = packed.take<std::uint32_t>();
  path.port = packed.take<std::uint16_t>();
  const auto protocol = packed.take<std::uint8_t>();
  const auto mode = packed.take<std::uint8_t>();
  path.start_ms = packed.take<std::uint32_t>();
  path.question = packed.take<std::uint16_t>();
  if (path.address >= probe.addresses.size() || path.port == 0) return false;
  if (protocol > static_cast<std::uint8_t>(Protocol::udp)) return false;
  if (mode > static_cast<std::uint8_t>(DialMode::question)) return false;
  path.protocol = static_cast<Protocol>(protocol);
  path.mode = static_cast<DialMode>(mode);
  if (path.mode == DialMode::question)
    return path.protocol == Protocol::tcp && path.question < probe.questions.size();
  path.question = 0;
  return true;
}

void read_paths(Fields& fields, Probe& probe) {
  read_addresses(fields, probe.addresses);
  read_questions(fields, probe.questions);
  const auto bytes = fields.bytes("paths");
  const auto count = bytes.size() / planned_path_bytes;
  if (bytes.size() % planned_path_bytes != 0 || count > probe_paths_max) return fields.fail();
  probe.paths.reserve(count);
  PackedReader packed(bytes);
  for (std::size_t i = 0; i < count; ++i) {
    if (!read_path(packed, probe, probe.paths.emplace_back())) return fields.fail();
  }
}

Json question_list(const std::vector<Question>& questions) {
  CHECK(questions.size() <= probe_questions_max);
  auto list = Json::array();
  for (const Question& question : questions) {
    CHECK(is_request_path(question.path));
    auto map = Json::object();
    map["service"] = static_cast<std::uint8_t>(question.service);
    map["path"] = question.path;
    map["tls"] = question.tls;
    list.push_back(std::move(map));
  }
  return list;
}

}  // namespace

void write(const Probe& probe, Json& map) {
  CHECK(probe.paths.size() <= probe_paths_max);
  auto addresses = Json::array();
  for (const std::string& address : probe.addresses) {
    CHECK(!address.empty() && address.size() <= dialled_bytes_max);
    addresses.push_back(address);
  }
  PackedWriter packed;
  for (const auto& path : probe.paths) {
    CHECK(path.address < probe.addresses.size());
    packed.put(path.path);
    packed.put(path.address);
    packed.put(path.port);
    packed.put(static_cast<std::uint8_t>(path.protocol));
    packed.put(static_cast<std::uint8_t>(path.mode));
    packed.put(path.start_ms);
    CHECK(path.mode != DialMode::question || path.question < probe.questions.size());
    packed.put(path.question);
  }
  map["addresses"] = std::move(addresses);
  map["paths"] = packed.take();
  map["questions"] = question_list(probe.questions);
  map["attempts"] = probe.attempts;
  map["timeout_ms"] = probe.timeout_ms;
  map["flow_interval_us"] = probe.flow_interval_us;
  map["settle_ms"] = probe.settle_ms;
}

void read(Fields& fields, Probe& probe) {
  read_paths(fields, probe);
  fields.number<std::uint32_t>("attempts", probe.attempts, 1, attempts_max);
  fields.number<std::uint32_t>("timeout_ms", probe.timeout_ms, 1, timeout_ms_max);
  fields.number<std::uint32_t>(
      "flow_interval_us", probe.flow_interval_us, flow_interval_us_min, flow_interval_us_max
  );
  fields.number<std::uint32_t>("settle_ms", probe.settle_ms, 0, settle_ms_max);
}

}  // namespace oakprobe::wire
