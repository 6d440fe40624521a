#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <netdb.h>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(SourceSide, TheSourcesOwnKernelProvesItself) {
  check_rows(
      PathCase::udp(),
      {
          {"EPERM",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall},
           "EPERM",
           "On w1 allow udp 50103 out"},
          {"EPERM while the connection tracking table is full",
           [](PathCase& c) {
             c.fail_all(failure(Stage::send, EPERM));
             c.source.counters.conntrack_full = 3;
           },
           Status::unknown,
           Cause::local_limit,
           {},
           "w1's connection tracking table was full",
           "net.netfilter.nf_conntrack_max on w1"},
          {"EPERM with an ICMP error of its own",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM, icmp(3, 3, "192.0.2.31"))); },
           Status::blocked,
           Cause::rejected,
           {source_firewall},
           "rejects"},
          {"EPERM beside another host's ICMP error",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM, icmp(3, 1, "192.0.2.1"))); },
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"ENOBUFS",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENOBUFS)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall},
           "egress"},
          {"ENETUNREACH",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENETUNREACH)); },
           Status::blocked,
           Cause::no_route,
           {source_host},
           "has no way",
           "route"},
          {"not dialled: NetManager's own interface takes it",
           [](PathCase& c) { c.fail_all(failure(Stage::overlay, 0)); },
           Status::blocked,
           Cause::config_mismatch,
           {source_host},
           "into NetManager's own interface",
           "narrower than NetManager's"},
          {"EHOSTUNREACH at once",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EHOSTUNREACH)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"ENETDOWN",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENETDOWN)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EACCES of a prohibit route",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EACCES)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EINVAL of a blackhole route",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EINVAL)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EADDRNOTAVAIL on IPv6",
           [](PathCase& c) {
             c.dial_address("2001:db8::33").fail_all(failure(Stage::send, EADDRNOTAVAIL));
           },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"no IPv6 at all",
           [](PathCase& c) {
             c.dial_address("2001:db8::33").fail_all(failure(Stage::open, EAFNOSUPPORT));
           },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EADDRNOTAVAIL on IPv4",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EADDRNOTAVAIL)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"EAGAIN",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EAGAIN)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"EMFILE",
           [](PathCase& c) { c.fail_all(failure(Stage::open, EMFILE)); },
           Status::unknown,
           Cause::local_limit,
           {},
           "EMFILE"},
          {"ENFILE",
           [](PathCase& c) { c.fail_all(failure(Stage::open, ENFILE)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"ENOMEM",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENOMEM)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"an errno without a rule",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EXDEV)); },
           Status::unknown,
           no_cause,
           {},
           "failed"},
          {"the name has no address",
           [](PathCase& c) {
             c.dial_address("w3.example").fail_all(failure(Stage::resolve, EAI_NONAME));
           },
           Status::blocked,
           Cause::name_resolution,
           {source_host},
           "cannot resolve w3.example"},
          {"a running container does not know a name that its host has",
           [](PathCase& c) {
             c.dial_address("w3.example").fail_all(failure(Stage::resolve, EAI_NONAME));
             c.dial->docker_names = c.dial->by_dialler = true;
             c.dial->alternatives = {ip("192.0.2.33")};
           },
           Status::blocked,
           Cause::name_resolution,
           {source_host},
           "do not read its /etc/hosts",
           "extra_hosts"},
          {"so, and it does not run: by the files that it would get",
           [](PathCase& c) {
             c.dial_address("w3.example").fail_all(failure(Stage::resolve, EAI_AGAIN));
             c.dial->docker_names = true;
             c.dial->alternatives = {ip("192.0.2.33")};
           },
           Status::blocked,
           Cause::name_resolution,
           {source_host},
           "do not read its /etc/hosts",
           "extra_hosts"},
          {"nobody knows the name, in a container or beside it",
           [](PathCase& c) {
             c.dial_address("w3.example").fail_all(failure(Stage::resolve, EAI_NONAME));
             c.dial->docker_names = true;
           },
           Status::blocked,
           Cause::name_resolution,
           {source_host},
           "cannot resolve w3.example"},
          {"the resolver ran out of memory",
           [](PathCase& c) {
             c.dial_address("w3.example").fail_all(failure(Stage::resolve, EAI_MEMORY));
           },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"the interface takes no such size",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EMSGSIZE)); },
           Status::blocked,
           Cause::rejected,
           {source_host}},
      }
  );
}

TEST(SourceSide, AMissingSourceAgentIsNoVerdictOnThePath) {
  check_rows(
      PathCase::udp(),
      {
          {"unreachable",
           [](PathCase& c) { c.agent_of_source(AgentState::unreachable); },
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "Connection reset by peer"},
          {"none",
           [](PathCase& c) { c.agent_of_source(AgentState::none); },
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "No agent runs on w1"},
          {"lost before it told",
           [](PathCase& c) { c.agent_of_source(AgentState::lost); },
           Status::unknown,
           Cause::agent_lost,
           {},
           "Connection reset by peer"},
          {"the run ended before its turn",
           [](PathCase& c) {
             c.dial->sent = {};
             c.dial->not_tried = true;
           },
           Status::unknown,
           no_cause,
           {},
           "run ended before"},
          {"so, because the agent was lost",
           [](PathCase& c) {
             c.dial->sent = {};
             c.dial->not_tried = true;
             c.source.agent = AgentState::lost;
           },
           Status::unknown,
           Cause::agent_lost,
           {},
           "run ended before"},
          {"the wait was cut short",
           [](PathCase& c) { c.dial->not_tried = true; },
           Status::unknown,
           no_cause,
           {}},
          {"reached, yet it told nothing",
           [](PathCase& c) { c.dial.reset(); },
           Status::unknown,
           no_cause,
           {},
           "told nothing"},
          {"reached, yet it told of no attempt",
           [](PathCase& c) { c.dial->sent = {}; },
           Status::unknown,
           no_cause,
           {},
           "no attempt"},
          {"an attempt number out of range is no attempt",
           [](PathCase& c) {
             c.dial->sent = {};
             evidence::DialFailure odd = failure(Stage::reply, ECONNREFUSED);
             odd.attempt = 200;
             c.dial->failures = {odd};
           },
           Status::unknown,
           no_cause,
           {},
           "no attempt"},
          {"an address that the target's agent should have told",
           [](PathCase& c) {
             c.dial.reset();
             c.address = "auto";
             c.agent_of_target(AgentState::unreachable);
           },
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "\"auto\""},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
