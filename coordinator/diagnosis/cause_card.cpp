#include "coordinator/diagnosis/cause_card.hpp"

#include "base/described_enum.hpp"

#include <array>

namespace oakprobe::diagnosis {
namespace {

constexpr EnumSet<Status> only_blocked{Status::blocked};
constexpr EnumSet<Status> only_degraded{Status::degraded};
constexpr EnumSet<Status> only_unknown{Status::unknown};
// UDP needs no answer, and not every flow its source's address.
constexpr EnumSet<Status> open_or_blocked{Status::open, Status::blocked};

constexpr std::array cards{
    CauseCard{Cause::dropped, only_blocked},
    CauseCard{Cause::rejected, only_blocked},
    CauseCard{Cause::refused, only_blocked},
    CauseCard{Cause::not_running, only_blocked},
    CauseCard{Cause::no_route, only_blocked},
    CauseCard{Cause::unreachable_host, only_blocked, Grouping::host},
    CauseCard{Cause::name_resolution, only_blocked, Grouping::host},
    CauseCard{Cause::reverse_path, only_blocked},
    CauseCard{Cause::intercepted, only_blocked},
    // What answers is there: a trace would only connect to it once more.
    CauseCard{Cause::wrong_service, only_blocked, Grouping::ends, false},
    CauseCard{Cause::config_mismatch, only_blocked},
    CauseCard{Cause::return_lost, open_or_blocked},
    CauseCard{Cause::source_rewritten, open_or_blocked},
    CauseCard{Cause::mtu, only_degraded, Grouping::link},
    CauseCard{Cause::loss, only_degraded},
    CauseCard{Cause::local_limit, only_unknown},
    CauseCard{Cause::agent_unreachable, only_unknown, Grouping::agent},
    CauseCard{Cause::agent_lost, only_unknown, Grouping::agent},
    CauseCard{Cause::agent_busy, only_unknown, Grouping::instrument},
    CauseCard{Cause::not_privileged, only_unknown, Grouping::instrument},
    CauseCard{Cause::port_used_as_source, only_unknown},
    CauseCard{Cause::conflicting_evidence, only_unknown},
};
static_assert(has_one_for_each(cards, &CauseCard::cause));

}  // namespace

const CauseCard& cause_card(Cause cause) { return cards[static_cast<std::size_t>(cause)]; }

}  // namespace oakprobe::diagnosis
