#pragma once

#include "wire/cbor_view.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace oakprobe::wire {

// The fields of one map, each where it stands in the body: no more than the keys is kept. A field
// that is missing or can't be makes ok() false, and it stays so. Fields that nobody asks for are
// ignored, so that later versions may add some.
class Fields {
 public:
  explicit Fields(const CborView& map);

  [[nodiscard]] bool ok() const { return ok_; }
  void fail() { ok_ = false; }

  // Valid as long as these fields are; nullptr: it is missing.
  [[nodiscard]] const CborView* find(std::string_view key) const;

  // Of a field that must be there; empty where it fails.
  [[nodiscard]] std::span<const std::uint8_t> bytes(std::string_view key);

 private:
  struct Field {
    std::string_view key;
    CborView value;
  };

  std::vector<Field> fields_;
  bool ok_ = true;
};

}  // namespace oakprobe::wire
