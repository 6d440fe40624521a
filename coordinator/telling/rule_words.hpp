#pragma once

#include "coordinator/diagnosis/judgement.hpp"
#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/told.hpp"

namespace oakprobe::telling {

// What is told where a rule decided: by the rules' files in diagnosis/. Messages are whole
// sentences.
[[nodiscard]] Told tell_opened(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_failed_attempts(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_no_attempt(const Scene& scene, const Judgement& judgement);

[[nodiscard]] Told tell_exposed(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_closed(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_not_shown_closed(const Scene& scene, const Judgement& judgement);

[[nodiscard]] Told tell_source_without_agent(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_target_without_address(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_source_told_nothing(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_run_cut_short(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_nothing_dialled(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_other_family(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_impossible_family(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_dials_itself(const Scene& scene, const Judgement& judgement);

[[nodiscard]] Told tell_service_answers(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_service_denied(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_service_doubtful(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_service_silent(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_service_unclear(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_other_service(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_taken_by_proxy(const Scene& scene, const Judgement& judgement);

[[nodiscard]] Told tell_unreported_delivery(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_never_sent(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_answered_from_elsewhere(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_source_translated(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_source_rewritten(const Scene& scene, const Judgement& judgement);

[[nodiscard]] Told tell_connections_lost(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_probes_lost(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_full_packets_lost(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_full_segments_lost(const Scene& scene, const Judgement& judgement);
[[nodiscard]] Told tell_answers_lost_by_port(const Scene& scene, const Judgement& judgement);

// What Astray adds to what the attempts met.
[[nodiscard]] Told perhaps_to_itself(const Scene& scene, Told told);
[[nodiscard]] Told astray_by_name(const Scene& scene, Told told);

}  // namespace oakprobe::telling
