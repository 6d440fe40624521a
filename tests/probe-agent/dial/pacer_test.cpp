#include "probe-agent/dial/pacer.hpp"

#include "probe-agent/dial/destination_pacer.hpp"

#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint t0{1h};

TEST(Pacer, SpacesFlowsEvenly) {
  Pacer pacer(5ms, t0);
  EXPECT_EQ(pacer.ready_at(), t0);
  pacer.started(t0);
  EXPECT_EQ(pacer.ready_at(), t0 + 5ms);
  pacer.started(t0 + 5ms);
  EXPECT_EQ(pacer.ready_at(), t0 + 10ms);
}

TEST(Pacer, DoesNotSaveUpWhatItDidNotUse) {
  Pacer pacer(10ms, t0);
  const TimePoint later = t0 + 10s;
  int started = 0;
  while (pacer.ready_at() <= later) {
    pacer.started(later);
    ++started;
  }
  EXPECT_LE(started, 7);  // 50 ms' worth, and the one that was due
}

TEST(Pacer, LetsABurstOfFiftyMillisecondsCatchUpAndNoMore) {
  Pacer pacer(10ms, t0);
  const TimePoint late = t0 + 50ms;
  int started = 0;
  for (; pacer.ready_at() <= late; ++started) pacer.started(late);
  EXPECT_EQ(started, 6) << "all that were due meanwhile";
  EXPECT_EQ(pacer.ready_at(), late + 10ms);
}

const IpAddress first = boost::asio::ip::make_address("192.0.2.1");

TEST(DestinationPacer, HasNoPartWhereThePaceOfAllIsSlowEnough) {
  DestinationPacer pacer(DestinationPacer::apart_min);
  pacer.expect({first, first});
  pacer.started(first, t0);
  EXPECT_LE(pacer.ready_at(first), t0);
  DestinationPacer faster(DestinationPacer::apart_min - 1us);
  faster.expect({first, first});
  faster.started(first, t0);
  EXPECT_EQ(faster.ready_at(first), t0 + DestinationPacer::apart_min);
}

}  // namespace
}  // namespace oakprobe::agent
