#pragma once

#include "inventory/yaml_document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oakprobe::inventory {

// Thrown by the builder through the YAML library to end the reading; caught in read_yaml.
struct YamlLimit {
  Position at;
  std::string message;
};

// Makes a YamlDocument from the YAML library's events, within the limits of yaml_document.hpp.
class YamlBuilder final : public YAML::EventHandler {
 public:
  YamlBuilder(std::string_view text, YamlDocument& document, Diagnostics& diagnostics)
      : text_(text), document_(document), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(
      const YAML::Mark& mark,
      const std::string& tag,
      YAML::anchor_t anchor,
      const std::string& value
  ) override;
  void OnSequenceStart(
      const YAML::Mark& mark,
      const std::string& tag,
      YAML::anchor_t anchor,
      YAML::EmitterStyle::value style
  ) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(
      const YAML::Mark& mark,
      const std::string& tag,
      YAML::anchor_t anchor,
      YAML::EmitterStyle::value style
  ) override;
  void OnMapEnd() override;

  // Where the last quoted value begins if its quote is never closed: the library takes the end of
  // the text for the other quote when a line end stands before it (yaml-cpp 0.7 and 0.8).
  [[nodiscard]] std::optional<Position> open_quote() const;

 private:
  struct Open {
    YamlNode* node = nullptr;
    YAML::anchor_t anchor = 0;
    std::size_t values = 0;  // below it, aliases spelled out
    std::size_t height = 0;  // levels below it, likewise
    const YamlNode* key = nullptr;
  };
  struct Anchored {
    const YamlNode* node = nullptr;
    std::size_t values = 0;
    std::size_t height = 0;
  };

  YamlNode& make(YamlNode::Kind kind, Position at);
  void attach(const Anchored& value, Position at);
  void open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
  void close();
  void check_keys(const YamlNode& map);
  [[nodiscard]] bool is_written(const YAML::Mark& mark) const;

  std::string_view text_;
  YamlDocument& document_;
  Diagnostics& diagnostics_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  std::size_t values_ = 0;
  YAML::Mark last_scalar_ = YAML::Mark::null_mark();
  bool started_ = false;
};

}  // namespace oakprobe::inventory
