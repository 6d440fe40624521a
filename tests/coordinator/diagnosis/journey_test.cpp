#include "coordinator/diagnosis/journey.hpp"

#include "path_case.hpp"

#include <gtest/gtest.h>

#include <string>

// Every way that a probe can be lost, seen with every set of instruments: with all of them the
// verdict names the very segment, with fewer a wider span, and never a wrong one.
namespace oakprobe::diagnosis::test {
namespace {

using evidence::ListenMode;
using evidence::Sight;
using evidence::TapState;
using evidence::Waypoint;

// Which instruments there are.
struct Instruments {
  bool source_packets = false;
  bool source_raw = false;
  bool target_packets = false;
  bool target_raw = false;
  bool source_agent = true;
  bool target_agent = true;
};

struct World {
  Protocol protocol = Protocol::udp;
  ListenMode port = ListenMode::stand_in;
  Waypoint lost_before = Waypoint::left_source;
  bool works = false;  // then nothing is lost
};

bool passes(const World& world, Waypoint waypoint) {
  return world.works || waypoint < world.lost_before;
}

void see(PathCase& one, bool instrument, bool passed, Sight sight) {
  if (instrument && passed) one.saw({sight});
}

void set_sights(PathCase& one, const World& world, const Instruments& with) {
  const auto past = [&](Waypoint waypoint) { return passes(world, waypoint); };
  const bool source_packets = with.source_agent && with.source_packets;
  const bool source_raw = with.source_agent && with.source_raw;
  const bool target_packets = with.target_agent && with.target_packets;
  const bool target_raw = with.target_agent && with.target_raw;
  see(one, source_packets, past(Waypoint::left_source), Sight::left);
  see(one, target_packets, past(Waypoint::reached_target), Sight::reached);
  see(one, target_packets, past(Waypoint::reached_target), Sight::past_ingress);
  see(one, target_raw, past(Waypoint::admitted), Sight::admitted);
  see(one, target_packets, past(Waypoint::answer_left), Sight::answer_left);
  see(one, source_packets, past(Waypoint::answer_reached), Sight::answer_reached);
  see(one, source_raw, past(Waypoint::answer_admitted), Sight::answer_admitted);
  if (world.protocol == Protocol::tcp)
    see(one, target_packets || target_raw, past(Waypoint::answered), Sight::answer_made);
}

TapState state(bool instrument) { return instrument ? TapState::trusted : TapState::absent; }

PathCase staged(const World& world, const Instruments& with) {
  const bool udp = world.protocol == Protocol::udp;
  PathCase one = udp ? PathCase::udp() : PathCase::tcp();
  one.listen_mode(world.port);
  if (world.port == ListenMode::live) one.listener->process = "NetManager";
  if (world.port == ListenMode::live && !udp) one.mode = evidence::DialMode::bare;
  one.source.taps = {state(with.source_packets), state(with.source_raw), state(with.source_raw)};
  one.target.taps = {state(with.target_packets), state(with.target_raw), state(with.target_raw)};
  if (with.target_packets) one.arrivals_certain = evidence::AttemptSet(0b111);
  set_sights(one, world, with);
  // Who owns a live port tells nothing: what the raw tap admitted was delivered.
  const bool receiver = udp && (world.port == ListenMode::stand_in || with.target_raw);
  if (receiver && passes(world, Waypoint::delivered)) {
    one.delivered({0, 1, 2});
    if (!passes(world, Waypoint::answered)) one.receipt->answered = {};
  }
  if (world.works && udp && receiver) one.answered({0, 1, 2});
  if (world.works && !udp) one.connected({0, 1, 2});
  if (world.works && !udp && world.port == ListenMode::stand_in)
    one.delivered({0, 1, 2}).answered({0, 1, 2});
  if (!with.source_agent) one.agent_of_source(AgentState::unreachable);
  if (!with.target_agent) {
    one.agent_of_target(AgentState::unreachable);
    one.receipt.reset();
    one.dial ? one.dial->answered = {} : evidence::AttemptSet();
    one.mode = udp ? evidence::DialMode::exchange : evidence::DialMode::bare;
  }
  return one;
}

std::string case_name(const World& world, const Instruments& with) {
  std::string name(name_of(world.protocol));
  name += world.port == ListenMode::live ? " live" : " stand-in";
  name += world.works ? ", works" : ", lost before " + std::string(name_of(world.lost_before));
  name += with.source_agent ? "" : ", no source agent";
  name += with.target_agent ? "" : ", no target agent";
  name += std::string(", taps ") + (with.source_packets ? "P" : "-") +
          (with.source_raw ? "R" : "-") + (with.target_packets ? "P" : "-") +
          (with.target_raw ? "R" : "-");
  return name;
}

// The row of the table.
std::optional<Segment> truth_of(const World& world) {
  if (world.works) return std::nullopt;
  return segments_before(world.lost_before).in_order().back();
}

std::vector<World> worlds() {
  std::vector<World> all;
  for (const Protocol protocol : {Protocol::udp, Protocol::tcp}) {
    for (const ListenMode port : {ListenMode::stand_in, ListenMode::live}) {
      all.push_back({protocol, port, Waypoint::sent, true});
      for (const Waypoint waypoint :
           {Waypoint::left_source,
            Waypoint::reached_target,
            Waypoint::admitted,
            Waypoint::answer_left,
            Waypoint::answer_reached,
            Waypoint::answer_admitted})
        all.push_back({protocol, port, waypoint, false});
    }
  }
  return all;
}

bool is_return_of_udp(const World& world) {
  return !world.works && world.protocol == Protocol::udp && world.lost_before > Waypoint::delivered;
}

void expect_never_wrong(const World& world, const Judgement& verdict) {
  if (verdict.status == Status::unknown) return;
  if (world.works || is_return_of_udp(world)) {
    EXPECT_EQ(name_of(verdict.status), "open");
    EXPECT_TRUE(!world.works || verdict.where.empty());
  } else {
    EXPECT_EQ(name_of(verdict.status), "blocked");
  }
  if (!verdict.where.empty()) {
    EXPECT_TRUE(verdict.where.has(*truth_of(world)));
  }
}

TEST(Journeys, FewerInstrumentsWidenAndNeverMislead) {
  for (const World& world : worlds()) {
    for (unsigned taps = 0; taps < 16; ++taps) {
      for (unsigned agents = 1; agents < 4; ++agents) {
        Instruments with;
        with.source_packets = (taps & 1U) != 0;
        with.source_raw = (taps & 2U) != 0;
        with.target_packets = (taps & 4U) != 0;
        with.target_raw = (taps & 8U) != 0;
        with.source_agent = (agents & 1U) != 0;
        with.target_agent = (agents & 2U) != 0;
        const Judgement verdict = staged(world, with).judged();
        SCOPED_TRACE(case_name(world, with));
        expect_never_wrong(world, verdict);
      }
    }
  }
}

TEST(Journeys, AllInstrumentsNameTheSegment) {
  const Instruments all{true, true, true, true, true, true};
  for (const World& world : worlds()) {
    const Judgement verdict = staged(world, all).judged();
    SCOPED_TRACE(case_name(world, all));
    if (world.works) {
      EXPECT_EQ(name_of(verdict.status), "open");
      EXPECT_TRUE(verdict.where.empty());
      continue;
    }
    EXPECT_EQ(verdict.where, SegmentSet{*truth_of(world)});
    const bool back = world.lost_before > Waypoint::delivered;
    EXPECT_EQ(verdict.cause, back ? Cause::return_lost : Cause::dropped);
  }
}

// It runs before the taps of the machine that has it.
TEST(Journeys, AnXdpProgramMayHaveDroppedWhatNoTapSaw) {
  const Instruments all{true, true, true, true, true, true};
  for (const Protocol protocol : {Protocol::udp, Protocol::tcp}) {
    PathCase there = staged({protocol, ListenMode::stand_in, Waypoint::reached_target, false}, all);
    there.target.facts.xdp_interfaces = {"eth0"};
    EXPECT_EQ(there.judged().where, (SegmentSet{Segment::network, Segment::target_firewall}));
    PathCase back = staged({protocol, ListenMode::stand_in, Waypoint::answer_reached, false}, all);
    back.source.facts.xdp_interfaces = {"eth0"};
    EXPECT_EQ(
        back.judged().where, (SegmentSet{Segment::return_network, Segment::return_source_firewall})
    );
    PathCase past = staged({protocol, ListenMode::stand_in, Waypoint::admitted, false}, all);
    past.target.facts.xdp_interfaces = {"eth0"};
    EXPECT_EQ(past.judged().where, SegmentSet{Segment::target_firewall});
  }
}

// What is unseen is told apart from what was missed.
TEST(Journeys, CountWhatSomebodyCouldSee) {
  const World lost{Protocol::udp, ListenMode::stand_in, Waypoint::admitted, false};
  const Instruments without_raw{true, true, true, false, true, true};
  const PathCase one = staged(lost, without_raw);
  PathEvidence evidence;
  evidence.inventory = &one.inventory;
  evidence.path.id = one.id;
  evidence.source = &one.source;
  evidence.target = &one.target;
  evidence.listener = &*one.listener;
  evidence.dial = &*one.dial;
  evidence.sights = &*one.sights;
  const WaypointCounts counts = count_waypoints(evidence);
  const auto at = [&](Waypoint waypoint) { return counts[static_cast<std::size_t>(waypoint)]; };
  EXPECT_EQ(at(Waypoint::sent), 3);
  EXPECT_EQ(at(Waypoint::left_source), 3);
  EXPECT_EQ(at(Waypoint::reached_target), 3);
  EXPECT_EQ(at(Waypoint::admitted), std::nullopt);
  EXPECT_EQ(at(Waypoint::delivered), 0);
  EXPECT_EQ(at(Waypoint::answer_reached), 0);
  EXPECT_EQ(at(Waypoint::answer_delivered), 0);
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
