#include "coordinator/report/matrix.hpp"
#include "coordinator/report/matrix_table.hpp"
#include "coordinator/report/plain_text.hpp"
#include "samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::FinishedCheck;
using diagnosis::Status;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> names_of(const MatrixTable& table) {
  std::vector<std::string> names;
  for (const MatrixLine& line : table.lines) names.push_back(line.name + line.suffix);
  return names;
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t width = 0;
  for (std::string line; std::getline(lines, line);) width = std::max(width, width_of(line));
  return width;
}

TEST(MatrixFold, FortyNodesHaveALineEach) {
  const MatrixTable table = matrix_of(test::mesh(40));
  EXPECT_FALSE(table.folded);
  EXPECT_EQ(table.lines.size(), 40U);
  EXPECT_EQ(fold_text(table), "");
}

TEST(MatrixFold, MoreFoldToClustersWithCounts) {
  const MatrixTable table = matrix_of(test::mesh(41));
  EXPECT_TRUE(table.folded);
  EXPECT_EQ(names_of(table), (std::vector<std::string>{"root", "edge-0", "edge-0 workers (39)"}));
  EXPECT_EQ(cell_text(table, 1, 0), "ok");
  EXPECT_EQ(cell_text(table, 2, 2), "1482/1482");
  EXPECT_EQ(cell_text(table, 0, 2), ".");
}

TEST(MatrixFold, ANodeWithTroubleIsSpreadOut) {
  const MatrixTable table = matrix_of(test::broken_mesh(100, 1));
  EXPECT_EQ(
      names_of(table),
      (std::vector<std::string>{
          "root", "edge-0", "edge-0 workers (47)", "worker-2", "edge-1", "edge-1 workers (49)"})
  );
  EXPECT_EQ(cell_text(table, 2, 3), "0/47 X");
  EXPECT_EQ(cell_text(table, 3, 2), "47/47");
  EXPECT_EQ(cell_text(table, 2, 5), "2303/2303");
  EXPECT_THAT(fold_text(table), HasSubstr("100 nodes, in groups. 1 node with trouble has a line"));
}

TEST(MatrixFold, BothEndsOfALonePathAreSpreadOut) {
  FinishedCheck check = test::mesh(60);
  diagnosis::test::change_all(check.paths, [](diagnosis::FinishedPath& path) {
    if (index_of(path.id.source) != 3 || index_of(path.id.target) != 55) return;
    path.verdict = diagnosis::test::verdict_of(Status::blocked, Cause::dropped);
  });
  summarize(check);
  const MatrixTable table = matrix_of(check);
  EXPECT_THAT(names_of(table), testing::IsSupersetOf({"worker-3", "worker-55"}));
  EXPECT_EQ(table.spread, 2U);
}

TEST(MatrixFold, TheEndThatAllShareIsSpreadOutWhereNoNodeIsProved) {
  FinishedCheck check = test::mesh(60);
  diagnosis::test::change_all(check.paths, [](diagnosis::FinishedPath& path) {
    if (index_of(path.id.target) != 9) return;
    path.verdict = diagnosis::test::verdict_of(
        Status::blocked,
        Cause::dropped,
        {diagnosis::Segment::network, diagnosis::Segment::target_firewall}
    );
  });
  summarize(check);
  const MatrixTable table = matrix_of(check);
  EXPECT_THAT(names_of(table), testing::Contains("worker-9"));
  EXPECT_EQ(table.spread, 1U);
}

TEST(MatrixFold, NobodyIsSpreadOutForWhatIsAccepted) {
  FinishedCheck check = test::mesh(60);
  check.inventory.nodes[5].intermittent = true;
  check.nodes[5].observation.agent = diagnosis::AgentState::unreachable;
  diagnosis::test::change_all(check.paths, [](diagnosis::FinishedPath& path) {
    if (index_of(path.id.target) != 5) return;
    path.verdict = diagnosis::test::verdict_of(Status::unknown, Cause::agent_unreachable);
  });
  summarize(check);
  EXPECT_THAT(names_of(matrix_of(check)), Not(testing::Contains("worker-5")));
  check.inventory.nodes[5].intermittent = false;
  summarize(check);
  EXPECT_THAT(names_of(matrix_of(check)), testing::Contains("worker-5"));
}

TEST(MatrixFold, TooManyClustersFoldFurther) {
  const MatrixTable by_cluster = matrix_of(test::mesh(1'000));
  EXPECT_EQ(by_cluster.lines.size(), 21U);
  EXPECT_EQ(names_of(by_cluster)[0], "root");
  EXPECT_EQ(names_of(by_cluster)[1], "edge-0 (49)");
  EXPECT_EQ(names_of(by_cluster)[3], "edge-2 (50)") << "in the inventory's order";
  const MatrixTable by_role = matrix_of(test::mesh(2'000));
  EXPECT_EQ(
      names_of(by_role), (std::vector<std::string>{"root", "clusters (40)", "workers (1959)"})
  );
}

TEST(MatrixFold, CountsHoldEveryPathOnce) {
  const FinishedCheck check = test::broken_mesh(150, 20);
  const MatrixTable table = matrix_of(check);
  std::size_t paths = 0;
  std::size_t as_expected = 0;
  for (const MatrixCell& cell : table.cells) {
    paths += cell.paths;
    as_expected += cell.as_expected;
  }
  EXPECT_EQ(paths, check.summary.paths);
  EXPECT_EQ(as_expected, check.summary.open);
}

TEST(MatrixFold, EightyColumnsAndAScreenOrThreeWhateverTheSize) {
  for (const std::uint32_t nodes : {41U, 100U, 1'000U, 10'000U}) {
    for (const std::uint32_t broken : {0U, 1U, 1'000U}) {
      const FinishedCheck check = test::broken_mesh(nodes, std::min(broken, nodes));
      const std::string text = render_matrix(check, {});
      EXPECT_LE(widest(text), 80U) << nodes << " nodes, " << broken << " broken";
      EXPECT_LE(lines_of(text), 400U) << nodes << " nodes, " << broken << " broken";
    }
  }
}

TEST(MatrixFold, WhatIsNotToldIsCounted) {
  FinishedCheck check = test::broken_mesh(1'000, 500);
  // Some of each cluster's work: so it is not the cluster that fails.
  diagnosis::test::change_all(check.paths, [](diagnosis::FinishedPath& path) {
    if (index_of(path.id.target) % 3 == 0) path.verdict = diagnosis::test::verdict_of(Status::open);
  });
  summarize(check);
  const std::string text = render_matrix(check, {});
  EXPECT_THAT(text, HasSubstr("8 nodes with trouble have a line"));
  EXPECT_THAT(text, HasSubstr(" 319 more\nwith trouble"));
  EXPECT_THAT(text, HasSubstr(" more, of "));
  EXPECT_THAT(text, HasSubstr("\n20. "));
  EXPECT_THAT(text, Not(HasSubstr("\n21. ")));
}

TEST(MatrixFold, LongNamesStayWithinEightyColumns) {
  FinishedCheck check = test::broken_mesh(100, 3);
  for (inventory::Node& node : check.inventory.nodes) {
    node.name = std::string(60 - std::min<std::size_t>(node.name.size(), 20), 'n') + node.name;
    if (!node.cluster.empty()) node.cluster = std::string(55, 'c') + node.cluster;
  }
  summarize(check);
  const std::string text = render_matrix(check, {});
  EXPECT_LE(widest(text), 80U) << text;
  EXPECT_THAT(text, HasSubstr("~"));
  EXPECT_THAT(text, HasSubstr(" workers ("));
}

}  // namespace
}  // namespace oakprobe::report
