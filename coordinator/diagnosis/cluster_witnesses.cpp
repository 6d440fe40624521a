#include "coordinator/diagnosis/cluster_witnesses.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace oakprobe::diagnosis {
namespace {

bool was_told(const FindingBook& book, NodeId node) {
  return std::ranges::any_of(book.from(node), [&](std::uint32_t index) {
    const inventory::Flow& flow = book.check().inventory.flow(book.check().paths.id_at(index).flow);
    if (flow.ask != evidence::clusters_request) return false;
    const auto& dial = book.state(index).dial;
    return dial && dial->service && dial->service->kind == evidence::AnswerKind::itself;
  });
}

struct Statement {
  evidence::KnownCluster said;
  std::size_t witnesses = 0;
  bool of_itself = false;
  bool contradicted = false;
};

}  // namespace

std::vector<evidence::KnownCluster> witnessed_clusters(const FindingBook& book) {
  std::map<std::string_view, Statement> statements;
  for (std::uint32_t at = 0; at < book.check().nodes.size(); ++at) {
    const NodeId node{at};
    const auto& told = book.seen(node).clusters;
    if (told.empty() || !was_told(book, node)) continue;
    for (const evidence::KnownCluster& one : told) {
      Statement& statement = statements[one.name];
      const bool first = statement.witnesses++ == 0;
      if (first) statement.said = one;
      const bool same = statement.said.address == one.address && statement.said.port == one.port;
      statement.contradicted = statement.contradicted || !same;
      const bool is_cluster = book.node(node).roles.has(inventory::Role::cluster);
      statement.of_itself =
          statement.of_itself || (is_cluster && book.node(node).cluster == one.name);
    }
  }
  std::vector<evidence::KnownCluster> known;
  for (const auto& [name, statement] : statements)
    if (!statement.contradicted && (statement.of_itself || statement.witnesses > 1))
      known.push_back(statement.said);
  return known;
}

}  // namespace oakprobe::diagnosis
