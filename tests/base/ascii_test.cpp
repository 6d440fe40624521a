#include "base/ascii.hpp"

namespace oakprobe {

static_assert(lower('A') == 'a' && lower('Z') == 'z');
static_assert(lower('@') == '@' && lower('[') == '[' && lower('\xc4') == '\xc4');
static_assert(is_digit('0') && is_digit('9') && !is_digit('/') && !is_digit(':'));
static_assert(is_alphanumeric('z') && is_alphanumeric('Q') && !is_alphanumeric('_'));
static_assert(is_control('\0') && is_control('\x1f') && is_control('\x7f'));
static_assert(!is_control('\t') && !is_control('\r') && !is_control(' ') && !is_control('\x80'));
static_assert(trimmed(" \ta b ") == "a b" && trimmed(" \t").empty() && trimmed("").empty());
static_assert(trimmed("a\r", " \r") == "a" && trimmed("a\r") == "a\r");

}  // namespace oakprobe
