#include "coordinator/alerts/cause_story.hpp"

#include "coordinator/telling/firewall_rule_text.hpp"
#include "coordinator/telling/group_wording.hpp"

#include <algorithm>

namespace oakprobe::alerts {
namespace {

using diagnosis::CommonCause;
using diagnosis::FinishedCheck;
using diagnosis::GroupBy;
using diagnosis::Status;

std::string port_of(Protocol protocol, std::uint16_t port) {
  return " " + std::string(name_of(protocol)) + " " + std::to_string(port);
}

std::string subject_of(const FinishedCheck& check, const CommonCause& cause) {
  const diagnosis::FinishedPath first = check.paths[cause.first];
  const std::string& target = check.inventory.node(first.id.target).name;
  switch (cause.by) {
    case GroupBy::target:
      return "target " + target + port_of(check.inventory.flow(first.id.flow).protocol, first.port);
    case GroupBy::source:
      return "source " + check.inventory.node(first.id.source).name +
             (cause.scope.port == 0 ? "" : port_of(cause.scope.protocol, cause.scope.port));
    case GroupBy::router:
      return "router " + (cause.router ? cause.router->to_string() : "");
    case GroupBy::host:
      return "host " + target;
    case GroupBy::scope:
      return telling::scope_text(check, cause.scope);
    case GroupBy::rule:
      return "rule " + telling::rule_of_cause(check, cause);
    case GroupBy::mtu:
      return "link";
    case GroupBy::agent:
    case GroupBy::instrument:
      break;
  }
  return "agents";
}

std::string common_flow(const FinishedCheck& check, std::span<const std::size_t> members) {
  const FlowId first = check.paths.id_at(members.front()).flow;
  const bool one = std::ranges::all_of(members, [&](std::size_t member) {
    return check.paths.id_at(member).flow == first;
  });
  return one ? check.inventory.flow(first).id : "";
}

}  // namespace

bool is_told(const CommonCause& cause) {
  return cause.status == Status::blocked || cause.status == Status::exposed ||
         cause.status == Status::degraded;
}

CauseStory story_of(
    const FinishedCheck& check, const CommonCause& cause, std::span<const std::size_t> members
) {
  CauseStory story;
  story.status = cause.status;
  story.cause = cause.cause;
  story.where = cause.where;
  if (cause.node) story.node = check.inventory.node(*cause.node).name;
  story.flow = common_flow(check, members);
  telling::Told told = telling::tell(check, cause, members);
  story.message = std::move(told.message);
  story.fix = told.fix.text();
  story.paths = cause.paths;
  const std::size_t tracked = std::min(members.size(), tracked_max);
  for (std::size_t i = 0; i < tracked; ++i)
    story.tracked.push_back(
        names_of(check.inventory, check.paths.id_at(members[i * members.size() / tracked]))
    );
  story.subject = subject_of(check, cause);
  return story;
}

}  // namespace oakprobe::alerts
