#include "coordinator/report/explanation.hpp"

#include "../diagnosis/check_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <utility>

// What scenarios of the lab make it say is kept in tests/lab/explanations/; here is what they do
// not show.
namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::FindingCode;
using diagnosis::FinishedPath;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::found;
using diagnosis::test::silence_of;
using diagnosis::test::verdict_of;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Explanation : public testing::Test {
 protected:
  Explanation() {
    tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
    one.check.inventory.flows[0].service = inventory::Service::tunnel;
    one.check.inventory.flows[0].why = "tunnel packets";
  }

  std::string explain(bool verbose = false) {
    summarize(one.check);
    return render_explanation(one.check, NodeId{0}, NodeId{1}, {.columns = 80, .verbose = verbose});
  }

  // w1 -> w2, with what else is to be known of it.
  template <class Change>
  void there(diagnosis::Judgement verdict, const Change& change) {
    auto path = one.path(tunnel, "w1", "w2", std::move(verdict));
    change(*path);
  }

  // 40 small probes, of which so many came; and full ones.
  static std::shared_ptr<diagnosis::CloserLook> look(int came, bool full_passes) {
    auto look = std::make_shared<diagnosis::CloserLook>();
    look->seen.burst_sent = (std::uint64_t{1} << 40U) - 1;
    look->receipt.burst = (std::uint64_t{1} << unsigned(came)) - 1;
    look->seen.burst_answered = look->receipt.burst;
    look->target_told = true;
    look->seen.sizes.resize(2);
    look->seen.sizes[0].bytes = 1'478;
    look->seen.sizes[0].answered = full_passes;
    look->seen.sizes[1].bytes = 1'400;
    look->seen.sizes[1].answered = true;
    return look;
  }

  CheckCase one{"w1", "w2", "w3"};
  FlowId tunnel;
};

TEST_F(Explanation, AnswersFirstAndTellsNoOtherPair) {
  there(
      verdict_of(Status::blocked, Cause::dropped, {Segment::target_firewall}),
      [](FinishedPath& path) {
        path.listener = evidence::ListenMode::stand_in;
        path.waypoints = {3, 3, 3, 0, 0, {}, {}, {}, {}, 0};
        path.dial.emplace();
        path.dial.edit().sent = evidence::AttemptSet(0b111);
      }
  );
  {
    auto back = one.path(tunnel, "w2", "w1", verdict_of(Status::open));
    back->listener = evidence::ListenMode::stand_in;
    back->round_trip = evidence::RoundTrip{206, 235, 399};
    back->look = look(40, true);
  }
  one.path(tunnel, "w3", "w1", verdict_of(Status::blocked, Cause::dropped));
  EXPECT_EQ(explain(), R"(w1 -> w2 is blocked: dropped at w2's firewall (tunnel, udp 50103)
  Fix: Check again.
w2 -> w1 works: tunnel 0.23 ms, 40 of 40, full packets pass

How that is known
  w1 -> w2: w1's agent told of no attempt to dial w2 (192.0.2.32, udp 50103).
    there: 3 of 3 left w1, came to w2; none got past w2's firewall
    port 50103 of w2: our stand-in listened

To see for yourself
  on w2: tcpdump -ni any udp port 50103
  on w2: nft list ruleset
)");
}

TEST_F(Explanation, TellsMoreOnRequest) {
  there(verdict_of(Status::open), [](FinishedPath& path) {
    path.listener = evidence::ListenMode::stand_in;
    path.waypoints = {3, {}, {}, {}, 2, 2, {}, {}, {}, 2};
    path.receipt.emplace();
    path.receipt.edit().observed_source = boost::asio::ip::make_address("2001:db8::9");
    path.observed_port = 4'000;
    path.dial.emplace();
    path.dial.edit().sent = evidence::AttemptSet(0b111);
    path.round_trip = evidence::RoundTrip{206, 235, 399};
  });
  EXPECT_EQ(
      explain(),
      "w1 -> w2 works: tunnel 0.23 ms, 2 of 3\n"
      "w2 -> w1: nothing is expected there\n\n"
      "Note: no other machine was asked; oakprobe check asks all.\n"
  );
  const std::string text = explain(true);
  EXPECT_THAT(text, HasSubstr("why: tunnel packets"));
  EXPECT_THAT(text, HasSubstr("there: 2 of 3 reached our stand-in"));
  EXPECT_THAT(text, HasSubstr("back: all 2 were heard by w1"));
  EXPECT_THAT(text, HasSubstr("206 / 235 / 399 us"));
  EXPECT_THAT(text, HasSubstr("seen as: [2001:db8::9]:4000"));
}

TEST_F(Explanation, NamesWhatWasNotTaken) {
  there(
      verdict_of(Status::blocked, Cause::rejected, {Segment::network, Segment::target_firewall}),
      [](FinishedPath& path) {
        path.address = inventory::Address("w2.example");
        path.dial.emplace();
        path.dial.edit().dialled = boost::asio::ip::make_address("192.0.2.32");
        path.dial.edit().alternatives = {
            *path.dial->dialled, boost::asio::ip::make_address("192.0.2.99")};
      }
  );
  const std::string text = explain();
  EXPECT_THAT(text, StartsWith("w1 -> w2 is blocked: rejected on the way or at w2's firewall"));
  EXPECT_THAT(text, HasSubstr("resolved to: 192.0.2.32, not taken: 192.0.2.99"));
}

TEST_F(Explanation, TellsLikeTroublesTogether) {
  const FlowId mqtt = one.flow("worker-mqtt", Protocol::tcp, 10'003);
  const FlowId api = one.flow("worker-handshake", Protocol::tcp, 10'100);
  const diagnosis::SegmentSet wall{Segment::target_firewall};
  one.path(mqtt, "w1", "w2", silence_of(Status::blocked, Cause::dropped, wall));
  one.path(api, "w1", "w2", silence_of(Status::blocked, Cause::dropped, wall));
  const std::string text = explain();
  EXPECT_THAT(text, HasSubstr("(worker-mqtt, tcp 10003;\n    worker-handshake, tcp 10100)\n"));
  EXPECT_THAT(text, HasSubstr("Fix: On w2 allow tcp 10003 in"));
  EXPECT_THAT(text, HasSubstr("The same for tcp 10100.\n"));
  EXPECT_THAT(text, Not(HasSubstr("allow tcp 10100")));
}

TEST_F(Explanation, TellsAFindingAndItsVerdictOnce) {
  using diagnosis::Severity;
  one.node("w2").findings = {
      {Severity::error, FindingCode::tunnel_port_mismatch, {}, {}},
      {Severity::error, FindingCode::advertised_address_empty, {}, {}},
      {Severity::error, FindingCode::advertised_address_name, {}, {}},
      {Severity::info, FindingCode::xdp_attached, {}, {}}};
  one.node("w3").findings = {{Severity::error, FindingCode::tap_blind, {}, {}}};
  one.path(
      tunnel,
      "w1",
      "w2",
      found(verdict_of(Status::blocked, Cause::config_mismatch, {Segment::target_host}), true)
  );
  const std::string text = explain();
  EXPECT_THAT(text, Not(HasSubstr("tunnel-port-mismatch")));
  EXPECT_THAT(text, HasSubstr("w2 (error, advertised-address-empty): "));
  EXPECT_THAT(text, HasSubstr("w2 (error, advertised-address-name): "));
  EXPECT_THAT(text, HasSubstr("\n  Fix: as above.\n"));
  EXPECT_THAT(text, Not(HasSubstr("tap-blind")));
  EXPECT_THAT(text, Not(HasSubstr("xdp-attached")));
  EXPECT_THAT(explain(true), HasSubstr("w2 (info, xdp-attached): "));
}

// Nobody at the target could tell what arrived: that nothing did is not known.
TEST_F(Explanation, CountsNoArrivalsThatNobodyWatched) {
  there(verdict_of(Status::unknown), [](FinishedPath& path) {
    path.listener = evidence::ListenMode::live;
    path.look = look(0, false);
    path.look->seen.sizes.clear();
  });
  EXPECT_THAT(explain(), HasSubstr("burst: ? of 40 arrived, 0 were answered\n"));
}

// What NetManager did not read tells nothing of the way to it.
TEST_F(Explanation, MeasuresNothingAtATunnelThatIsOverrun) {
  there(verdict_of(Status::degraded, Cause::loss, {Segment::target_host}), [](FinishedPath& path) {
    path.listener = evidence::ListenMode::live;
    path.look = look(3, false);
  });
  one.node("w2").observation.counters.owner_drops = 1'632;
  EXPECT_THAT(explain(), HasSubstr("burst, packet sizes: ? (the program's socket lost"));
}

TEST_F(Explanation, GivesPacketSizesAsTheTunnelHasThem) {
  there(verdict_of(Status::degraded, Cause::mtu, {Segment::network}), [](FinishedPath& path) {
    path.listener = evidence::ListenMode::stand_in;
    path.look = look(40, false);
  });
  const std::string text = explain();
  EXPECT_THAT(text, HasSubstr("largest that passes: 1,400 of 1,478 (TUN 1372 of 1450)"));
  EXPECT_THAT(text, HasSubstr("on w1: ping -M do -c 3 -s 1450 192.0.2.32"));
}

TEST_F(Explanation, TellsATranslatedSourceAsWhatWorks) {
  one.path(
      tunnel, "w1", "w2", verdict_of(Status::open, Cause::source_rewritten, {Segment::network})
  );
  EXPECT_THAT(explain(), StartsWith("w1 -> w2 works: tunnel, its source translated\n"));
}

TEST_F(Explanation, TellsTheTunnelOfBothEnds) {
  one.path(tunnel, "w1", "w2", verdict_of(Status::open));
  evidence::Facts& w1 = one.node("w1").observation.facts;
  w1.host_name = "w1";
  evidence::Facts& w2 = one.node("w2").observation.facts;
  w2.host_name = "w2";
  w2.addresses = {
      boost::asio::ip::make_address("10.0.0.7"),
      boost::asio::ip::make_address("10.19.1.254"),
      boost::asio::ip::make_address("2001:db8::7")};
  w2.netcfg.state = oakestra::FileState::sound;
  w2.netcfg.public_address = "198.51.100.7";
  w2.netcfg.public_port = "50103";
  w2.net_manager.installed_as = "/usr/bin/NetManager";
  w2.net_manager.pid = 812;
  w2.net_manager.running_s = 60;
  w2.net_manager.udp_ports = {50'103};
  w2.net_manager.log.registration = oakestra::Registration::finished;
  w2.net_manager.log.last_error = "an \x1b[31merror";
  one.node("w2").observation.counters.owner_drops = 12;
  const std::string text = explain();
  EXPECT_THAT(text, HasSubstr("  w1's tunnel: NetManager is not installed\n"));
  EXPECT_THAT(
      text,
      HasSubstr("  w2's tunnel: NetManager (pid 812, running for 60 s), registered, listens on\n"
                "    udp 50103; peers get 198.51.100.7, port 50103 (netcfg.json); its own:\n"
                "    10.0.0.7; its socket lost 12 datagrams meanwhile; the last error in its log:\n"
                "    an ?[31merror\n")
  );
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST_F(Explanation, SaysWhereNothingIsExpected) {
  EXPECT_EQ(
      explain(), "w1 -> w2: nothing is expected there\nw2 -> w1: nothing is expected there\n"
  );
}

TEST_F(Explanation, PaintsTheStatusOnly) {
  one.path(tunnel, "w1", "w2", verdict_of(Status::blocked, Cause::dropped, {Segment::network}));
  summarize(one.check);
  const std::string text =
      render_explanation(one.check, NodeId{0}, NodeId{1}, {.colour = true, .columns = 80});
  EXPECT_THAT(text, StartsWith("w1 -> w2 is \x1b["));
  EXPECT_THAT(text, HasSubstr("blocked\x1b[0m: dropped on the way"));
}

}  // namespace
}  // namespace oakprobe::report
