#include "coordinator/diagnosis/path_book.hpp"

#include "evidence/round_trip_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

namespace oakprobe::diagnosis {
namespace {

FinishedPath path_to(std::uint16_t flow, std::uint32_t source, std::uint32_t target) {
  FinishedPath path;
  path.id = {FlowId{flow}, NodeId{source}, NodeId{target}};
  path.address = inventory::Address("192.0.2." + std::to_string(target));
  path.port = 50'103;
  return path;
}

void expect_same(const FinishedPath& path, const FinishedPath& kept) {
  EXPECT_EQ(path.id, kept.id);
  EXPECT_EQ(static_cast<const PathEnd&>(path), static_cast<const PathEnd&>(kept));
  EXPECT_EQ(static_cast<const PathState&>(path), static_cast<const PathState&>(kept));
  const auto codes = [](const FinishedPath& one) {
    const evidence::RoundTrip time = one.round_trip.value_or(evidence::RoundTrip());
    return std::array{
        evidence::round_trip_code(time.min_us),
        evidence::round_trip_code(time.median_us),
        evidence::round_trip_code(time.max_us)};
  };
  ASSERT_EQ(path.round_trip.has_value(), kept.round_trip.has_value());
  EXPECT_EQ(codes(path), codes(kept));
}

// Every node to every other.
PathBook mesh(std::uint32_t nodes) {
  PathBook book;
  for (std::uint32_t source = 0; source < nodes; ++source)
    for (std::uint32_t target = 0; target < nodes; ++target)
      if (source != target) book.add(path_to(3, source, target));
  return book;
}

TEST(PathBook, FindsEachPathOfAMesh) {
  const PathBook book = mesh(7);
  ASSERT_EQ(book.size(), 42U);
  std::size_t position = 0;
  for (std::uint32_t source = 0; source < 7; ++source) {
    for (std::uint32_t target = 0; target < 7; ++target) {
      const PathId id{FlowId{3}, NodeId{source}, NodeId{target}};
      if (source == target) {
        EXPECT_EQ(book.find(id), std::nullopt);
        continue;
      }
      EXPECT_EQ(book.find(id), position);
      EXPECT_EQ(book.id_at(position), id);
      expect_same(book[position], path_to(3, source, target));
      ++position;
    }
  }
  EXPECT_EQ(book.find({FlowId{2}, NodeId{0}, NodeId{1}}), std::nullopt);
  EXPECT_EQ(book.find({FlowId{3}, NodeId{7}, NodeId{1}}), std::nullopt);
  EXPECT_EQ(book.find({FlowId{3}, NodeId{0}, NodeId{7}}), std::nullopt);
}

TEST(PathBook, GivesThePathsOfASourceOverAllFlows) {
  PathBook book;
  for (const std::uint16_t flow : {std::uint16_t{1}, std::uint16_t{4}})
    for (const std::uint32_t source : {0U, 2U})
      for (const std::uint32_t target : {1U, 3U}) book.add(path_to(flow, source, target));
  EXPECT_EQ(book.from(NodeId{0}), (std::vector<std::uint32_t>{0, 1, 4, 5}));
  EXPECT_EQ(book.from(NodeId{2}), (std::vector<std::uint32_t>{2, 3, 6, 7}));
  EXPECT_TRUE(book.from(NodeId{1}).empty());
  std::vector<PathId> ids;
  book.for_each_id([&](std::uint32_t position, const PathId& id) {
    EXPECT_EQ(position, ids.size());
    ids.push_back(id);
  });
  EXPECT_TRUE(std::ranges::equal(ids, book, {}, {}, &FinishedPath::id));
}

TEST(PathBook, KeepsAnExceptionOfOneSourceApart) {
  PathBook book;
  for (std::uint32_t source = 0; source < 5; ++source) {
    for (std::uint32_t target = 0; target < 5; ++target) {
      if (source == target) continue;
      FinishedPath path = path_to(3, source, target);
      if (source == 3 && target == 1) path.port = 40'000;
      book.add(path);
    }
  }
  for (const FinishedPath path : book) {
    const bool other = path.id.source == NodeId{3} && path.id.target == NodeId{1};
    EXPECT_EQ(path.port, other ? 40'000 : 50'103);
  }
}

TEST(PathBook, AChangedListenerIsEverybodysWhoDialsThere) {
  PathBook book = mesh(4);
  book.for_each_end([](FlowId, NodeId target, PathEnd& end) {
    end.listener_pid = static_cast<std::int32_t>(index_of(target));
  });
  for (const FinishedPath path : book)
    EXPECT_EQ(path.listener_pid, static_cast<std::int32_t>(index_of(path.id.target)));
}

TEST(PathBook, TakesFurtherPathsAfterOthersWereChanged) {
  PathBook book;
  const auto add = [&](std::uint32_t target, std::uint16_t port) {
    FinishedPath path = path_to(1, 0, target);
    path.observed_port = port;
    book.add(path);
  };
  add(1, 10);
  add(2, 20);
  book.edit(0)->observed_port = 20;
  add(3, 30);
  book.edit(1)->observed_port = 40;
  book.edit(2)->observed_port = 50;
  book.edit(0)->observed_port = 60;
  for (std::size_t at = 0; at < 3; ++at)
    EXPECT_EQ(book[at].observed_port, (std::array{60, 40, 50})[at]);
}

TEST(PathBook, OneEditedPathLeavesOthersAsTheyWere) {
  PathBook book = mesh(4);
  {
    auto path = book.edit(5);
    path->port = 1;
    path->accepted = true;
    path->round_trip = {10, 20, 30};
  }
  for (std::size_t at = 0; at < book.size(); ++at) {
    EXPECT_EQ(book[at].port == 1, at == 5) << at;
    EXPECT_EQ(book[at].accepted, at == 5) << at;
    EXPECT_EQ(book[at].round_trip.has_value(), at == 5) << at;
  }
}

// As a plain list of whole paths would, whatever is written in whatever order: few like states, and
// more different ones than a row has room for.
TEST(PathBook, KeepsWhateverIsWritten) {
  for (const std::uint32_t variety : {3U, 40U, 100'000U}) {
    SCOPED_TRACE(variety);
    std::mt19937 random(variety);
    constexpr std::uint32_t nodes = 40;
    PathBook book = mesh(nodes);
    std::vector<FinishedPath> plain(book.begin(), book.end());
    // A row of its own with room for fewer states than paths.
    for (std::uint32_t target = 0; target < 600; ++target) {
      plain.push_back(path_to(9, 0, target));
      book.add(plain.back());
    }
    for (int turn = 0; turn < 30'000; ++turn) {
      const std::size_t at = random() % plain.size();
      FinishedPath& path = plain[at];
      path.observed_port = static_cast<std::uint16_t>(random() % variety);
      path.dial.edit().sent = evidence::AttemptSet(static_cast<std::uint32_t>(random() % variety));
      path.receipt.reset();
      if (random() % 2 == 0) path.receipt.emplace().delivered = evidence::AttemptSet(7);
      if (random() % 4 == 0) path.port = static_cast<std::uint16_t>(40'000 + random() % 3);
      const auto time = static_cast<std::uint32_t>(random() % 1'000'000);
      path.round_trip = evidence::RoundTrip{time, 2 * time, 3 * time};
      if (random() % 3 == 0) path.round_trip.reset();
      book.store(at, path);
      if (random() % 50 != 0) continue;
      plain.push_back(path_to(10, 0, static_cast<std::uint32_t>(plain.size())));
      plain.back().observed_port = static_cast<std::uint16_t>(random() % variety);
      book.add(plain.back());
    }
    ASSERT_EQ(book.size(), plain.size());
    for (std::size_t at = 0; at < plain.size(); ++at) expect_same(book[at], plain[at]);
  }
}

std::size_t states_of(const PathBook& book) {
  std::size_t states = 0;
  EXPECT_FALSE(book.any_state([&](const PathState&) {
    ++states;
    return false;
  }));
  return states;
}

TEST(PathBook, WhatAllTargetsAnswerThemselvesIsOneState) {
  PathBook book;
  const auto router = boost::asio::ip::make_address("198.51.100.1");
  for (std::uint32_t target = 0; target < 40; ++target) {
    FinishedPath path = path_to(3, 99, target);
    evidence::DialFailure& failure = path.dial.emplace().failures.emplace_back();
    failure.icmp = evidence::IcmpError{3, 13, target == 7 ? router : *path.address->ip()};
    book.add(path);
  }
  EXPECT_EQ(states_of(book), 2U);
  for (const FinishedPath path : book) {
    const bool by_router = path.id.target == NodeId{7};
    EXPECT_EQ(path.dial->failures[0].icmp->from, by_router ? router : *path.address->ip());
  }
  const std::size_t before = states_of(book);
  for (std::size_t at = 0; at < book.size(); ++at) book.store(at, book[at]);
  EXPECT_EQ(states_of(book), before);
}

TEST(PathBook, KnowsWhatChangedSinceItWasJudged) {
  PathBook book = mesh(3);
  EXPECT_FALSE(book.is_judged(4));
  for (std::size_t at = 0; at < book.size(); ++at) book.store_judged(at, book[at]);
  const auto all_but = [&](std::size_t changed) {
    for (std::size_t at = 0; at < book.size(); ++at) EXPECT_EQ(book.is_judged(at), at != changed);
  };
  book.edit(4)->observed_port = 1;
  all_but(4);
  book.store_judged(4, book[4]);
  book.edit(3)->port = 1;
  all_but(3);
  book.store_judged(3, book[3]);
  book.edit(3)->round_trip = evidence::RoundTrip{1, 2, 3};
  book.edit(3)->cause_index = 1;
  EXPECT_TRUE(book.is_judged(3)) << "neither says anything of the path";
}

TEST(PathBook, KeepsWhichCauseAPathIsToldWith) {
  PathBook book = mesh(3);
  EXPECT_EQ(book.cause_at(2), std::nullopt);
  book.set_cause(2, 0);
  book.edit(4)->cause_index = 70'000;
  EXPECT_EQ(book[2].cause_index, 0U);
  EXPECT_EQ(book.cause_at(4), 70'000U);
  EXPECT_EQ(book.cause_at(3), std::nullopt);
  book.add(path_to(4, 0, 1));
  EXPECT_EQ(book.cause_at(6), std::nullopt);
  book.set_cause(4, std::nullopt);
  EXPECT_EQ(book.cause_at(4), std::nullopt);
  book.forget_causes();
  EXPECT_EQ(book.cause_at(2), std::nullopt);
}

TEST(PathBook, CountsWhoDialsAnEnd) {
  const PathBook book = mesh(5);
  std::size_t ends = 0;
  book.count_ends([&](FlowId, NodeId, const PathEnd&, std::uint32_t paths) {
    EXPECT_EQ(paths, 4U);
    ++ends;
  });
  EXPECT_EQ(ends, 5U);
}

TEST(RoundTripCode, IsNearAndKeepsTheOrder) {
  std::uint8_t last = 0;
  for (std::uint32_t us = 0; us < 60'000'000; us += 1 + us / 50) {
    const std::uint8_t code = evidence::round_trip_code(us);
    EXPECT_GE(code, std::max<std::uint8_t>(last, 1));
    last = code;
    const double off = static_cast<double>(evidence::round_trip_us(code)) - us;
    EXPECT_LE(std::abs(off), us <= 28 ? 0.0 : 0.036 * us) << us;
    EXPECT_EQ(evidence::round_trip_code(evidence::round_trip_us(code)), code);
  }
  EXPECT_EQ(evidence::round_trip_code(~std::uint32_t{0}), 255);
  EXPECT_GE(evidence::round_trip_us(255), 60'000'000U);
}

}  // namespace
}  // namespace oakprobe::diagnosis
