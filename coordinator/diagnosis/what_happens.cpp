#include "coordinator/diagnosis/what_happens.hpp"

namespace oakprobe::diagnosis {
namespace {

// Taps saw how far they came.
std::string_view how_dropped(SegmentSet where) {
  if (where == SegmentSet{Segment::source_firewall}) return "never leave their source";
  if (where == SegmentSet{Segment::network}) return "leave their source and never arrive";
  if (where == SegmentSet{Segment::target_firewall}) return "arrive there and are not let in";
  return "vanish without a word";
}

}  // namespace

std::string_view what_happens(const Verdict& verdict) {
  if (verdict.status == Status::exposed) return "reach what must be closed to them";
  if (!verdict.cause) return "could not be judged";
  switch (*verdict.cause) {
    case Cause::dropped:
      return how_dropped(verdict.where);
    case Cause::rejected:
      return "are rejected by an ICMP error or a reset";
    case Cause::refused:
      return "are refused";
    case Cause::not_running:
      return "end at a component that is installed and does not listen";
    case Cause::no_route:
      return "have no route";
    case Cause::unreachable_host:
      return "find nobody at the address";
    case Cause::name_resolution:
      return "have a name that does not lead there";
    case Cause::reverse_path:
      return "are discarded by the target's reverse-path filter";
    case Cause::intercepted:
      return "are answered by something else than the target";
    case Cause::wrong_service:
      return "are answered by another service";
    case Cause::config_mismatch:
      return "cannot work as Oakestra is configured";
    case Cause::return_lost:
      return "arrive, but no answer comes back";
    case Cause::source_rewritten:
      return "arrive from another source address";
    case Cause::mtu:
      return "fail for packets of full size";
    case Cause::loss:
      return "lose probes";
    case Cause::local_limit:
      return "met a limit of an end's own kernel";
    case Cause::agent_unreachable:
      return "could not be judged without an agent";
    case Cause::agent_lost:
      return "could not be judged because an agent was lost";
    case Cause::agent_busy:
      return "could not be judged because another check is running";
    case Cause::not_privileged:
      return "could not be judged for want of privilege";
    case Cause::port_used_as_source:
      return "could not be judged because a client socket holds the port";
    case Cause::conflicting_evidence:
      return "have evidence that contradicts itself";
  }
  return "";
}

}  // namespace oakprobe::diagnosis
