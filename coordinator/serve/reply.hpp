#pragma once

#include "coordinator/serve/data_source.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::serve {

inline constexpr std::string_view json_type = "application/json; charset=utf-8";
inline constexpr std::string_view text_type = "text/plain; charset=utf-8";

// What is sent in answer to a request, but for what every answer has.
struct Reply {
  unsigned status = 200;
  std::string_view type;  // Content-Type; static. Empty: there is no body
  std::vector<std::pair<std::string_view, std::string>> headers;  // static names
  std::shared_ptr<const void> owner;                              // of the body; null: it is static
  std::string_view body;
  bool closes = false;  // the connection is of no more use
};

[[nodiscard]] Reply reply_of(Answer answer);
[[nodiscard]] Reply plain_reply(unsigned status, std::string text);

// What a client sent that can't be served, or may not be.
[[nodiscard]] Reply no_token();
[[nodiscard]] Reply strange_site();
[[nodiscard]] Reply wrong_method();
[[nodiscard]] Reply nothing_there();
[[nodiscard]] Reply too_much();  // asked for at once

// Where what follows may not be what it seems, so the connection ends.
[[nodiscard]] Reply bad_request(std::string_view why);
[[nodiscard]] Reply strange_host();
[[nodiscard]] Reply too_large_header();
[[nodiscard]] Reply body_refused();

struct HeadTerms {
  unsigned version = 11;  // HTTP's, as Beast has it
  bool keep_alive = true;
  bool ends_with_connection = false;  // the body has no length
};

// Status line and headers, with those that keep a page to itself.
[[nodiscard]] std::string head_of(const Reply& reply, const HeadTerms& terms);

}  // namespace oakprobe::serve
