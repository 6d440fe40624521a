#include "coordinator/serve/next_step.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::serve {
namespace {

namespace http = boost::beast::http;

// Of what is asked of the data source.
std::string key_of(std::string_view target) {
  RequestHeader request;
  request.method(http::verb::get);
  request.target(target);
  request.version(11);
  request.set(http::field::host, "localhost");
  const NextStep found = next_step(request, Access(std::nullopt), Page({}));
  const auto* const asked = std::get_if<Asked>(&found);
  return asked == nullptr ? "" : asked->key;
}

TEST(Questions, AreEqualInWhateverOrderTheirParametersAre) {
  const std::string key = key_of("/api/v1/runs/a?paths=all&record=yes");
  EXPECT_NE(key, "");
  EXPECT_EQ(key_of("/api/v1/runs/a?record=yes&paths=all"), key);
  EXPECT_EQ(key_of("/api/v1/runs/%61?record=yes&paths=%61ll"), key);
  EXPECT_NE(key_of("/api/v1/runs/a?record=no&paths=all"), key);
  EXPECT_NE(key_of("/api/v1/runs/b?record=yes&paths=all"), key);
}

}  // namespace
}  // namespace oakprobe::serve
