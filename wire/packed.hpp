#pragma once

#include "base/ids.hpp"
#include "wire/big_endian.hpp"
#include "wire/fields.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::wire {

inline constexpr std::size_t path_bytes = 2 + 4 + 4;

// Records of fixed width in one byte string, big-endian: a message about 10,000 paths stays a
// handful of CBOR values.
class PackedWriter {
 public:
  template <std::unsigned_integral T>
  void put(T value) {
    std::array<std::byte, sizeof(T)> bytes{};
    store_big_endian(bytes, value);
    for (const auto byte : bytes) bytes_.push_back(std::to_integer<std::uint8_t>(byte));
  }

  void put(const PathId& path) {
    put(index_of(path.flow));
    put(index_of(path.source));
    put(index_of(path.target));
  }

  [[nodiscard]] Json take() { return Json::binary(std::move(bytes_)); }

 private:
  std::vector<std::uint8_t> bytes_;
};

// The caller has checked that whole records are left: bytes_left() is for that.
class PackedReader {
 public:
  explicit PackedReader(std::span<const std::uint8_t> bytes) : rest_(std::as_bytes(bytes)) {}

  [[nodiscard]] std::size_t bytes_left() const { return rest_.size(); }

  template <std::unsigned_integral T>
  [[nodiscard]] T take() {
    const auto value = load_big_endian<T>(rest_);
    rest_ = rest_.subspan(sizeof(T));
    return value;
  }

  [[nodiscard]] PathId take_path() {
    PathId path;
    path.flow = FlowId{take<std::uint16_t>()};
    path.source = NodeId{take<std::uint32_t>()};
    path.target = NodeId{take<std::uint32_t>()};
    return path;
  }

 private:
  std::span<const std::byte> rest_;
};

// Texts that many records share, each once; records hold its position.
class TextTable {
 public:
  [[nodiscard]] std::uint32_t position_of(const std::string& text) {
    const auto [found, is_new] = positions_.try_emplace(text, positions_.size());
    if (is_new) texts_.push_back(text);
    return static_cast<std::uint32_t>(found->second);
  }

  [[nodiscard]] Json take() { return std::move(texts_); }

 private:
  std::map<std::string, std::size_t> positions_;
  Json texts_ = Json::array();
};

}  // namespace oakprobe::wire
