// What is live leaves in every form, and what is not live any more leaves every form again.
#include <sstream>

#include "hub/hub_test.hpp"
#include "hub/output_shelf.hpp"

namespace noroshi::hub {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array<std::string_view, 7> kForms = {"list",     "csv",      "rpz",     "nft",
                                                    "suricata", "flowspec", "prefixes"};

/// An indicator with this pattern; `extra` are further properties, with a comma before each.
std::string indicator_of(unsigned n, std::string_view pattern, std::string_view extra = "",
                         std::string_view modified = "2026-01-02T00:00:00.000Z") {
  return fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z",)"
      R"("modified":"{}","pattern":"{}","pattern_type":"stix",)"
      R"("valid_from":"2026-01-01T00:00:00.000Z"{}}})",
      test_id("indicator", n), modified, pattern, extra);
}

constexpr std::string_view kEndpoint =
    "[network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 443 AND "
    "network-traffic:protocols[*] = 'tcp']";

class Outputs : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto organisation = hub_.organisation("An operator");
    key_ = hub_.key("alice", organisation);
    hub_.desk(organisation);
  }
  void push(const std::string& envelope) {
    const auto reply = hub_.ask({.key = key_, .content_type = "application/json"}, "POST",
                                "/api/v1/collections/desk/contributions", envelope);
    ASSERT_EQ(reply.status, 200) << reply.body;
    ASSERT_EQ(reply.json()["refused"].size(), 0U) << reply.body;
  }
  HubReply output(std::string_view form, const std::string& query = {}) {
    return hub_.get({.key = key_, .accept = "*/*"},
                    fmt::format("/api/v1/outputs/{}?{}", form, query));
  }

  /// One address, one name and one URL in every form; then `take_back`; then they are gone, from
  /// the next edition and, as removals, in the delta.
  void check_that_all_goes_by(const std::function<void()>& take_back) {
    push(envelope_of(indicator_of(1, "[ipv4-addr:value = '198.51.100.7']"),
                     indicator_of(2, "[domain-name:value = 'evil.example']"),
                     indicator_of(3, "[url:value = 'http://bad.example/x']")));
    std::map<std::string_view, HubReply> before;
    for (const auto form : kForms) before[form] = output(form);
    take_back();
    for (const auto form : kForms) {
      SCOPED_TRACE(form);
      EXPECT_NE(before[form].header("x-noroshi-entries"), "0");
      const auto after = output(form);
      EXPECT_EQ(after.header("x-noroshi-entries"), "0");
      EXPECT_NE(after.header("x-noroshi-edition"), before[form].header("x-noroshi-edition"));
      for (const char* value : {"198.51.100.7", "7.100.51.198", "evil.example", "bad.example"}) {
        EXPECT_THAT(after.body, Not(HasSubstr(value)));
      }
      if (form == "rpz") continue;  // its deltas are IXFR
      const auto delta = output(form, "since=" + before[form].header("x-noroshi-edition"));
      EXPECT_EQ(delta.header("x-noroshi-content"), "delta");
      EXPECT_NE(delta.body, after.body);
    }
    EXPECT_EQ(output("list", "since=" + before["list"].header("x-noroshi-edition")).body,
              "-198.51.100.7\n-evil.example\n-http://bad.example/x\n");
  }

  TestHub hub_;
  std::string key_;
};

TEST_F(Outputs, RetractionTakesEntriesOutOfEveryForm) {
  check_that_all_goes_by([&] {
    for (unsigned n = 1; n <= 3; ++n) {
      const auto reply = hub_.ask({.key = key_}, "POST",
                                  "/api/v1/objects/" + test_id("indicator", n) + "/retract", "{}");
      ASSERT_EQ(reply.status, 200) << reply.body;
    }
  });
}

TEST_F(Outputs, RevocationTakesEntriesOutOfEveryForm) {
  check_that_all_goes_by([&] {
    constexpr std::string_view kLater = "2026-01-03T00:00:00.000Z";
    const std::string_view revoked = R"(,"revoked":true)";
    push(envelope_of(indicator_of(1, "[ipv4-addr:value = '198.51.100.7']", revoked, kLater),
                     indicator_of(2, "[domain-name:value = 'evil.example']", revoked, kLater),
                     indicator_of(3, "[url:value = 'http://bad.example/x']", revoked, kLater)));
  });
}

TEST_F(Outputs, TheEndOfValidityTakesEntriesOutOfEveryForm) {
  check_that_all_goes_by([&] {
    constexpr std::string_view kLater = "2026-01-03T00:00:00.000Z";
    const std::string_view ended = R"(,"valid_until":"2026-01-02T00:00:00.000Z")";
    push(envelope_of(indicator_of(1, "[ipv4-addr:value = '198.51.100.7']", ended, kLater),
                     indicator_of(2, "[domain-name:value = 'evil.example']", ended, kLater),
                     indicator_of(3, "[url:value = 'http://bad.example/x']", ended, kLater)));
  });
}

TEST_F(Outputs, TheEndOfSharingTakesEntriesOutOfEveryForm) {
  auto desk = hub_.directory().collections().front();
  desk.lifetime = base::kHour;
  ASSERT_TRUE(hub_.directory().change(desk));
  check_that_all_goes_by([&] {
    const auto ended = hub_.parts().archive.expire(io::wall_clock() + 2 * base::kHour);
    ASSERT_TRUE(ended) << ended.error().message;
    EXPECT_EQ(*ended, 3U);
  });
}

TEST_F(Outputs, DeletionTakesEntriesOutOfEveryForm) {
  check_that_all_goes_by([&] {
    const auto uuid = hub_.directory().collections().front().uuid;
    for (unsigned n = 1; n <= 3; ++n) {
      const auto reply = hub_.ask(
          {.key = key_}, "DELETE",
          fmt::format("/taxii2/hub/collections/{}/objects/{}/", uuid, test_id("indicator", n)));
      ASSERT_EQ(reply.status, 200) << reply.body;
    }
  });
}

TEST_F(Outputs, AnEndpointIsListedAsOneAndNowhereAsMore) {
  push(envelope_of(indicator_of(1, kEndpoint)));
  EXPECT_EQ(output("list").body, "198.51.100.7:443\n");
  EXPECT_THAT(output("csv").body, HasSubstr("endpoint,198.51.100.7:443,"));
  EXPECT_THAT(output("nft").body, HasSubstr("198.51.100.7 . 443"));
  EXPECT_THAT(output("suricata").body, AllOf(HasSubstr("198.51.100.7"), HasSubstr("443")));
  EXPECT_THAT(output("flowspec").body, AllOf(HasSubstr("198.51.100.7/32"), HasSubstr("443")));
  for (const char* form : {"rpz", "prefixes"}) {
    const auto reply = output(form);
    EXPECT_EQ(reply.header("x-noroshi-entries"), "0") << form;
    EXPECT_EQ(reply.header("x-noroshi-left-out"), "1") << form;
    EXPECT_THAT(reply.body, Not(HasSubstr("7.100.51.198"))) << form;
  }
}

TEST_F(Outputs, AnEndpointBecomesItsAddressOnlyWhereThatIsAskedForAndNeeded) {
  push(envelope_of(indicator_of(1, kEndpoint),
                   indicator_of(2, "[ipv4-addr:value = '198.51.100.7']")));
  const auto zone = output("rpz", "widen=address");
  EXPECT_THAT(zone.body, HasSubstr("32.7.100.51.198.rpz-ip"));
  EXPECT_EQ(zone.header("x-noroshi-entries"), "1") << "both say the same there";
  EXPECT_EQ(output("list", "widen=address").body, "198.51.100.7\n198.51.100.7:443\n");
}

TEST_F(Outputs, PatternsThatSayMoreAreCountedNotListed) {
  push(envelope_of(
      indicator_of(1, "[ipv4-addr:value = '198.51.100.7'] AND [domain-name:value = 'a.example']"),
      indicator_of(2, "[network-traffic:dst_ref.value = '198.51.100.7']"),
      indicator_of(3, "[domain-name:value = 'b.example']")));
  const auto list = output("list");
  EXPECT_EQ(list.body, "b.example\n");
  EXPECT_EQ(list.header("x-noroshi-skipped"), "2");
}

TEST_F(Outputs, WhatWasOnlySeenOrIsBenignIsNotListed) {
  push(envelope_of(
      R"({"type":"domain-name","spec_version":"2.1",)"
      R"("id":"domain-name--6d9a1f4e-3c1b-4d0e-8f2a-0c5b7e9a1d23","value":"seen.example"})",
      indicator_of(1, "[domain-name:value = 'good.example']", R"(,"indicator_types":["benign"])"),
      indicator_of(2, "[domain-name:value = 'b.example']")));
  EXPECT_EQ(output("list").body, "b.example\n");
}

TEST_F(Outputs, AnUnknownEditionGivesTheWholeNotAWrongDelta) {
  push(envelope_of(test_indicator(1)));
  const std::string edition = output("list").header("x-noroshi-edition");
  EXPECT_EQ(output("list", "since=1").header("x-noroshi-content"), "whole");
  EXPECT_EQ(output("list", "score=1&since=" + edition).header("x-noroshi-content"), "whole");
  hub_.restart();
  const auto after = output("list", "since=" + edition);
  EXPECT_EQ(after.header("x-noroshi-content"), "whole");
  EXPECT_EQ(after.body, "198.51.100.1\n");
}

TEST_F(Outputs, WhoLosesARightGetsTheNextListWithoutItAtOnce) {
  directory::Community community;
  community.name = "isac";
  const auto isac = TestHub::sound(hub_.directory().add(community)).id;
  directory::Collection shared = hub_.directory().collections().front();
  shared.id = 0;
  shared.uuid = stix::uuid4();
  shared.alias = "shared";
  shared.community = isac;
  shared.tlp = sharing::Tlp::Green;
  TestHub::sound(hub_.directory().add(shared));
  directory::Account bob;
  bob.name = "bob";
  bob.organisation = hub_.organisation("Another operator");
  bob.memberships = {{.community = isac, .role = sharing::Role::Reader}};
  const auto his_key = hub_.key(bob);
  auto alice = hub_.directory().account("alice").value();
  alice.memberships = {{.community = isac, .role = sharing::Role::Contributor}};
  ASSERT_TRUE(hub_.directory().change(alice));
  ASSERT_EQ(hub_.ask({.key = key_, .content_type = "application/json"}, "POST",
                     "/api/v1/collections/shared/contributions", envelope_of(test_indicator(1)))
                .json()["added"],
            1);
  const auto list = [&](const std::string& query) {
    return hub_.get({.key = his_key, .accept = "*/*"}, "/api/v1/outputs/list?" + query);
  };
  const auto before = list("");
  EXPECT_EQ(before.body, "198.51.100.1\n");
  bob = hub_.directory().account("bob").value();
  bob.memberships.clear();
  ASSERT_TRUE(hub_.directory().change(bob));
  const auto after = list("since=" + before.header("x-noroshi-edition"));
  EXPECT_EQ(after.header("x-noroshi-content"), "whole");
  EXPECT_EQ(after.body, "");
}

}  // namespace
}  // namespace noroshi::hub
