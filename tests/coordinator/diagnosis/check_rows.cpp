#include "coordinator/diagnosis/cause_card.hpp"
#include "coordinator/diagnosis/joined_fate.hpp"
#include "path_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

bool are_same(const CountedLoss& a, const CountedLoss& b) {
  return a.node == b.node && a.counter == b.counter && a.where == b.where;
}

// What is told of the attempts is told of those that were judged.
void expect_recalled(const PathCase& one, const Judgement& judgement) {
  const PathEvidence evidence = one.evidence();
  const Scene scene = scene_of(evidence);
  const std::vector<Fate> fates = judge_attempts(scene);
  const JoinedFate recalled = recall(scene, judgement.attempts);
  EXPECT_EQ(kept_of(recalled), judgement.attempts);
  if (fates.empty() || judgement.status == Status::open) return;
  const JoinedFate joined = join(fates);
  EXPECT_EQ(recalled.fate.icmp, joined.fate.icmp);
  EXPECT_EQ(recalled.fate.dead_hop, joined.fate.dead_hop);
  EXPECT_TRUE(std::ranges::equal(recalled.fate.losses, joined.fate.losses, are_same));
}

}  // namespace

void check_rows(const PathCase& base, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    PathCase one = base;
    row.change(one);
    const Judgement judgement = one.judged();
    EXPECT_EQ(name_of(judgement.status), name_of(row.status));
    EXPECT_EQ(
        judgement.cause ? name_of(*judgement.cause) : "none",
        row.cause ? name_of(*row.cause) : "none"
    );
    const bool may_be =
        !judgement.cause || cause_card(*judgement.cause).statuses.has(judgement.status);
    EXPECT_TRUE(may_be) << "a status that its cause does not give";
    EXPECT_EQ(judgement.where.in_order(), row.where);
    if (judgement.rule == Rule::failed_attempts) expect_recalled(one, judgement);
  }
}

}  // namespace oakprobe::diagnosis::test
