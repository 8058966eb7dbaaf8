// Deciding about a release: the check-list knows the provider's own names, whoever decides.
#include "hub/hub_test.hpp"

namespace noroshi::hub {
namespace {

using nlohmann::json;

TEST(Approvals, StewardOfAnotherOrganisationIsWarnedOfTheProvidersNames) {
  TestHub hub;
  const auto provider = hub.organisation("Example Rail");
  const auto other = hub.organisation("Example Telecom");
  directory::Community community;
  community.name = "isac";
  const auto isac = TestHub::sound(hub.directory().add(community)).id;
  directory::Collection shared = hub.desk(other);
  shared.id = 0;
  shared.uuid = stix::uuid4();
  shared.alias = "shared";
  shared.community = isac;
  shared.release = directory::Release::Approval;
  TestHub::sound(hub.directory().add(shared));
  const auto member = [&](const std::string& name, sharing::OrganisationId organisation,
                          sharing::Role role) {
    directory::Account account;
    account.name = name;
    account.organisation = organisation;
    account.memberships = {{.community = isac, .role = role}};
    return Says{.key = hub.key(account), .accept = "*/*", .content_type = "application/json"};
  };
  const Says contributor = member("suzuki", provider, sharing::Role::Contributor);
  const Says steward = member("tanaka", other, sharing::Role::Steward);

  const std::string told = test_indicator(1, "2026-01-02T00:00:00.000Z",
                                          R"(,"name":"seen at Example Rail this morning")");
  ASSERT_EQ(
      hub.ask(contributor, "POST", "/api/v1/collections/shared/contributions", envelope_of(told))
          .status,
      200);

  const json waiting = hub.get(steward, "/api/v1/approvals").json();
  ASSERT_EQ(waiting.at("items").size(), 1U) << waiting;
  const json& item = waiting.at("items").at(0);
  ASSERT_FALSE(item.at("remarks").empty()) << item;
  EXPECT_EQ(item.at("remarks").at(0).at("rule"), "own-name");
  const std::string target = fmt::format("/api/v1/approvals/{}", item.at("number").get<int>());
  EXPECT_EQ(hub.ask(steward, "POST", target, R"({"decision":"release"})").status, 409);
  EXPECT_EQ(hub.ask(steward, "POST", target,
                    R"({"decision":"release","override":true,"reason":"they agreed"})")
                .status,
            204);
  EXPECT_EQ(hub.get(steward, "/api/v1/approvals").json().at("items").size(), 0U);
}

}  // namespace
}  // namespace noroshi::hub
