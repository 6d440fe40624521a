#include "base/check.hpp"
#include "base/utf8.hpp"
#include "wire/dead_hop_fields.hpp"
#include "wire/device_fields.hpp"
#include "wire/dial_fields.hpp"
#include "wire/link_fields.hpp"
#include "wire/message_fields.hpp"
#include "wire/receipt_fields.hpp"
#include "wire/service_fields.hpp"
#include "wire/sight_fields.hpp"

// evidence: dials (dial_fields.hpp, service_fields.hpp), receipts (receipt_fields.hpp), and what
// the node as a whole saw.
namespace oakprobe::wire {
namespace {

Json stranger_list(const std::vector<evidence::Stranger>& strangers) {
  CHECK(strangers.size() <= evidence::strangers_max);
  auto list = Json::array();
  for (const auto& stranger : strangers) {
    auto map = Json::object();
    map["protocol"] = static_cast<std::uint8_t>(stranger.port.protocol);
    map["port"] = stranger.port.port;
    map["from"] = address_text(stranger.from);
    map["count"] = stranger.count;
    list.push_back(std::move(map));
  }
  return list;
}

void read_strangers(Fields& fields, std::vector<evidence::Stranger>& strangers) {
  for (const auto& value : fields.list("strangers", evidence::strangers_max)) {
    auto& stranger = strangers.emplace_back();
    Fields item(value);
    item.choice("protocol", stranger.port.protocol, Protocol::udp);
    item.number("port", stranger.port.port, std::uint16_t{1});
    item.address("from", stranger.from);
    item.number("count", stranger.count);
    if (!item.ok()) return fields.fail();
  }
}

Json neighbour_list(const std::vector<evidence::UnansweredNeighbour>& neighbours) {
  CHECK(neighbours.size() <= evidence::neighbours_max);
  auto list = Json::array();
  for (const auto& neighbour : neighbours) {
    auto map = Json::object();
    map["asker"] = address_text(neighbour.asker);
    map["about"] = address_text(neighbour.about);
    map["past_ingress"] = neighbour.past_ingress;
    map["keeps_still"] = neighbour.keeps_still;
    list.push_back(std::move(map));
  }
  return list;
}

void read_neighbours(Fields& fields, std::vector<evidence::UnansweredNeighbour>& neighbours) {
  for (const auto& value : fields.list("unanswered_neighbours", evidence::neighbours_max)) {
    auto& neighbour = neighbours.emplace_back();
    Fields item(value);
    item.address("asker", neighbour.asker);
    item.address("about", neighbour.about);
    item.flag("past_ingress", neighbour.past_ingress);
    item.flag("keeps_still", neighbour.keeps_still);
    if (!item.ok()) return fields.fail();
  }
}

Json question_list(const std::vector<evidence::OwnQuestion>& questions) {
  CHECK(questions.size() <= evidence::neighbours_max);
  auto list = Json::array();
  for (const auto& question : questions) {
    auto map = Json::object();
    map["about"] = address_text(question.about);
    map["answered"] = question.answered;
    list.push_back(std::move(map));
  }
  return list;
}

void read_questions(Fields& fields, std::vector<evidence::OwnQuestion>& questions) {
  for (const auto& value : fields.list("own_questions", evidence::neighbours_max)) {
    auto& question = questions.emplace_back();
    Fields item(value);
    item.address("about", question.about);
    item.flag("answered", question.answered);
    if (!item.ok()) return fields.fail();
  }
}

Json risen_list(const std::vector<evidence::RisenCounter>& counters) {
  CHECK(counters.size() <= evidence::risen_counters_max);
  auto list = Json::array();
  for (const evidence::RisenCounter& one : counters) {
    list.push_back(Json::array(
        {static_cast<std::uint8_t>(one.counter),
         one.by,
         to_utf8(one.interface, evidence::interface_bytes_max)}
    ));
  }
  return list;
}

void read_risen(Fields& fields, std::vector<evidence::RisenCounter>& counters) {
  for (const CborView& value : fields.list("others", evidence::risen_counters_max)) {
    const auto items = value.list();
    if (!items || items->size() != 3) return fields.fail();
    auto item = items->begin();
    const auto number = read_number<std::uint8_t>(*item, 0, evidence::loss_counter_count - 1);
    const auto by = read_number<std::uint64_t>(*++item, 1);
    const auto interface = read_text(*++item, evidence::interface_bytes_max);
    if (!number || !by || !interface) return fields.fail();
    counters.push_back({static_cast<evidence::LossCounter>(*number), *by, std::string(*interface)});
  }
}

Json counter_map(const evidence::KernelCounters& counters) {
  auto map = Json::object();
  const auto put = [&](const char* key, const std::optional<std::uint64_t>& counter) {
    if (counter) map[key] = *counter;
  };
  put("reverse_path_filtered", counters.reverse_path_filtered);
  put("listen_overflows", counters.listen_overflows);
  put("udp_receive_overflows", counters.udp_receive_overflows);
  put("neighbour_table_full", counters.neighbour_table_full);
  put("conntrack_full", counters.conntrack_full);
  put("softnet_dropped", counters.softnet_dropped);
  put("udp_checksum_errors", counters.udp_checksum_errors);
  put("tcp_checksum_errors", counters.tcp_checksum_errors);
  map["owner_drops"] = counters.owner_drops;
  map["owner_drops_ms"] = counters.owner_drops_ms;
  map["accepts_failed"] = counters.accepts_failed;
  map["others"] = risen_list(counters.others);
  return map;
}

void read_counters(Fields& fields, evidence::KernelCounters& counters) {
  const auto* value = fields.required("counters");
  if (value == nullptr) return;
  Fields item(*value);
  item.optional_number("reverse_path_filtered", counters.reverse_path_filtered);
  item.optional_number("listen_overflows", counters.listen_overflows);
  item.optional_number("udp_receive_overflows", counters.udp_receive_overflows);
  item.optional_number("neighbour_table_full", counters.neighbour_table_full);
  item.optional_number("conntrack_full", counters.conntrack_full);
  item.optional_number("softnet_dropped", counters.softnet_dropped);
  item.optional_number("udp_checksum_errors", counters.udp_checksum_errors);
  item.optional_number("tcp_checksum_errors", counters.tcp_checksum_errors);
  item.number("owner_drops", counters.owner_drops);
  item.number("owner_drops_ms", counters.owner_drops_ms);
  item.number("accepts_failed", counters.accepts_failed);
  read_risen(item, counters.others);
  if (!item.ok()) fields.fail();
}

Json tap_map(const evidence::Taps& taps) {
  auto map = Json::object();
  map["packets"] = static_cast<std::uint8_t>(taps.packets);
  map["udp"] = static_cast<std::uint8_t>(taps.udp);
  map["tcp"] = static_cast<std::uint8_t>(taps.tcp);
  map["loopback_filtered"] = taps.loopback_filtered;
  return map;
}

void read_taps(Fields& fields, evidence::Taps& taps) {
  const auto* value = fields.required("taps");
  if (value == nullptr) return;
  Fields item(*value);
  item.choice("packets", taps.packets, evidence::TapState::trusted);
  item.choice("udp", taps.udp, evidence::TapState::trusted);
  item.choice("tcp", taps.tcp, evidence::TapState::trusted);
  item.flag("loopback_filtered", taps.loopback_filtered);
  if (!item.ok()) fields.fail();
}

}  // namespace

void write(const Evidence& evidence, Json& map) {
  const auto& part = evidence.part;
  CHECK(part.no_route_to.size() <= arm_peers_max);
  write_dials(part.dials, map);
  write_services(part.dials, map);
  write_receipts(part.receipts, map);
  write_sights(part.sights, map);
  write_own_handshakes(part.own_handshakes, map);
  write_seen_handshakes(part.seen_handshakes, map);
  map["taps"] = tap_map(part.taps);
  map["unanswered_neighbours"] = neighbour_list(part.unanswered_neighbours);
  map["own_questions"] = question_list(part.own_questions);
  map["neighbours_overflowed"] = part.neighbours_overflowed;
  write_dead_hops(part.dead_hops, map);
  write_link(part.link_addresses, part.link_neighbours, map);
  map["ipsec"] = part.ipsec;
  map["strangers"] = stranger_list(part.strangers);
  map["counters"] = counter_map(part.counters);
  map["no_route_to"] = address_list(part.no_route_to);
  write_clusters(part.clusters, map);
  CHECK(part.policy_routed.size() <= policy_routed_max);
  map["policy_routed"] = address_list(part.policy_routed);
  write_devices(part.inner_devices, part.ways, map);
  map["last"] = evidence.last;
}

void read(Fields& fields, Evidence& evidence) {
  auto& part = evidence.part;
  read_dials(fields, part.dials);
  read_services(fields, part.dials);
  read_receipts(fields, part.receipts);
  read_sights(fields, part.sights);
  read_own_handshakes(fields, part.own_handshakes);
  read_seen_handshakes(fields, part.seen_handshakes);
  read_taps(fields, part.taps);
  read_neighbours(fields, part.unanswered_neighbours);
  read_questions(fields, part.own_questions);
  fields.flag("neighbours_overflowed", part.neighbours_overflowed);
  read_dead_hops(fields, part.dead_hops);
  read_link(fields, part.link_addresses, part.link_neighbours);
  fields.flag("ipsec", part.ipsec);
  read_strangers(fields, part.strangers);
  read_counters(fields, part.counters);
  fields.addresses("no_route_to", part.no_route_to, arm_peers_max);
  read_clusters(fields, part.clusters);
  fields.addresses("policy_routed", part.policy_routed, policy_routed_max);
  read_devices(fields, part.inner_devices, part.ways);
  fields.flag("last", evidence.last);
}

}  // namespace oakprobe::wire
