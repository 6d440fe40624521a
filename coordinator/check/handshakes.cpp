#include "coordinator/check/handshakes.hpp"

#include "base/ip_address.hpp"
#include "coordinator/check/address_owners.hpp"
#include "coordinator/check/door_arrivals.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <tuple>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using evidence::OwnHandshake;
using evidence::SeenHandshake;
using evidence::Sight;

using By = DoorArrivals::By;

constexpr std::size_t joined_per_slice = 4'096;

using Door = std::pair<NodeId, std::uint16_t>;  // a target's port

struct Attempt {
  std::size_t path = 0;  // its position
  PathId id;
  const OwnHandshake* own = nullptr;
  Door door{};
  // Where the target's stand-in got this very attempt's authentic probe from; port 0: nobody knows.
  IpAddress proved_from;
  std::uint16_t proved_port = 0;
};

void copy_sights(const SeenHandshake& seen, evidence::PathSights& sights, unsigned attempt) {
  for (std::size_t sight = static_cast<std::size_t>(Sight::reached); sight < evidence::sight_count;
       ++sight) {
    if (seen.has(static_cast<Sight>(sight))) sights.attempts[sight].insert(attempt);
  }
}

void copy_own(const OwnHandshake& own, evidence::PathSights& sights) {
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
unsigned first_of(evidence::AttemptSet attempts) {
  return static_cast<unsigned>(std::countr_zero(attempts.bits()));
}

}  // namespace

class HandshakeJoin::Steps {
 public:
  Steps(FinishedCheck& check, const Handshakes& handshakes)
      : check_(check),
        owners_(check),
        seen_(handshakes.seen.begin()),
        seen_end_(handshakes.seen.end()),
        own_(handshakes.own.begin()),
        own_end_(handshakes.own.end()) {}

  bool advance() {
    while (stage_ != Stage::done) {
      if (advance_in(stage_)) return true;
      stage_ = static_cast<Stage>(static_cast<int>(stage_) + 1);
    }
    return false;
  }

 private:
  // From the source's own address before any other: what one source tells takes nothing from
  // another's.
  enum class Stage {
    arrivals,
    attempts,
    by_sequence_from_itself,
    by_sequence,
    by_port,
    by_clock,
    by_answer,
    by_probe,
    certainty,
    done
  };

  // A slice of the stage; false: that was all of it.
  bool advance_in(Stage stage) {
    switch (stage) {
      case Stage::arrivals:
        return add_arrivals();
      case Stage::attempts:
        return add_attempts();
      case Stage::by_sequence_from_itself:
        return claim([this](const Attempt& attempt, DoorArrivals& door) {
          return by_sequence(door, attempt, [&](const SeenHandshake& seen) {
            return owners_.is_undisputed(attempt.id.source, seen.from);
          });
        });
      case Stage::by_sequence:
        return claim([](const Attempt& attempt, DoorArrivals& door) {
          return by_sequence(door, attempt, [](const SeenHandshake&) { return true; });
        });
      case Stage::by_port:
        return claim([this](const Attempt& attempt, DoorArrivals& door) {
          return door.find(By::port, attempt.own->local_port, [&](const SeenHandshake& seen) {
            return is_from(attempt, seen.from) && has_its_clock(*attempt.own, seen).value_or(true);
          });
        });
      case Stage::by_clock:
        return claim([this](const Attempt& attempt, DoorArrivals& door) {
          return by_clock(door, attempt);
        });
      case Stage::by_answer:
        return claim([this](const Attempt& attempt, DoorArrivals& door) {
          return door
              .find(By::answer, attempt.own->answer_sequence, [&](const SeenHandshake& seen) {
                return is_its_answer(*attempt.own, seen) && may_be_from(attempt, seen.from);
              });
        });
      case Stage::by_probe:
        return claim([](const Attempt& attempt, DoorArrivals& door) {
          return door.find(By::port, attempt.proved_port, [&](const SeenHandshake& seen) {
            return attempt.proved_from == unmapped(seen.from);
          });
        });
      case Stage::certainty:
        return note_certainties();
      case Stage::done:
        break;
    }
    return false;
  }

  bool add_arrivals() {
    if (seen_ == seen_end_) return false;
    for (const SeenHandshake& seen : seen_->second) arrivals_[{seen_->first, seen.port}].add(seen);
    ++seen_;
    return true;
  }

  bool add_attempts() {
    for (std::size_t paths = 0; paths < joined_per_slice; ++paths, ++own_) {
      if (own_ == own_end_) return false;
      const auto index = check_.paths.find(own_->first);
      if (!index) continue;
      for (const OwnHandshake& one : own_->second) add(*index, one);
    }
    return true;
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

  [[nodiscard]] bool is_from(const Attempt& attempt, const IpAddress& address) const {
    return owners_.is_of(attempt.id.source, address);
  }

  [[nodiscard]] bool may_be_from(const Attempt& attempt, const IpAddress& address) const {
    return is_from(attempt, address) || owners_.is_nobodys(address);
  }

  // Gives attempts that are left the arrival that `find` names, if it names one. False: all had
  // their turn.
  template <class Find>
  bool claim(Find find) {
    const std::size_t end = std::min(attempts_.size(), next_ + joined_per_slice);
    for (; next_ < end; ++next_) {
      const Attempt& attempt = attempts_[next_];
      const auto door = arrivals_.find(attempt.door);
      std::optional<std::uint32_t> found;
      if (door != arrivals_.end()) found = find(attempt, door->second);
      if (found)
        take(attempt, door->second.claim(*found));
      else
        attempts_[left_++] = attempt;
    }
    if (next_ < attempts_.size()) return true;
    attempts_.erase(attempts_.begin() + static_cast<std::ptrdiff_t>(left_), attempts_.end());
    next_ = left_ = 0;
    return false;
  }

  template <class Right>
  [[nodiscard]] static std::optional<std::uint32_t> by_sequence(
      DoorArrivals& door, const Attempt& attempt, const Right& right
  ) {
    if (!attempt.own->was_seen()) return std::nullopt;
    return door.find(By::sequence, attempt.own->sequence, right);
  }

  // Clocks wrap around.
  [[nodiscard]] std::optional<std::uint32_t> by_clock(DoorArrivals& door, const Attempt& attempt)
      const {
    const OwnHandshake& own = *attempt.own;
    const auto right = [&](const SeenHandshake& seen) {
      return has_its_clock(own, seen).value_or(false) && may_be_from(attempt, seen.from);
    };
    if (own.timestamp <= own.timestamp_last)
      return door.find(By::clock, own.timestamp, own.timestamp_last, right);
    const auto found = door.find(By::clock, own.timestamp, ~std::uint32_t{0}, right);
    return found ? found : door.find(By::clock, 0, own.timestamp_last, right);
  }

  void take(const Attempt& attempt, const SeenHandshake& seen) {
    const OwnHandshake& own = *attempt.own;
    auto path = check_.paths.edit(attempt.path);
    evidence::PathSights& sights = path->sights.edit();
    copy_sights(seen, sights, own.attempt);
    // Of several the one that is not the source's own.
    if (!path->seen_source || !is_from(attempt, seen.from)) path->seen_source = unmapped(seen.from);
    path->arrivals_certain.insert(own.attempt);
    if (own.was_seen() && seen.sequence != own.sequence)
      sights[Sight::rewritten].insert(own.attempt);
    const bool both_saw = own.answer_reached && seen.has_answered();
    if (both_saw && !is_its_answer(own, seen)) sights[Sight::answer_changed].insert(own.attempt);
  }

  bool note_certainties() {
    const std::size_t end = std::min(attempts_.size(), next_ + joined_per_slice);
    for (; next_ < end; ++next_) note_certainty(attempts_[next_]);
    return next_ < attempts_.size();
  }

  // Nothing that came to the port, and that nobody claimed, can have been this attempt's SYN: it
  // did not arrive.
  void note_certainty(const Attempt& attempt) {
    const auto door = arrivals_.find(attempt.door);
    if (door != arrivals_.end() && may_have_come(attempt, door->second)) return;
    check_.paths.edit(attempt.path)->arrivals_certain.insert(attempt.own->attempt);
  }

  [[nodiscard]] bool may_have_come(const Attempt& attempt, DoorArrivals& door) const {
    const bool has_clock = attempt.own->was_seen() && attempt.own->timestamp != 0;
    if (has_clock && by_clock(door, attempt)) return true;
    const AddressSet& from = door.unclaimed(has_clock);
    // In this order: where none is nobody's, there are no more than the inventory has.
    return owners_.any_nobodys(from) || owners_.any_of(attempt.id.source, from);
  }

  FinishedCheck& check_;
  AddressOwners owners_;
  std::map<NodeId, std::vector<SeenHandshake>>::const_iterator seen_;
  std::map<NodeId, std::vector<SeenHandshake>>::const_iterator seen_end_;
  std::map<PathId, std::vector<OwnHandshake>>::const_iterator own_;
  std::map<PathId, std::vector<OwnHandshake>>::const_iterator own_end_;
  std::map<Door, DoorArrivals> arrivals_;
  std::vector<Attempt> attempts_;  // that have no arrival yet
  Stage stage_ = Stage::arrivals;
  std::size_t next_ = 0;  // in attempts_, that has its turn in the stage
  std::size_t left_ = 0;  // before it, of those that had it
};

HandshakeJoin::HandshakeJoin(FinishedCheck& check, const Handshakes& handshakes)
    : steps_(std::make_unique<Steps>(check, handshakes)) {}

HandshakeJoin::~HandshakeJoin() = default;

bool HandshakeJoin::advance() { return steps_->advance(); }

void join_handshakes(FinishedCheck& check, const Handshakes& handshakes) {
  HandshakeJoin join(check, handshakes);
  while (join.advance()) {
  }
}

}  // namespace oakprobe::check
