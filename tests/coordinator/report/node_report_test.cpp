#include "coordinator/report/node_report.hpp"

#include "../diagnosis/check_case.hpp"
#include "../diagnosis/finding_case.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const FinishedCheck& check, const char* node) {
  return render_node(check, *check.inventory.find_node(node), {});
}

TEST(NodeReport, TellsFindingsByWhatPathsAndOthersSaw) {
  diagnosis::test::FindingCase one;
  one.path("worker-tunnel", "w1", "w2")->dial.emplace().answered_from =
      evidence::AnswerSource{*parse_ip_address("203.0.113.9"), 4'711};
  one.facts("w1").host_name = one.facts("w2").host_name = "same";
  one.facts("w1").boot_id = one.facts("w2").boot_id = "one-kernel";
  one.facts("w1").uts_namespace = one.facts("w1").network_namespace = 1;
  one.facts("w2").uts_namespace = one.facts("w2").network_namespace = 2;
  diagnosis::find_findings(one.check);
  diagnosis::summarize(one.check);
  const std::string w1 = text_of(one.check, "w1");
  EXPECT_THAT(w1, HasSubstr("203.0.113.9:4711"));
  EXPECT_THAT(w1, HasSubstr("containers"));
  EXPECT_THAT(text_of(one.check, "w3"), Not(HasSubstr("What is wrong on the machines")));
}

TEST(NodeReport, TellsNoAgentThatFailedElsewhere) {
  diagnosis::test::FindingCase one;
  one.node("w2").observation.agent = diagnosis::AgentState::lost;
  one.node("w2").observation.agent_error = "gone";
  EXPECT_THAT(text_of(one.check, "w2"), HasSubstr("gone"));
  EXPECT_THAT(text_of(one.check, "w3"), Not(HasSubstr("gone")));
}

// A tunnel whose way takes so many bytes, of 1,478.
void narrow(
    diagnosis::test::CheckCase& one,
    FlowId flow,
    const char* source,
    const char* target,
    std::uint16_t mtu
) {
  auto path = one.path(
      flow,
      source,
      target,
      diagnosis::test::verdict_of(
          diagnosis::Status::degraded, diagnosis::Cause::mtu, {diagnosis::Segment::network}
      )
  );
  path->verdict.edit().rule = diagnosis::Rule::full_packets_lost;
  path->look = std::make_shared<diagnosis::CloserLook>();
  path->look->target_told = true;
  for (const std::uint16_t bytes : {std::uint16_t{1'478}, mtu}) {
    evidence::SizedProbe& probe = path->look->seen.sizes.emplace_back();
    probe.bytes = bytes;
    probe.answered = bytes <= mtu;
  }
}

TEST(NodeReport, TellsTheMtuThatAllTunnelsAgreeOn) {
  diagnosis::test::CheckCase one({"w1", "w2", "w3"});
  const FlowId flow = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.check.inventory.flows[index_of(flow)].service = inventory::Service::tunnel;
  narrow(one, flow, "w1", "w2", 1'428);
  narrow(one, flow, "w2", "w3", 1'400);
  diagnosis::summarize(one.check);
  EXPECT_THAT(text_of(one.check, "w1"), HasSubstr("1372"));
}

}  // namespace
}  // namespace oakprobe::report
