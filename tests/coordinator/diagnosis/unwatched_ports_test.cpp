#include "icmp_answers.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;
using Mode = evidence::ListenMode;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(UnwatchedPorts, ALiveOwnerSeenByNobody) {
  PathCase live = PathCase::udp().listen_mode(Mode::live);
  live.listener->process = "NetManager";
  live.listener->pid = 812;
  live.listener->address = "*";
  const std::vector<Segment> at_target{network, target_firewall, target_host};
  check_rows(
      live,
      {
          {"silence",
           [](PathCase&) {},
           Status::unknown,
           no_cause,
           {},
           "NetManager (pid 812) on w3"},
          {"silence, and the agent may not open taps",
           [](PathCase& c) { c.target.privileged = false; },
           Status::unknown,
           Cause::not_privileged,
           {},
           "holds udp 50103, and without taps the agent there does not see what reaches it",
           "Check again with --sudo ask (or --sudo nopasswd"},
          {"port unreachable",
           port_unreachable,
           Status::blocked,
           Cause::refused,
           at_target,
           "although NetManager listens there"},
          {"port unreachable, the owner on loopback only",
           [](PathCase& c) {
             c.listener->address = "127.0.0.1";
             port_unreachable(c);
           },
           Status::blocked,
           Cause::refused,
           at_target,
           "on 127.0.0.1 only"},
          {"prohibited by the target",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.33")));
           },
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"prohibited by a router",
           prohibited_by_router,
           Status::blocked,
           Cause::rejected,
           {network}},
          {"EPERM",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"silence while the receiver ran over",
           [](PathCase& c) { c.target.counters.udp_receive_overflows = 9; },
           Status::unknown,
           no_cause,
           {}},
          {"another run's agent, silence",
           [](PathCase& c) { c.listener->process = "oakprobe-agent"; },
           Status::unknown,
           Cause::agent_busy,
           {},
           "another check is running",
           "Wait"},
          {"another run's agent, gone by now",
           [](PathCase& c) {
             c.listener->process = "oakprobe-agent";
             port_unreachable(c);
           },
           Status::unknown,
           Cause::agent_busy,
           {}},
          {"an owner without a name",
           [](PathCase& c) {
             c.listener->process.clear();
             c.listener->pid = 0;
           },
           Status::unknown,
           no_cause,
           {},
           "a process on w3 holds udp 50103"},
          {"refused at a NAT's address",
           [](PathCase& c) {
             c.behind_nat();
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "198.51.100.7")));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
      }
  );
}

TEST(UnwatchedPorts, ALiveOwnerOfATcpPort) {
  PathCase live = PathCase::tcp().listen_mode(Mode::live);
  live.mode = evidence::DialMode::bare;
  live.listener->process = "gunicorn";
  check_rows(
      live,
      {
          {"a bare connect",
           [](PathCase& c) {
             c.connected({0, 1, 2});
           },
           Status::unknown,
           no_cause,
           {},
           "which alone proves nothing: gunicorn on w3"},
          {"silence", [](PathCase&) {}, Status::unknown, no_cause, {}},
          {"reset",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ECONNREFUSED)); },
           Status::blocked,
           Cause::refused,
           {network, target_firewall, target_host}},
          {"port unreachable: no host says that of TCP",
           [](PathCase& c) {
             c.fail_all(failure(Stage::connect, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"connected, and reset at once",
           [](PathCase& c) { c.fail_all(failure(Stage::exchange, ECONNRESET)); },
           Status::unknown,
           no_cause,
           {}},
      }
  );
}

TEST(UnwatchedPorts, NobodyListens) {
  PathCase stopped = PathCase::udp().listen_mode(Mode::not_running);
  stopped.listener->installed_as = "netmanager.service";
  check_rows(
      stopped,
      {
          {"silence",
           [](PathCase&) {},
           Status::blocked,
           Cause::not_running,
           {target_host},
           "NetManager is installed on w3 (netmanager.service) and does not listen",
           "start NetManager (netmanager.service)"},
          {"port unreachable",
           port_unreachable,
           Status::blocked,
           Cause::not_running,
           {target_host},
           "netmanager.service"},
          {"the source stops it first",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"a router stops it first",
           prohibited_by_router,
           Status::blocked,
           Cause::rejected,
           {network}},
      }
  );
  PathCase stopped_tcp = PathCase::tcp().listen_mode(Mode::not_running);
  check_rows(
      stopped_tcp,
      {
          {"reset",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ECONNREFUSED)); },
           Status::blocked,
           Cause::not_running,
           {target_host}},
          {"connected all the same",
           [](PathCase& c) {
             c.connected({0, 1, 2});
           },
           Status::unknown,
           Cause::conflicting_evidence,
           {},
           "nothing listens on tcp 10003"},
      }
  );
  check_rows(
      PathCase::udp().listen_mode(Mode::none),
      {
          {"silence", [](PathCase&) {}, Status::unknown, no_cause, {}, "nothing listens"},
          {"port unreachable",
           port_unreachable,
           Status::blocked,
           Cause::refused,
           {network, target_firewall, target_host},
           "nothing listens there"},
          {"prohibited by a router",
           prohibited_by_router,
           Status::blocked,
           Cause::rejected,
           {network}},
      }
  );
}

TEST(UnwatchedPorts, ThePortCouldNotBeHeld) {
  const auto failed_with = [](int error) {
    return [=](PathCase& c) {
      c.listen_mode(Mode::failed);
      c.listener->error = error;
    };
  };
  check_rows(
      PathCase::udp(),
      {
          {"a client socket has it",
           [](PathCase& c) { c.listen_mode(Mode::used_as_source); },
           Status::unknown,
           Cause::port_used_as_source,
           {},
           "client socket",
           "ip_local_reserved_ports"},
          {"a client socket has it, so the kernel refuses",
           [](PathCase& c) {
             c.listen_mode(Mode::used_as_source);
             port_unreachable(c);
           },
           Status::unknown,
           Cause::port_used_as_source,
           {}},
          {"no descriptors",
           failed_with(EMFILE),
           Status::unknown,
           Cause::local_limit,
           {},
           "EMFILE"},
          {"no privilege",
           failed_with(EACCES),
           Status::unknown,
           Cause::not_privileged,
           {},
           "EACCES"},
          {"another reason", failed_with(EADDRINUSE), Status::unknown, no_cause, {}, "EADDRINUSE"},
          {"another reason, so the kernel refuses",
           [=](PathCase& c) {
             failed_with(EADDRINUSE)(c);
             port_unreachable(c);
           },
           Status::unknown,
           no_cause,
           {},
           "EADDRINUSE"},
          {"EPERM at the source all the same",
           [=](PathCase& c) {
             failed_with(EADDRINUSE)(c);
             c.fail_all(failure(Stage::send, EPERM));
           },
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
      }
  );
}

TEST(UnwatchedPorts, DockersPathIsACaveatOfWhatOurSocketsTook) {
  PathCase docker = PathCase::tcp();
  docker.delivered({0}).answered({0});
  docker.flow().via_target = inventory::Via::docker;
  EXPECT_TRUE(docker.judged().caveats.empty()) << "no Docker there";
  docker.target.facts.docker = true;
  EXPECT_EQ(docker.judged().caveats, CaveatSet{Caveat::docker_path});
  docker.flow().via_target = inventory::Via::host;
  EXPECT_TRUE(docker.judged().caveats.empty()) << "the process is on the host";
  docker.flow().via_source = inventory::Via::docker;
  docker.source.facts.docker = true;
  EXPECT_EQ(docker.judged().caveats, CaveatSet{Caveat::docker_path});
  docker.dial->by_dialler = true;
  EXPECT_TRUE(docker.judged().caveats.empty()) << "it was tried";
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
