#include "wire/cbor_view.hpp"

#include "base/check.hpp"

namespace oakprobe::wire {
namespace {

CborHead take_checked_head(std::span<const std::byte>& rest) {
  const auto head = take_cbor_head(rest);
  CHECK(head.has_value());
  return *head;
}

std::span<const std::byte> first_of(std::span<const std::byte> content, std::uint64_t bytes) {
  CHECK(bytes <= content.size());
  return content.first(static_cast<std::size_t>(bytes));
}

}  // namespace

CborView::CborView(std::span<const std::byte> from)
    : head_(take_checked_head(from)), content_(from) {}

std::optional<bool> CborView::flag() const {
  if (head_.major != CborMajor::simple) return std::nullopt;
  if (head_.info != cbor_false && head_.info != cbor_true) return std::nullopt;
  return head_.info == cbor_true;
}

std::optional<std::uint64_t> CborView::unsigned_number() const {
  if (head_.major != CborMajor::number) return std::nullopt;
  return head_.argument;
}

std::optional<std::int64_t> CborView::negative_number() const {
  if (head_.major != CborMajor::negative) return std::nullopt;
  return -1 - static_cast<std::int64_t>(head_.argument);
}

std::optional<std::string_view> CborView::text() const {
  if (head_.major != CborMajor::text) return std::nullopt;
  const auto text = first_of(content_, head_.argument);
  return std::string_view(reinterpret_cast<const char*>(text.data()), text.size());
}

std::optional<std::span<const std::uint8_t>> CborView::bytes() const {
  if (head_.major != CborMajor::bytes) return std::nullopt;
  const auto bytes = first_of(content_, head_.argument);
  return std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::optional<CborItems> CborView::list() const {
  if (head_.major != CborMajor::list) return std::nullopt;
  return CborItems(content_, static_cast<std::size_t>(head_.argument));
}

std::optional<CborItems> CborView::map() const {
  if (head_.major != CborMajor::map) return std::nullopt;
  return CborItems(content_, 2 * static_cast<std::size_t>(head_.argument));
}

// Without recursion: what is open within the item is no more than a number of items to come.
std::span<const std::byte> CborView::behind() const {
  CborHead head = head_;
  auto rest = content_;
  for (std::uint64_t items_left = 1;;) {
    if (head.major == CborMajor::bytes || head.major == CborMajor::text)
      rest = rest.subspan(first_of(rest, head.argument).size());
    if (head.major == CborMajor::list) items_left += head.argument;
    if (head.major == CborMajor::map) items_left += 2 * head.argument;
    if (--items_left == 0) return rest;
    head = take_checked_head(rest);
  }
}

}  // namespace oakprobe::wire
