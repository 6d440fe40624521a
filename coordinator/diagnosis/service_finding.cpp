#include "coordinator/diagnosis/service_finding.hpp"

#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/scene.hpp"

namespace oakprobe::diagnosis {

std::optional<Finding> service_finding(const PathEvidence& evidence) {
  if (evidence.dial == nullptr || !evidence.dial->service) return std::nullopt;
  const wire::AnswerKind kind = evidence.dial->service->kind;
  const bool closed = kind == wire::AnswerKind::closed;
  if (!closed && kind != wire::AnswerKind::silent) return std::nullopt;
  const Scene scene = look_at(evidence);
  if (!is_confirmed(scene)) return std::nullopt;
  const Names names = names_of(scene);
  Finding finding;
  finding.code = "service-silent";
  finding.message =
      "What listens on " + names.listen_port + " takes connections and " +
      (closed ? "closes them without an answer." : "answers nothing within a second.");
  finding.fix = "Look at " + names.component + " and its log; start it anew if it hangs.";
  finding.flows = {evidence.flow().id};
  return finding;
}

}  // namespace oakprobe::diagnosis
