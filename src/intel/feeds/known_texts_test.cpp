#include "intel/feeds/known_texts.hpp"

#include <gtest/gtest.h>

namespace noroshi::feeds {
namespace {

KnownTexts list(std::string_view type, const std::vector<std::string>& attributes,
                const std::vector<std::string>& entries) {
  KnownTexts texts(type, attributes);
  for (const std::string& entry : entries) EXPECT_TRUE(texts.add(entry)) << entry;
  return texts;
}

TEST(KnownTexts, StringsAreComparedWhole) {
  const auto texts = list("string", {"domain", "hostname"}, {"Portal.example"});
  EXPECT_TRUE(texts.knows("domain-name", "portal.example"));
  EXPECT_TRUE(texts.knows("domain-name", "PORTAL.example"));
  EXPECT_FALSE(texts.knows("domain-name", "www.portal.example"));
  EXPECT_FALSE(texts.knows("domain-name", "portal.example.test"));
}

TEST(KnownTexts, AnEntryThatBeginsWithADotStandsForAllNamesBelowIt) {
  const auto texts = list("string", {"domain"}, {".search.example"});
  EXPECT_TRUE(texts.knows("domain-name", "mail.search.example"));
  EXPECT_TRUE(texts.knows("domain-name", "search.example"));
  EXPECT_FALSE(texts.knows("domain-name", "research.example"));
}

TEST(KnownTexts, HostnamesCoverNamesBelowAndTheHostOfAUrl) {
  const auto texts = list("hostname", {"domain", "url"}, {"short.example"});
  EXPECT_TRUE(texts.knows("domain-name", "a.b.short.example"));
  EXPECT_TRUE(texts.knows("url", "https://user@Short.example:8443/x?y#z"));
  EXPECT_FALSE(texts.knows("url", "https://short.example.test/"));
  EXPECT_FALSE(texts.knows("url", "https://other.example/short.example"));
  EXPECT_FALSE(texts.knows("url", "http://[2001:db8::1]:80/"));
}

TEST(KnownTexts, SubstringsAreFoundAnywhere) {
  const auto texts = list("substring", {"url"}, {"sandbox.example"});
  EXPECT_TRUE(texts.knows("url", "https://x.SANDBOX.example/report"));
  EXPECT_FALSE(texts.knows("url", "https://sand.example/"));
}

TEST(KnownTexts, RegularExpressionsMayStandBetweenSlashes) {
  const auto texts = list("regex", {"domain"}, {R"(/\.example$/i)", R"(^intra\.)"});
  EXPECT_TRUE(texts.knows("domain-name", "a.EXAMPLE"));
  EXPECT_TRUE(texts.knows("domain-name", "intra.test"));
  EXPECT_FALSE(texts.knows("domain-name", "example.test"));
}

TEST(KnownTexts, WhatRe2HasNotIsRefused) {
  KnownTexts texts("regex", {"domain"});
  EXPECT_FALSE(texts.add(R"(/(a)\1/)"));
  EXPECT_FALSE(texts.add("//"));
  EXPECT_TRUE(texts.empty());
}

TEST(KnownTexts, OnlyKindsThatTheListIsForAreCompared) {
  const auto hashes =
      list("string", {"md5", "filename|sha256"}, {"D41D8CD98F00B204E9800998ECF8427E"});
  EXPECT_TRUE(hashes.knows("file-hash", "d41d8cd98f00b204e9800998ecf8427e"));
  EXPECT_FALSE(hashes.knows("domain-name", "d41d8cd98f00b204e9800998ecf8427e"));
  const auto all = list("string", {}, {"anything"});
  EXPECT_TRUE(all.knows("mutex", "anything"));
}

}  // namespace
}  // namespace noroshi::feeds
