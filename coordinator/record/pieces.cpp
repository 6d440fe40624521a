#include "coordinator/record/pieces.hpp"

#include "base/printable.hpp"

#include <iterator>
#include <utility>
#include <vector>

namespace oakprobe::record {
namespace {

constexpr std::string_view schema_known = "oakprobe.report/1";

// The bytes of a report, as the parser wants them. Beyond a limit they end.
class Input {
 public:
  explicit Input(std::streambuf& bytes) : bytes_(bytes) {}

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    Iterator() = default;
    explicit Iterator(Input& input) : input_(&input) {}
    [[nodiscard]] char operator*() const {
      return std::streambuf::traits_type::to_char_type(input_->bytes_.sgetc());
    }
    Iterator& operator++() {
      input_->bytes_.sbumpc();
      ++input_->taken_;
      ++input_->of_token_;
      return *this;
    }
    // With the end alone.
    [[nodiscard]] bool operator==(const Iterator& other) const {
      const Input* input = input_ != nullptr ? input_ : other.input_;
      return input == nullptr || input->is_over();
    }

   private:
    Input* input_ = nullptr;
  };

  void begin_token() { of_token_ = 0; }
  [[nodiscard]] bool is_too_long() const {
    return taken_ >= report_bytes_max || of_token_ >= token_bytes_max;
  }

 private:
  [[nodiscard]] bool is_over() const {
    using Traits = std::streambuf::traits_type;
    return is_too_long() || Traits::eq_int_type(bytes_.sgetc(), Traits::eof());
  }

  std::streambuf& bytes_;
  std::uint64_t taken_ = 0;
  std::size_t of_token_ = 0;
};

// Follows the parser's events: passes over what is not of the record, and builds one piece of that
// at a time.
class PieceSax : public nlohmann::json_sax<Json> {
 public:
  PieceSax(Input& input, const TakePiece& take) : input_(input), take_(take) {}

  [[nodiscard]] std::optional<std::string> trouble() const {
    if (!trouble_.empty()) return trouble_;
    if (schema_ != schema_known)
      return "it is no report of Oakprobe: its \"schema\" would be \"" + std::string(schema_known) +
             "\"";
    if (!has_record_)
      return "it has no \"record\", from which it could be shown again: an older Oakprobe wrote "
             "it. Check again with this one";
    return std::nullopt;
  }

  bool null() override { return put(Json()); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override {
    if (depth_ == 1 && root_key_ == "schema") schema_ = value;
    return put(std::move(value));
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return start(Json::object()); }
  bool start_array(std::size_t) override { return start(Json::array()); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }

  bool key(string_t& key) override {
    input_.begin_token();
    if (depth_ == 1) {
      root_key_ = std::move(key);
    } else if (depth_ == 2 && in_record_) {
      record_key_ = std::move(key);
      in_list_ = false;
      position_ = 0;
    } else if (!open_.empty()) {
      key_ = std::move(key);
      return count();
    }
    return true;
  }

  bool parse_error(std::size_t byte, const std::string&, const Json::exception&) override {
    return fail(
        input_.is_too_long()
            ? "it is too long for a report, or something in it is"
            : "it is not JSON from byte " + std::to_string(byte) + " on; is it whole?"
    );
  }

 private:
  bool fail(std::string what) {
    if (trouble_.empty()) trouble_ = std::move(what);
    return false;
  }

  bool count() {
    return ++values_ <= piece_values_max ||
           fail(place() + " has more than " + std::to_string(piece_values_max) + " values in it");
  }

  // "record.nodes[3]"
  [[nodiscard]] std::string place() const {
    return "record." + excerpt(record_key_) +
           (in_list_ ? "[" + std::to_string(position_) + "]" : std::string());
  }

  bool start(Json empty) {
    input_.begin_token();
    if (++depth_ > report_depth_max)
      return fail("more than " + std::to_string(report_depth_max) + " levels are in each other");
    if (depth_ == 2 && root_key_ == "record") {
      if (has_record_ || !empty.is_object()) return fail("\"record\" is one object");
      has_record_ = in_record_ = true;
      return true;
    }
    if (!in_record_) return true;
    if (depth_ == 3 && empty.is_array()) {  // its elements are the pieces
      in_list_ = true;
      return true;
    }
    Json* placed = add(std::move(empty));
    if (placed == nullptr) return false;
    open_.push_back(placed);
    return true;
  }

  bool end() {
    input_.begin_token();
    --depth_;
    if (depth_ == 1) in_record_ = false;
    if (open_.empty()) {
      if (depth_ == 2) in_list_ = false;
      return true;
    }
    open_.pop_back();
    return !open_.empty() || give();
  }

  // A value that has nothing in it.
  bool put(Json value) {
    input_.begin_token();
    if (!in_record_) return true;
    if (add(std::move(value)) == nullptr) return false;
    return !open_.empty() || give();
  }

  // Where it stands in the piece; null: there is no room for it.
  Json* add(Json value) {
    if (!count()) return nullptr;
    if (open_.empty()) return &(piece_ = std::move(value));
    Json& parent = *open_.back();
    if (parent.is_object()) return &(parent[key_] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }

  bool give() {
    values_ = 0;
    const auto wrong = take_(record_key_, piece_);
    if (wrong) return fail(place() + *wrong);
    if (in_list_) ++position_;
    return true;
  }

  Input& input_;
  const TakePiece& take_;
  std::string trouble_;
  std::string schema_;
  std::string root_key_;
  std::string record_key_;
  std::string key_;  // within a piece
  std::size_t depth_ = 0;
  bool has_record_ = false;
  bool in_record_ = false;
  bool in_list_ = false;
  std::size_t position_ = 0;
  std::size_t values_ = 0;
  Json piece_;
  std::vector<Json*> open_;  // lists and objects of the piece that are not at their end
};

}  // namespace

std::optional<std::string> read_pieces(std::streambuf& report, const TakePiece& take) {
  Input input(report);
  PieceSax sax(input, take);
  static_cast<void>(Json::sax_parse(Input::Iterator(input), Input::Iterator(), &sax));
  return sax.trouble();
}

}  // namespace oakprobe::record
