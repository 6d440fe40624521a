#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(TcpVerdicts, OnlyAnAuthenticExchangeIsOpen) {
  const std::vector<Segment> way_back{
      source_host, return_target_firewall, return_network, return_source_firewall};
  check_rows(
      PathCase::tcp(),
      {
          {"answered",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {},
           "w1's connections reach w3"},
          {"one of three answered",
           [](PathCase& c) { c.delivered({2}).answered({2}); },
           Status::degraded,
           Cause::loss,
           {source_firewall,
            network,
            target_firewall,
            return_target_firewall,
            return_network,
            return_source_firewall},
           "2 of 3 never came about"},
          {"answered, the target's report missing",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
             c.answered({0});
           },
           Status::open,
           no_cause,
           {}},
          {"answered, and the target denies it",
           [](PathCase& c) { c.answered({0}); },
           Status::unknown,
           Cause::conflicting_evidence,
           {}},
          {"delivered, the source's agent was lost",
           [](PathCase& c) {
             c.delivered({0});
             c.agent_of_source(AgentState::lost);
           },
           Status::open,
           no_cause,
           {}},
          {"delivered, and the answer never came",
           [](PathCase& c) {
             c.connected({0, 1, 2}).delivered({0, 1, 2});
           },
           Status::blocked,
           Cause::return_lost,
           way_back,
           "but no answer came back"},
          {"delivered, EPERM on the answer",
           [](PathCase& c) {
             c.connected({0, 1, 2}).delivered({0, 1, 2});
             c.receipt->answer_error = EPERM;
           },
           Status::blocked,
           Cause::return_lost,
           {return_target_firewall}},
      }
  );
}

TEST(TcpVerdicts, ConnectedWithoutAnAnswer) {
  const auto exchange = [](int error) { return failure(Stage::exchange, error); };
  const auto closed_in_order = [](PathCase& c) {
    evidence::DialFailure closed = failure(Stage::exchange, 0);
    closed.end_of_stream = true;
    c.fail_all(closed);
  };
  const auto stranger = [=](const char* from, Protocol protocol, std::uint16_t port) {
    return [=](PathCase& c) {
      closed_in_order(c);
      evidence::Stranger one;
      one.port = {protocol, port};
      one.from = ip(from);
      one.count = 3;
      c.target.strangers = {one};
    };
  };
  const auto foreign = [](PathCase& c) {
    evidence::DialFailure odd = failure(Stage::exchange, 0);
    odd.foreign_answer = true;
    c.fail_all(odd);
  };
  const std::vector<Segment> beyond{network, target_firewall};
  check_rows(
      PathCase::tcp(),
      {
          {"something else answered",
           foreign,
           Status::blocked,
           Cause::intercepted,
           {network},
           "something else answered",
           "proxy"},
          {"something else answered; the target's Docker may forward",
           [=](PathCase& c) {
             foreign(c);
             c.target.facts.docker = true;
           },
           Status::blocked,
           Cause::intercepted,
           beyond},
          {"closed, and the stand-in saw none of it",
           closed_in_order,
           Status::blocked,
           Cause::intercepted,
           {network},
           "saw none of it"},
          {"closed, and the stand-in saw the source",
           stranger("192.0.2.31", Protocol::tcp, 10'003),
           Status::blocked,
           Cause::dropped,
           beyond,
           "got no probe"},
          {"closed, and the stand-in saw what may be a NAT's",
           stranger("203.0.113.9", Protocol::tcp, 10'003),
           Status::blocked,
           Cause::dropped,
           beyond},
          {"closed, and the stand-in saw another node",
           stranger("192.0.2.33", Protocol::tcp, 10'003),
           Status::blocked,
           Cause::intercepted,
           {network}},
          {"closed, and a stranger came to another port",
           stranger("192.0.2.31", Protocol::tcp, 10'100),
           Status::blocked,
           Cause::intercepted,
           {network}},
          {"closed, and strangers were too many to tell",
           [=](PathCase& c) {
             stranger("192.0.2.33", Protocol::tcp, 1)(c);
             c.target.strangers.resize(256, c.target.strangers.front());
           },
           Status::blocked,
           Cause::dropped,
           beyond},
          {"reset",
           [=](PathCase& c) { c.fail_all(exchange(ECONNRESET)); },
           Status::blocked,
           Cause::rejected,
           beyond,
           "was reset"},
          {"broken pipe",
           [=](PathCase& c) { c.fail_all(exchange(EPIPE)); },
           Status::blocked,
           Cause::rejected,
           beyond},
          {"silence",
           [=](PathCase& c) { c.fail_all(exchange(0)); },
           Status::blocked,
           Cause::dropped,
           beyond,
           "did not arrive"},
          {"silence without a failure told",
           [](PathCase& c) {
             c.connected({0, 1, 2});
           },
           Status::blocked,
           Cause::dropped,
           beyond},
          {"silence while the accept queue ran over",
           [=](PathCase& c) {
             c.fail_all(exchange(0));
             c.target.counters.listen_overflows = 1;
           },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"silence while the target's agent had no descriptor left",
           [=](PathCase& c) {
             c.fail_all(exchange(0));
             c.target.counters.accepts_failed = 1;
           },
           Status::unknown,
           Cause::local_limit,
           {},
           "w3's agent had no file descriptor left",
           "ulimit -n on w3"},
          {"silence behind a NAT",
           [=](PathCase& c) {
             c.behind_nat();
             c.fail_all(exchange(0));
           },
           Status::blocked,
           Cause::dropped,
           {network}},
          {"a bare connect to our own stand-in proves nothing",
           [](PathCase& c) {
             c.mode = evidence::DialMode::bare;
             c.connected({0, 1, 2});
           },
           Status::unknown,
           no_cause,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
