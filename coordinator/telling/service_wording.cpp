#include "base/printable.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/remedy.hpp"
#include "coordinator/telling/rule_words.hpp"
#include "coordinator/telling/wording.hpp"

// What a running service answered.
namespace oakprobe::telling {
namespace {

using evidence::AnswerKind;

std::string speaker_of(Service service) { return std::string(service_card(service).speaker); }

const evidence::ServiceAnswer& answer_of(const Scene& scene) { return *scene.dial()->service; }

std::string said_by(const Scene& scene) { return excerpt(answer_of(scene).said); }

// The next three are without an end.
std::string answers_sentence(const Scene& scene, const Names& names) {
  const std::string what = answer_of(scene).kind == AnswerKind::certificate
                               ? " asks for a client certificate"
                               : " answers (" + said_by(scene) + ")";
  return names.source + "'s connections reach " + names.where + ", and " +
         speaker_of(scene.evidence->flow().service) + what;
}

std::string doubtful_sentence(const Scene& scene, const Names& names) {
  const inventory::Flow& flow = scene.evidence->flow();
  return names.source + " connected to " + names.where + ", and " + speaker_of(flow.service) +
         " answers (" + said_by(scene) + "), but not to GET " + flow.ask + " as " +
         names.component + " does";
}

std::string seen_of_denied(const Scene& scene, const Names& names) {
  switch (answer_of(scene).kind) {
    case AnswerKind::itself:
    case AnswerKind::certificate:
      return answers_sentence(scene, names);
    case AnswerKind::doubtful:
      return doubtful_sentence(scene, names);
    default:
      return names.source + "'s connections reach " + names.where;
  }
}

// What the answer was to be.
std::string wanted_of(const Scene& scene, const Names& names) {
  const inventory::Flow& flow = scene.evidence->flow();
  const bool same_protocol =
      flow.service == Service::http && answer_of(scene).said.starts_with("HTTP/");
  if (!same_protocol) return speaker_of(flow.service);
  return names.component + "'s answer to GET " + flow.ask;
}

std::string see_what_listens(const Names& names) {
  return "On " + names.target + " see what listens on " + names.listen_port +
         " (`ss -ltnp`)"_marked;
}

}  // namespace

Told tell_service_answers(const Scene& scene, const Judgement&) {
  return {answers_sentence(scene, names_of(scene)) + ".", ""};
}

Told tell_service_denied(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      seen_of_denied(scene, names) + "; but " + unwatched_reason(scene) + ".",
      "Find out what answers for " + names.address + " in place of " + names.target +
          ", and check again."};
}

Told tell_service_doubtful(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      doubtful_sentence(scene, names) + ".",
      see_what_listens(names) + ", and look at the log of " + names.component + "."};
}

Told tell_service_silent(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      names.source + "'s connections reach " + names.where + ", but the service " +
          (answer_of(scene).kind == AnswerKind::closed ? "closes them without an answer."
                                                       : "answers nothing in time."),
      ""};
}

Told tell_service_unclear(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      names.source + " connected to " + names.where + ", and what came back (" + said_by(scene) +
          ") does not tell what speaks there.",
      see_what_listens(names) + "."};
}

Told tell_other_service(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  std::string text = names.source + " connected to " + names.where + ", and what answers (" +
                     said_by(scene) + ") is not " + wanted_of(scene, names);
  if (scene.watch == Watch::live) text += "; " + owner_clause(scene);
  if (is_redirected(*scene.evidence)) {
    return {
        text + "; rules of " + names.target + "'s own lead " + names.listen_port +
            " to another port or address.",
        redirection_remedy(names)};
  }
  return {
      text + ".",
      see_what_listens(names) + " and put " + names.component +
          " there; or find the forward or proxy that sends " + names.address + " " + names.port +
          " elsewhere; or correct the port in the inventory."};
}

Told tell_taken_by_proxy(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      names.source + "'s connections to " + names.where + " are taken by " +
          excerpt(scene.evidence->listener->process) + " on " + names.target +
          " itself: there is no rule that leads them on to the container (DNAT), so " +
          names.component + " sees a connection from an address of " + names.target +
          "'s own bridge in place of " + names.source +
          "'s, and this flow needs the source address preserved.",
      "On " + names.target +
          " restart Docker after the firewall is loaded (`systemctl restart docker`), and load "
          "it without \"flush ruleset\", which takes Docker's rules away (`iptables -t nat -S "
          "DOCKER` shows them); or, where both run v0.4.411 or later, set CLUSTER_ADDRESS on the "
          "cluster, and say oakestra: v0.4.411 in the inventory."_marked};
}

}  // namespace oakprobe::telling
