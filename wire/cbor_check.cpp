#include "wire/cbor_check.hpp"

#include "base/utf8.hpp"
#include "wire/cbor_head.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace oakprobe::wire {
namespace {

class Checker {
 public:
  Checker(std::span<const std::byte> bytes, const CborLimits& limits)
      : rest_(bytes), limits_(limits) {}

  std::optional<Error> run() {
    do {
      if (auto error = item()) return error;
      while (!open_.empty() && open_.back().items_left == 0) {
        if (!close()) return Error::malformed_cbor;
      }
    } while (!open_.empty());
    if (!rest_.empty()) return Error::malformed_cbor;
    return std::nullopt;
  }

 private:
  struct Open {
    std::uint64_t items_left = 0;
    bool is_map = false;
    bool ascends = true;        // each key so far is above the one before, as our own are
    std::size_t keys_from = 0;  // where this map's keys begin in keys_
  };

  std::optional<Error> item() {
    if (++values_ > limits_.values_max) return Error::too_many_values;
    const auto head = take_cbor_head(rest_);
    if (!head) return Error::malformed_cbor;
    const bool is_key = !open_.empty() && open_.back().is_map && open_.back().items_left % 2 == 0;
    if (!open_.empty()) --open_.back().items_left;
    if (is_key && head->major != CborMajor::text) return Error::malformed_cbor;

    switch (head->major) {
      case CborMajor::number:
        return std::nullopt;
      case CborMajor::negative:
        return malformed_unless(head->argument <= negative_max);
      case CborMajor::bytes:
        return malformed_unless(take(head->argument).has_value());
      case CborMajor::text:
        return text(head->argument, is_key);
      case CborMajor::list:
      case CborMajor::map:
        return open(*head);
      case CborMajor::tag:
        return Error::malformed_cbor;
      case CborMajor::simple:
        return malformed_unless(is_plain_simple(head->info));
    }
    return Error::malformed_cbor;
  }

  // -1 - argument must not leave std::int64_t.
  static constexpr std::uint64_t negative_max = std::numeric_limits<std::int64_t>::max();

  static std::optional<Error> malformed_unless(bool good) {
    if (good) return std::nullopt;
    return Error::malformed_cbor;
  }

  // false, true, null; half, single, double
  static bool is_plain_simple(std::uint8_t info) {
    return (info >= cbor_false && info <= cbor_null) || (info >= cbor_half && info <= cbor_double);
  }

  std::optional<Error> text(std::uint64_t bytes, bool is_key) {
    const auto taken = take(bytes);
    if (!taken) return Error::malformed_cbor;
    const std::string_view text(reinterpret_cast<const char*>(taken->data()), taken->size());
    if (is_key) put_key(text);
    return malformed_unless(is_utf8(text));
  }

  void put_key(std::string_view key) {
    Open& map = open_.back();
    if (keys_.size() > map.keys_from && key <= keys_.back()) map.ascends = false;
    keys_.push_back(key);
  }

  std::optional<Error> open(const CborHead& head) {
    if (open_.size() >= limits_.depth_max) return Error::too_deep;
    // Before the multiplication, which could overflow, and before anything trusts the claim.
    if (head.argument > limits_.values_max - values_) return Error::too_many_values;
    const bool is_map = head.major == CborMajor::map;
    const auto items = is_map ? 2 * head.argument : head.argument;
    if (items > limits_.values_max - values_) return Error::too_many_values;
    if (is_map && head.argument > std::min(limits_.map_keys_max, limits_.keys_max - all_keys_))
      return Error::too_many_keys;
    if (items > rest_.size()) return Error::malformed_cbor;
    if (is_map) all_keys_ += head.argument;
    open_.push_back({.items_left = items, .is_map = is_map, .keys_from = keys_.size()});
    return std::nullopt;
  }

  // false if the innermost map has a key twice.
  bool close() {
    const auto from = keys_.begin() + static_cast<std::ptrdiff_t>(open_.back().keys_from);
    if (!open_.back().ascends) std::sort(from, keys_.end());
    const bool distinct = std::adjacent_find(from, keys_.end()) == keys_.end();
    keys_.erase(from, keys_.end());
    open_.pop_back();
    return distinct;
  }

  std::optional<std::span<const std::byte>> take(std::uint64_t bytes) {
    if (bytes > rest_.size()) return std::nullopt;
    const auto taken = rest_.first(static_cast<std::size_t>(bytes));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

  std::span<const std::byte> rest_;
  CborLimits limits_;
  std::size_t values_ = 0;
  std::size_t all_keys_ = 0;
  std::vector<Open> open_;
  std::vector<std::string_view> keys_;  // of all open maps, the innermost's last
};

}  // namespace

std::optional<Error> check_cbor(std::span<const std::byte> bytes, const CborLimits& limits) {
  return Checker(bytes, limits).run();
}

}  // namespace oakprobe::wire
