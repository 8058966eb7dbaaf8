#include <filesystem>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "io/durable.hpp"
#include "observe/collect/exporter_numbers.hpp"
#include "observe/collect/listen.hpp"
#include "observe/collect/rules.hpp"
#include "observe/collect/template_file.hpp"
#include "observe/collect/testing.hpp"
#include "observe/collect/token_bucket.hpp"

namespace noroshi::collect {
namespace {

TEST(StateFile, IsReplacedWhole) {
  const base::TemporaryFolder folder;
  const auto path = folder.file("x");
  ASSERT_TRUE(io::replace_file(path, "one", io::Durable::Yes).has_value());
  ASSERT_TRUE(io::replace_file(path, "two", io::Durable::No).has_value());
  EXPECT_EQ(io::read_file(path).value(), "two");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  EXPECT_EQ(io::read_file(folder.file("y")).error().code, Errc::NotFound);
}

TEST(TemplateFile, ReadsWhatItWrote) {
  const std::vector<SavedSession> sessions{
      {net::Address::parse("192.0.2.1").value(), 4711, std::string("\0bytes", 6)},
      {net::Address::parse("2001:db8::1").value(), 65535, ""}};
  const auto read = read_sessions(write_sessions(sessions));
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->at(0).address, sessions[0].address);
  EXPECT_EQ(read->at(0).port, 4711);
  EXPECT_EQ(read->at(0).bytes, sessions[0].bytes);
  EXPECT_EQ(read->at(1).address, sessions[1].address);
}

TEST(TemplateFile, CutOrChangedIsRefused) {
  const auto file = write_sessions({{net::Address::parse("192.0.2.1").value(), 1, "abc"}});
  for (std::size_t length = 0; length < file.size(); ++length) {
    EXPECT_FALSE(read_sessions(file.substr(0, length)).has_value()) << length;
  }
  for (std::size_t at = 0; at < file.size(); ++at) {
    auto changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(read_sessions(changed).has_value()) << at;
  }
}

TEST(ExporterNumbers, StayOverARestart) {
  const base::TemporaryFolder folder;
  const auto one = net::Address::parse("192.0.2.1").value();
  const auto two = net::Address::parse("2001:db8::2").value();
  {
    const auto numbers = ExporterNumbers::open(folder.path()).value();
    EXPECT_EQ(numbers->number_of(one, "a", 1, 10), 1U);
    EXPECT_EQ(numbers->number_of(two, "b", 2, 10), 2U);
    EXPECT_EQ(numbers->number_of(one, "a", 3, 10), 1U);
    ASSERT_TRUE(numbers->save().has_value());
  }
  const auto numbers = ExporterNumbers::open(folder.path()).value();
  EXPECT_EQ(numbers->number_of(two, "b", 3, 2), 2U);
  EXPECT_EQ(numbers->number_of(net::Address::parse("192.0.2.3").value(), "c", 3, 2), std::nullopt)
      << "there are two already";
  const auto entries = read_exporters(folder.path()).value();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].name, "b");
}

TEST(ExporterNumbers, DamagedFileIsAnErrorNotAFreshStart) {
  const base::TemporaryFolder folder;
  ASSERT_TRUE(io::replace_file(folder.file("exporters.json"), "{", io::Durable::No).has_value());
  EXPECT_FALSE(ExporterNumbers::open(folder.path()).has_value());
}

TEST(Listen, ReadsWhatItWrites) {
  for (const auto* text : {"udp://[::]:2055", "tcp://192.0.2.1:4739", "tls://[2001:db8::1]:4740"}) {
    EXPECT_EQ(parse_listen(text).value().to_string(), text);
  }
  for (const auto* text : {"udp://2055", "udp://[::]", "udp://::1:2055", "sctp://[::]:1", "",
                           "udp://192.0.2.1:65536", "udp://[192.0.2.1]:1", "udp://router:2055"}) {
    EXPECT_FALSE(parse_listen(text).has_value()) << text;
  }
}

TEST(TokenBucket, LetsThroughARateAndABurstOfOneSecond) {
  TokenBucket bucket(10);
  base::Micros now = 1'000'000'000;
  int passed = 0;
  for (int i = 0; i < 100; ++i) passed += bucket.take(now) ? 1 : 0;
  EXPECT_EQ(passed, 10);
  for (int i = 0; i < 100; ++i) passed += bucket.take(now += 10 * base::kMillisecond) ? 1 : 0;
  EXPECT_EQ(passed, 20) << "another second has passed";
  EXPECT_FALSE(bucket.take(now - base::kHour)) << "a clock that goes back gives nothing";
}

TEST(Rules, LongestPrefixDecides) {
  Options options;
  const auto rule = [](const char* name, const char* prefix) {
    ExporterRule made;
    made.name = name;
    made.address = net::Prefix::parse(prefix).value();
    return made;
  };
  options.exporters = {rule("all", "0.0.0.0/0"), rule("one", "192.0.2.1"),
                       rule("net", "192.0.2.0/24"), rule("six", "2001:db8::/32")};
  const Rules rules(options);
  const auto name = [&](const char* address) {
    const auto parsed = net::Address::parse(address).value();
    const auto* found = rules.rule_of(parsed);
    return found == nullptr ? "" : Rules::name_of(*found, parsed);
  };
  EXPECT_EQ(name("192.0.2.1"), "one");
  EXPECT_EQ(name("192.0.2.2"), "net/192.0.2.2");
  EXPECT_EQ(name("198.51.100.1"), "all/198.51.100.1");
  EXPECT_EQ(name("2001:db8::1"), "six/2001:db8::1");
  EXPECT_EQ(name("2001:db9::1"), "");
}

}  // namespace
}  // namespace noroshi::collect
