#include "coordinator/report/explanation.hpp"

#include "../diagnosis/check_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::verdict_of;
using testing::HasSubstr;
using testing::Not;

TEST(Explanation, TellsBothDirectionsAndNoOtherPair) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.check.inventory.flows[0].why = "tunnel packets";
  {
    auto there = one.path(
        tunnel,
        "w1",
        "w2",
        verdict_of(
            Status::open, Cause::return_lost, {Segment::return_network}, "No answer.", "Fix."
        )
    );
    there->listener = wire::ListenMode::stand_in;
    there->waypoints = {3, {}, {}, {}, 2, 2, {}, {}, {}, 0};
    there->receipt.emplace();
    there->receipt.edit().delivered = wire::AttemptSet(0b11);
    there->receipt.edit().observed_source = boost::asio::ip::make_address("2001:db8::9");
    there->observed_port = 4'000;
    there->dial.emplace();
    there->dial.edit().sent = wire::AttemptSet(0b111);
    there->round_trip = wire::RoundTrip{206, 235, 399};
    there->dial.edit().dialled = boost::asio::ip::make_address("192.0.2.32");
    there->dial.edit().alternatives = {
        *there->dial->dialled, boost::asio::ip::make_address("192.0.2.99")};
  }
  one.path(tunnel, "w2", "w1", verdict_of(Status::blocked, Cause::dropped, {}, "Gone."));
  one.path(tunnel, "w3", "w1", verdict_of(Status::blocked, Cause::dropped, {}, "Elsewhere."));
  summarize(one.check);
  const std::string text = render_explanation(one.check, NodeId{0}, NodeId{1}, {.columns = 120});
  EXPECT_THAT(text, HasSubstr("w1 -> w2\n"));
  EXPECT_THAT(text, HasSubstr("worker-tunnel (udp 192.0.2.32 50103, expected open)"));
  EXPECT_THAT(text, HasSubstr("why: tunnel packets"));
  EXPECT_THAT(text, HasSubstr("where: return-network"));
  EXPECT_THAT(
      text,
      HasSubstr("way there: sent 3 > left-source ? > reached-target ? > admitted ? > delivered 2 "
                "(lost here)")
  );
  EXPECT_THAT(text, HasSubstr("way back: answered 2 > answer-left ? >"));
  EXPECT_THAT(text, HasSubstr("resolved to: 192.0.2.32, not taken: 192.0.2.99"));
  EXPECT_THAT(text, HasSubstr("206 / 235 / 399 us"));
  EXPECT_THAT(text, HasSubstr("seen as [2001:db8::9]:4000"));
  EXPECT_THAT(text, HasSubstr("target's port: our stand-in listened"));
  EXPECT_THAT(text, HasSubstr("w2 -> w1\n"));
  EXPECT_THAT(text, HasSubstr("Gone."));
  EXPECT_THAT(text, Not(HasSubstr("Elsewhere.")));
}

TEST(Explanation, SaysWhereNothingIsExpected) {
  CheckCase one{"w1", "w2"};
  EXPECT_EQ(
      render_explanation(one.check, NodeId{0}, NodeId{1}, {}),
      "w1 -> w2\n  nothing expected\n\nw2 -> w1\n  nothing expected\n"
  );
}

}  // namespace
}  // namespace oakprobe::report
