#include "coordinator/cli/audit_log.hpp"

#include "coordinator/cli/watched_repair.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace oakprobe::cli {
namespace {

using audit::Change;
using audit::Condition;
using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;

const Condition dropped{
    Status::blocked, Cause::dropped, {Segment::network, Segment::target_firewall}};

audit::PathChange change(const char* target, Change::Kind kind, Condition now) {
  return {{"worker-tunnel", "w1", target}, {kind, Condition(), now}};
}

class AuditLogTest : public testing::Test {
 protected:
  AuditLogTest() {
    check_.run_id = "0123456789abcdef";
    check_.finished = "2026-11-30T08:00:07Z";
    check_.took = std::chrono::milliseconds(6'940);
    check_.summary.paths = 57;
    check_.summary.open = 55;
    check_.summary.blocked = 2;
  }
  [[nodiscard]] app::AuditedRun run() const { return {check_, changes_, watch_, 1, {}}; }

  diagnosis::FinishedCheck check_;
  std::vector<audit::PathChange> changes_;
  audit::Watch watch_{audit::ConfirmationRules()};
};

TEST_F(AuditLogTest, ARunIsALine) {
  EXPECT_EQ(run_text(run()), "57 paths: 55 open, 2 blocked in 6.9 s");
  check_.interrupted = true;
  EXPECT_EQ(run_text(run()), "57 paths: 55 open, 2 blocked in 6.9 s, interrupted");
}

TEST_F(AuditLogTest, ThreeChangesAreTold) {
  for (const char* target : {"w2", "w3", "w4"})
    changes_.push_back(change(target, Change::Kind::confirmed, dropped));
  EXPECT_THAT(run_text(run()), testing::EndsWith("network or target-firewall)"));
  changes_.push_back(change("w5", Change::Kind::confirmed, dropped));
  changes_.push_back(change("w6", Change::Kind::confirmed, dropped));
  EXPECT_THAT(run_text(run()), testing::EndsWith("; and 2 more"));
}

TEST_F(AuditLogTest, AChangeIsAPhrase) {
  EXPECT_EQ(
      change_text(change("w2", Change::Kind::confirmed, dropped)),
      "worker-tunnel from w1 to w2 is blocked: dropped (network or target-firewall)"
  );
  EXPECT_EQ(
      change_text(change("w2", Change::Kind::flapping, dropped)),
      "worker-tunnel from w1 to w2 is flapping: nothing is told of it until it is calm"
  );
  EXPECT_EQ(
      change_text(change("w2", Change::Kind::calm, Condition())),
      "worker-tunnel from w1 to w2 is calm, and open"
  );
}

TEST_F(AuditLogTest, ARunIsAnObject) {
  for (int at = 0; at < 101; ++at)
    changes_.push_back(change("w\xff", Change::Kind::confirmed, dropped));
  const std::string text = run_json(run());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["event"], "run");
  EXPECT_EQ(json["time"], "2026-11-30T08:00:07Z");
  EXPECT_EQ(json["run"], "0123456789abcdef");
  EXPECT_EQ(json["paths"], 57);
  EXPECT_EQ(json["blocked"], 2);
  EXPECT_EQ(json["looks"], 1);
  EXPECT_EQ(json["took_ms"], 6'940);
  EXPECT_EQ(json["changes"].size(), 100U);
  EXPECT_EQ(json["changes_left_out"], 1);
  EXPECT_EQ(
      json["changes"][0]["now"],
      nlohmann::json::parse(
          R"({"status":"blocked","cause":"dropped","where":["network","target-firewall"]})"
      )
  );
  EXPECT_EQ(json["changes"][0]["change"], "confirmed");
}

TEST(RepairText, SaysWhatIsLeft) {
  const audit::PathName path{"worker-tunnel", "w1", "w3"};
  EXPECT_EQ(repair_text(path, {}, 2), "worker-tunnel from w1 to w3 is open; 2 paths are left");
  EXPECT_EQ(repair_text(path, {}, 1), "worker-tunnel from w1 to w3 is open; 1 path is left");
}

}  // namespace
}  // namespace oakprobe::cli
