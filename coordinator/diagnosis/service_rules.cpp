#include "base/printable.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/remedy.hpp"
#include "coordinator/diagnosis/rules.hpp"
#include "coordinator/diagnosis/wording.hpp"

namespace oakprobe::diagnosis {
namespace {

using evidence::AnswerKind;

std::string_view speaker_of(inventory::Service service) {
  switch (service) {
    case inventory::Service::http:
      return "an HTTP server";
    case inventory::Service::mqtt:
      return "an MQTT broker";
    case inventory::Service::grpc:
      return "a gRPC server";
    default:
      return "a service";
  }
}

// The target's agent says that nothing listens there. A port that Docker publishes without its
// proxy needs no listener.
bool is_denied(const Scene& scene) {
  switch (scene.watch) {
    case Watch::idle:
    case Watch::not_running:
    case Watch::used_as_source:
      // Nor does one that a rule of the target's own leads to another.
      return !scene.evidence->target->facts.docker && !is_redirected(*scene.evidence);
    default:
      return false;
  }
}

Verdict denied(const Scene& scene, const std::string& seen) {
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.cause = Cause::conflicting_evidence;
  verdict.message = seen + "; but " + unwatched_reason(scene) + ".";
  verdict.fix = "Find out what answers for " + names.address + " in place of " + names.target +
                ", and check again.";
  return verdict;
}

// The target's own instruments saw this very connection, or a probe, arrive.
bool is_seen_at_target(const Scene& scene) {
  return (scene.receipt() != nullptr && !scene.receipt()->delivered.empty()) ||
         is_confirmed(*scene.evidence);
}

Verdict answered(const Scene& scene, const evidence::ServiceAnswer& answer) {
  const Names names = names_of(scene);
  Verdict verdict;
  const std::string what = answer.kind == AnswerKind::certificate
                               ? " asks for a client certificate"
                               : " answers (" + excerpt(answer.said) + ")";
  verdict.message = names.source + "'s connections reach " + names.where + ", and " +
                    std::string(speaker_of(scene.evidence->flow().service)) + what;
  if (is_denied(scene)) return denied(scene, verdict.message);
  verdict.status = Status::open;
  verdict.message += ".";
  if (!is_seen_at_target(scene)) verdict.caveats.push_back(Caveat::unconfirmed);
  return verdict;
}

// Its protocol, and an answer that another server may give, or the service in trouble.
Verdict doubtful(const Scene& scene, const evidence::ServiceAnswer& answer) {
  const Names names = names_of(scene);
  const std::string component(names.component);
  Verdict verdict;
  verdict.message = names.source + " connected to " + names.where + ", and " +
                    std::string(speaker_of(scene.evidence->flow().service)) + " answers (" +
                    excerpt(answer.said) + "), but not to GET " + scene.evidence->flow().ask +
                    " as " + component + " does";
  verdict.fix = "On " + names.target + " see what listens on " + names.listen_port +
                " (ss -ltnp), and look at the log of " + component + ".";
  if (is_denied(scene)) return denied(scene, verdict.message);
  verdict.message += ".";
  if (!is_seen_at_target(scene) && scene.watch != Watch::live) return verdict;
  verdict.status = Status::open;
  verdict.caveats.push_back(Caveat::unconfirmed);
  return verdict;
}

// What the answer was to be.
std::string wanted_of(
    const Scene& scene, const Names& names, const evidence::ServiceAnswer& answer
) {
  const inventory::Flow& flow = scene.evidence->flow();
  const bool same_protocol =
      flow.service == inventory::Service::http && answer.said.starts_with("HTTP/");
  if (!same_protocol) return std::string(speaker_of(flow.service));
  return std::string(names.component) + "'s answer to GET " + flow.ask;
}

SegmentSet where_wrong(const Scene& scene) {
  if (is_seen_at_target(scene) && is_redirected(*scene.evidence))
    return {Segment::target_firewall, Segment::target_host};
  if (is_seen_at_target(scene)) return {Segment::target_host};
  if (scene.nat) return {Segment::network};
  return {Segment::network, Segment::target_host};
}

Verdict wrong_service(const Scene& scene, const evidence::ServiceAnswer& answer) {
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.status = Status::blocked;
  verdict.cause = Cause::wrong_service;
  verdict.where = where_wrong(scene);
  verdict.message = names.source + " connected to " + names.where + ", and what answers (" +
                    excerpt(answer.said) + ") is not " + wanted_of(scene, names, answer);
  if (scene.watch == Watch::live) verdict.message += "; " + owner_clause(scene);
  if (is_redirected(*scene.evidence)) {
    verdict.message += "; rules of " + names.target + "'s own lead " + names.listen_port +
                       " to another port or address.";
    verdict.fix = redirection_remedy(names);
    return verdict;
  }
  verdict.message += ".";
  verdict.fix = "On " + names.target + " see what listens on " + names.listen_port +
                " (ss -ltnp) and put " + names.component +
                " there; or find the forward or proxy that sends " + names.address + " " +
                names.port + " elsewhere; or correct the port in the inventory.";
  return verdict;
}

// Bytes came that no service is known by.
Verdict unclear(const Scene& scene, const evidence::ServiceAnswer& answer) {
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.message = names.source + " connected to " + names.where + ", and what came back (" +
                    excerpt(answer.said) + ") does not tell what speaks there.";
  verdict.fix = "On " + names.target + " see what listens on " + names.listen_port + " (ss -ltnp).";
  return verdict;
}

Verdict silent(const Scene& scene, const evidence::ServiceAnswer& answer) {
  const Names names = names_of(scene);
  Verdict verdict;
  if (is_denied(scene)) return denied(scene, names.source + "'s connections reach " + names.where);
  verdict.status = Status::open;
  verdict.message = names.source + "'s connections reach " + names.where + ", but the service " +
                    (answer.kind == AnswerKind::closed ? "closes them without an answer."
                                                       : "answers nothing in time.");
  return verdict;
}

}  // namespace

std::optional<Verdict> judge_reconnection(const Scene& scene) {
  if (!needs_source(*scene.evidence) || !is_reconnected(*scene.evidence)) return std::nullopt;
  const auto& service = scene.dial()->service;
  if (service && service->kind == AnswerKind::other) return std::nullopt;  // worse
  const Names names = names_of(scene);
  const std::string proxy = excerpt(scene.evidence->listener->process);
  Verdict verdict;
  verdict.status = Status::blocked;
  verdict.cause = Cause::source_rewritten;
  verdict.where = {Segment::target_firewall, Segment::target_host};
  verdict.message = names.source + "'s connections to " + names.where + " are taken by " + proxy +
                    " on " + names.target +
                    " itself: there is no rule that leads them on to the "
                    "container (DNAT), so " +
                    names.component + " sees a connection from an address of " + names.target +
                    "'s own bridge in place of " + names.source +
                    "'s, and this flow needs the source address preserved.";
  verdict.fix =
      "On " + names.target +
      " restart Docker after the firewall is loaded (systemctl restart docker), and load "
      "it without \"flush ruleset\", which takes Docker's rules away (iptables -t nat -S "
      "DOCKER shows them); or, where both run v0.4.411 or later, set CLUSTER_ADDRESS on the "
      "cluster, and say oakestra: v0.4.411 in the inventory.";
  return verdict;
}

std::optional<Verdict> judge_service(const Scene& scene) {
  if (scene.dial() == nullptr || !scene.dial()->service) return std::nullopt;
  // Whatever it says, it is not the target.
  if (is_answered_elsewhere(*scene.evidence)) return std::nullopt;
  const evidence::ServiceAnswer& answer = *scene.dial()->service;
  switch (answer.kind) {
    case AnswerKind::itself:
    case AnswerKind::certificate:
      return answered(scene, answer);
    case AnswerKind::other:
      return wrong_service(scene, answer);
    case AnswerKind::doubtful:
      return doubtful(scene, answer);
    case AnswerKind::closed:
    case AnswerKind::silent:
      // Without the target's word something on the way may have taken the connection.
      if (is_seen_at_target(scene) && !is_redirected_inside(*scene.evidence))
        return silent(scene, answer);
      return std::nullopt;
    case AnswerKind::unclear:
      if (is_seen_at_target(scene)) return unclear(scene, answer);
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace oakprobe::diagnosis
