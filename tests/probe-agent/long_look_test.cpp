#include "path_look_case.hpp"
#include "tests/support/scripted_service.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

namespace oakprobe::agent {
namespace {

using testing::Each;
using testing::Field;
using testing::IsEmpty;
using testing_support::ScriptedService;

class LongLook : public PathLookTest {
 protected:
  evidence::LookEvidence ask() {
    LookTarget target = target_at(service_.port());
    target.protocol = Protocol::tcp;
    target.look.full_bytes = 1'500;
    target.question = evidence::Question{Service::http, "/api/clusters/"};
    target.question->long_path = "/docs/openapi.json";
    target.dialled = "127.0.0.1";
    target.said = evidence::AnswerKind::itself;
    return look(std::move(target));
  }

  static std::string http(std::size_t bytes) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(bytes) +
           "\r\nConnection: close\r\n\r\n" + std::string(bytes, 'x');
  }

  ScriptedService service_{io_};
  const std::string partial_ = http(5'000).substr(0, 1'000);
};

TEST_F(LongLook, IsOverAfterOneAnswerAndOneRequestThatPass) {
  service_.answers = {http(5'000), http(2)};
  const auto seen = ask();
  ASSERT_EQ(seen.sizes.size(), 2U);
  EXPECT_THAT(seen.sizes, Each(Field(&evidence::SizedProbe::answered, true)));
  EXPECT_THAT(seen.sizes, Each(Field(&evidence::SizedProbe::bytes, 1'500)));
  EXPECT_TRUE(seen.sizes[0].asked_long);
  EXPECT_FALSE(seen.sizes[1].asked_long);
  ASSERT_EQ(service_.visits.size(), 2U);
  EXPECT_THAT(service_.visits[0].bytes, testing::StartsWith("GET /docs/openapi.json HTTP/1.1\r\n"));
  EXPECT_GE(service_.visits[1].bytes.size(), evidence::segment_fill_bytes_min);
  for (const auto& visit : service_.visits) EXPECT_FALSE(visit.reset);
}

TEST_F(LongLook, LearnsNothingFromAShortAnswer) {
  service_.answers = {http(2)};
  const auto seen = ask();
  ASSERT_EQ(seen.sizes.size(), 2U);
  EXPECT_EQ(seen.sizes[0].error, ENODATA);
  EXPECT_TRUE(seen.sizes[1].answered);
}

// At first too busy for full answers, then for short ones as well: others kept it.
TEST_F(LongLook, LearnsNothingFromAServiceThatIsBusyAtTheWrongMoments) {
  service_.answers = {partial_, partial_, http(5'000), partial_};
  const auto seen = ask();
  EXPECT_THAT(seen.sizes, Each(Field(&evidence::SizedProbe::asked_long, false)));
  EXPECT_THAT(seen.sizes, testing::Not(IsEmpty())) << "its requests are another matter";
}

TEST_F(LongLook, IsNarrowWhereOnlyShortAnswersPass) {
  service_.answers.assign(10, partial_);
  service_.answers[2] = service_.answers[8] = http(5'000);
  const auto seen = ask();
  EXPECT_TRUE(std::ranges::any_of(seen.sizes, [](const evidence::SizedProbe& size) {
    return size.asked_long && size.answered && size.bytes == 576;
  }));
}

}  // namespace
}  // namespace oakprobe::agent
