#include "rules/rule.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::rules {
namespace {

bool is_loopback(const Range& range) {
  static const auto loopback = interface_range("lo", false);
  return range.low == loopback->low && range.high == loopback->high;
}

// What is known of a packet of which the field itself is not (rules/packet.hpp).
bool is_ruled_out(Field field, const Range& range) {
  return (field == Field::in_interface || field == Field::out_interface) && is_loopback(range);
}

Truth truth_of_part(Field field, Bits mask, const Range& range, const PacketState& state) {
  const FieldValue value = value_of(field, state);
  if ((mask & ~value.known) == Bits{}) return truth_of(range.contains(value.value & mask));
  return mask == all_bits && is_ruled_out(field, range) ? Truth::no : Truth::not_known;
}

Truth truth_of_single(const Match& match, const PacketState& state) {
  const Field field = match.fields.front();
  Truth found = Truth::no;
  for (const Range& range : match.elements->ranges) {
    found = either(found, truth_of_part(field, match.mask, range, state));
    if (found == Truth::yes) break;
  }
  return found;
}

Truth truth_of_joint(const Match& match, const PacketState& state) {
  Truth found = Truth::no;
  const std::size_t count = match.elements->ranges.size() / match.elements->width;
  for (std::size_t at = 0; at < count && found != Truth::yes; ++at)
    found = either(found, truth_of_element(match, at, state));
  return found;
}

}  // namespace

Truth truth_of_element(const Match& match, std::size_t element, const PacketState& state) {
  Truth truth = Truth::yes;
  const std::size_t width = match.elements->width;
  for (std::size_t at = 0; at < width && truth != Truth::no; ++at) {
    const Range& range = match.elements->ranges[element * width + at];
    const Field field = match.fields[at];
    truth = both(truth, truth_of_part(field, match.mask, range, state));
  }
  return truth;
}

Truth truth_of(const Match& match, const PacketState& state) {
  Truth found =
      match.fields.size() == 1 ? truth_of_single(match, state) : truth_of_joint(match, state);
  if (!match.elements->complete) found = either(found, Truth::not_known);
  return match.negated ? opposite(found) : found;
}

Match match_of(Field field, std::vector<Range> ranges, bool negated) {
  Elements elements;
  elements.ranges = std::move(ranges);
  Match match;
  match.fields = {field};
  match.negated = negated;
  match.elements = std::make_shared<const Elements>(std::move(elements));
  return match;
}

Match match_of(Field field, std::uint64_t value) {
  return match_of(field, {Range{bits_of(value), bits_of(value)}});
}

Match match_not_known() { return match_of(Field::not_known, std::uint64_t{0}); }

}  // namespace oakprobe::rules
