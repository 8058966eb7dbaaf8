#include "base/config.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Config parse(std::string_view toml) { return Config::parse(toml, "noroshi.toml").value(); }

std::string problems(Config& config) {
  const Status status = config.finish();
  return status ? "" : status.error().message;
}

TEST(Config, ReadsEveryKindOfValue) {
  auto config = parse(R"([collect]
name = "edge"
flush = "1h30min"
queue = "64MiB"
workers = 2
share = 0.5
quiet = true
listen = ["udp://[::]:2055", "tcp://[::]:4739"]
)");
  auto collect = config.section("collect");
  EXPECT_EQ(collect.text("name", ""), "edge");
  EXPECT_EQ(collect.duration("flush", 0, 0, kDay), 90 * kMinute);
  EXPECT_EQ(collect.octets("queue", 0, 0, 1 << 30), 64U << 20);
  EXPECT_EQ(collect.whole("workers", 1, 1, 64), 2);
  EXPECT_DOUBLE_EQ(collect.number("share", 0, 0, 1), 0.5);
  EXPECT_TRUE(collect.flag("quiet", false));
  EXPECT_THAT(collect.texts("listen"), ElementsAre("udp://[::]:2055", "tcp://[::]:4739"));
  EXPECT_EQ(problems(config), "");
}

TEST(Config, FallsBackWhereTheFileIsSilent) {
  auto config = parse("");
  auto collect = config.section("collect");
  EXPECT_FALSE(collect.present());
  EXPECT_EQ(collect.duration("flush", kSecond, kMillisecond, kDay), kSecond);
  EXPECT_EQ(collect.choice("when_full", "drop-newest", {"drop-newest", "drop-oldest"}),
            "drop-newest");
  EXPECT_EQ(problems(config), "");
}

TEST(Config, UnknownKeysNameLineAndNearest) {
  auto config = parse("[collect]\nflush = \"1s\"\nflsh = \"2s\"\n\n[retentoin]\nflows = \"6h\"\n");
  config.section("collect").duration("flush", 0, 0, kDay);
  config.section("retention").duration("flows", 0, 0, kDay);
  EXPECT_EQ(problems(config),
            "noroshi.toml:3: collect.flsh: unknown key; did you mean collect.flush?\n"
            "noroshi.toml:5: retentoin: unknown key; did you mean retention?");
}

TEST(Config, WrongUnitsSayWhichThereAre) {
  auto config = parse("[collect]\nflush = 5\nqueue = \"64\"\nlinger = \"2 parsecs\"\n");
  auto collect = config.section("collect");
  EXPECT_EQ(collect.duration("flush", kSecond, 0, kDay), kSecond);
  EXPECT_EQ(collect.octets("queue", 7, 0, 100), 7U);
  EXPECT_EQ(collect.duration("linger", kMinute, 0, kDay), kMinute);
  const std::string text = problems(config);
  EXPECT_THAT(text, HasSubstr("noroshi.toml:2: collect.flush: must be a duration"));
  EXPECT_THAT(text, HasSubstr("noroshi.toml:3: collect.queue: \"64\" is no size"));
  EXPECT_THAT(text, HasSubstr("noroshi.toml:4: collect.linger: \"2 parsecs\" is no duration"));
}

TEST(Config, ImpossibleRangesAreRefused) {
  auto config = parse("[a]\nn = 70000\nd = \"2d\"\no = \"2GiB\"\nc = \"drop-newst\"\n");
  auto a = config.section("a");
  EXPECT_EQ(a.whole("n", 1, 1, 65535), 1);
  EXPECT_EQ(a.duration("d", kHour, kSecond, kDay), kHour);
  EXPECT_EQ(a.octets("o", 5, 1, 1 << 30), 5U);
  EXPECT_EQ(a.choice("c", "drop-newest", {"drop-newest", "drop-oldest"}), "drop-newest");
  const std::string text = problems(config);
  EXPECT_THAT(text, HasSubstr("a.n: 70000 is outside 1 to 65535"));
  EXPECT_THAT(text, HasSubstr("a.d: 2d is outside 1s to 1d"));
  EXPECT_THAT(text, HasSubstr("did you mean drop-newest?"));
}

TEST(Config, ZeroNeedsNoUnitWhereItIsAllowed) {
  auto config = parse("[retention]\nflows = 0\npairs = \"0\"\nservers = 0\n");
  auto retention = config.section("retention");
  EXPECT_EQ(retention.duration("flows", kHour, 0, kDay), 0);
  EXPECT_EQ(retention.duration("pairs", kHour, 0, kDay), 0);
  EXPECT_EQ(retention.duration("servers", kHour, kMinute, kDay), kHour);
  EXPECT_THAT(problems(config), HasSubstr("retention.servers: must be a duration"));
}

TEST(Config, ReadsRepeatedSections) {
  auto config =
      parse("[[collect.exporter]]\nname = \"a\"\n[[collect.exporter]]\nname = \"b\"\nx=1\n");
  std::vector<std::string> names;
  for (auto& exporter : config.section("collect").sections("exporter")) {
    names.push_back(exporter.text("name", ""));
  }
  EXPECT_THAT(names, ElementsAre("a", "b"));
  EXPECT_EQ(problems(config), "noroshi.toml:5: collect.exporter.x: unknown key");
}

TEST(Config, CallersProblemsStandAtTheirLine) {
  auto config = parse("[minimise]\nsubscribers = [\"192.0.2.1/24\"]\n");
  auto minimise = config.section("minimise");
  minimise.texts("subscribers");
  minimise.problem("subscribers", "bits set after the length");
  EXPECT_EQ(problems(config), "noroshi.toml:2: minimise.subscribers: bits set after the length");
}

TEST(Config, BrokenTomlNamesThePlace) {
  const auto broken = Config::parse("[collect\nflush=1", "noroshi.toml");
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, HasSubstr("noroshi.toml:1:"));
}

TEST(Config, AnyLanguageInTextsAndComments) {
  auto config = parse(
      "\xEF\xBB\xBF# 狼煙\n[a]\nx = \"狼\\\"煙\" # é ⚠️\ny = 'あ'\nz = "
      "\"\"\"\nΘ\n\"\"\"\n");
  auto a = config.section("a");
  EXPECT_EQ(a.text("x", ""), "狼\"煙");
  EXPECT_EQ(a.text("y", ""), "あ");
  EXPECT_EQ(a.text("z", ""), "Θ\n");
}

TEST(Config, WhatIsNotUtf8IsRefusedWithItsLine) {
  for (const auto* bytes : {"\xFF", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x80\x80\x80"}) {
    const auto text = Config::parse(fmt::format("[a]\nx = \"{}\"\n", bytes), "noroshi.toml");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().message, "noroshi.toml:2: not UTF-8; save the file as UTF-8");
  }
}

TEST(Config, UnknownKeysInAnyLanguageAreNamedAsWritten) {
  auto config = parse("\"狼煙\" = 1\n");
  EXPECT_EQ(problems(config), "noroshi.toml:1: 狼煙: unknown key");
}

TEST(Config, MissingFileIsNamed) {
  const auto missing = Config::load("/nonexistent/noroshi.toml");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("/nonexistent/noroshi.toml"));
}

}  // namespace
}  // namespace noroshi::base
