#pragma once

#include <string>
#include <string_view>

namespace oakprobe::notify {

// HMAC-SHA256 of the body under the secret, as a header has it: "sha256=" and 64 hexadecimal
// digits.
[[nodiscard]] std::string signature_of(std::string_view body, std::string_view secret);

// 16 hexadecimal digits that stand for a text, which they do not tell.
[[nodiscard]] std::string digest_of(std::string_view text);

}  // namespace oakprobe::notify
