#include "base/listing.hpp"
#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/report/evidence_text.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/report/story.hpp"
#include "coordinator/telling/group_wording.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace oakprobe::report {
namespace {

using diagnosis::CommonCause;
using diagnosis::FinishedCheck;
using diagnosis::Status;

constexpr std::size_t troubles_max = 20;  // a section; all are in the JSON report
constexpr std::size_t pairs_max = 8;      // a trouble

using Members = std::vector<std::size_t>;  // into FinishedCheck::paths

std::vector<AffectedPaths> some_paths(const FinishedCheck& check, const Members& members) {
  std::vector<AffectedPaths> paths;
  std::optional<FlowId> flow;
  for (std::size_t i = 0; i < std::min(members.size(), pairs_max); ++i) {
    const PathId& id = check.paths[members[i]].id;
    if (flow != id.flow) paths.push_back({check.inventory.flow(id.flow).id, {}});
    flow = id.flow;
    paths.back().pairs.push_back(
        check.inventory.node(id.source).name + " -> " + check.inventory.node(id.target).name
    );
  }
  return paths;
}

std::string title_of(const FinishedCheck& check, const CommonCause& cause) {
  const std::size_t judged = cause.paths - cause.unjudged;
  std::string text = count_of(judged, "path") + " " + std::string(name_of(cause.status));
  if (cause.unjudged > 0) text += " and " + std::to_string(cause.unjudged) + " unknown";
  if (cause.cause) text += ", " + std::string(name_of(*cause.cause));
  if (cause.node)
    text += " (" + check.inventory.node(*cause.node).name + ")";
  else if (const std::string scope = telling::scope_text(check, cause.scope);
           cause.by == diagnosis::GroupBy::scope && !scope.empty())
    text += ", " + scope;
  return text;
}

Trouble trouble_of(
    const FinishedCheck& check, const Silenced& silenced, std::size_t index, const Members& members
) {
  const CommonCause& cause = check.causes[index];
  Trouble trouble;
  trouble.id = index + 1;
  trouble.accepted =
      !members.empty() && std::all_of(members.begin(), members.end(), [&](std::size_t member) {
        return check.paths.state_at(member).accepted;
      });
  diagnosis::Judgement like;
  like.status = cause.status;
  like.cause = cause.cause;
  trouble.mark = mark_of(like, trouble.accepted);
  trouble.title = title_of(check, cause);
  telling::Told told = telling::tell(check, cause, members);
  trouble.message = std::move(told.message);
  trouble.where = where_text(cause.where);
  trouble.seen = seen_text(check, members);
  trouble.counts = counts_text(check, members);
  trouble.fix = std::move(told.fix);
  trouble.silenced = silenced.text_of_cause(index);
  trouble.paths = some_paths(check, members);
  trouble.paths_left = members.size() - std::min(members.size(), pairs_max);
  return trouble;
}

// Position of a status's section, and its rank within; nullopt: nothing to tell.
struct Place {
  std::size_t section;
  std::size_t rank;
};

std::optional<Place> place_of(Status status) {
  switch (status) {
    case Status::blocked:
    case Status::exposed:
      return Place{0, 0};
    case Status::degraded:
      return Place{0, 1};
    case Status::unknown:
      return Place{1, 0};
    case Status::open:
      return Place{2, 0};
    case Status::closed:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::vector<TroubleSection> tell_troubles(const FinishedCheck& check) {
  static constexpr std::array<std::string_view, 3> titles{
      "What is wrong", "What is unknown", "Worth knowing (these paths are open)"};
  const std::vector<Members> members = diagnosis::members_of_causes(check);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < check.causes.size(); ++i) {
    if (place_of(check.causes[i].status)) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return place_of(check.causes[a].status)->rank < place_of(check.causes[b].status)->rank;
  });
  const Silenced silenced(check);
  std::array<TroubleSection, titles.size()> all;
  for (const std::size_t index : order) {
    TroubleSection& section = all[place_of(check.causes[index].status)->section];
    if (section.troubles.size() < troubles_max) {
      section.troubles.push_back(trouble_of(check, silenced, index, members[index]));
    } else {
      ++section.left;
      section.left_paths += check.causes[index].paths;
    }
  }
  std::vector<TroubleSection> told;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    all[i].title = titles[i];
    if (!all[i].troubles.empty()) told.push_back(std::move(all[i]));
  }
  return told;
}

std::string paths_text(const Trouble& trouble) {
  std::string text;
  for (const AffectedPaths& flow : trouble.paths) {
    text += (text.empty() ? "" : "; ") + flow.flow;
    for (std::size_t i = 0; i < flow.pairs.size(); ++i)
      text += (i == 0 ? " " : ", ") + flow.pairs[i];
  }
  if (trouble.paths_left > 0) text += "; and " + std::to_string(trouble.paths_left) + " more";
  return text;
}

std::string where_text(diagnosis::SegmentSet where) {
  const std::string text = join(where.in_order(), ", ", name_of<diagnosis::Segment>);
  return where.size() > 1 ? "one of " + text : text;
}

}  // namespace oakprobe::report
