#include "trust/psi/message.hpp"

#include <gmock/gmock.h>

#include "trust/psi/memory_channel.hpp"
#include "trust/psi/testing.hpp"

namespace noroshi::psi {
namespace {

using testing::HasSubstr;

std::vector<Element> some_elements(std::uint32_t count) {
  std::vector<Element> elements(count);
  for (auto& element : elements) element = random_octets();
  return elements;
}

std::string elements_frames(std::span<const Element> elements) {
  MemoryChannel out;
  EXPECT_TRUE(send_elements(out, FrameType::Blinded, elements).has_value());
  return out.sent();
}

TEST(Message, GreetingIsTheSameThereAndBack) {
  const auto hello = session(Role::Initiator, endpoints(0, 7), {.count_only = true}).hello();
  MemoryChannel out;
  ASSERT_TRUE(send_hello(out, hello).has_value());
  MemoryChannel in(out.sent());
  EXPECT_EQ(receive_hello(in).value(), hello);
}

TEST(Message, GreetingOfAnotherVersionIsRefused) {
  MemoryChannel out;
  ASSERT_TRUE(send_hello(out, session(Role::Initiator, {}).hello()).has_value());
  out.sent()[kFrameHead] = 2;
  MemoryChannel in(out.sent());
  EXPECT_THAT(receive_hello(in).error().message, HasSubstr("version 2"));
  out.sent()[kFrameHead] = 1;
  out.sent()[kFrameHead + 1] = 8;
  MemoryChannel flags(out.sent());
  EXPECT_THAT(receive_hello(flags).error().message, HasSubstr("flags"));
}

TEST(Message, ElementsTravelInFramesOfBoundedSize) {
  for (const std::uint32_t count : {0U, 1U, 4096U, 4097U, 9000U}) {
    const auto elements = some_elements(count);
    const auto frames = elements_frames(elements);
    MemoryChannel in(frames);
    EXPECT_EQ(receive_elements(in, FrameType::Blinded, count).value(), elements);
    EXPECT_TRUE(in.rest().empty());
  }
}

TEST(Message, ElementsBeyondTheAnnouncedCountAreRefused) {
  const auto frames = elements_frames(some_elements(5));
  MemoryChannel in(frames);
  EXPECT_THAT(receive_elements(in, FrameType::Blinded, 4).error().message,
              HasSubstr("at most 4 times 32"));
}

TEST(Message, FramesOfTheWrongTypeOrLengthAreRefused) {
  const auto frames = elements_frames(some_elements(2));
  MemoryChannel other_type(frames);
  EXPECT_THAT(receive_elements(other_type, FrameType::Doubled, 2).error().message,
              HasSubstr("frame of type 2 came"));
  auto odd = frames;
  odd[4] = 63;
  MemoryChannel odd_length(odd);
  EXPECT_FALSE(receive_elements(odd_length, FrameType::Blinded, 2).has_value());
  auto huge = frames;
  huge[1] = '\x7F';
  MemoryChannel huge_length(huge);
  EXPECT_FALSE(receive_elements(huge_length, FrameType::Blinded, UINT32_MAX).has_value());
}

// An announcement costs the peer nothing; it must not cost us memory.
TEST(Message, MemoryGrowsWithWhatCameAndNotWithWhatWasAnnounced) {
  const auto frames = elements_frames(some_elements(2));
  MemoryChannel in(frames);
  EXPECT_THAT(receive_elements(in, FrameType::Blinded, UINT32_MAX).error().message,
              HasSubstr("ends too early"));
}

}  // namespace
}  // namespace noroshi::psi
