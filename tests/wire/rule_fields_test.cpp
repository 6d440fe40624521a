#include "field_rows.hpp"

// Of the messages that ask for rules of a packet filter, and for what they let in.
namespace oakprobe::wire {
namespace {

Json same_address(std::size_t count) { return Json(count, "192.0.2.1"); }

const std::string one_packet = "0001 00000002 00000003 00 00 01 04c0000201 04c0000202 0000 c3b7";
const std::string packet_of_two_families =
    "0001 00000002 00000003 00 00 01 04c0000201 06 20010db8000000000000000000000001 0000 c3b7";

INSTANTIATE_TEST_SUITE_P(
    OfRules,
    Field,
    testing::Values(
        Row{"rules_wanted", "arm/rules", true, true},
        Row{"rules_wanted_twice", "arm/rules", 2},
        Row{"reader_of_rules", "welcome/reads_rules", true, true},
        Row{"a_watched_packet", "rules-order/packets", packed(one_packet), true},
        Row{"half_a_watched_packet", "rules-order/packets", packed(one_packet + "0001")},
        Row{"most_watched_packets", "rules-order/packets", packed(repeated(one_packet, 256)), true},
        Row{"too_many_watched_packets", "rules-order/packets", packed(repeated(one_packet, 257))},
        Row{"packet_of_two_families", "rules-order/packets", packed(packet_of_two_families)},
        Row{"most_numbers_sent", "rules-request/sent", packed(repeated("00000001", 256)), true},
        Row{"too_many_numbers_sent", "rules-request/sent", packed(repeated("00000001", 257))},
        Row{"rule_known_by_nothing", "rules/findings/0/rule/source", 3},
        Row{"longest_rule", "rules/findings/0/rule/text", std::string(512, 'x'), true},
        Row{"rule_that_is_too_long", "rules/findings/0/rule/text", std::string(513, 'x')},
        Row{"comment_that_is_too_long", "rules/findings/0/rule/comment", std::string(129, 'x')},
        Row{"trouble_that_is_too_long", "rules-watched/trouble", std::string(257, 'x')},
        Row{"most_sources", "exposure-request/needs/0/sources", same_address(1'024), true},
        Row{"too_many_sources", "exposure-request/needs/0/sources", same_address(1'025)},
        Row{"need_of_no_protocol", "exposure-request/needs/0/protocol", 2},
        Row{"most_kept_out", "exposure/needs/0/dropped", 1'024, true},
        Row{"more_kept_out_than_asked_for", "exposure/needs/0/dropped", 1'025},
        Row{"open_in_no_way", "exposure/open/0/ipv4", 3},
        Row{"process_that_is_too_long", "exposure/open/0/process", std::string(129, 'x')}
    ),
    [](const auto& row) { return row.param.name; }
);

}  // namespace
}  // namespace oakprobe::wire
