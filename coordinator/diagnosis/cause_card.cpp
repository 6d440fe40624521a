#include "coordinator/diagnosis/cause_card.hpp"

#include "base/described_enum.hpp"

#include <array>

namespace oakprobe::diagnosis {
namespace {

constexpr std::array cards{
    CauseCard{Cause::dropped},
    CauseCard{Cause::rejected},
    CauseCard{Cause::refused},
    CauseCard{Cause::not_running},
    CauseCard{Cause::no_route},
    CauseCard{Cause::unreachable_host, Grouping::host},
    CauseCard{Cause::name_resolution, Grouping::host},
    CauseCard{Cause::reverse_path},
    CauseCard{Cause::intercepted},
    // What answers is there: a trace would only connect to it once more.
    CauseCard{Cause::wrong_service, Grouping::ends, false},
    CauseCard{Cause::config_mismatch},
    CauseCard{Cause::return_lost},
    CauseCard{Cause::source_rewritten},
    CauseCard{Cause::mtu, Grouping::link},
    CauseCard{Cause::loss},
    CauseCard{Cause::local_limit},
    CauseCard{Cause::agent_unreachable, Grouping::agent},
    CauseCard{Cause::agent_lost, Grouping::agent},
    CauseCard{Cause::agent_busy, Grouping::instrument},
    CauseCard{Cause::not_privileged, Grouping::instrument},
    CauseCard{Cause::port_used_as_source},
    CauseCard{Cause::conflicting_evidence},
};
static_assert(has_one_for_each(cards, &CauseCard::cause));

}  // namespace

const CauseCard& cause_card(Cause cause) { return cards[static_cast<std::size_t>(cause)]; }

}  // namespace oakprobe::diagnosis
