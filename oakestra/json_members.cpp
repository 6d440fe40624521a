#include "base/utf8.hpp"
#include "oakestra/members.hpp"

#include <nlohmann/json.hpp>

namespace oakprobe::oakestra {
namespace {

using Json = nlohmann::json;

// "line 1, column 9: syntax error while parsing value - invalid literal", of the library's message.
// It quotes what it read last, and a number that is too large.
std::string without_content(std::string_view what) {
  constexpr std::string_view before_place = "parse error at ";
  const std::size_t place = what.find(before_place);
  if (place == std::string_view::npos) return "a number in it is too large";
  what.remove_prefix(place + before_place.size());
  return std::string(what.substr(0, what.find("; last read")));
}

// Keeps the scalars of the outermost object, and nothing of what is nested deeper.
class MemberCollector final : public nlohmann::json_sax<Json> {
 public:
  explicit MemberCollector(Members& members) : members_(members) {}

  bool null() override {
    if (depth_ == 0) is_null_ = true;
    return take(Null());
  }
  bool boolean(bool value) override { return take(value); }
  bool number_integer(number_integer_t value) override { return take(std::int64_t{value}); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > std::uint64_t{INT64_MAX}) return take(static_cast<double>(value));
    return take(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return take(value); }
  bool string(string_t& value) override { return take(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return take(Compound()); }
  bool start_object(std::size_t /*elements*/) override {
    if (depth_ == 0) is_object_ = true;
    return open();
  }
  bool start_array(std::size_t /*elements*/) override { return open(); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    if (depth_ == 1) key_ = std::move(value);
    return true;
  }
  bool parse_error(
      std::size_t /*position*/,
      const std::string& /*token*/,
      const nlohmann::detail::exception& error
  ) override {
    members_.problem = without_content(error.what());
    return false;
  }

  [[nodiscard]] bool is_object() const { return is_object_; }
  [[nodiscard]] bool is_null() const { return is_null_; }

 private:
  bool take(Value value) {
    if (depth_ == 1 && is_object_) members_.list.push_back({std::move(key_), std::move(value)});
    return true;
  }
  bool open() {
    take(Compound());
    ++depth_;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  Members& members_;
  std::string key_;
  std::size_t depth_ = 0;
  bool is_object_ = false;
  bool is_null_ = false;
};

}  // namespace

Members read_json_members(std::string_view text, Trailing trailing) {
  // Go takes bytes that are no UTF-8 for U+FFFD and goes on. No field here needs more than ASCII.
  std::string ascii(text);
  for (char& c : ascii) {
    if ((static_cast<unsigned char>(c) & 0x80U) != 0) c = '?';
  }
  Members members;
  if (text.starts_with(byte_order_mark)) {
    members.problem = "it begins with a byte order mark";
    return members;
  }
  MemberCollector collector(members);
  const bool strict = trailing == Trailing::refused;
  const bool read = Json::sax_parse(ascii, &collector, Json::input_format_t::json, strict);
  if (read && collector.is_null()) return members;  // a mere null sets no field
  if (!read || !collector.is_object()) {
    members.list.clear();
    if (read) members.problem = "it is no object: no {\"key\": value}";
    if (members.problem.empty()) members.problem = "it is no JSON";
  }
  return members;
}

}  // namespace oakprobe::oakestra
