#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;

evidence::DialFailure at(unsigned attempt, evidence::DialFailure failed) {
  failed.attempt = static_cast<std::uint8_t>(attempt);
  return failed;
}

TEST(JoinedAttempts, TheJudgementThatMostHave) {
  const evidence::DialFailure router =
      failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.1"));
  const evidence::DialFailure target =
      failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33"));
  const evidence::DialFailure limit = failure(Stage::send, EAGAIN);
  check_rows(
      PathCase::udp(),
      {
          {"one that speaks outweighs two silent ones",
           [=](PathCase& c) { c.fail(at(1, router)); },
           Status::blocked,
           Cause::rejected,
           {network},
           "1 of 3 attempts; the rest was silent, and one that speaks outweighs silence"},
          {"two against one",
           [=](PathCase& c) { c.fail(at(0, router)).fail(at(1, target)).fail(at(2, target)); },
           Status::blocked,
           Cause::rejected,
           {network, target_firewall},
           "2 of 3 attempts; the rest failed in other ways"},
          {"the first of equals",
           [=](PathCase& c) { c.fail(at(0, target)).fail(at(1, router)); },
           Status::blocked,
           Cause::rejected,
           {network, target_firewall},
           "1 of 3"},
          {"silence outvotes one attempt that measured nothing",
           [=](PathCase& c) { c.fail(at(0, limit)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
          {"most measured nothing",
           [=](PathCase& c) { c.fail(at(0, limit)).fail(at(1, limit)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"a tie between measured and not is unknown",
           [=](PathCase& c) {
             c.dial->sent = evidence::AttemptSet(0b11);
             c.fail(at(0, limit));
           },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"one that got through is open",
           [=](PathCase& c) {
             c.fail(at(0, router)).fail(at(1, router)).delivered({2}).answered({2});
           },
           Status::open,
           std::nullopt,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
