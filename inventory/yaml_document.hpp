#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

class Diagnostics;

// Limits on what is read, so that no input costs more than about a second and 300 MB.
inline constexpr std::size_t yaml_depth_max = 64;
// Keys and values, with every alias counted as what it stands for.
inline constexpr std::size_t yaml_values_max = 1'000'000;
// Characters that may begin or end something: []{},:?&*!"'. The YAML library keeps all that stands
// in one outer bracket in memory before it tells the first of it, at up to 230 bytes each.
inline constexpr std::size_t yaml_marks_max = 1'000'000;

// Both from 1, the column in bytes, as compilers count; 0:0 is the file as a whole.
struct Position {
  int line = 0;
  int column = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

struct YamlNode;

struct YamlEntry {
  const YamlNode* key = nullptr;  // null in a sequence
  const YamlNode* value = nullptr;
};

// One value with its place in the text. A value without text ("key:") has the place of its key.
struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, sequence, map };

  Kind kind = Kind::null;
  Position at;
  std::string text;  // of a scalar
  std::vector<YamlEntry> entries;

  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  // The value of a key of a map; nullptr if there is none. The first of doubled keys counts.
  [[nodiscard]] const YamlNode* find(std::string_view key) const;
};

// Owns the nodes. An alias is the very node that its anchor names, so it costs no memory.
class YamlDocument {
 public:
  [[nodiscard]] const YamlNode* root() const { return root_; }

 private:
  friend class YamlBuilder;
  std::deque<YamlNode> nodes_;
  const YamlNode* root_ = nullptr;
};

// Reads one document. False: it could not be read, and the first problem is in `diagnostics`.
// Doubled keys and keys that are no words are told too, and the reading goes on.
[[nodiscard]] bool read_yaml(
    std::string_view text, YamlDocument& document, Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
