#include "wire/frame.hpp"

#include "bytes.hpp"
#include "tests/support/heap_meter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oakprobe::wire {
namespace {

using testing::ElementsAre;

std::vector<std::byte> framed(std::initializer_list<std::string_view> bodies) {
  std::vector<std::byte> stream;
  for (const auto body : bodies) append_frame(stream, bytes_of(body));
  return stream;
}

// All frames that the decoder has; the error ends the list as its message.
std::vector<std::string> drain(FrameDecoder& decoder) {
  std::vector<std::string> frames;
  while (true) {
    const auto next = decoder.next();
    if (!next) {
      frames.push_back("error: " + next.error().message());
      return frames;
    }
    if (!*next) return frames;
    frames.push_back(text_of(**next));
  }
}

Error failure_of(std::string_view hex) {
  FrameDecoder decoder;
  decoder.feed(from_hex(hex));
  const auto next = decoder.next();
  return next ? Error{} : static_cast<Error>(next.error().value());
}

TEST(AppendFrame, HeadsTheBodyWithItsLengthBigEndian) {
  std::vector<std::byte> stream;
  append_frame(stream, std::vector<std::byte>(0x0102, std::byte{7}));
  EXPECT_EQ(stream.size(), 4U + 0x0102U);
  EXPECT_EQ(text_of(std::span(stream).first(5)), std::string("\x00\x00\x01\x02\x07", 5));
}

TEST(AppendFrameDeathTest, AbortsOnABodyThatNoPeerWouldTake) {
  std::vector<std::byte> stream;
  EXPECT_DEATH(append_frame(stream, {}), "bug");
  const std::vector<std::byte> body(frame_body_bytes_max + 1);
  EXPECT_DEATH(append_frame(stream, body), "bug");
}

TEST(FrameDecoder, GivesTheSameFramesHoweverTheStreamIsCut) {
  const auto stream = framed({"a", "hello", std::string(1'000, 'x'), "bye"});
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    FrameDecoder decoder;
    std::vector<std::string> frames;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      decoder.feed(std::span(stream).subspan(at, std::min(piece, stream.size() - at)));
      for (auto& frame : drain(decoder)) frames.push_back(std::move(frame));
    }
    ASSERT_THAT(frames, ElementsAre("a", "hello", std::string(1'000, 'x'), "bye")) << piece;
    EXPECT_FALSE(decoder.has_partial_frame());
  }
}

TEST(FrameDecoder, KnowsATruncatedFrame) {
  const auto stream = framed({"hello"});
  for (std::size_t bytes = 0; bytes <= stream.size(); ++bytes) {
    FrameDecoder decoder;
    decoder.feed(std::span(stream).first(bytes));
    drain(decoder);
    EXPECT_EQ(decoder.has_partial_frame(), bytes != 0 && bytes != stream.size()) << bytes;
  }
}

TEST(FrameDecoder, RefusesImpossibleLengths) {
  EXPECT_EQ(failure_of("00000000"), Error::frame_empty);
  EXPECT_EQ(failure_of("00010001"), Error::frame_too_long);  // 64 KiB and one
  EXPECT_EQ(failure_of("80000000"), Error::frame_too_long);
  EXPECT_EQ(failure_of("ffffffff"), Error::frame_too_long);
}

TEST(FrameDecoder, TakesTheLongestBodyBeforeHello) {
  FrameDecoder decoder;
  decoder.feed(framed({std::string(frame_body_bytes_max_before_hello, 'x')}));
  EXPECT_THAT(drain(decoder), ElementsAre(std::string(frame_body_bytes_max_before_hello, 'x')));
}

TEST(FrameDecoder, TakesLongerBodiesOnceTold) {
  FrameDecoder decoder;
  decoder.set_body_bytes_max(frame_body_bytes_max);
  decoder.feed(framed({std::string(frame_body_bytes_max, 'x')}));
  const auto next = decoder.next();
  ASSERT_TRUE(next && *next);
  EXPECT_EQ((*next)->size(), frame_body_bytes_max);
  decoder.feed(from_hex("01000001"));  // 16 MiB and one
  EXPECT_FALSE(decoder.next());
}

TEST(FrameDecoder, RefusesALengthBeforeItsBodyCame) {
  FrameDecoder decoder;
  decoder.feed(from_hex("0001"));
  EXPECT_TRUE(decoder.next());
  decoder.feed(from_hex("0001"));
  EXPECT_FALSE(decoder.next());
}

TEST(FrameDecoder, StaysFailed) {
  FrameDecoder decoder;
  decoder.feed(from_hex("00000000"));
  const auto first = decoder.next();
  ASSERT_FALSE(first);
  decoder.feed(framed({"hello"}));
  const auto second = decoder.next();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), first.error());
  EXPECT_FALSE(decoder.has_partial_frame());
}

TEST(FrameDecoder, GivesTheFramesBeforeABadOne) {
  auto stream = framed({"one", "two"});
  stream.resize(stream.size() + frame_header_bytes);
  FrameDecoder decoder;
  decoder.feed(stream);
  EXPECT_THAT(drain(decoder), ElementsAre("one", "two", "error: a frame announced no bytes"));
}

// A flipped bit of a header changes where frames begin. Whatever comes then is within the limits,
// and the decoder never reads past what it was fed (the sanitizer looks).
TEST(FrameDecoder, SurvivesAFrameWithAnyByteFlipped) {
  const auto stream = framed({"hello", "world"});
  for (std::size_t at = 0; at < stream.size(); ++at) {
    for (const auto mask : {std::byte{0x01}, std::byte{0x80}, std::byte{0xff}}) {
      auto flipped = stream;
      flipped[at] ^= mask;
      FrameDecoder decoder;
      decoder.feed(flipped);
      std::size_t bytes = 0;
      for (const auto& frame : drain(decoder)) {
        if (!frame.starts_with("error")) bytes += frame_header_bytes + frame.size();
      }
      EXPECT_LE(bytes, stream.size()) << "byte " << at;
    }
  }
}

// Quadratic work would take minutes here: 16 MiB a byte at a time, and 400,000 frames at once.
TEST(FrameDecoder, TakesTimeInProportionToItsInput) {
  FrameDecoder decoder;
  decoder.set_body_bytes_max(frame_body_bytes_max);
  const auto stream = framed({std::string(frame_body_bytes_max, 'x')});
  std::size_t frames = 0;
  for (std::size_t at = 0; at < stream.size(); ++at) {
    decoder.feed(std::span(stream).subspan(at, 1));
    const auto next = decoder.next();
    ASSERT_TRUE(next);
    if (*next) ++frames;
  }
  EXPECT_EQ(frames, 1U);

  std::vector<std::byte> many;
  for (int i = 0; i < 400'000; ++i) append_frame(many, bytes_of("x"));
  decoder.feed(many);
  EXPECT_EQ(drain(decoder).size(), 400'000U);
}

TEST(FrameDecoder, HoldsNoMoreThanTheLongestFrameAndWhatCameAtOnce) {
  const testing_support::HeapMeter meter;
  FrameDecoder decoder;
  decoder.set_body_bytes_max(frame_body_bytes_max);
  const std::vector<std::byte> piece(65'536, std::byte{0});
  decoder.feed(from_hex("01000000"));  // 16 MiB to come
  std::size_t fed = 0;
  for (bool whole = false; !whole; fed += piece.size()) {
    decoder.feed(piece);
    const auto next = decoder.next();
    ASSERT_TRUE(next.has_value());
    whole = next->has_value();
  }
  EXPECT_LE(fed, frame_body_bytes_max + 2 * piece.size());
  EXPECT_LE(meter.peak_bytes(), frame_body_bytes_max * 3 / 2 + 2 * piece.size());
}

}  // namespace
}  // namespace oakprobe::wire
