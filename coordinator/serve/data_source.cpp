#include "coordinator/serve/data_source.hpp"

#include <nlohmann/json.hpp>

namespace oakprobe::serve {
namespace {

// A string alone: to free a tree the library takes memory, and ends the process where there is
// none.
std::string quoted(std::string_view text) {
  using Json = nlohmann::json;
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Answer refusal(unsigned status, std::string_view code, std::string_view message) {
  return {
      status, R"({"error":{"code":)" + quoted(code) + R"(,"message":)" + quoted(message) + "}}"};
}

}  // namespace oakprobe::serve
