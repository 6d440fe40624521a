#pragma once

#include "coordinator/serve/page_part.hpp"
#include "coordinator/serve/reply.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::serve {

// Of a part that is sent to who can't unpack it.
inline constexpr std::size_t part_bytes_max = 16 * 1024 * 1024;

// What a client said of how it wants an answer. Views of headers; empty: nothing.
struct Preferences {
  std::string_view accept_encoding;
  std::string_view if_none_match;

  [[nodiscard]] bool gzip() const;
  // The client has what this (quoted) tag stands for. RFC 9110 §8.8.3.2: weakly compared.
  [[nodiscard]] bool has(std::string_view etag) const;
};

// A weak one, since a body may be packed or not.
[[nodiscard]] std::string weak(std::string_view etag);

// That a client has it already, which it said.
[[nodiscard]] Reply not_modified(std::string_view etag, std::string_view cache_control);

// The files of the page. They outlive it. For who can't unpack them they are unpacked once.
class Page {
 public:
  explicit Page(std::span<const PagePart> parts);

  // 404: there is no part of this name.
  [[nodiscard]] Reply part(std::string_view name, const Preferences& wanted) const;

 private:
  using Plain = std::shared_ptr<const std::string>;  // null: the part is broken

  std::span<const PagePart> parts_;
  std::vector<Plain> plain_;  // of each
};

}  // namespace oakprobe::serve
