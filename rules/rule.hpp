#pragma once

#include "rules/field.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// A rule, whichever tool wrote it: what it asks of a packet, and what becomes of it then.
namespace oakprobe::rules {

enum class Effect : std::uint8_t {
  passes,   // on to the next rule
  accepts,  // ends the base chain; later ones still see the packet
  drops,    // or rejects
  jumps,    // to a chain, and back
  goes,     // to a chain, and back to who jumped to this one
  returns,
  translates,  // addresses or ports are others from here on
  untracks,
  may_end,  // who knows: a queue to a program, a target that is not known here
};

struct Verdict {
  Effect effect = Effect::passes;
  std::string chain;  // of jumps and goes
};

// What a value is compared with: ranges, or, where several values are looked up together, one
// range of each an element; of a verdict map with a verdict for each element.
struct Elements {
  std::size_t width = 1;
  std::vector<Range> ranges;  // width of them an element
  std::vector<Verdict> verdicts;
  bool complete = true;  // else there are elements that are not known here
};

struct Match {
  std::vector<Field> fields;
  Bits mask = all_bits;  // of the value, where there is one field
  bool negated = false;
  std::shared_ptr<const Elements> elements;
};

// Whether the match holds.
[[nodiscard]] Truth truth_of(const Match& match, const PacketState& state);

// The same for one of the elements, as they stand and without `negated`.
[[nodiscard]] Truth truth_of_element(
    const Match& match, std::size_t element, const PacketState& state
);

// One that asks for a value; for what is not known here.
[[nodiscard]] Match match_of(Field field, std::vector<Range> ranges, bool negated = false);
[[nodiscard]] Match match_of(Field field, std::uint64_t value);
[[nodiscard]] Match match_not_known();

struct Rule {
  std::uint64_t handle = 0;
  std::vector<Match> matches;  // all of them must hold
  Verdict verdict;
  // A verdict map: what is looked up, its elements with verdicts; `verdict` is not used then.
  std::optional<Match> choice;
  // The packets that it counted; nullopt: it has no counter.
  std::optional<std::uint64_t> packets;
  // The counter counts just the packets that the verdict is for.
  bool counts_verdicts = false;
  std::string text;  // as FirewallRule has it
  std::string comment;
};

}  // namespace oakprobe::rules
