#include "example_message.hpp"
#include "field_rows.hpp"
#include "wire/error.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace oakprobe::wire {
namespace {

// Those whose fields have one type each; of facts, too, none may be missing.
constexpr std::array types{
    "hello",
    "welcome",
    "arm",
    "armed",
    "probe",
    "evidence",
    "exposure-request",
    "exposure",
    "rules-order",
    "rules-watched",
    "rules-request",
    "rules",
    "failed"};

// Every field of every message, at every depth, is needed or has a default that is documented.
TEST(DecodeMessage, RefusesAMessageThatLacksAField) {
  std::vector<const char*> all(types.begin(), types.end());
  all.push_back("facts");
  for (const auto* type : all) {
    const auto whole = fields_of(example(type));
    for (const auto& field : whole.items()) {
      if (field.key() == "type") continue;
      auto fields = whole;
      fields.erase(field.key());
      EXPECT_EQ(decode(fields).error(), make_error_code(Error::not_a_message))
          << type << " without " << field.key();
    }
  }
}

TEST(DecodeMessage, RefusesAFieldOfAnotherType) {
  const Json map = Json::object({{"x", 1}});
  const Json list = Json::array({map});
  const std::vector<Json> others{nullptr, -1, 1.5, "text", list, map, Json::binary({1})};
  for (const auto* type : types) {
    const auto whole = fields_of(example(type));
    for (const auto& field : whole.items()) {
      for (const auto& other : others) {
        if (other.type() == field.value().type()) continue;
        if (field.value().is_number() && other.is_number_integer()) continue;
        auto fields = whole;
        fields[field.key()] = other;
        if (field.key() == "counters" && other.is_object()) continue;
        EXPECT_FALSE(decode(fields)) << type << '.' << field.key() << " = " << other;
      }
    }
  }
}

TEST_P(Field, IsTakenOnlyWithinItsRange) {
  const auto& row = GetParam();
  const std::size_t slash = row.field.find('/');
  auto fields = fields_of(example(row.field.substr(0, slash)));
  fields[Json::json_pointer(row.field.substr(slash))] = row.value;
  const auto decoded = decode(fields);
  ASSERT_EQ(decoded.has_value(), row.good);
  EXPECT_TRUE(row.good || decoded.error() == make_error_code(Error::not_a_message));
}

const std::string longest_text(4'096, 'x');
const auto above_32_bits = std::int64_t{1} << 32;

// Its dial (of which there are two), attempt and stage; and its flags and ICMP error.
std::string failure(const std::string& of, const std::string& icmp = "00 00 00 00000000") {
  return of + "00000000" + icmp + "00000000";
}
const std::string third = "0001 03 00";
const std::string unknown_flag = "10 00 00 00000000";
const std::string no_sender = "04 03 01 00000001";
const std::string good_failure = failure(third);
const std::string a_run = "0001 00000002 00000003";
const std::string last_node = "0001 00000002 ffffffff";
const std::string no_attempts = "00000000 00000000 00000000";
const std::string one_state = "00000007 00000000 00000001 01";  // one answer, and its time

INSTANTIATE_TEST_SUITE_P(
    Ranges,
    Field,
    testing::Values(
        Row{"longest_text", "hello/name", longest_text, true},
        Row{"text_too_long", "hello/name", longest_text + "x"},
        Row{"largest_run", "hello/run", std::numeric_limits<std::uint64_t>::max(), true},
        Row{"negative_run", "hello/run", -1},
        Row{"node_above_32_bits", "hello/node", above_32_bits},
        Row{"unknown_field", "hello/colour", "green", true},
        Row{"optional_address_that_is_none", "facts/outbound_address", "home"},
        Row{"route_without_a_length", "facts/routes", {"192.0.2.0"}},
        Row{"route_too_long", "facts/routes", {"192.0.2.0/33"}},
        Row{"longest_route", "facts/routes", {"2001:db8::/128"}, true},
        Row{"too_many_routes", "facts/routes", Json(1'025, "::/1")},
        Row{"default_route_of_nothing", "facts/default_routes", {Json::object()}},
        Row{"unknown_state_of_a_file", "facts/netcfg/state", 4},
        Row{"any_number_for_a_port", "facts/tuncfg/port", -1, true},
        Row{"netcfg_that_is_no_map", "facts/netcfg", 1},
        Row{"key_that_is_no_text", "facts/netcfg/unknown_keys", {1}},
        Row{"last_firewall_tool", "facts/firewall_tool", 5, true},
        Row{"unknown_firewall_tool", "facts/firewall_tool", 6},
        Row{"too_many_keys", "facts/netcfg/unknown_keys", Json(9, "k")},
        Row{"address_with_a_zone", "facts/addresses", {"fe80::1%eth0"}},
        Row{"address_with_a_prefix", "facts/addresses", {"192.0.2.0/24"}},
        Row{"key_too_short", "arm/key", Json::binary(std::vector<std::uint8_t>(15))},
        Row{"key_too_long", "arm/key", Json::binary(std::vector<std::uint8_t>(17))},
        Row{"unknown_policy", "arm/policy", 3},
        Row{"port_0_to_arm", "arm/ports/0/port", 0},
        Row{"largest_port", "arm/ports/0/port", 65'535, true},
        Row{"port_above_16_bits", "arm/ports/0/port", 65'536},
        Row{"unknown_protocol", "arm/ports/0/protocol", 2},
        Row{"half_a_flow", "arm/ports/0/flows", Json::binary({1, 2, 3})},
        Row{"a_peer", "arm/peers", packed("00000001 04 c0000201"), true},
        Row{"half_a_peer", "arm/peers", packed("00000001 04 c00002")},
        Row{"peer_of_no_family", "arm/peers", packed("00000001 05 c0000201")},
        Row{"too_many_peers", "arm/peers", packed(repeated("00000001 04 c0000201", 4'097))},
        Row{"unknown_mode_of_listening", "armed/ports/0/mode", 6},
        Row{"negative_pid", "armed/ports/0/pid", -1},
        Row{"error_above_31_bits", "armed/ports/0/error", above_32_bits},
        Row{"no_attempts", "probe/attempts", 0},
        Row{"most_attempts", "probe/attempts", 32, true},
        Row{"too_many_attempts", "probe/attempts", 33},
        Row{"no_timeout", "probe/timeout_ms", 0},
        Row{"longest_timeout", "probe/timeout_ms", 60'000, true},
        Row{"timeout_too_long", "probe/timeout_ms", 60'001},
        Row{"no_interval", "probe/flow_interval_us", 0},
        Row{"highest_rate", "probe/flow_interval_us", 50, true},
        Row{"rate_above_the_ceiling", "probe/flow_interval_us", 49},
        Row{"lowest_rate", "probe/flow_interval_us", 600'000'000, true},
        Row{"never", "probe/flow_interval_us", 600'000'001},
        Row{"settling_forever", "probe/settle_ms", 3'600'001},
        Row{"empty_name_to_dial", "probe/names/0", ""},
        Row{"name_to_dial_too_long", "probe/names/0", std::string(256, 'x')},
        Row{"path_without_its_name", "probe/names", Json::array()},
        Row{"path_by_its_address", "probe/addresses", packed("04 c0000201"), true},
        Row{"path_without_its_address", "probe/addresses", packed("")},
        Row{"an_address_of_no_path", "probe/addresses", packed("04 c0000201 04 c0000202")},
        Row{"half_a_path", "probe/paths", packed(a_run + "0001 00")},
        Row{"path_to_no_node_of_the_rotation", "probe/paths", packed(a_run + "0001 0000")},
        Row{"no_nodes_to_rotate", "probe/nodes", 0},
        Row{"too_many_nodes_to_rotate", "probe/nodes", 65'537},
        Row{"half_a_seed", "probe/seed", packed("0102030405060708")},
        Row{"path_to_port_0", "probe/ways", packed("0000 00 00 0000")},
        Row{"path_of_no_protocol", "probe/ways", packed("0050 02 00 0000")},
        Row{"path_of_no_mode", "probe/ways", packed("0050 00 03 0000")},
        Row{"question_over_udp", "probe/ways", packed("0050 01 02 0000")},
        Row{"question_of_nobody", "probe/ways", packed("0050 00 00 0001")},
        Row{"start_of_no_path", "probe/starts", packed("00000001 00000001")},
        Row{"half_a_start", "probe/starts", packed("00000000 0000")},
        Row{"question_that_is_not_there", "probe/questions", Json::array()},
        Row{"question_of_an_unknown_service", "probe/questions/0/service", 3},
        Row{"question_without_a_slash", "probe/questions/0/path", "health"},
        Row{"question_without_a_slash_for_long", "probe/questions/0/long_path", "all"},
        Row{"question_that_ends_its_line", "probe/questions/0/path", "/ HTTP/1.1\r\nX: y"},
        Row{"question_that_is_too_long", "probe/questions/0/path", "/" + std::string(255, 'x')},
        Row{"answer_of_no_dial", "evidence/services/0/0", 2},
        Row{"answer_of_an_unknown_kind", "evidence/services/0/1", 7},
        Row{"answer_that_is_too_long", "evidence/services/0/3", std::string(65, 'x')},
        Row{"half_an_answer", "evidence/services/0", {1, 0}},
        Row{"two_answers_of_a_dial", "evidence/services", {{1, 0, 1, "", 0}, {1, 0, 1, "", 0}}},
        Row{"cluster_with_a_long_name", "evidence/clusters/0/name", std::string(256, 'x')},
        Row{"half_a_run", "evidence/sights", packed(a_run + "0001 00")},
        Row{"run_of_no_path", "evidence/receipts", packed(a_run + "0000 0000")},
        Row{"run_in_no_state", "evidence/receipts", packed(a_run + "0001 0001")},
        Row{"run_beyond_the_last_node", "evidence/receipts", packed(last_node + "0002 0000")},
        Row{"longer_than_a_part", "evidence/receipts", packed(a_run + "1001 0000")},
        Row{"half_a_state", "evidence/dial_states", packed(one_state + "00")},
        Row{"state_with_unknown_flags", "evidence/dial_states", packed(no_attempts + "20")},
        Row{"no_time_where_one_is_known", "evidence/dial_states", packed(one_state)},
        Row{"a_time_of_nobody", "evidence/round_trips", packed("05")},
        Row{"times_of_nobody", "evidence/round_trips", packed("0511")},
        Row{"unknown_sight", "evidence/sight_states", packed("80000000 00000001")},
        Row{"half_a_sight", "evidence/sight_states", packed("00000001 0000")},
        Row{"a_failure", "evidence/failures", packed(good_failure), true},
        Row{"half_a_failure", "evidence/failures", packed(good_failure + "0001")},
        Row{"failure_of_no_dial", "evidence/failures", packed(failure("0002 03 00"))},
        Row{"failure_of_attempt_32", "evidence/failures", packed(failure("0001 20 00"))},
        Row{"failure_at_an_unknown_stage", "evidence/failures", packed(failure("0001 03 07"))},
        Row{"half_a_link_address", "evidence/link_addresses", packed("020000")},
        Row{"half_a_link_neighbour", "evidence/link_neighbours", packed("04c0000221 0200")},
        Row{"link_neighbour_of_no_family", "evidence/link_neighbours", packed("05c0000221")},
        Row{"dead_hop_by_no_device", "evidence/dead_hops", packed("40 01 04c0000221 04c0000221")},
        Row{"dead_hop_that_is_cut", "evidence/dead_hops", packed("00 01 04c0000221 04c000")},
        Row{"dead_hop_of_an_odd_link", "evidence/dead_hops", packed("00 02 04c0000221 04c0000221")},
        Row{"failure_with_unknown_flags",
            "evidence/failures",
            packed(failure(third, unknown_flag))},
        Row{"icmp_error_of_no_sender", "evidence/failures", packed(failure(third, no_sender))},
        Row{"two_failures_of_an_attempt", "evidence/failures", packed(good_failure + good_failure)},
        Row{"resolved_name_of_no_dial", "evidence/resolved/0/dial", 2},
        Row{"too_many_alternatives", "evidence/resolved/0/alternatives", Json(17, "::")},
        Row{"receipt_without_its_source", "evidence/sources", packed("")},
        Row{"receipt_without_its_port", "evidence/source_ports", packed("00")},
        Row{"stranger_at_port_0", "evidence/strangers/0/port", 0},
        Row{"counter_that_is_none", "evidence/counters/others/0/0", 63},
        Row{"counter_that_did_not_rise", "evidence/counters/others/0/1", 0},
        Row{"interface_with_a_long_name", "evidence/counters/others/0/2", std::string(65, 'x')},
        Row{"negative_counter", "evidence/counters/listen_overflows", -1},
        Row{"another_version", "facts/version", 2, true}
    ),
    [](const auto& row) { return row.param.name; }
);

}  // namespace
}  // namespace oakprobe::wire
