#include "coordinator/check/handshakes.hpp"

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <tuple>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using wire::OwnHandshake;
using wire::SeenHandshake;
using wire::Sight;

// One SYN at a target, and whether an attempt has it already.
struct Arrival {
  const SeenHandshake* seen = nullptr;
  bool claimed = false;
};

using Door = std::pair<NodeId, std::uint16_t>;  // a target's port
// By sequence number.
using Arrivals = std::map<Door, std::multimap<std::uint32_t, Arrival>>;

struct Attempt {
  std::size_t path = 0;  // its position
  PathId id;
  const OwnHandshake* own = nullptr;
  Door door{};
  // Where the target's stand-in got this very attempt's authentic probe from; port 0: nobody knows.
  IpAddress proved_from;
  std::uint16_t proved_port = 0;
};

void copy_sights(const SeenHandshake& seen, wire::PathSights& sights, unsigned attempt) {
  for (std::size_t sight = static_cast<std::size_t>(Sight::reached); sight < wire::sight_count;
       ++sight) {
    if (seen.has(static_cast<Sight>(sight))) sights.attempts[sight].insert(attempt);
  }
}

void copy_own(const OwnHandshake& own, wire::PathSights& sights) {
  if (own.left) sights[Sight::left].insert(own.attempt);
  if (own.diverted) sights[Sight::diverted].insert(own.attempt);
  if (own.left_inside) sights[Sight::left_inside].insert(own.attempt);
  if (own.left_wrapped) sights[Sight::left_wrapped].insert(own.attempt);
  if (own.answer_reached) sights[Sight::answer_reached].insert(own.attempt);
  if (own.answer_admitted) sights[Sight::answer_admitted].insert(own.attempt);
}

// Whether the clock in a SYN is that of this attempt's; nullopt: one of them had none, or some
// filter took it out.
std::optional<bool> has_its_clock(const OwnHandshake& own, const SeenHandshake& seen) {
  if (!own.was_seen() || own.timestamp == 0 || seen.timestamp == 0) return std::nullopt;
  // Sent again, it tells a later time: clocks wrap around, differences don't.
  return seen.timestamp - own.timestamp <= own.timestamp_last - own.timestamp;
}

bool is_its_answer(const OwnHandshake& own, const SeenHandshake& seen) {
  return own.answer_reached && seen.has_answered() && own.answer_sequence == seen.answer_sequence;
}

// 32, which is no attempt, where there is none.
unsigned first_of(wire::AttemptSet attempts) {
  return static_cast<unsigned>(std::countr_zero(attempts.bits()));
}

class Join {
 public:
  Join(FinishedCheck& check, const Handshakes& handshakes) : check_(check) {
    for (const auto& [node, all] : handshakes.seen) {
      for (const SeenHandshake& seen : all)
        arrivals_[{node, seen.port}].emplace(seen.sequence, Arrival{&seen, false});
    }
  }

  void add(std::size_t index, const OwnHandshake& own) {
    auto path = check_.paths.edit(index);
    Attempt& attempt =
        attempts_.emplace_back(index, path->id, &own, Door{path->id.target, path->listen_port});
    if (path->receipt && own.attempt == first_of(path->receipt->delivered)) {
      attempt.proved_from = unmapped(path->receipt->observed_source);
      attempt.proved_port = path->observed_port;
    }
    copy_own(own, path->sights.edit());
  }

  void run() {
    claim_by_sequence();
    claim([this](const Attempt& attempt, const SeenHandshake& seen) {
      return seen.from_port == attempt.own->local_port && is_from(attempt, seen.from) &&
             has_its_clock(*attempt.own, seen).value_or(true);
    });
    claim([this](const Attempt& attempt, const SeenHandshake& seen) {
      return has_its_clock(*attempt.own, seen).value_or(false) && may_be_from(attempt, seen.from);
    });
    claim([this](const Attempt& attempt, const SeenHandshake& seen) {
      return is_its_answer(*attempt.own, seen) && may_be_from(attempt, seen.from);
    });
    claim([this](const Attempt& attempt, const SeenHandshake& seen) {
      return attempt.proved_port == seen.from_port && attempt.proved_from == unmapped(seen.from);
    });
    for (const Attempt& attempt : attempts_) note_certainty(attempt);
  }

 private:
  [[nodiscard]] bool is_from(const Attempt& attempt, const IpAddress& address) const {
    const auto& source = check_.nodes[index_of(attempt.id.source)].observation;
    return diagnosis::owns(source, address).value_or(false);
  }

  // No node of the deployment has it: a translated address.
  [[nodiscard]] bool is_nobodys(const IpAddress& address) const {
    return std::ranges::none_of(check_.nodes, [&](const diagnosis::FinishedNode& node) {
      return diagnosis::owns(node.observation, address).value_or(false);
    });
  }

  [[nodiscard]] bool may_be_from(const Attempt& attempt, const IpAddress& address) const {
    return is_from(attempt, address) || is_nobodys(address);
  }

  // Gives each attempt that is left the arrival that `find` names, if it names one.
  template <class Find>
  void claim_found(Find find) {
    std::erase_if(attempts_, [&](const Attempt& attempt) {
      const auto door = arrivals_.find(attempt.door);
      Arrival* arrival = door == arrivals_.end() ? nullptr : find(attempt, door->second);
      if (arrival == nullptr) return false;
      arrival->claimed = true;
      take(attempt, *arrival->seen);
      return true;
    });
  }

  void claim_by_sequence() {
    claim_found([](const Attempt& attempt, auto& arrivals) -> Arrival* {
      if (!attempt.own->was_seen()) return nullptr;
      const auto [first, last] = arrivals.equal_range(attempt.own->sequence);
      const auto found =
          std::find_if(first, last, [](const auto& one) { return !one.second.claimed; });
      return found == last ? nullptr : &found->second;
    });
  }

  template <class Matches>
  void claim(Matches matches) {
    claim_found([&](const Attempt& attempt, auto& arrivals) -> Arrival* {
      const auto found = std::ranges::find_if(arrivals, [&](const auto& one) {
        return !one.second.claimed && matches(attempt, *one.second.seen);
      });
      return found == arrivals.end() ? nullptr : &found->second;
    });
  }

  void take(const Attempt& attempt, const SeenHandshake& seen) {
    const OwnHandshake& own = *attempt.own;
    auto path = check_.paths.edit(attempt.path);
    wire::PathSights& sights = path->sights.edit();
    copy_sights(seen, sights, own.attempt);
    // Of several the one that is not the source's own.
    if (!path->seen_source || !is_from(attempt, seen.from)) path->seen_source = unmapped(seen.from);
    path->arrivals_certain.insert(own.attempt);
    if (own.was_seen() && seen.sequence != own.sequence)
      sights[Sight::rewritten].insert(own.attempt);
    const bool both_saw = own.answer_reached && seen.has_answered();
    if (both_saw && !is_its_answer(own, seen)) sights[Sight::answer_changed].insert(own.attempt);
  }

  // Nothing that came to the port can have been this attempt's SYN: it did not arrive.
  void note_certainty(const Attempt& attempt) {
    const auto door = arrivals_.find(attempt.door);
    const bool none_can_be =
        door == arrivals_.end() || std::ranges::none_of(door->second, [&](const auto& one) {
          const SeenHandshake& seen = *one.second.seen;
          return !one.second.claimed && has_its_clock(*attempt.own, seen).value_or(true) &&
                 may_be_from(attempt, seen.from);
        });
    if (none_can_be) check_.paths.edit(attempt.path)->arrivals_certain.insert(attempt.own->attempt);
  }

  FinishedCheck& check_;
  Arrivals arrivals_;
  std::vector<Attempt> attempts_;
};

}  // namespace

void join_handshakes(FinishedCheck& check, const Handshakes& handshakes) {
  Join join(check, handshakes);
  for (const auto& [id, own] : handshakes.own) {
    const auto index = check.paths.find(id);
    if (!index) continue;
    for (const OwnHandshake& one : own) join.add(*index, one);
  }
  join.run();
}

}  // namespace oakprobe::check
