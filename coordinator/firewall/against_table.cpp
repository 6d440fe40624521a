#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/firewall/against.hpp"
#include "coordinator/firewall/aligned_rows.hpp"
#include "coordinator/firewall/peer_legend.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace oakprobe::firewall {
namespace {

struct KindWord {
  DifferenceKind kind;
  std::string_view word;
};

constexpr std::array kind_words{
    KindWord{DifferenceKind::closed, "CLOSED"},
    KindWord{DifferenceKind::exposed, "EXPOSED"},
    KindWord{DifferenceKind::too_wide, "TOO WIDE"},
    KindWord{DifferenceKind::other, "other"},
    KindWord{DifferenceKind::not_certain, "not certain"},
    KindWord{DifferenceKind::unseen, "not seen"},
};
static_assert(has_one_for_each(kind_words, &KindWord::kind));

std::string verdict_line(const NeededRules& needed, std::span<const Difference> differences) {
  const auto count = [&](auto belongs) {
    return static_cast<std::size_t>(std::ranges::count_if(differences, belongs, &Difference::kind));
  };
  const std::size_t wrong = count(is_wrong);
  const std::size_t unknown = count(is_unknown);
  std::string text = count_of(needed.nodes.size(), "node") + ": ";
  if (wrong + unknown == 0)
    return text + "what is needed is open, and nothing else of Oakestra's is open to anyone.\n";
  if (wrong > 0) text += std::to_string(wrong) + " to mend";
  if (unknown > 0)
    text += std::string(wrong > 0 ? ", " : "") + std::to_string(unknown) + " not certain";
  return text + ".\n";
}

}  // namespace

std::string against_table(
    const inventory::Inventory& inventory,
    const NeededRules& needed,
    std::span<const Difference> differences
) {
  PeerLegend legend(inventory, needed);
  std::vector<TableRow<6>> rows{{"NODE", "STATE", "PROTOCOL", "PORT", "FROM", "WHY"}};
  for (const Difference& one : differences) {
    const bool has_port = one.port.port != 0;
    rows.push_back({
        inventory.node(one.node).name,
        std::string(kind_words.at(static_cast<std::size_t>(one.kind)).word),
        has_port ? std::string(to_string(one.port.protocol)) : "",
        has_port ? std::to_string(one.port.port) : "",
        !has_port    ? ""
        : one.anyone ? "anyone"
                     : legend.name(one.peers),
        printable(one.why),
    });
  }
  std::string text = differences.empty() ? "" : aligned_rows(rows) + "\n";
  if (!legend.text().empty()) text += legend.text() + "\n";
  return text + verdict_line(needed, differences);
}

}  // namespace oakprobe::firewall
