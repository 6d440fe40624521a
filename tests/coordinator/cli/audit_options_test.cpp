#include "parsed_line.hpp"

#include <gmock/gmock.h>

namespace oakprobe::cli {
namespace {

using testing::ElementsAre;

TEST(CommandLine, AnAuditHasItsDefaults) {
  const auto options = parse_as<AuditOptions>("audit my.yaml");
  EXPECT_EQ(options.inventory, "my.yaml");
  EXPECT_EQ(options.request.check.deployment, "my.yaml");
  EXPECT_EQ(options.request.every, std::nullopt) << "as the inventory has it";
  EXPECT_EQ(options.request.confirm, std::nullopt);
  EXPECT_EQ(options.request.flap_limit, std::nullopt);
  EXPECT_FALSE(options.request.once);
  EXPECT_EQ(options.log_format, LogFormat::text);
}

TEST(CommandLine, AnAuditSelectsAndProbesAsACheck) {
  const auto options = parse_as<AuditOptions>(
      "audit my.yaml --every 90s --confirm 3/5 --flap-limit 9 --log-format json --source w1 "
      "--attempts 5 --fail-on none --observe"
  );
  EXPECT_EQ(options.request.every, std::chrono::seconds(90));
  EXPECT_EQ(options.request.confirm, (inventory::Confirm{3, 5}));
  EXPECT_EQ(options.request.flap_limit, 9U);
  EXPECT_EQ(options.log_format, LogFormat::json);
  EXPECT_THAT(options.selection.sources, ElementsAre("w1"));
  EXPECT_EQ(options.request.check.attempts, 5U);
  EXPECT_FALSE(options.request.check.fail_on.blocked);
  EXPECT_TRUE(options.request.check.observe);
  const auto rotates = parse_as<AuditOptions>("audit x --plan rotate 7 --once").request;
  EXPECT_EQ(rotates.check.plan.slots, 7U);
  EXPECT_TRUE(rotates.once);
}

TEST(CommandLine, AnAuditLeavesWhatItFinds) {
  const auto places =
      parse_as<AuditOptions>(
          "audit x --history h --textfile t --metric-paths 7 --webhook http://a --webhook http://b "
          "--webhook-secret-file s --alertmanager http://c --alert-command tell"
      )
          .places;
  EXPECT_EQ(places.history, "h");
  EXPECT_EQ(places.textfile, "t");
  EXPECT_EQ(places.metric_paths, 7U);
  ASSERT_EQ(places.alerts.size(), 4U);
  EXPECT_EQ(places.alerts[1].url, "http://b");
  EXPECT_EQ(places.alerts[1].secret_file, "s");
  EXPECT_EQ(places.alerts[2].kind, inventory::AlertReceiverKind::alertmanager);
  EXPECT_THAT(places.alerts[3].command, ElementsAre("tell"));
}

}  // namespace
}  // namespace oakprobe::cli
