#include "../diagnosis/check_case.hpp"
#include "json_reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::verdict_of;
using nlohmann::json;

IpAddress ip(const char* text) { return boost::asio::ip::make_address(text); }

std::set<std::string> keys_of(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

// A blocked tunnel path with everything that evidence can tell of one.
CheckCase blocked_check() {
  CheckCase one{"w1", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  {
    auto path = one.path(
        tunnel, "w1", "w3", verdict_of(Status::blocked, Cause::rejected, {Segment::target_firewall})
    );
    path->listener = evidence::ListenMode::stand_in;
    path->waypoints = {3, {}, {}, {}, 0, 0, {}, {}, {}, 0};
    path->verdict.edit().caveats = {diagnosis::Caveat::docker_path};
    path->dial.emplace();
    path->dial.edit().sent = evidence::AttemptSet(0b111);
    path->dial.edit().dialled = ip("198.51.100.7");
    path->dial.edit().alternatives = {ip("198.51.100.7"), ip("2001:db8::7")};
    for (std::uint8_t attempt = 0; attempt < 3; ++attempt) {
      evidence::DialFailure failure;
      failure.attempt = attempt;
      failure.icmp.emplace();
      failure.icmp->type = 3;
      failure.icmp->code = attempt == 0 ? 1 : 13;
      failure.icmp->from = ip("192.0.2.1");
      path->dial.edit().failures.push_back(failure);
    }
  }
  one.node("w3").observation.facts.addresses = {ip("10.9.0.4")};
  summarize(one.check);
  return one;
}

TEST(JsonReport, HasTheContractsShape) {
  CheckCase one = blocked_check();
  one.check.inventory.release_assumed = true;
  const json report = report_of(one.check);
  EXPECT_EQ(
      keys_of(report),
      (std::set<std::string>{"schema", "run", "summary", "nodes", "causes", "paths", "record"})
  );
  EXPECT_EQ(report["schema"], "oakprobe.report/1");
  EXPECT_EQ(report["run"]["id"], "00112233aabbccdd");
  EXPECT_EQ(report["run"]["started"], "2026-11-24T00:00:00Z");
  EXPECT_EQ(report["run"]["oakprobe"], OAKPROBE_VERSION);
  EXPECT_EQ(report["run"]["oakestra"], "v0.4.411");
  EXPECT_EQ(report["run"]["oakestra_assumed"], true);
  EXPECT_EQ(report["run"]["fail_on"], (json{"blocked", "exposed", "mtu", "loss"}));
  EXPECT_EQ(report["run"]["failed_paths"], 1);
  EXPECT_EQ(
      report["summary"],
      json::parse(R"({"paths": 1, "open": 0, "degraded": 0, "blocked": 1, "exposed": 0,
                      "closed": 0, "unknown": 0, "accepted": 0})")
  );
}

TEST(JsonReport, TellsABlockedPathWithItsEvidence) {
  const json report = report_of(blocked_check().check);
  const json path = report["paths"][0];
  EXPECT_EQ(path, json::parse(R"({
    "flow": "worker-tunnel", "source": "w1", "target": "w3", "protocol": "udp",
    "address": "192.0.2.32", "port": 50103, "expect": "open", "need": "required",
    "status": "blocked", "cause": "rejected", "where": "target-firewall", "cause_id": 1,
    "message": "w1's agent told of no attempt to dial w3 (192.0.2.32 = 198.51.100.7, udp 50103).",
    "fix": "Check again.",
    "caveats": ["docker-path"],
    "listener": {"mode": "stand-in"},
    "waypoints": {"sent": 3, "left-source": null, "reached-target": null, "admitted": null,
                  "delivered": 0, "answered": 0, "answer-left": null, "answer-reached": null,
                  "answer-admitted": null, "answer-delivered": 0},
    "dialled": "198.51.100.7", "alternatives": ["198.51.100.7", "2001:db8::7"],
    "icmp": {"type": 3, "code": 13, "from": "192.0.2.1"},
    "nat": {"dialled": "198.51.100.7", "own": ["10.9.0.4"]}
  })"));
  EXPECT_EQ(report["causes"], json::parse(R"([{
    "id": 1, "status": "blocked", "where": "target-firewall", "cause": "rejected", "node": "w3",
    "paths": 1, "of": 1, "target": "w3", "protocol": "udp", "port": 50103,
    "message": "w1's agent told of no attempt to dial w3 (192.0.2.32 = 198.51.100.7, udp 50103).",
    "fix": "Check again."
  }])"));
}

TEST(JsonReport, TellsWhatAServiceAnswered) {
  CheckCase one = blocked_check();
  one.check.paths.edit(0)->dial.edit().service = evidence::ServiceAnswer{
      evidence::AnswerKind::other, evidence::AttemptSet(0b11), "SSH-2.0-OpenSSH_9.2", 1};
  EXPECT_EQ(
      report_of(one.check)["paths"][0]["service"],
      json::parse(R"({"answer": "other", "said": "SSH-2.0-OpenSSH_9.2"})")
  );
  one.check.paths.edit(0)->dial.edit().service = evidence::ServiceAnswer{};
  EXPECT_EQ(report_of(one.check)["paths"][0]["service"], json::parse(R"({"answer": "silent"})"));
}

TEST(JsonReport, LeavesOutWhatDoesNotApply) {
  CheckCase one{"w1", "w2"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w2", verdict_of(Status::open));
  summarize(one.check);
  const json path = report_of(one.check)["paths"][0];
  EXPECT_EQ(
      keys_of(path),
      (std::set<std::string>{
          "flow",
          "source",
          "target",
          "protocol",
          "address",
          "port",
          "expect",
          "need",
          "status",
          "message",
          "listener",
          "waypoints"})
  );
  for (const auto& [name, count] : path["waypoints"].items()) {
    EXPECT_TRUE(count.is_null()) << name << " was seen by nobody";
  }
  EXPECT_EQ(path["waypoints"].size(), 10U);
}

TEST(JsonReport, NamesAllSegmentsThatArePossibleInOrder) {
  CheckCase one = blocked_check();
  one.check.paths.edit(0)->verdict.edit().where = {
      Segment::return_network, Segment::network, Segment::source_firewall};
  summarize(one.check);
  const json report = report_of(one.check);
  const json expected{"source-firewall", "network", "return-network"};
  EXPECT_EQ(report["paths"][0]["where_any"], expected);
  EXPECT_EQ(report["causes"][0]["where_any"], expected);
  EXPECT_FALSE(report["paths"][0].contains("where"));
}

TEST(JsonReport, CountsWhatWasSeenOnly) {
  CheckCase one{"w1", "w2"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  {
    auto path = one.path(tunnel, "w1", "w2", verdict_of(Status::open));
    path->dial.emplace();
    path->dial.edit().sent = evidence::AttemptSet(0b111);
    path->dial.edit().answered = evidence::AttemptSet(0b101);
    path->round_trip = evidence::RoundTrip{206, 235, 399};
    path->receipt.emplace();
    path->receipt.edit().delivered = evidence::AttemptSet(0b111);
    path->receipt.edit().answered = evidence::AttemptSet(0b110);
    path->receipt.edit().observed_source = ip("192.0.2.31");
    path->observed_port = 40'211;
    path->waypoints = {3, {}, {}, {}, 3, 2, {}, {}, {}, 2};
  }
  const json json_path = report_of(one.check)["paths"][0];
  EXPECT_EQ(json_path["waypoints"]["sent"], 3);
  EXPECT_EQ(json_path["waypoints"]["delivered"], 3);
  EXPECT_EQ(json_path["waypoints"]["answered"], 2);
  EXPECT_EQ(json_path["waypoints"]["answer-delivered"], 2);
  EXPECT_TRUE(json_path["waypoints"]["left-source"].is_null());
  EXPECT_EQ(json_path["rtt_us"], json::parse(R"({"min": 206, "median": 235, "max": 399})"));
  EXPECT_EQ(json_path["observed_source"], "192.0.2.31:40211");
}

TEST(JsonReport, SaysWhichUnknownIsAccepted) {
  CheckCase one{"w1", "w2"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.check.inventory.nodes[1].intermittent = true;
  one.path(tunnel, "w1", "w2", verdict_of(Status::unknown, Cause::agent_unreachable));
  summarize(one.check);
  const json report = report_of(one.check);
  EXPECT_EQ(report["paths"][0]["accepted"], true);
  EXPECT_EQ(report["summary"]["accepted"], 1);
}

TEST(JsonReport, ListsOnlyWhatIsNotAsExpectedAndCountsAll) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w2", verdict_of(Status::open));
  one.path(tunnel, "w1", "w3", verdict_of(Status::blocked, Cause::dropped, {Segment::network}));
  one.path(tunnel, "w2", "w3", verdict_of(Status::open, Cause::return_lost));
  one.check.listed = diagnosis::PathList::failed;
  summarize(one.check);
  const json report = report_of(one.check);
  EXPECT_EQ(report["run"]["paths_listed"], "failed");
  EXPECT_EQ(report["summary"]["paths"], 3);
  EXPECT_EQ(report["summary"]["open"], 2);
  ASSERT_EQ(report["paths"].size(), 2U);
  EXPECT_EQ(report["paths"][0]["status"], "blocked");
  EXPECT_EQ(report["paths"][1]["cause"], "return-lost");
}

TEST(JsonReport, TellsListenersAsTheContractNamesThem) {
  using evidence::ListenMode;
  struct Row {
    ListenMode mode;
    const char* name;
  };
  for (const Row& row : {
           Row{ListenMode::none, "none"},
           Row{ListenMode::stand_in, "stand-in"},
           Row{ListenMode::live, "live"},
           Row{ListenMode::not_running, "none"},
           Row{ListenMode::used_as_source, "none"},
           Row{ListenMode::failed, "none"},
       }) {
    CheckCase one = blocked_check();
    one.check.paths.edit(0)->listener = row.mode;
    one.check.paths.edit(0)->listener_process = std::string("NetManager");
    one.check.paths.edit(0)->listener_pid = 812;
    const json listener = report_of(one.check)["paths"][0]["listener"];
    EXPECT_EQ(listener, (json{{"mode", row.name}, {"process", "NetManager"}, {"pid", 812}}));
  }
}

TEST(JsonReport, IsPrintableWhateverMachinesSay) {
  CheckCase one = blocked_check();
  one.node("w1").observation.agent_error = "\xff\xfe\x1b[2J\xc3";
  one.check.paths.edit(0)->listener_process = std::string("\x80\0x", 3);
  one.check.inventory.nodes[0].name = "\xed\xa0\x80";
  summarize(one.check);
  const std::string text = text_of(one.check);
  const json report = json::parse(text);
  EXPECT_EQ(report["nodes"][0]["agent_error"], "???[2J?");
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("\x1b"))) << "escaped, not raw";
}

TEST(JsonReport, AStreamThatFailsIsLeftFailed) {
  CheckCase one = blocked_check();
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  write_json(one.check, out);
  EXPECT_TRUE(out.bad());
  EXPECT_EQ(out.str(), "");
}

TEST(JsonReport, AnEmptyCheckIsAWholeReport) {
  const json report = report_of(CheckCase({}).check);
  EXPECT_EQ(report["paths"], json::array());
  EXPECT_EQ(report["causes"], json::array());
  EXPECT_EQ(report["nodes"], json::array());
}

}  // namespace
}  // namespace oakprobe::report
