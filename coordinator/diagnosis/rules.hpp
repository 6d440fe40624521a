#pragma once

#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/judgement.hpp"
#include "coordinator/diagnosis/scene.hpp"

#include <optional>

namespace oakprobe::diagnosis {

// The rules of judge(), in the order in which it asks them; nullopt: does not apply.

// Oakestra itself cannot use this address, whatever the probes say.
[[nodiscard]] std::optional<Judgement> judge_family(const Scene& scene);

// The service gets another connection than the source's, and would note the wrong address. For
// flows that must be open and need the source's address.
[[nodiscard]] std::optional<Judgement> judge_reconnection(const Scene& scene);

// What was dialled is the source's own address: whoever answered, it was not the target. Of every
// flow.
[[nodiscard]] std::optional<Judgement> judge_own_address(const Scene& scene);
// The same, where nobody tells whether source and target are one machine: no network is to blame.
[[nodiscard]] Judgement without_network(Judgement judgement);
// The line of the source's /etc/hosts that gives the dialled name this address; nullptr: none does.
[[nodiscard]] const evidence::HostsEntry* hosts_line(const Scene& scene);
// The target tells its peers to dial this address; nullopt: not so, or not for this flow.
[[nodiscard]] std::optional<Advertised> advertised_by_target(const Scene& scene);

// A running service answered our question, or, seen by the target's instruments, none. For flows
// that must be open.
[[nodiscard]] std::optional<Judgement> judge_service(const Scene& scene);

// The target sees another source address: `open`, or `blocked` where the flow needs it preserved.
[[nodiscard]] std::optional<Judgement> judge_translation(const Scene& scene);

// From where the source's probes came: its stand-in's word, or a running service's SYN. nullopt:
// nobody saw.
[[nodiscard]] std::optional<IpAddress> observed_source(const Scene& scene);

// An authentic probe or answer got through. For flows that must be open.
[[nodiscard]] std::optional<Judgement> judge_success(const Scene& scene);

// A UDP path that works, not as it should: loss, and packets of full size. For flows that must be
// open, in judge_success.
[[nodiscard]] std::optional<Judgement> judge_closer_look(const Scene& scene);

// UDP: what the closer look sent arrived, though perhaps nothing had at first.
[[nodiscard]] bool arrived_late(const Scene& scene);

// A TCP path that is open, and where full segments do not pass.
[[nodiscard]] std::optional<Judgement> judge_segments(const Scene& scene);

// A UDP path of which one of the first probes was lost, and nothing else: open, and not plainly.
[[nodiscard]] std::optional<Judgement> judge_single_loss(const Scene& scene);

// A TCP path that works, and of which some attempts never got a connection. For flows that must be
// open, beside an open verdict.
[[nodiscard]] std::optional<Judgement> judge_connection_loss(const Scene& scene);

// Nothing was dialled, or nobody told: the instrument failed.
[[nodiscard]] std::optional<Judgement> judge_instrument(const Scene& scene);

// Every attempt failed.
[[nodiscard]] Judgement judge_failures(const Scene& scene);

// What every attempt failed at, where the dialled name leads to an address that the target does not
// have: told with it (Astray::by_name).
[[nodiscard]] Judgement led_astray(const Scene& scene, Judgement judgement);

// Flows that must be closed, after judge_instrument.
[[nodiscard]] std::optional<Judgement> judge_exposure(const Scene& scene);
[[nodiscard]] Judgement judge_closed(const Scene& scene);

}  // namespace oakprobe::diagnosis
