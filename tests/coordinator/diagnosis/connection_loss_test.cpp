#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using evidence::DialStage;
using evidence::Sight;
using Where = std::vector<Segment>;

const Where anywhere{
    Segment::source_firewall,
    Segment::network,
    Segment::target_firewall,
    Segment::return_target_firewall,
    Segment::return_network,
    Segment::return_source_firewall};
const char* const says = "of 3 never came about";

void time_out(PathCase& one, std::uint8_t attempt) {
  evidence::DialFailure timeout = failure(DialStage::connect, ETIMEDOUT);
  timeout.attempt = attempt;
  one.fail(timeout);
}

TEST(ConnectionLoss, GoesByPortWhereOtherAttemptsConnect) {
  check_rows(
      PathCase::tcp().delivered({1, 2}).answered({1, 2}),
      {
          {"one attempt was silent to the end",
           [](PathCase&) {},
           Status::degraded,
           Cause::loss,
           anywhere,
           "1 of 3 never came about, though the kernel sends a SYN again and again",
           "Look for a dead member of a bond, LAG or multipath route between w1 and w3"},
          {"the kernel gave up",
           [](PathCase& one) { time_out(one, 0); },
           Status::degraded,
           Cause::loss,
           anywhere,
           says},
          {"two were",
           [](PathCase& one) {
             one.receipt->delivered = evidence::AttemptSet(0b100);
             one.dial->answered = one.dial->connected = evidence::AttemptSet(0b100);
           },
           Status::degraded,
           Cause::loss,
           anywhere,
           "2 of 3 never came about"},
          {"taps saw it leave and not arrive",
           [](PathCase& one) { one.tapped().saw({Sight::left}); },
           Status::degraded,
           Cause::loss,
           {Segment::network},
           says},
          {"taps saw its answer leave and not arrive",
           [](PathCase& one) {
             one.tapped().saw(
                 {Sight::left,
                  Sight::reached,
                  Sight::past_ingress,
                  Sight::admitted,
                  Sight::answer_made,
                  Sight::answer_left}
             );
           },
           Status::degraded,
           Cause::loss,
           {Segment::return_network},
           says},
          {"all connected in the end",
           [](PathCase& one) { one.delivered({0}).answered({0}); },
           Status::open,
           std::nullopt,
           {}},
          {"an accept queue ran over meanwhile: no fault of the way",
           [](PathCase& one) { one.target.counters.listen_overflows = 1; },
           Status::open,
           std::nullopt,
           {}},
          {"it was refused, which is another matter",
           [](PathCase& one) { one.fail(failure(DialStage::connect, ECONNREFUSED)); },
           Status::open,
           std::nullopt,
           {}},
          {"it could not be opened: nothing was lost",
           [](PathCase& one) { one.fail(failure(DialStage::open, EMFILE)); },
           Status::open,
           std::nullopt,
           {}},
          {"it connected, and its probe was not answered",
           [](PathCase& one) { one.connected({0}); },
           Status::open,
           std::nullopt,
           {}},
          {"the end of the run cut it short",
           [](PathCase& one) { one.dial->not_tried = true; },
           Status::open,
           std::nullopt,
           {}},
      }
  );
}

TEST(ConnectionLoss, IsSeenAtARunningServiceToo) {
  PathCase base = PathCase::tcp();
  base.listen_mode(evidence::ListenMode::live);
  base.flow().service = inventory::Service::mqtt;
  base.says(evidence::AnswerKind::itself, "CONNACK 0");
  Where or_host = anywhere;
  or_host.insert(or_host.begin() + 3, Segment::target_host);
  check_rows(
      base,
      {
          {"all connected", [](PathCase&) {}, Status::open, std::nullopt, {}},
          {"one did not",
           [](PathCase& one) {
             one.dial->connected = one.dial->service->attempts = evidence::AttemptSet(0b110);
           },
           Status::degraded,
           Cause::loss,
           or_host,
           says},
          {"none did",
           [](PathCase& one) {
             one.dial->connected = {};
             one.dial->service.reset();
           },
           Status::unknown,
           std::nullopt,
           {}},
      }
  );
}

TEST(ConnectionLoss, IsNoMatterOfUdp) {
  check_rows(
      PathCase::udp().delivered({1, 2}).answered({1, 2}),
      {{"one of three was lost: told, and open",
        [](PathCase&) {},
        Status::open,
        std::nullopt,
        {Segment::source_firewall, Segment::network, Segment::target_firewall},
        "1 of the first ones was lost"}}
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
