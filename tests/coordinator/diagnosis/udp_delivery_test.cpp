#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(UdpDelivery, WhatArrivesIsOpenWhateverHappensToTheAnswer) {
  const std::vector<Segment> way_back{
      source_host, return_target_firewall, return_network, return_source_firewall};
  const auto lost = Cause::return_lost;
  check_rows(
      PathCase::udp(),
      {
          {"all delivered and answered",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {},
           "w1's probes reach w3 (192.0.2.33, udp 50103)"},
          {"one of three delivered: it works, and loses",
           [](PathCase& c) { c.delivered({1}).answered({1}); },
           Status::degraded,
           Cause::loss,
           {source_firewall, network, target_firewall},
           "2 of the first ones were lost"},
          {"answers of some are enough",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({2});
           },
           Status::open,
           no_cause,
           {}},
          {"no answer: the return leg is lost",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
           },
           Status::open,
           lost,
           way_back,
           "arrive, but no answer came back"},
          {"answers from elsewhere than was dialled are none",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.dial->answered_from =
                 evidence::AnswerSource{*parse_ip_address("203.0.113.9"), 4'711};
           },
           Status::open,
           lost,
           {return_target_firewall, return_network, return_source_firewall},
           "the answers come from 203.0.113.9, port 4711"},
          {"an ICMP error beside a delivery does not close it",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
             c.fail(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::open,
           no_cause,
           {}},
          {"EPERM on the answer",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.receipt->answered = {};
             c.receipt->answer_error = EPERM;
           },
           Status::open,
           lost,
           {return_target_firewall},
           "EPERM"},
          {"ENOBUFS on the answer",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.receipt->answer_error = ENOBUFS;
           },
           Status::open,
           lost,
           {return_target_firewall}},
          {"ENETUNREACH on the answer",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.receipt->answer_error = ENETUNREACH;
           },
           Status::open,
           lost,
           {target_host}},
          {"EHOSTUNREACH on the answer",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.receipt->answer_error = EHOSTUNREACH;
           },
           Status::open,
           lost,
           {target_host}},
          {"EACCES of a prohibit route on the answer",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.receipt->answer_error = EACCES;
           },
           Status::open,
           lost,
           {target_host}},
          {"no route back to the source seen",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.target.no_route_to = {ip("192.0.2.31")};
           },
           Status::open,
           lost,
           {target_host},
           "has no route back to 192.0.2.31"},
          {"no route back to somebody else says nothing",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.target.no_route_to = {ip("192.0.2.77")};
           },
           Status::open,
           lost,
           way_back},
          {"answers not taken, and nobody told why",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.receipt->answered = {};
           },
           Status::open,
           lost,
           {source_host,
            target_host,
            return_target_firewall,
            return_network,
            return_source_firewall}},
          {"the source's own reverse-path filter may take the echoes",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.source.counters.reverse_path_filtered = 3;
           },
           Status::open,
           lost,
           {source_host, return_target_firewall, return_network, return_source_firewall}},
          {"an echo proves delivery where the target's agent was lost",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
             c.answered({0, 1});
           },
           Status::open,
           no_cause,
           {}},
          {"a receipt counts though the target's agent was lost later",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
             c.delivered({0}).answered({0});
           },
           Status::open,
           no_cause,
           {}},
          {"a receipt counts though the source's agent was lost",
           [](PathCase& c) {
             c.delivered({0});
             c.agent_of_source(AgentState::lost);
           },
           Status::open,
           no_cause,
           {}},
          {"a wait cut short is no lost answer",
           [](PathCase& c) {
             c.delivered({0});
             c.dial->not_tried = true;
           },
           Status::open,
           no_cause,
           {}},
          {"an echo that the target denies",
           [](PathCase& c) {
             c.answered({0, 1});
           },
           Status::unknown,
           Cause::conflicting_evidence,
           {},
           "2 authentic answers"},
          {"an echo from a port that nobody stands in for",
           [](PathCase& c) { c.listen_mode(evidence::ListenMode::live).answered({0}); },
           Status::unknown,
           Cause::conflicting_evidence,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
