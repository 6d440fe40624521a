#include "coordinator/check/evidence_collector.hpp"

#include "coordinator/check/finish_check.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gtest/gtest.h>

namespace oakprobe::check {
namespace {

class EvidenceCollectorTest : public ::testing::Test {
 protected:
  EvidenceCollectorTest() {
    const auto paths = dialled_paths(check.inventory, FactsByNode(check.nodes.size()));
    add_paths(check, paths);
    path = check.paths.front().id;
  }
  static wire::Evidence dial_of(PathId id) {
    wire::Evidence message;
    message.part.dials.emplace_back().path = id;
    return message;
  }
  static wire::Evidence receipt_of(PathId id) {
    wire::Evidence message;
    message.part.receipts.emplace_back().path = id;
    return message;
  }

  diagnosis::FinishedCheck check = begin_check(small_deployment());
  EvidenceCollector collector{check};
  PathId path;
};

TEST_F(EvidenceCollectorTest, JoinsBothEndsOfAPath) {
  EXPECT_EQ(collector.take(path.source, dial_of(path)), "");
  EXPECT_EQ(collector.take(path.target, receipt_of(path)), "");
  EXPECT_TRUE(check.paths.front().dial);
  EXPECT_TRUE(check.paths.front().receipt);
  EXPECT_TRUE(check.nodes[index_of(path.source)].observation.evidence_complete);
}

TEST_F(EvidenceCollectorTest, IsCompleteWithTheLastPart) {
  wire::Evidence part = dial_of(path);
  part.last = false;
  EXPECT_EQ(collector.take(path.source, part), "");
  EXPECT_FALSE(check.nodes[index_of(path.source)].observation.evidence_complete);
  EXPECT_EQ(collector.take(path.source, wire::Evidence()), "");
  EXPECT_TRUE(check.nodes[index_of(path.source)].observation.evidence_complete);
}

TEST_F(EvidenceCollectorTest, RefusesWhatIsNotTheAgentsToTell) {
  PathId unplanned = path;
  unplanned.target = NodeId{9'999};
  struct Row {
    const char* name;
    NodeId from;
    wire::Evidence message;
  };
  const Row rows[] = {
      {"another's probe", path.target, dial_of(path)},
      {"another's receipt", path.source, receipt_of(path)},
      {"a path that is not checked", path.source, dial_of(unplanned)},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_NE(collector.take(row.from, row.message), "");
    EXPECT_FALSE(check.paths.front().dial);
    EXPECT_FALSE(check.paths.front().receipt);
  }
}

TEST_F(EvidenceCollectorTest, RefusesTheSameTwice) {
  EXPECT_EQ(collector.take(path.source, dial_of(path)), "");
  EXPECT_NE(collector.take(path.source, dial_of(path)), "");
}

TEST_F(EvidenceCollectorTest, RefusesPartsWithoutEnd) {
  wire::Evidence nothing;
  nothing.last = false;
  std::string wrong;
  for (int parts = 0; parts < 1'000 && wrong.empty(); ++parts)
    wrong = collector.take(path.source, nothing);
  EXPECT_NE(wrong, "");
}

}  // namespace
}  // namespace oakprobe::check
