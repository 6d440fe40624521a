#include "coordinator/telling/cause_words.hpp"

#include "base/described_enum.hpp"
#include "coordinator/telling/cause_fixes.hpp"

#include <array>

namespace oakprobe::telling {
namespace {

constexpr std::array cause_words{
    CauseWords{Cause::dropped, "dropped", false, "vanish without a word", FixScope::both},
    CauseWords{
        Cause::rejected,
        "rejected",
        false,
        "are rejected by an ICMP error or a reset",
        FixScope::both},
    CauseWords{Cause::refused, "refused", false, "are refused", FixScope::segment},
    CauseWords{
        Cause::not_running,
        "nothing listens",
        false,
        "end at a component that is installed and does not listen",
        FixScope::path,
        fix_not_running},
    CauseWords{Cause::no_route, "no route", true, "have no route", FixScope::path, fix_no_route},
    CauseWords{
        Cause::unreachable_host,
        "unreachable host",
        true,
        "find nobody at the address",
        FixScope::path,
        fix_unreachable_host},
    CauseWords{
        Cause::name_resolution,
        "the name does not resolve",
        false,
        "have a name that does not lead there",
        FixScope::path,
        fix_name_resolution},
    CauseWords{
        Cause::reverse_path,
        "the reverse-path filter drops it",
        false,
        "are discarded by the target's reverse-path filter",
        FixScope::path,
        fix_reverse_path},
    CauseWords{
        Cause::intercepted,
        "another machine answers",
        true,
        "are answered by something else than the target",
        FixScope::path,
        fix_intercepted},
    CauseWords{
        Cause::wrong_service, "another service answers", true, "are answered by another service"},
    CauseWords{
        Cause::config_mismatch,
        "wrong configuration",
        false,
        "cannot work as Oakestra is configured"},
    CauseWords{
        Cause::return_lost,
        "the answers are lost",
        false,
        "arrive, but no answer comes back",
        FixScope::both},
    CauseWords{
        Cause::source_rewritten,
        "the source address is rewritten",
        false,
        "arrive from another source address"},
    CauseWords{
        Cause::mtu,
        "full packets do not pass",
        false,
        "fail for packets of full size",
        FixScope::flows},
    CauseWords{Cause::loss, "packets are lost", false, "lose probes", FixScope::flows},
    CauseWords{
        Cause::local_limit,
        "a limit of the machine was met",
        false,
        "met a limit of an end's own kernel",
        FixScope::path,
        fix_local_limit},
    CauseWords{
        Cause::agent_unreachable,
        "no agent to tell",
        false,
        "could not be judged without an agent",
        FixScope::path,
        fix_missing_agent},
    CauseWords{
        Cause::agent_lost,
        "an agent was lost",
        false,
        "could not be judged because an agent was lost",
        FixScope::path,
        fix_missing_agent},
    CauseWords{
        Cause::agent_busy,
        "another check holds the port",
        false,
        "could not be judged because another check is running",
        FixScope::path,
        fix_agent_busy},
    CauseWords{
        Cause::not_privileged,
        "the agent may not listen",
        false,
        "could not be judged for want of privilege",
        FixScope::path,
        fix_not_privileged},
    CauseWords{
        Cause::port_used_as_source,
        "a client holds the port",
        false,
        "could not be judged because a client socket holds the port",
        FixScope::path,
        fix_port_used_as_source},
    CauseWords{
        Cause::conflicting_evidence,
        "the evidence contradicts itself",
        false,
        "have evidence that contradicts itself"},
};
static_assert(has_one_for_each(cause_words, &CauseWords::cause));

// Taps saw how far they came.
std::string_view how_dropped(SegmentSet where) {
  if (where == SegmentSet{Segment::source_firewall}) return "never leave their source";
  if (where == SegmentSet{Segment::network}) return "leave their source and never arrive";
  if (where == SegmentSet{Segment::target_firewall}) return "arrive there and are not let in";
  return words_of(Cause::dropped).of_several;
}

}  // namespace

const CauseWords& words_of(Cause cause) { return cause_words[static_cast<std::size_t>(cause)]; }

std::string_view what_happens(Status status, std::optional<Cause> cause, SegmentSet where) {
  if (status == Status::exposed) return "reach what must be closed to them";
  if (!cause) return "could not be judged";
  return cause == Cause::dropped ? how_dropped(where) : words_of(*cause).of_several;
}

}  // namespace oakprobe::telling
