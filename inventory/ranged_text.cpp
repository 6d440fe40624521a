#include "inventory/ranged_text.hpp"

#include "base/printable.hpp"
#include "inventory/address_text.hpp"
#include "inventory/range.hpp"
#include "inventory/values.hpp"

namespace oakprobe::inventory {

std::optional<std::string> RangedText::read(const YamlNode& node, std::string_view what) const {
  const auto text = read_text(node, what, diagnostics_);
  if (!text) return std::nullopt;
  const auto range = Range::parse(*text);
  if (!range) {
    diagnostics_.add(node.at, in_quotes(*text) + ": " + range.error());
    return std::nullopt;
  }
  if (range->is_plain()) return std::string(*text);
  if (count_ && range->count() != *count_) {
    const auto named = *count_ == 1 ? std::string("the node's name stands for one")
                                    : "that of the name has " + std::to_string(*count_);
    diagnostics_.add(
        node.at,
        "the range in " + std::string(what) + " has " + std::to_string(range->count()) +
            " values, but " + named + "; ranges of one node have equal length"
    );
    return std::nullopt;
  }
  return range->at(count_ ? index_ : 0);
}

std::optional<Address> RangedText::read_address(
    const YamlNode& node, std::string_view what, bool may_be_auto
) const {
  if (node.is_scalar()) {
    const bool has_bracket = node.text.find('[') != std::string::npos;
    // "[2001:db8::1]" and "2001:db8::[1-3]" are told as what they are, not as bad ranges.
    const auto colon = node.text.find(':');
    if (has_bracket && colon != std::string::npos && node.text.find(':', colon + 1) != colon) {
      diagnostics_.add(
          node.at,
          in_quotes(node.text) +
              " is no address: an IPv6 address has no brackets, no port and no "
              "range; write each node on its own"
      );
      return std::nullopt;
    }
  }
  auto text = read(node, what);
  if (!text) return std::nullopt;
  Address address(*std::move(text));
  if (address.is_auto()) {
    if (may_be_auto) return address;
    diagnostics_.add(
        node.at, std::string(what) + " can't be auto; that is only for a worker's address"
    );
    return std::nullopt;
  }
  if (const auto problem = address_problem(address); !problem.empty()) {
    diagnostics_.add(node.at, problem);
    return std::nullopt;
  }
  return address;
}

std::optional<std::uint16_t> RangedText::read_port(const YamlNode& node, std::string_view what)
    const {
  const auto text = read(node, what);
  if (!text) return std::nullopt;
  const auto port = parse_port(*text);
  if (!port) tell_no_port(node, *text, what, diagnostics_);
  return port;
}

}  // namespace oakprobe::inventory
