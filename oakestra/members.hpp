#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oakprobe::oakestra {

struct Null {
  friend bool operator==(const Null&, const Null&) = default;
};
struct Compound {  // a list or a map: no field that matters here has one
  friend bool operator==(const Compound&, const Compound&) = default;
};
using Value = std::variant<Null, bool, std::int64_t, double, std::string, Compound>;

struct Member {
  std::string key;
  Value value;

  friend bool operator==(const Member&, const Member&) = default;
};

// The members of the one object that a configuration file is, in the order in which they count: of
// doubled ones the last.
struct Members {
  // Why there are none, and where; nothing of what stands in the file. Empty: it could be read.
  std::string problem;
  std::vector<Member> list;

  friend bool operator==(const Members&, const Members&) = default;
};

enum class Trailing : std::uint8_t { ignored, refused };  // what stands behind the object

// As Go's encoding/json reads: json.Decoder ignores what stands behind the first value,
// json.Unmarshal refuses it.
[[nodiscard]] Members read_json_members(std::string_view text, Trailing trailing);

// As ghodss/yaml over go-yaml v2 reads: YAML 1.1, the first document, an empty one has no members.
[[nodiscard]] Members read_yaml_members(std::string_view text);

// A plain (unquoted) YAML scalar, as go-yaml v2 resolves it: `False` and `off` are booleans,
// 050103 is octal, 192.0.2.1 is text.
[[nodiscard]] Value resolve_yaml_scalar(const std::string& plain);

}  // namespace oakprobe::oakestra
