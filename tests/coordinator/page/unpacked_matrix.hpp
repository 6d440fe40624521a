#pragma once

#include "base/base64.hpp"
#include "coordinator/page/packed_rows.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace oakprobe::page {

inline bool operator==(const PackedPath& one, const PackedPath& other) {
  return std::tie(one.flow, one.source, one.target, one.outcome) ==
         std::tie(other.flow, other.source, other.target, other.outcome);
}

namespace test {

// Reads `rows` of oakprobe.matrix/1 as docs/serve.md describes them. Throws where they are none.
class RowReader {
 public:
  explicit RowReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] std::vector<PackedPath> read() {
    std::vector<PackedPath> paths;
    while (!rest_.empty()) read_row(paths);
    return paths;
  }

 private:
  void read_row(std::vector<PackedPath>& paths) {
    const std::uint32_t flow = number();
    const std::uint32_t source = number();
    const std::uint32_t count = number();
    std::uint32_t target = 0;
    for (std::uint32_t run = 0; run < count; ++run) {
      target += number();
      const std::uint32_t length = number();
      const std::uint32_t outcome = number();
      for (std::uint32_t i = 0; i < length; ++i) paths.push_back({flow, source, target++, outcome});
    }
  }

  std::uint32_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      if (rest_.empty()) throw std::runtime_error("a number is cut off");
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80U) return static_cast<std::uint32_t>(value);
    }
    throw std::runtime_error("a number is too long");
  }

  std::string_view rest_;
};

inline std::vector<PackedPath> rows_of(const nlohmann::json& matrix) {
  const auto bytes = parse_base64(matrix.at("rows").get<std::string>());
  return RowReader(bytes.value()).read();
}

}  // namespace test
}  // namespace oakprobe::page
