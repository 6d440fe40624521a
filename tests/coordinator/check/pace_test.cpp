#include "coordinator/check/pace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace oakprobe::check {
namespace {

TEST(FlowInterval, IsThatOfATenthOrOfTheShare) {
  struct Row {
    const char* name;
    std::uint32_t rate;
    std::size_t agents;
    int interval_us;
  };
  const Row rows[] = {
      {"the default for few agents is a tenth", 2'000, 3, 5'000},
      {"many agents share", 2'000, 100, 50'000},
      {"no whole number a second", 2'000, 300, 150'000},
      {"less than one a second", 2'000, 10'000, 5'000'000},
      {"a rate of one", 1, 5, 5'000'000},
      {"nobody dials", 2'000, 0, 5'000},
      {"the agent's ceiling", 1'000'000, 2, 50},
      {"the fleet's ceiling", 4'000'000'000, 1'000, 1'000},
      {"never above the rate", 3, 1, 333'334},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(flow_interval(row.rate, row.agents).count(), row.interval_us);
  }
}

constexpr ListenPort api{Protocol::tcp, 10'000};

// The contract: over the whole fleet 20 connections a second to one live port.
TEST(LivePortSpread, StartsTwentyConnectionsASecond) {
  constexpr std::uint32_t retry_ms = 250;
  for (const bool asks : {false, true}) {
    for (std::uint32_t attempts = 1; attempts <= 32; ++attempts) {
      SCOPED_TRACE(std::to_string(attempts) + (asks ? " questions" : " bare connects"));
      LivePortSpread spread(attempts);
      std::vector<std::uint32_t> starts;
      for (int path = 0; path < 100; ++path) {
        const std::uint32_t first = spread.next_start_ms(NodeId{1}, api, asks);
        for (std::uint32_t attempt = 0; attempt < attempts; ++attempt)
          starts.push_back(first + attempt * retry_ms);
        if (asks) starts.push_back(first + 1);  // the follow-up
      }
      std::ranges::sort(starts);
      std::size_t most = 0;
      for (std::size_t at = 0, from = 0; at < starts.size(); ++at) {
        while (starts[from] + 1'000 <= starts[at]) ++from;
        most = std::max(most, at - from + 1);
      }
      EXPECT_LE(most, 20U);
    }
  }
}

// And 5 open, also when the service takes all the time that the agents give it: 100 ms for each
// attempt, and a second for the last one that asks.
TEST(LivePortSpread, KeepsFiveOpenWithASlowService) {
  struct Open {
    std::uint32_t from;
    std::uint32_t until;
  };
  for (std::uint32_t attempts = 1; attempts <= 32; ++attempts) {
    for (std::uint32_t last = 0; last < attempts; ++last) {
      SCOPED_TRACE(std::to_string(attempts) + ", slow in " + std::to_string(last));
      LivePortSpread spread(attempts);
      std::vector<Open> connections;
      for (int path = 0; path < 50; ++path) {
        const std::uint32_t first = spread.next_start_ms(NodeId{1}, api, true);
        for (std::uint32_t attempt = 0; attempt < last; ++attempt)
          connections.push_back({first + attempt * 250, first + attempt * 250 + 100});
        connections.push_back({first + last * 250, first + last * 250 + 1'000});
      }
      for (const Open& one : connections) {
        const auto open = std::ranges::count_if(connections, [&](const Open& other) {
          return other.from <= one.from && one.from < other.until;
        });
        EXPECT_LE(open, 5) << "at " << one.from;
      }
    }
  }
}

TEST(LivePortSpread, CountsEachPortForItself) {
  LivePortSpread spread(3);
  const ListenPort port{Protocol::tcp, 10'000};
  EXPECT_EQ(spread.next_start_ms(NodeId{1}, port, false), 0U);
  EXPECT_EQ(spread.next_start_ms(NodeId{1}, port, false), 150U);
  EXPECT_EQ(spread.next_start_ms(NodeId{2}, port, false), 0U);
  EXPECT_EQ(spread.next_start_ms(NodeId{1}, ListenPort{Protocol::tcp, 10'099}, false), 0U);
}

TEST(ProbingTime, CoversPaceStartsAndSilence) {
  using namespace std::chrono_literals;
  const wire::Probe terms;
  EXPECT_EQ(probing_time({1, 0, false}, terms, 1), 3'522ms);
  EXPECT_EQ(probing_time({1'000, 0, false}, terms, 1), 26'000ms)
      << "3,000 flows at 200/s, and half as long again";
  EXPECT_EQ(probing_time({1, 10'000, false}, terms, 1), 13'522ms);
  EXPECT_EQ(probing_time({1, 0, true}, terms, 1), 5'522ms) << "names are looked up first";
}

TEST(ProbingTime, ARaisedRateShortensNoWait) {
  const ProbeWork work{1'000, 0, false};
  wire::Probe terms;
  terms.flow_interval_us = static_cast<std::uint32_t>(flow_interval(2'000, 300).count());
  const auto at_the_default = probing_time(work, terms, 300);
  terms.flow_interval_us = static_cast<std::uint32_t>(flow_interval(1'000'000, 300).count());
  EXPECT_EQ(probing_time(work, terms, 300), at_the_default)
      << "a busy machine may not be able to do it";
}

TEST(HubSpread, ConnectsToNoPortFasterThanAnAgentDials) {
  HubSpread hubs;
  const ListenPort port{Protocol::tcp, 10'000};
  const ListenPort another{Protocol::tcp, 10'001};
  std::uint32_t last = 0;
  std::map<std::uint32_t, unsigned> starts;
  for (int path = 0; path < 10'000; ++path) {
    const std::uint32_t start = hubs.next_start_ms(NodeId{1}, port);
    EXPECT_GE(start, last);
    last = start;
    ++starts[start];
  }
  EXPECT_EQ(last, 499U) << "half a second for 10,000";
  for (const auto& [start, count] : starts) EXPECT_EQ(count, 20U);
  EXPECT_EQ(hubs.next_start_ms(NodeId{1}, another), 0U);
  EXPECT_EQ(hubs.next_start_ms(NodeId{2}, port), 0U);
}

}  // namespace
}  // namespace oakprobe::check
