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

RunKey test_key() {
  RunKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::byte>(i);
  return key;
}

Datagram example(std::uint16_t size = datagram_bytes_min) {
  return {
      .kind = DatagramKind::probe,
      .run = 0x1122334455667788,
      .path = {.flow = FlowId{8}, .source = NodeId{3}, .target = NodeId{0x01020304}},
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
void sign(std::vector<std::byte>& bytes, const RunKey& key) {
  auto covered = bytes;
  covered.erase(covered.begin() + 48, covered.begin() + 64);
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
      "85 c9 73 62  25 fc 27 f4  7c 46 2b 82  21 9b 0a 0e"
  );
  auto expected = documented;
  sign(expected, test_key());
  EXPECT_EQ(expected, documented);
  EXPECT_EQ(encoded(DatagramCodec(test_key()), example()), documented);
}

TEST(DatagramCodec, AuthenticatesThePaddingToo) {
  const DatagramCodec codec(test_key());
  const auto bytes = encoded(codec, example(1'450));
  auto expected = bytes;
  sign(expected, test_key());
  EXPECT_EQ(bytes, expected);
}

TEST(DatagramCodec, ReadsWhatItWroteInEverySize) {
  const DatagramCodec codec(test_key());
  std::mt19937_64 random(7);
  static constexpr std::array<std::uint16_t, 8> sizes{64, 65, 71, 72, 512, 1'450, 65'506, 65'507};
  for (const auto size : sizes) {
    Datagram datagram;
    datagram.kind = random() % 2 == 0 ? DatagramKind::probe : DatagramKind::echo;
    datagram.run = random();
    datagram.path.flow = FlowId{static_cast<std::uint16_t>(random())};
    datagram.path.source = NodeId{static_cast<std::uint32_t>(random())};
    datagram.path.target = NodeId{static_cast<std::uint32_t>(random())};
    datagram.attempt = static_cast<std::uint16_t>(random());
    datagram.size = size;
    EXPECT_EQ(codec.decode(encoded(codec, datagram)), datagram) << size << " bytes";
  }
}

TEST(DatagramCodec, NeverBeginsWithWhatNetManagerTakesForAnIpPacket) {
  const auto first = encoded(DatagramCodec(test_key()), example()).front();
  EXPECT_EQ(first, std::byte{0x0a});
}

TEST(DatagramCodec, RefusesADatagramWithAnyBitFlipped) {
  const DatagramCodec codec(test_key());
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
  EXPECT_FALSE(DatagramCodec(other_key).decode(encoded(DatagramCodec(test_key()), example())));
}

TEST(DatagramCodec, RefusesADatagramCutShortOrWithBytesBehindIt) {
  const DatagramCodec codec(test_key());
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
  const DatagramCodec codec(test_key());
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
    sign(bytes, test_key());
    EXPECT_FALSE(codec.decode(bytes)) << row.name;
  }
}

TEST(DatagramCodec, RefusesASignedDatagramThatUdpCannotCarry) {
  const DatagramCodec codec(test_key());
  auto bytes = encoded(codec, example(datagram_bytes_max));
  bytes.push_back(std::byte{0});
  bytes[26] = std::byte{0xff};  // 65,508
  bytes[27] = std::byte{0xe4};
  sign(bytes, test_key());
  EXPECT_FALSE(codec.decode(bytes));
}

TEST(DatagramCodec, AllocatesNothingForADatagram) {
  const auto at_first = testing_support::allocations();
  const DatagramCodec codec(test_key());
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
  DatagramCodec first(test_key());
  const auto bytes = encoded(first, example());
  DatagramCodec second(std::move(first));
  EXPECT_TRUE(second.decode(bytes));
  DatagramCodec third(RunKey{});
  third = std::move(second);
  EXPECT_TRUE(third.decode(bytes));
}

TEST(DatagramCodecDeathTest, AbortsOnABufferOfAnotherSize) {
  const DatagramCodec codec(test_key());
  std::vector<std::byte> bytes(65);
  EXPECT_DEATH(codec.encode(example(64), bytes), "bug");
  bytes.resize(63);
  EXPECT_DEATH(codec.encode(example(63), bytes), "bug");
}

}  // namespace
}  // namespace oakprobe::wire
