#include "wire/datagram.hpp"

#include "bytes.hpp"
#include "siphash_reference.hpp"
#include "tests/support/heap_meter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

namespace oakprobe::wire {
namespace {

constexpr NodeId source{3};
constexpr NodeId target{0x01020304};

// Of the target.
ProbeKey test_key() {
  ProbeKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::byte>(i);
  return key;
}

Datagram example(std::uint16_t size = datagram_bytes_min) {
  return {
      .kind = DatagramKind::probe,
      .run = 0x1122334455667788,
      .path = {.flow = FlowId{8}, .source = source, .target = target},
      .attempt = 2,
      .size = size,
  };
}

std::vector<std::byte> encoded(const DatagramCodec& codec, const Datagram& datagram) {
  std::vector<std::byte> bytes(datagram.size, std::byte{0xee});
  codec.encode(datagram, bytes);
  return bytes;
}

// What stands at 48 to 63, by the reference.
void sign(std::vector<std::byte>& bytes) {
  auto covered = bytes;
  covered.erase(covered.begin() + 48, covered.begin() + 64);
  const auto number = from_hex("00 00 00 03");
  const auto pair = SipHashReference::of(test_key(), number);
  ProbeKey key{};
  std::ranges::copy(pair, key.begin());
  std::ranges::copy(SipHashReference::of(key, covered), bytes.begin() + 48);
}

// Some of the 64 vectors published with the reference code (vectors_sip128):
// key 00 to 0f, message 00 01 02 … of so many bytes.
TEST(SipHashReference, GivesThePublishedVectors) {
  struct Row {
    std::size_t bytes;
    const char* mac;
  };
  for (const auto& row : {
           Row{0, "a3817f04ba25a8e66df67214c7550293"},
           Row{1, "da87c1d86b99af44347659119b22fc45"},
           Row{15, "5493e99933b0a8117e08ec0f97cfc3d9"},
           Row{63, "5150d1772f50834a503e069a973fbd7c"},
       }) {
    std::vector<std::byte> message(row.bytes);
    for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::byte>(i);
    const auto mac = SipHashReference::of(test_key(), message);
    EXPECT_EQ(text_of(mac), text_of(from_hex(row.mac))) << row.bytes << " bytes";
  }
}

// The example of docs/wire-protocol.md.
TEST(DatagramCodec, WritesTheDocumentedBytes) {
  const auto documented = from_hex(
      "0a 6f 61 6b  01 01 00 08  11 22 33 44  55 66 77 88"
      "00 00 00 03  01 02 03 04  00 02 00 40  00 00 00 00"
      "00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00"
      "7c b4 8d 57  5c 1b 5a 65  c3 a7 50 41  31 9a f1 fc"
  );
  auto expected = documented;
  sign(expected);
  EXPECT_EQ(expected, documented);
  EXPECT_EQ(encoded(DatagramCodec(target, test_key()), example()), documented);
}

TEST(DatagramCodec, AuthenticatesThePaddingToo) {
  const DatagramCodec codec(target, test_key());
  const auto bytes = encoded(codec, example(1'450));
  auto expected = bytes;
  sign(expected);
  EXPECT_EQ(bytes, expected);
}

TEST(DatagramCodec, ReadsWhatItWroteInEverySize) {
  const DatagramCodec codec(target, test_key());
  std::mt19937_64 random(7);
  static constexpr std::array<std::uint16_t, 8> sizes{64, 65, 71, 72, 512, 1'450, 65'506, 65'507};
  for (const auto size : sizes) {
    Datagram datagram;
    datagram.kind = random() % 2 == 0 ? DatagramKind::probe : DatagramKind::echo;
    datagram.run = random();
    datagram.path.flow = FlowId{static_cast<std::uint16_t>(random())};
    datagram.path.source = NodeId{static_cast<std::uint32_t>(random())};
    datagram.path.target = target;
    datagram.attempt = static_cast<std::uint16_t>(random());
    datagram.size = size;
    EXPECT_EQ(codec.decode(encoded(codec, datagram)), datagram) << size << " bytes";
  }
}

TEST(DatagramCodec, NeverBeginsWithWhatNetManagerTakesForAnIpPacket) {
  const auto first = encoded(DatagramCodec(target, test_key()), example()).front();
  EXPECT_EQ(first, std::byte{0x0a});
}

TEST(DatagramCodec, RefusesADatagramWithAnyBitFlipped) {
  const DatagramCodec codec(target, test_key());
  auto bytes = encoded(codec, example(70));
  for (auto& byte : bytes) {
    for (int bit = 0; bit < 8; ++bit) {
      const auto mask = static_cast<std::byte>(1 << bit);
      byte ^= mask;
      EXPECT_FALSE(codec.decode(bytes)) << "byte " << &byte - bytes.data() << ", bit " << bit;
      byte ^= mask;
    }
  }
  EXPECT_TRUE(codec.decode(bytes));
}

TEST(DatagramCodec, RefusesADatagramOfAnotherRunsKey) {
  auto other_key = test_key();
  other_key.back() ^= std::byte{1};
  const auto bytes = encoded(DatagramCodec(target, test_key()), example());
  EXPECT_FALSE(DatagramCodec(target, other_key).decode(bytes));
}

TEST(DatagramCodec, RefusesADatagramCutShortOrWithBytesBehindIt) {
  const DatagramCodec codec(target, test_key());
  auto bytes = encoded(codec, example(80));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(codec.decode(std::span(bytes).first(size))) << size << " bytes";
  }
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(codec.decode(bytes));
}

// Each is signed with the right key: only the form is wrong.
TEST(DatagramCodec, RefusesASignedDatagramOfAnotherForm) {
  struct Row {
    const char* name;
    std::size_t at;
    std::byte value;
  };
  const DatagramCodec codec(target, test_key());
  for (const auto& row : {
           Row{"an IPv4 packet's first byte", 0, std::byte{0x45}},
           Row{"another magic", 3, std::byte{'K'}},
           Row{"version 0", 4, std::byte{0}},
           Row{"version 2", 4, std::byte{2}},
           Row{"kind 0", 5, std::byte{0}},
           Row{"kind 3", 5, std::byte{3}},
           Row{"a size above its own", 26, std::byte{1}},
           Row{"a size below its own", 27, std::byte{0x3f}},
           Row{"first reserved byte set", 28, std::byte{1}},
           Row{"last reserved byte set", 47, std::byte{1}},
       }) {
    auto bytes = encoded(codec, example());
    bytes[row.at] = row.value;
    sign(bytes);
    EXPECT_FALSE(codec.decode(bytes)) << row.name;
  }
}

TEST(DatagramCodec, RefusesASignedDatagramThatUdpCannotCarry) {
  const DatagramCodec codec(target, test_key());
  auto bytes = encoded(codec, example(datagram_bytes_max));
  bytes.push_back(std::byte{0});
  bytes[26] = std::byte{0xff};  // 65,508
  bytes[27] = std::byte{0xe4};
  sign(bytes);
  EXPECT_FALSE(codec.decode(bytes));
}

TEST(DatagramCodec, AllocatesNothingForADatagram) {
  const auto at_first = testing_support::allocations();
  const DatagramCodec codec(target, test_key());
  const auto before = testing_support::allocations();
  ASSERT_GT(before, at_first);  // the counting works
  std::array<std::byte, datagram_bytes_min> bytes{};
  for (int i = 0; i < 100; ++i) {
    codec.encode(example(), bytes);
    ASSERT_TRUE(codec.decode(bytes));
  }
  EXPECT_EQ(testing_support::allocations(), before);
}

TEST(DatagramCodec, KeepsItsKeyWhenMoved) {
  DatagramCodec first(target, test_key());
  const auto bytes = encoded(first, example());
  DatagramCodec second(std::move(first));
  EXPECT_TRUE(second.decode(bytes));
  DatagramCodec third(target, ProbeKey{});
  third = std::move(second);
  EXPECT_TRUE(third.decode(bytes));
}

// A source that was told its key of the target writes what the target reads, and the other way.
TEST(DatagramCodec, SpeaksUnderTheKeyOfThePath) {
  DatagramCodec of_source(source, ProbeKey{});
  of_source.keys().add(std::array{TargetKey{target, derive_key(test_key(), source)}});
  const DatagramCodec of_target(target, test_key());
  EXPECT_TRUE(of_target.decode(encoded(of_source, example())));
  Datagram echo = example();
  echo.kind = DatagramKind::echo;
  EXPECT_TRUE(of_source.decode(encoded(of_target, echo)));
}

// A node that was told its own key of the target can't write another's probes, nor read its echoes.
TEST(DatagramCodec, KeepsPairsApart) {
  constexpr NodeId liar{4};
  DatagramCodec of_liar(liar, ProbeKey{});
  of_liar.keys().add(std::array{TargetKey{target, derive_key(test_key(), liar)}});
  Datagram probe = example();
  probe.path.source = liar;
  auto bytes = encoded(of_liar, probe);
  const DatagramCodec of_target(target, test_key());
  EXPECT_TRUE(of_target.decode(bytes));
  bytes[19] = std::byte{3};  // the source's number
  EXPECT_FALSE(of_target.decode(bytes));
  EXPECT_FALSE(of_liar.decode(encoded(of_target, example())));
}

TEST(DatagramCodec, TakesNothingThatIsOfNeitherEnd) {
  const DatagramCodec codec(source, test_key());
  EXPECT_FALSE(codec.decode(encoded(DatagramCodec(target, test_key()), example())));
  std::vector<std::byte> bytes(datagram_bytes_min);
  EXPECT_DEATH(codec.encode(example(), bytes), "bug") << "its key was not told";
}

TEST(KeyRing, KeepsWhatWasToldLast) {
  KeyRing ring(source, test_key());
  const ProbeKey other = derive_key(test_key(), source);
  ring.add(std::array{TargetKey{NodeId{9}, other}, TargetKey{NodeId{5}, other}});
  ring.add(std::array{TargetKey{NodeId{5}, test_key()}});
  EXPECT_EQ(ring.of({FlowId{1}, source, NodeId{5}}), test_key());
  EXPECT_EQ(ring.of({FlowId{1}, source, NodeId{9}}), other);
  EXPECT_EQ(ring.of({FlowId{1}, source, NodeId{7}}), std::nullopt);
  EXPECT_EQ(ring.of({FlowId{1}, NodeId{9}, source}), derive_key(test_key(), NodeId{9}));
  EXPECT_EQ(ring.of({FlowId{1}, NodeId{9}, NodeId{5}}), std::nullopt);
}

TEST(KeyRing, FindsEachTargetAmongGaps) {
  const std::vector<std::uint32_t> targets{3, 4, 5, 9, 10, 100, 101, 4'000'000'000};
  KeyRing ring(source, test_key());
  std::vector<TargetKey> told;
  for (const std::uint32_t number : targets)
    told.push_back({NodeId{number}, derive_key(test_key(), NodeId{number})});
  ring.add(told);
  for (const TargetKey& one : told)
    EXPECT_EQ(ring.of({FlowId{1}, source, one.target}), one.key) << index_of(one.target);
  for (const std::uint32_t nobody :
       {0U, 2U, 6U, 8U, 11U, 99U, 102U, 3'999'999'999U, 4'294'967'295U})
    EXPECT_EQ(ring.of({FlowId{1}, source, NodeId{nobody}}), std::nullopt) << nobody;
}

TEST(DatagramCodecDeathTest, AbortsOnABufferOfAnotherSize) {
  const DatagramCodec codec(target, test_key());
  std::vector<std::byte> bytes(65);
  EXPECT_DEATH(codec.encode(example(64), bytes), "bug");
  bytes.resize(63);
  EXPECT_DEATH(codec.encode(example(63), bytes), "bug");
}

}  // namespace
}  // namespace oakprobe::wire
