#include "coordinator/serve/data_source.hpp"

#include <nlohmann/json.hpp>

namespace oakprobe::serve {

Answer refusal(unsigned status, std::string_view code, std::string_view message) {
  using Json = nlohmann::ordered_json;
  const Json body{{"error", {{"code", code}, {"message", message}}}};
  return {status, body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace oakprobe::serve
