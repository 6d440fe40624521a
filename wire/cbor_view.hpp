#pragma once

#include "wire/cbor_head.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

namespace oakprobe::wire {

class CborItems;

// One item of a body that check_cbor() let pass, read where it stands: nothing is built, and what
// nobody asks for is passed over. Valid as long as the body's bytes are.
class CborView {
 public:
  // `from`: the item and whatever stands behind it.
  explicit CborView(std::span<const std::byte> from);

  // Each nullopt for an item of another kind.
  [[nodiscard]] std::optional<bool> flag() const;
  [[nodiscard]] std::optional<std::uint64_t> unsigned_number() const;
  [[nodiscard]] std::optional<std::int64_t> negative_number() const;
  [[nodiscard]] std::optional<std::string_view> text() const;
  [[nodiscard]] std::optional<std::span<const std::uint8_t>> bytes() const;
  [[nodiscard]] std::optional<CborItems> list() const;
  [[nodiscard]] std::optional<CborItems> map() const;  // keys and values by turns

  // What stands behind the item. Takes time with the item's length, no memory.
  [[nodiscard]] std::span<const std::byte> behind() const;

 private:
  CborHead head_;
  std::span<const std::byte> content_;  // behind the head
};

// The items of a list or a map, in order: a forward range.
class CborItems {
 public:
  class Iterator {
   public:
    using value_type = CborView;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::forward_iterator_tag;

    Iterator() = default;
    Iterator(std::span<const std::byte> from, std::size_t left) : from_(from), left_(left) {}

    [[nodiscard]] CborView operator*() const { return CborView(from_); }
    Iterator& operator++() {
      from_ = CborView(from_).behind();
      --left_;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.left_ == b.left_; }

   private:
    std::span<const std::byte> from_;
    std::size_t left_ = 0;
  };

  CborItems() = default;
  CborItems(std::span<const std::byte> from, std::size_t size) : from_(from), size_(size) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Iterator begin() const { return {from_, size_}; }
  [[nodiscard]] Iterator end() const { return {}; }

 private:
  std::span<const std::byte> from_;
  std::size_t size_ = 0;
};

}  // namespace oakprobe::wire
