#include "base/listing.hpp"
#include "coordinator/diagnosis/rules.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/rule_words.hpp"

// Something got through.
namespace oakprobe::telling {
namespace {

constexpr const char* check_again =
    "Check again; if it stays, report it with the JSON of both runs.";

std::string observed_text(const Scene& scene) {
  const auto observed = observed_source(scene);
  return observed ? observed->to_string() : "another address";
}

}  // namespace

Told tell_unreported_delivery(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      names.source + " got " + std::to_string(scene.dial()->answered.count()) +
          " authentic answers from " + names.where + ", but " + names.target +
          "'s agent reports no delivery.",
      check_again};
}

Told tell_never_sent(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  const auto took = static_cast<std::size_t>(scene.receipt()->delivered.count());
  return {
      names.target + " took " + count_of(took, "authentic probe") + " of " + names.source +
          "'s to " + names.where + ", but " + names.source + "'s agent says that it sent " +
          std::to_string(scene.dial()->sent.count()) + ".",
      check_again};
}

Told tell_answered_from_elsewhere(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  const evidence::AnswerSource& from = *scene.dial()->answered_from;
  return {
      names.source + "'s probes reach " + names.where + ", and the answers come from " +
          from.address.to_string() + ", port " + std::to_string(from.port) + ", which " +
          names.source + " did not dial: something on the way back translates them.",
      ""};
}

Told tell_source_translated(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  const bool tunnel = scene.evidence->flow().service == inventory::Service::tunnel;
  return {
      names.target + " sees " + names.source + " as " + observed_text(scene) +
          ", which is not one of its own addresses: the source is translated, which " +
          (tunnel ? "tunnels do" : "this flow does") + " not mind.",
      ""};
}

Told tell_source_rewritten(const Scene& scene, const Judgement&) {
  const PathEvidence& evidence = *scene.evidence;
  const Names names = names_of(scene);
  const std::string observed = observed_text(scene);
  Told told;
  told.message = names.target + " sees " + names.source + " as " + observed + " on " + names.port +
                 ", not as " + evidence.source_node().address.text() +
                 ", and this flow needs the source address preserved: " + names.target +
                 " dials back the address that it saw.";
  told.fix = "Keep the source address between " + names.source + " and " + names.target +
             " (no masquerading); or, if " + observed + " does lead to " + names.source +
             ", give that address in the inventory.";
  if (!evidence.inventory->flow(evidence.path.id.flow).source_preserved)
    told.fix +=
        " From v0.4.411 on clusters tell the root their address: where both run it, set "
        "CLUSTER_ADDRESS on " +
        names.source +
        ", start its cluster_manager anew, and say oakestra: v0.4.411 in the inventory.";
  return told;
}

}  // namespace oakprobe::telling
