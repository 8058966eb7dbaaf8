// Feeds that are fetched again and again, their health, and the waits after failures.
#include "hub/inputs.hpp"

#include <filesystem>
#include <fstream>

#include "hub/hub_test.hpp"

namespace noroshi::hub {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class InputsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    own_ = hub_.organisation("Alpha Telecom");
    desk_ = hub_.desk(own_);
    inputs_ = TestHub::sound(Inputs::open(hub_.parts()));
  }

  void write(const std::string& text) { std::ofstream(hub_.file("feed.txt")) << text; }

  /// Inactive: it runs when the test says so, and not by the hub's own clock.
  Input feed(const std::string& name = "feed") {
    Input input;
    input.name = name;
    input.from = hub_.file("feed.txt");
    input.collection = desk_.uuid;
    input.active = false;
    return input;
  }

  Input state(const std::string& name = "feed") {
    for (Input& one : TestHub::sound(inputs_->all())) {
      if (one.name == name) return std::move(one);
    }
    throw std::runtime_error("no input " + name);
  }

  TestHub hub_;
  sharing::OrganisationId own_ = 0;
  directory::Collection desk_;
  std::unique_ptr<Inputs> inputs_;
};

TEST_F(InputsTest, FeedWithoutDatesAddsNothingTheSecondTime) {
  write("198.51.100.1\n198.51.100.2\n");
  ASSERT_TRUE(inputs_->add(feed()).has_value());
  const auto first = inputs_->run("feed");
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_THAT(*first, AllOf(Not(StartsWith("0 new")), HasSubstr(" 0 known")));
  const auto taken = state().taken;
  EXPECT_GT(taken, 0U);

  const auto second = inputs_->run("feed");
  ASSERT_TRUE(second.has_value()) << second.error().message;
  EXPECT_THAT(*second, StartsWith("0 new"));
  EXPECT_EQ(state().taken, taken);

  // Also after a restart, and with one entry more: only that one is new.
  inputs_.reset();
  hub_.restart();
  inputs_ = TestHub::sound(Inputs::open(hub_.parts()));
  write("198.51.100.1\n198.51.100.2\n198.51.100.3\n");
  ASSERT_TRUE(inputs_->run("feed").has_value());
  const auto added = state().taken - taken;
  EXPECT_GT(added, 0U);
  EXPECT_LT(added, taken);
}

TEST_F(InputsTest, EveryEntryIsThereWithItsTrust) {
  write("198.51.100.1\n");
  Input input = feed();
  input.trust = {'B', 2};
  ASSERT_TRUE(inputs_->add(std::move(input)).has_value());
  ASSERT_TRUE(inputs_->run("feed").has_value());
  const Says user{.key = hub_.key("user", own_)};
  const auto reply = hub_.get(user, "/taxii2/hub/collections/desk/objects/?match[type]=indicator");
  ASSERT_THAT(reply.json()["objects"], SizeIs(1)) << reply.body;
  const std::string id = reply.json()["objects"][0]["id"];
  const sharing::Viewer owner{.kind = sharing::Kind::Machine, .organisation = own_};
  const auto assertions = TestHub::sound(hub_.parts().archive.assertions(owner, id));
  ASSERT_THAT(assertions, SizeIs(1));
  EXPECT_EQ(assertions.front().source, "feed:feed");
  EXPECT_EQ(assertions.front().trust.reliability, 'B');
}

TEST_F(InputsTest, HealthFollowsWhatHappened) {
  ASSERT_TRUE(inputs_->add(feed()).has_value());
  EXPECT_EQ(state().health(0), "off");
  Input running = state();
  running.active = true;
  EXPECT_EQ(running.health(0), "new");

  const auto failed = inputs_->run("feed");  // the file is not there
  ASSERT_TRUE(failed.has_value());
  EXPECT_THAT(*failed, AllOf(StartsWith("failed: "), HasSubstr("feed.txt")));
  running = state();
  running.active = true;
  EXPECT_EQ(running.failures, 1U);
  EXPECT_EQ(running.last_success, 0);
  EXPECT_EQ(running.health(running.last_run), "failing");

  write("198.51.100.1\n");
  ASSERT_TRUE(inputs_->run("feed").has_value());
  running = state();
  running.active = true;
  EXPECT_EQ(running.failures, 0U);
  EXPECT_EQ(running.health(running.last_run), "fine");
  EXPECT_EQ(running.health(running.last_run + 4 * running.every), "late");
}

TEST_F(InputsTest, FailureOfOneFetchKeepsWhatWasThere) {
  write("198.51.100.1\n");
  ASSERT_TRUE(inputs_->add(feed()).has_value());
  ASSERT_TRUE(inputs_->run("feed").has_value());
  const Input before = state();
  std::filesystem::remove(hub_.file("feed.txt"));
  ASSERT_TRUE(inputs_->run("feed").has_value());
  EXPECT_EQ(state().taken, before.taken);
  EXPECT_EQ(state().cursor, before.cursor);
  EXPECT_EQ(state().last_success, before.last_success);
}

/// An event with one address, as a MISP feed holds it.
std::string misp_event(const std::string& uuid, const std::string& address) {
  return R"({"Event":{"uuid":")" + uuid +
         R"(","info":"An event","date":"2026-01-02","timestamp":"1767312000","Orgc":)"
         R"({"uuid":"11111111-1111-4111-8111-111111111111","name":"Someone"},"Attribute":[)"
         R"({"uuid":"22222222-2222-4222-8222-)" +
         uuid.substr(24) +
         R"(","type":"ip-dst","category":"Network activity","to_ids":true,)"
         R"("timestamp":"1767312000","value":")" +
         address + R"("}]}})";
}

TEST_F(InputsTest, OfAMispFeedOnlyEventsThatChangedAreFetched) {
  const std::string first = "33333333-3333-4333-8333-000000000001";
  const std::string second = "33333333-3333-4333-8333-000000000002";
  const auto keep = [&](const std::string& name, const std::string& text) {
    std::ofstream(hub_.file(name)) << text;
  };
  keep("manifest.json",
       R"({")" + first + R"(":{"timestamp":"100"},"../escape":{"timestamp":"1"}})");
  keep(first + ".json", misp_event(first, "198.51.100.1"));
  Input input = feed("misp");
  input.kind = InputKind::Misp;
  input.from = hub_.file("manifest.json");
  ASSERT_TRUE(inputs_->add(std::move(input)).has_value());
  EXPECT_THAT(inputs_->run("misp").value(),
              AllOf(Not(StartsWith("failed")), Not(StartsWith("0 new")), HasSubstr("1 left out")));

  // The first event's file goes: it is asked for again only by the second of the last change.
  keep("manifest.json",
       R"({")" + first + R"(":{"timestamp":"100"},")" + second + R"(":{"timestamp":200}})");
  keep(second + ".json", misp_event(second, "198.51.100.2"));
  EXPECT_THAT(inputs_->run("misp").value(),
              AllOf(Not(StartsWith("failed")), Not(StartsWith("0 new"))));
  EXPECT_EQ(state("misp").cursor, "200");
  std::filesystem::remove(hub_.file(first + ".json"));
  EXPECT_THAT(inputs_->run("misp").value(), StartsWith("0 new")) << "the older one is not fetched";
}

TEST_F(InputsTest, WarningListsAreReadWhenTheProcessBeginsAndOnSchedule) {
  const auto keep = [&](const std::string& address) {
    std::ofstream(hub_.file("list.json"))
        << R"({"name":"Our resolvers","version":1,"type":"cidr","description":"x",)"
           R"("matching_attributes":["ip-dst"],"list":[")"
        << address << R"(/32"]})";
  };
  keep("198.51.100.53");
  Input input = feed("lists");
  input.kind = InputKind::Warnings;
  input.from = hub_.file("list.json");
  input.active = true;
  ASSERT_TRUE(inputs_->add(std::move(input)).has_value());
  EXPECT_EQ(inputs_->run_due(io::wall_clock(), [] { return true; }).value(), 1U);
  EXPECT_THAT(state("lists").last_result, StartsWith("1 lists, 1 entries"));
  EXPECT_EQ(inputs_->run_due(io::wall_clock(), [] { return true; }).value(), 0U) << "not due";
  const auto again = TestHub::sound(Inputs::open(hub_.parts()));
  EXPECT_EQ(again->run_due(io::wall_clock(), [] { return true; }).value(), 1U) << "a new process";

  const auto value = stix::canonical_value("ipv4-addr", "198.51.100.53");
  const auto hits = hub_.parts().archive.look_up({}, *value, 10);
  EXPECT_EQ(hits.value().warning_list, "Our resolvers");
}

TEST(InputWaits, GrowWithFailuresAndNeverBeyondTheSchedule) {
  Input input;
  input.every = base::kHour;
  EXPECT_EQ(input.due(), 0) << "what never ran is due";
  input.last_run = 5 * base::kDay;
  EXPECT_EQ(input.due() - input.last_run, base::kHour);
  base::Micros before = 0;
  for (input.failures = 1; input.failures < 100; ++input.failures) {
    const base::Micros wait = input.due() - input.last_run;
    EXPECT_GE(wait, before);
    EXPECT_LE(wait, base::kHour);
    before = wait;
  }
  EXPECT_EQ(before, base::kHour);
  input.failures = 1;
  EXPECT_EQ(input.due() - input.last_run, base::kMinute);
  input.failures = 3;
  EXPECT_EQ(input.due() - input.last_run, 4 * base::kMinute);
}

TEST_F(InputsTest, OnlyWhatIsDueAndActiveRuns) {
  write("198.51.100.1\n");
  ASSERT_TRUE(inputs_->add(feed()).has_value());
  const auto ran = inputs_->run_due(io::wall_clock(), [] { return true; });
  ASSERT_TRUE(ran.has_value());
  EXPECT_EQ(*ran, 0U);
  EXPECT_EQ(state().last_run, 0);
}

TEST_F(InputsTest, WhatCannotRunIsNotAdded) {
  ASSERT_TRUE(inputs_->add(feed()).has_value());
  EXPECT_EQ(inputs_->add(feed()).error().code, Errc::InvalidUsage) << "the name is taken";
  Input nowhere = feed("nowhere");
  nowhere.collection = stix::uuid4();
  EXPECT_EQ(inputs_->add(std::move(nowhere)).error().code, Errc::InvalidUsage);
  Input never = feed("never");
  never.every = 0;
  EXPECT_EQ(inputs_->add(std::move(never)).error().code, Errc::InvalidUsage);
  ASSERT_TRUE(inputs_->remove("feed").has_value());
  EXPECT_EQ(inputs_->remove("feed").error().code, Errc::NotFound);
  EXPECT_EQ(inputs_->run("feed").error().code, Errc::NotFound);
}

}  // namespace
}  // namespace noroshi::hub
