#include "base/check.hpp"
#include "base/request_path.hpp"
#include "wire/message_fields.hpp"
#include "wire/packed.hpp"

#include <map>
#include <tuple>

namespace oakprobe::wire {
namespace {

// flow, source, target, position of the address, port, protocol, mode, start_ms, position of the
// question
constexpr std::size_t planned_path_bytes = path_bytes + 4 + 2 + 1 + 1 + 4 + 2;

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

std::vector<Question> read_questions(Fields& fields) {
  std::vector<Question> questions;
  for (const auto& value : fields.list("questions", probe_questions_max)) {
    Question& question = questions.emplace_back();
    Fields item(value);
    item.choice("service", question.service, AskedService::mqtt);
    item.text("path", question.path);
    item.flag("tls", question.tls);
    if (!item.ok() || !is_request_path(question.path)) {
      fields.fail();
      return {};
    }
  }
  return questions;
}

bool read_path(
    PackedReader& packed,
    std::span<const std::string> addresses,
    std::span<const Question> questions,
    PlannedPath& path
) {
  path.path = packed.take_path();
  const auto address = packed.take<std::uint32_t>();
  path.port = packed.take<std::uint16_t>();
  const auto protocol = packed.take<std::uint8_t>();
  const auto mode = packed.take<std::uint8_t>();
  path.start_ms = packed.take<std::uint32_t>();
  const auto question = packed.take<std::uint16_t>();
  if (address >= addresses.size() || path.port == 0) return false;
  if (protocol > static_cast<std::uint8_t>(Protocol::udp)) return false;
  if (mode > static_cast<std::uint8_t>(DialMode::question)) return false;
  path.address = addresses[address];
  path.protocol = static_cast<Protocol>(protocol);
  path.mode = static_cast<DialMode>(mode);
  if (path.mode != DialMode::question) return true;
  if (path.protocol != Protocol::tcp || question >= questions.size()) return false;
  path.question = questions[question];
  return true;
}

void read_paths(Fields& fields, std::vector<PlannedPath>& paths) {
  const auto addresses = read_dialled(fields);
  const auto questions = read_questions(fields);
  const auto bytes = fields.bytes("paths");
  const auto count = bytes.size() / planned_path_bytes;
  if (bytes.size() % planned_path_bytes != 0 || count > probe_paths_max) return fields.fail();
  paths.reserve(count);
  PackedReader packed(bytes);
  for (std::size_t i = 0; i < count; ++i) {
    if (!read_path(packed, addresses, questions, paths.emplace_back())) return fields.fail();
  }
}

// The different questions of a plan, each once; paths hold its position.
class QuestionTable {
 public:
  [[nodiscard]] std::uint16_t position_of(const Question& question) {
    const std::tuple key(question.service, question.path, question.tls);
    const auto [found, is_new] = positions_.try_emplace(key, positions_.size());
    CHECK(found->second < probe_questions_max);
    if (is_new) {
      auto map = Json::object();
      map["service"] = static_cast<std::uint8_t>(question.service);
      map["path"] = question.path;
      map["tls"] = question.tls;
      questions_.push_back(std::move(map));
    }
    return static_cast<std::uint16_t>(found->second);
  }

  [[nodiscard]] Json take() { return std::move(questions_); }

 private:
  std::map<std::tuple<AskedService, std::string, bool>, std::size_t> positions_;
  Json questions_ = Json::array();
};

}  // namespace

void write(const Probe& probe, Json& map) {
  CHECK(probe.paths.size() <= probe_paths_max);
  TextTable addresses;
  QuestionTable questions;
  PackedWriter packed;
  for (const auto& path : probe.paths) {
    CHECK(!path.address.empty() && path.address.size() <= dialled_bytes_max);
    packed.put(path.path);
    packed.put(addresses.position_of(path.address));
    packed.put(path.port);
    packed.put(static_cast<std::uint8_t>(path.protocol));
    packed.put(static_cast<std::uint8_t>(path.mode));
    packed.put(path.start_ms);
    const bool asks = path.mode == DialMode::question;
    CHECK(!asks || is_request_path(path.question.path));
    packed.put(asks ? questions.position_of(path.question) : std::uint16_t{0});
  }
  map["addresses"] = addresses.take();
  map["paths"] = packed.take();
  map["questions"] = questions.take();
  map["attempts"] = probe.attempts;
  map["timeout_ms"] = probe.timeout_ms;
  map["flow_interval_us"] = probe.flow_interval_us;
  map["settle_ms"] = probe.settle_ms;
}

void read(Fields& fields, Probe& probe) {
  read_paths(fields, probe.paths);
  fields.number<std::uint32_t>("attempts", probe.attempts, 1, attempts_max);
  fields.number<std::uint32_t>("timeout_ms", probe.timeout_ms, 1, timeout_ms_max);
  fields.number<std::uint32_t>(
      "flow_interval_us", probe.flow_interval_us, flow_interval_us_min, flow_interval_us_max
  );
  fields.number<std::uint32_t>("settle_ms", probe.settle_ms, 0, settle_ms_max);
}

}  // namespace oakprobe::wire
