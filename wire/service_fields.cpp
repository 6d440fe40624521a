#include "wire/service_fields.hpp"

#include "base/check.hpp"

// Few paths have an answer of a running service: a list, each item with the position of its record
// in `dials`.
namespace oakprobe::wire {
namespace {

constexpr std::size_t service_items = 5;  // position, kind, attempts, what it said, follow-ups

// `item`: the second one of service_items.
std::optional<evidence::ServiceAnswer> read_service(CborItems::Iterator item) {
  constexpr auto kind_last = static_cast<std::uint8_t>(enum_size<evidence::AnswerKind> - 1);
  const auto kind = read_number<std::uint8_t>(*item, 0, kind_last);
  const auto attempts = read_number<std::uint32_t>(*++item);
  const auto said = read_text(*++item, evidence::said_bytes_max);
  const auto follow_ups = read_number<std::uint8_t>(*++item);
  if (!kind || !attempts || !said || !follow_ups) return std::nullopt;
  evidence::ServiceAnswer answer;
  answer.kind = static_cast<evidence::AnswerKind>(*kind);
  answer.attempts = evidence::AttemptSet(*attempts);
  answer.said = *said;
  answer.follow_ups = *follow_ups;
  return answer;
}

}  // namespace

void write_services(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  auto list = Json::array();
  for (std::size_t position = 0; position < dials.size(); ++position) {
    const auto& service = dials[position].service;
    if (!service) continue;
    CHECK(service->said.size() <= evidence::said_bytes_max);
    auto items = Json::array();
    items.push_back(position);
    items.push_back(static_cast<std::uint8_t>(service->kind));
    items.push_back(service->attempts.bits());
    items.push_back(service->said);
    items.push_back(service->follow_ups);
    list.push_back(std::move(items));
  }
  map["services"] = std::move(list);
}

void read_services(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  for (const auto& value : fields.list("services", dials.size())) {
    const auto items = value.list();
    if (!items || items->size() != service_items) return fields.fail();
    auto item = items->begin();
    const auto position = read_number<std::size_t>(*item);
    if (!position || *position >= dials.size() || dials[*position].service) return fields.fail();
    dials[*position].service = read_service(++item);
    if (!dials[*position].service) return fields.fail();
  }
}

void write_clusters(const std::vector<evidence::KnownCluster>& clusters, Json& map) {
  CHECK(clusters.size() <= evidence::known_clusters_max);
  auto list = Json::array();
  for (const auto& cluster : clusters) {
    CHECK(cluster.name.size() <= evidence::known_cluster_bytes_max);
    CHECK(cluster.address.size() <= evidence::known_cluster_bytes_max);
    auto item = Json::object();
    item["name"] = cluster.name;
    item["address"] = cluster.address;
    item["port"] = cluster.port;
    item["active"] = cluster.active;
    list.push_back(std::move(item));
  }
  map["clusters"] = std::move(list);
}

void read_clusters(Fields& fields, std::vector<evidence::KnownCluster>& clusters) {
  for (const auto& value : fields.list("clusters", evidence::known_clusters_max)) {
    auto& cluster = clusters.emplace_back();
    Fields item(value);
    item.text("name", cluster.name, evidence::known_cluster_bytes_max);
    item.text("address", cluster.address, evidence::known_cluster_bytes_max);
    item.number("port", cluster.port);
    item.flag("active", cluster.active);
    if (!item.ok()) return fields.fail();
  }
}

}  // namespace oakprobe::wire
