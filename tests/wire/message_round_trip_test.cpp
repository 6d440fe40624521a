#include "evidence/round_trip_code.hpp"
#include "random_message.hpp"
#include "tests/support/probe_keys.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::wire {
namespace {

// Small enough to try every byte of.
std::vector<std::byte> small_body(std::size_t type) {
  for (std::uint64_t seed = 1;; ++seed) {
    auto body = encode_message(random_message(seed, type));
    if (body.size() < 2'000) return body;
  }
}

class EveryMessage : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryMessage, ComesBackAsItWasSent) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto sent = random_message(seed, GetParam());
    const auto received = decode_message(encode_message(sent));
    ASSERT_TRUE(received) << "seed " << seed << ": " << received.error().message();
    ASSERT_EQ(*received, sent) << "seed " << seed;
  }
}

TEST_P(EveryMessage, IsRefusedWhenCutShort) {
  const auto body = small_body(GetParam());
  for (std::size_t bytes = 0; bytes < body.size(); ++bytes) {
    EXPECT_FALSE(decode_message(std::span(body).first(bytes))) << bytes << " bytes";
  }
}

// A flipped bit may give another message; never a crash, and never what its own encoding is not.
TEST_P(EveryMessage, WithAFlippedByteIsRefusedOrAnotherMessage) {
  auto body = small_body(GetParam());
  for (auto& byte : body) {
    for (const auto mask : {std::byte{0x01}, std::byte{0x20}, std::byte{0x80}, std::byte{0xff}}) {
      byte ^= mask;
      if (const auto message = decode_message(body)) {
        const auto again = decode_message(encode_message(*message));
        ASSERT_TRUE(again);
        EXPECT_EQ(*again, *message);
      }
      byte ^= mask;
    }
  }
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name(type_name(random_message(1, info.param)));
  for (auto& c : name) c = c == '-' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Types, EveryMessage, testing::Range(std::size_t{0}, std::variant_size_v<Message>), test_name
);

// The largest messages that the limits allow must fit a frame, or a large fleet could not be asked.
TEST(MessageSize, ProbeOfTenThousandWorkersIsSmall) {
  Probe probe;
  probe.nodes = 10'000;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    PlannedPath path;
    path.path.target = NodeId{i};
    path.address = i;
    path.named = true;
    probe.names.push_back("worker-" + std::to_string(i) + ".example");
    path.port = 50'103;
    probe.paths.push_back(path);
  }
  testing_support::give_keys(probe);
  const auto body = encode_message(probe);
  EXPECT_LT(body.size(), 600'000U);
  const auto received = decode_message(body);
  ASSERT_TRUE(received);
  EXPECT_EQ(std::get<Probe>(*received), probe);
}

// docs/wire-protocol.md: what is as expected takes two bytes of the source's, and two of the
// target's.
TEST(MessageSize, AMeshThatIsWellIsTold) {
  constexpr std::uint32_t nodes = 1'000;
  const auto size_of = [](const Evidence& evidence) { return encode_message(evidence).size(); };
  const std::size_t nothing = size_of(Evidence());
  Evidence seen;
  Evidence received;
  for (std::uint32_t other = 1; other < nodes; ++other) {
    evidence::DialEvidence& dial = seen.part.dials.emplace_back();
    dial.path = {FlowId{3}, NodeId{0}, NodeId{other}};
    dial.sent = dial.answered = evidence::AttemptSet(0b111);
    dial.round_trip = evidence::RoundTrip{100 + other, 120 + other, 200 + other};
    evidence::ReceiptEvidence& receipt = received.part.receipts.emplace_back();
    receipt.path = {FlowId{3}, NodeId{other}, NodeId{0}};
    receipt.delivered = receipt.answered = evidence::AttemptSet(1);
    receipt.observed_port = static_cast<std::uint16_t>(40'000 + other);
    receipt.as_told = true;
  }
  constexpr std::size_t states_and_runs = 60;
  EXPECT_LE(size_of(seen), nothing + 2 * nodes + states_and_runs);
  EXPECT_LE(size_of(received), nothing + 2 * nodes + states_and_runs);
}

TEST(RoundTrips, TravelNearAndFar) {
  struct Times {
    const char* name;
    evidence::RoundTrip time;
  };
  const auto us = [](int code) { return evidence::round_trip_us(static_cast<std::uint8_t>(code)); };
  const Times rows[] = {
      {"alike", {us(9), us(9), us(9)}},
      {"14 steps apart", {us(86), us(100), us(114)}},
      {"15 steps apart", {us(85), us(100), us(115)}},
      {"as far as can be", {us(1), us(100), us(255)}},
      {"at the ends", {us(1), us(1), us(1)}},
      {"at the other", {us(255), us(255), us(255)}},
  };
  for (const Times& row : rows) {
    SCOPED_TRACE(row.name);
    Evidence evidence;
    evidence::DialEvidence& dial = evidence.part.dials.emplace_back();
    dial.answered = evidence::AttemptSet(0b11);
    dial.round_trip = row.time;
    const auto received = decode_message(encode_message(evidence));
    ASSERT_TRUE(received);
    EXPECT_EQ(std::get<Evidence>(*received), evidence);
  }
}

TEST(MessageSize, EvidenceThatFailedInEveryWayFitsAFrame) {
  evidence::DialEvidence dial;
  const auto longest = *parse_ip_address("2001:db8:1111:2222:3333:4444:5555:6666");
  for (std::uint8_t attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    evidence::DialFailure failure;
    failure.attempt = attempt;
    failure.error = -2'000'000'000;
    failure.icmp =
        evidence::IcmpError{.type = 255, .code = 255, .from = longest, .mtu = 0xffff'ffff};
    dial.failures.push_back(failure);
  }
  dial.dialled = longest;
  dial.alternatives.assign(16, longest);
  Evidence evidence;
  evidence.part.dials.assign(evidence_paths_per_message, dial);
  evidence.part.receipts.resize(evidence_paths_per_message);
  const auto body = encode_message(evidence);
  EXPECT_LE(body.size(), frame_body_bytes_max);
  const auto received = decode_message(body);
  ASSERT_TRUE(received);
  EXPECT_EQ(std::get<Evidence>(*received), evidence);
}

TEST(MessageText, IsMadeUtf8AndCut) {
  const auto received =
      decode_message(encode_message(Failed{"caf\xe9 " + std::string(5'000, 'x')}));
  ASSERT_TRUE(received);
  const auto& message = std::get<Failed>(*received).message;
  EXPECT_EQ(message.substr(0, 6), "caf? x");
  EXPECT_EQ(message.size(), 4'096U);
}

TEST(MessageAddress, LosesItsZone) {
  evidence::Facts facts;
  auto zoned = boost::asio::ip::make_address_v6("fe80::1");
  zoned.scope_id(7);
  facts.addresses = {zoned};
  const auto received = decode_message(encode_message(facts));
  ASSERT_TRUE(received);
  EXPECT_EQ(std::get<evidence::Facts>(*received).addresses.at(0).to_string(), "fe80::1");
}

}  // namespace
}  // namespace oakprobe::wire
