#pragma once

#include "inventory/address.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/yaml_document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::inventory {

// Reads the texts of one node out of an entry that may stand for many: the index-th value of each
// range. Ranges must be as long as that of the name; nullopt: no length is demanded.
class RangedText {
 public:
  RangedText(std::uint64_t index, std::optional<std::uint64_t> count, Diagnostics& diagnostics)
      : index_(index), count_(count), diagnostics_(diagnostics) {}

  // Told and nullopt, or the text of this node.
  [[nodiscard]] std::optional<std::string> read(const YamlNode& node, std::string_view what) const;

  // The same for what is dialled: IPv4, IPv6 or a DNS name. "auto" only where it is allowed.
  [[nodiscard]] std::optional<Address> read_address(
      const YamlNode& node, std::string_view what, bool may_be_auto = false
  ) const;

  [[nodiscard]] std::optional<std::uint16_t> read_port(const YamlNode& node, std::string_view what)
      const;

  [[nodiscard]] bool is_first() const { return index_ == 0; }

 private:
  std::uint64_t index_;
  std::optional<std::uint64_t> count_;
  Diagnostics& diagnostics_;
};

}  // namespace oakprobe::inventory
