#include "coordinator/report/troubles.hpp"

#include "coordinator/report/evidence_text.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace oakprobe::report {
namespace {

using diagnosis::CommonCause;
using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::Status;

constexpr std::size_t causes_max = 50;  // more are in the JSON report
constexpr std::size_t pairs_max = 8;
constexpr std::size_t indent = 4;

using PathsByCause = std::vector<std::vector<std::size_t>>;

PathsByCause paths_by_cause(const FinishedCheck& check) {
  PathsByCause members(check.causes.size());
  for (std::size_t i = 0; i < check.paths.size(); ++i) {
    const auto cause = check.paths[i].cause_index;
    if (cause && *cause < members.size()) members[*cause].push_back(i);
  }
  return members;
}

// "worker-tunnel w1 -> w3, w2 -> w3; client-api office -> root; and 3 more"
std::string paths_text(const FinishedCheck& check, const std::vector<std::size_t>& members) {
  std::string text;
  std::optional<FlowId> flow;
  for (std::size_t i = 0; i < members.size() && i < pairs_max; ++i) {
    const PathId& id = check.paths[members[i]].id;
    if (flow != id.flow) {
      text += (text.empty() ? "" : "; ") + check.inventory.flow(id.flow).id + " ";
    } else {
      text += ", ";
    }
    flow = id.flow;
    text += check.inventory.node(id.source).name + " -> " + check.inventory.node(id.target).name;
  }
  if (members.size() > pairs_max) {
    text += "; and " + std::to_string(members.size() - pairs_max) + " more";
  }
  return text;
}

std::string title_of(const FinishedCheck& check, const CommonCause& cause) {
  std::string text = std::to_string(cause.paths) + (cause.paths == 1 ? " path " : " paths ") +
                     std::string(to_string(cause.status));
  if (cause.cause) text += ", " + std::string(to_string(*cause.cause));
  if (cause.node) text += " (" + check.inventory.node(*cause.node).name + ")";
  return text;
}

std::string field(std::string_view name, const std::string& text, unsigned columns) {
  if (text.empty()) return "";
  std::string head(indent, ' ');
  head += name;
  head += ": ";
  return wrapped(head, plain(text), head.size(), columns);
}

std::string render_cause(
    const FinishedCheck& check,
    std::size_t index,
    const std::vector<std::size_t>& members,
    const TerminalStyle& style
) {
  const CommonCause& cause = check.causes[index];
  diagnosis::Verdict like;
  like.status = cause.status;
  like.cause = cause.cause;
  const bool accepted =
      !members.empty() && std::all_of(members.begin(), members.end(), [&](std::size_t member) {
        return check.paths[member].accepted;
      });
  std::string number = std::to_string(index + 1) + ".";
  number.resize(std::max(number.size() + 1, indent), ' ');
  std::string out = number +
                    painted(plain(title_of(check, cause)), mark_of(like, accepted), style.colour) +
                    (accepted ? " - accepted" : "") + "\n";
  const unsigned columns = std::max(style.columns, 40U);
  out += wrapped(std::string(indent, ' '), plain(cause.message), indent, columns);
  out += field("where", where_text(cause.where), columns);
  out += field("seen", evidence_text(check, members), columns);
  out += field("fix", cause.fix, columns);
  out += field("paths", paths_text(check, members), columns);
  return out;
}

template <class Belongs>
std::string render_section(
    const FinishedCheck& check,
    const PathsByCause& members,
    std::string_view title,
    const TerminalStyle& style,
    Belongs belongs
) {
  std::string out;
  std::size_t told = 0;
  std::size_t left = 0;
  for (std::size_t i = 0; i < check.causes.size(); ++i) {
    if (!belongs(check.causes[i].status)) continue;
    if (told == causes_max) {
      ++left;
      continue;
    }
    out += (told == 0 ? "" : "\n") + render_cause(check, i, members[i], style);
    ++told;
  }
  if (told == 0) return "";
  if (left > 0) out += "\n... and " + std::to_string(left) + " more: see the JSON report\n";
  return "\n" + heading(title, style.colour) + "\n\n" + out;
}

}  // namespace

std::string where_text(diagnosis::SegmentSet where) {
  std::string text;
  for (const diagnosis::Segment segment : where.in_order()) {
    text += (text.empty() ? "" : ", ") + std::string(to_string(segment));
  }
  return where.size() > 1 ? "one of " + text : text;
}

std::string render_troubles(const FinishedCheck& check, const TerminalStyle& style) {
  const PathsByCause members = paths_by_cause(check);
  const auto wrong = [](Status status) {
    return status == Status::blocked || status == Status::exposed || status == Status::degraded;
  };
  const auto unknown = [](Status status) { return status == Status::unknown; };
  const auto open = [](Status status) { return status == Status::open; };
  return render_section(check, members, "What is wrong", style, wrong) +
         render_section(check, members, "What is unknown", style, unknown) +
         render_section(check, members, "Worth knowing (these paths are open)", style, open);
}

}  // namespace oakprobe::report
