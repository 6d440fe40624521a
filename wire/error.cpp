#include "wire/error.hpp"

#include <string>

namespace oakprobe::wire {
namespace {

// One line for a person each, to stand behind "the agent of w1: ".
std::string text(Error error) {
  switch (error) {
    case Error::no_greeting:
      return "64 KiB came, and no greeting among them (OAKPROBE/1)";
    case Error::frame_too_long:
      return "a frame announced more bytes than are allowed";
    case Error::frame_empty:
      return "a frame announced no bytes";
    case Error::malformed_cbor:
      return "a message is not well-formed CBOR";
    case Error::too_deep:
      return "a message is nested too deeply";
    case Error::too_many_values:
      return "a message holds too many values";
    case Error::too_many_keys:
      return "a map in a message has too many keys";
    case Error::not_a_message:
      return "a message lacks a field, or a field is out of its range";
    case Error::unknown_message:
      return "a message is of an unknown type";
    case Error::unexpected_message:
      return "a message is of a type that only the other side sends";
    case Error::version_mismatch:
      return "the peer speaks another version of the protocol";
  }
  return "unknown protocol error";
}

class Category final : public boost::system::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "oakprobe.wire"; }
  [[nodiscard]] std::string message(int value) const override {
    return text(static_cast<Error>(value));
  }
};

}  // namespace

const boost::system::error_category& error_category() {
  static const Category category;
  return category;
}

ErrorCode make_error_code(Error error) { return {static_cast<int>(error), error_category()}; }

}  // namespace oakprobe::wire
