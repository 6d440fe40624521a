// The target of a request, which is the first that anybody may send.
#include "base/check.hpp"
#include "base/utf8.hpp"
#include "coordinator/serve/request_target.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace oakprobe;

bool is_clean(std::string_view text) {
  return is_utf8(text) && std::ranges::none_of(text, [](char letter) {
           return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
         });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view target(reinterpret_cast<const char*>(data), size);
  const auto read = serve::parse_target(target);
  if (!read) {
    CHECK(!read.error().why.empty());
    return 0;
  }
  CHECK(read->path.size() <= serve::path_steps_max);
  CHECK(read->parameters.size() <= serve::parameters_max);
  for (const std::string& step : read->path)
    CHECK(is_clean(step) && !step.empty() && step != "." && step != "..");
  for (const auto& [name, value] : read->parameters) CHECK(is_clean(name) && is_clean(value));
  const auto again = serve::parse_target(serve::to_text(*read));
  CHECK(again && *again == *read);
  return 0;
}
