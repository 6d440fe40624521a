#include "coordinator/history/alert_store.hpp"

#include "tests/coordinator/history/both_databases.hpp"

#include <gmock/gmock.h>

#include <array>

namespace oakprobe::history {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string mine = "/etc/mine.yaml";
const std::string others = "/etc/others.yaml";

class AlertStore : public BothDatabases {};
ON_BOTH_DATABASES(AlertStore);

Waiting message(
    const std::string& receiver, const std::string& alert, int number, std::int64_t due = 100
) {
  const std::string delivery = alert + "/" + std::to_string(number);
  return {0, receiver, alert, delivery, "{\"of\": \"" + delivery + "\"}", 100, 0, due};
}

std::vector<std::string> deliveries(
    Database& database, const std::string& receiver, std::int64_t now, std::size_t most = 100
) {
  const auto waiting = first_waiting(database, mine, receiver, now, most);
  EXPECT_TRUE(waiting) << waiting.error().message;
  std::vector<std::string> names;
  for (const Waiting& one : *waiting) names.push_back(one.delivery);
  return names;
}

TEST_P(AlertStore, KeepsAlertsUntilTheyAreOver) {
  Database database = open();
  const std::array alerts{KeptAlert{"1-1", "one"}, KeptAlert{"1-2", "two"}};
  ASSERT_TRUE(store_alerts(database, mine, alerts, {}));
  const std::array later{KeptAlert{"1-1", ""}, KeptAlert{"1-2", "two, later"}};
  ASSERT_TRUE(store_alerts(database, mine, later, {}));
  Database again = open();
  EXPECT_THAT(*load_alerts(again, mine), ElementsAre("two, later"));
}

TEST_P(AlertStore, MessagesGoInOrderOfTheirAlert) {
  Database database = open();
  const std::array messages{
      message("a", "1-1", 1),
      message("a", "1-1", 2),
      message("b", "1-1", 1),
      message("a", "1-2", 1)};
  ASSERT_TRUE(store_alerts(database, mine, {}, messages));
  EXPECT_THAT(deliveries(database, "a", 99), IsEmpty());
  EXPECT_THAT(deliveries(database, "a", 100), ElementsAre("1-1/1", "1-2/1"));
  EXPECT_THAT(deliveries(database, "b", 100), ElementsAre("1-1/1"));
  EXPECT_THAT(deliveries(database, "a", 100, 1), ElementsAre("1-1/1"));
  const auto first = (*first_waiting(database, mine, "a", 100, 1)).front();
  EXPECT_EQ(first.body, "{\"of\": \"1-1/1\"}");
  // The second message does not overtake the first.
  ASSERT_TRUE(postpone(database, first.number, 130));
  EXPECT_THAT(deliveries(database, "a", 129), ElementsAre("1-2/1"));
  EXPECT_EQ((*first_waiting(database, mine, "a", 130, 1)).front().tries, 1);
  ASSERT_TRUE(forget_waiting(database, first.number));
  EXPECT_THAT(deliveries(database, "a", 130), ElementsAre("1-1/2", "1-2/1"));
  EXPECT_EQ(*count_waiting(database, mine), 3U);
}

TEST_P(AlertStore, AMessageIsThereOnce) {
  Database database = open();
  const std::array messages{message("a", "1-1", 1), message("a", "1-1", 1)};
  ASSERT_TRUE(store_alerts(database, mine, {}, messages));
  ASSERT_TRUE(store_alerts(database, mine, {}, messages));
  EXPECT_EQ(*count_waiting(database, mine), 1U);
}

TEST_P(AlertStore, WhatWaitsForReceiversThatAreGoneIsForgotten) {
  Database database = open();
  const std::array messages{message("a", "1-1", 1), message("b", "1-1", 1), message("c", "1-1", 1)};
  ASSERT_TRUE(store_alerts(database, mine, {}, messages));
  const std::array<std::string, 2> receivers{"b", "d"};
  EXPECT_EQ(*keep_receivers(database, mine, receivers), 2U);
  EXPECT_THAT(deliveries(database, "b", 100), ElementsAre("1-1/1"));
}

TEST_P(AlertStore, DeploymentsHaveTheirOwn) {
  Database database = open();
  const std::array alerts{KeptAlert{"1-1", "one"}};
  const std::array messages{message("a", "1-1", 1)};
  ASSERT_TRUE(store_alerts(database, mine, alerts, messages));
  EXPECT_THAT(*load_alerts(database, others), IsEmpty());
  EXPECT_EQ(*count_waiting(database, others), 0U);
  EXPECT_THAT(*first_waiting(database, others, "a", 100, 1), IsEmpty());
  EXPECT_EQ(*keep_receivers(database, others, {}), 0U);
  const std::array over{KeptAlert{"1-1", ""}};
  ASSERT_TRUE(store_alerts(database, others, over, messages));
  EXPECT_THAT(*load_alerts(database, mine), ElementsAre("one"));
  EXPECT_EQ(*count_waiting(database, mine), 1U);
  EXPECT_EQ(*count_waiting(database, others), 1U);
}

TEST_P(AlertStore, OfTooManyMessagesTheOldestGo) {
  Database database = open();
  std::vector<Waiting> messages;
  for (std::size_t i = 0; i <= waiting_max; ++i)
    messages.push_back(message("a", "1-" + std::to_string(i), 1));
  const auto dropped = store_alerts(database, mine, {}, messages);
  ASSERT_TRUE(dropped) << dropped.error().message;
  EXPECT_EQ(*dropped, 1U);
  EXPECT_EQ(*count_waiting(database, mine), waiting_max);
  EXPECT_THAT(deliveries(database, "a", 100, 1), ElementsAre("1-1/1"));
}

}  // namespace
}  // namespace oakprobe::history
