#include "coordinator/notify/alertmanager.hpp"

#include <gtest/gtest.h>

namespace oakprobe::notify {
namespace {

alerts::Alert alert() {
  alerts::Alert one;
  one.id = "1-1";
  one.since = "2026-11-24T00:00:00Z";
  one.changed = "2026-11-24T01:00:00Z";
  one.labels = {{"alertname", "OakprobePaths"}, {"node", "w3"}};
  one.cause.message = "m";
  one.cause.fix = "f";
  one.cause.paths = 3;
  one.cause.tracked = {{"flow", "w1", "w3"}, {"flow", "w2", "w3"}};
  return one;
}

TEST(Alertmanager, HoldsWhatFires) {
  const alerts::Alert one = alert();
  EXPECT_EQ(
      alertmanager_body(std::span(&one, 1), 1'795'478'400, "https://page.example/"),
      R"([{"labels":{"alertname":"OakprobePaths","node":"w3"},)"
      R"("annotations":{"message":"m","fix":"f",)"
      R"("paths":"flow w1 -> w3, flow w2 -> w3 and 1 more"},)"
      R"("startsAt":"2026-11-24T00:00:00Z","endsAt":"2026-11-24T00:00:00Z",)"
      R"("generatorURL":"https://page.example/"}])"
  );
}

TEST(Alertmanager, EndsWhatIsOver) {
  alerts::Alert one = alert();
  one.firing = false;
  const std::string body = alertmanager_body(std::span(&one, 1), 1'795'999'999, "");
  EXPECT_NE(body.find(R"("endsAt":"2026-11-24T01:00:00Z"})"), std::string::npos) << body;
}

TEST(Alertmanager, ItsApiIsBelowItsAddress) {
  EXPECT_EQ(alertmanager_target("/"), "/api/v2/alerts");
  EXPECT_EQ(alertmanager_target("/am"), "/am/api/v2/alerts");
  EXPECT_EQ(alertmanager_target("/am//"), "/am/api/v2/alerts");
}

}  // namespace
}  // namespace oakprobe::notify
