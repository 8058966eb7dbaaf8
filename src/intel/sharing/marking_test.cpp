#include "intel/sharing/marking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/stix/json_tree.hpp"

namespace noroshi::sharing {
namespace {

constexpr std::array kAll = {Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red};

/// But for one that is wanted: ids that say the same everywhere are UUIDs of version 5, where STIX
/// recommends random ones.
std::vector<std::string> complaints_about(std::string_view json) {
  const auto reading = stix::read_objects(json);
  EXPECT_TRUE(reading) << json;
  if (!reading) return {};
  EXPECT_EQ(reading->objects.size(), 1U) << json;
  std::vector<std::string> complaints;
  for (const stix::Complaint& complaint : reading->complaints) {
    if (complaint.rule != "uuid-version") complaints.push_back(to_string(complaint));
  }
  return complaints;
}

stix::Object object_of(std::string_view json) {
  auto reading = stix::read_objects(json);
  EXPECT_TRUE(reading && reading->objects.size() == 1) << json;
  return reading && reading->objects.size() == 1 ? reading->objects.front() : stix::Object{};
}

TEST(Tlp, MarkingsAreTheFixedOnes) {
  EXPECT_EQ(marking_json(Tlp::AmberStrict),
            R"({"type":"marking-definition","spec_version":"2.1",)"
            R"("id":"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",)"
            R"("created":"2022-10-01T00:00:00.000Z","name":"TLP:AMBER+STRICT","extensions":)"
            R"({"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":)"
            R"({"extension_type":"property-extension","tlp_2_0":"amber+strict"}}})");
  for (const Tlp tlp : kAll) {
    EXPECT_EQ(tlp_of(marking_id(tlp)), tlp);
    EXPECT_EQ(object_of(marking_json(tlp)).id, marking_id(tlp));
    EXPECT_THAT(complaints_about(marking_json(tlp)), testing::IsEmpty());
  }
}

TEST(Tlp, FirstVersionIsUnderstood) {
  EXPECT_EQ(tlp_of("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"), Tlp::Clear);
  EXPECT_EQ(tlp_of("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"), Tlp::Green);
  EXPECT_EQ(tlp_of("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"), Tlp::Amber);
  EXPECT_EQ(tlp_of("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"), Tlp::Red);
  EXPECT_EQ(tlp_of("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ee"), std::nullopt);
  EXPECT_EQ(tlp_of(""), std::nullopt);
}

TEST(Tlp, NarrowestOfAllMarkingsCounts) {
  stix::Object object;
  EXPECT_EQ(tlp_of(object), std::nullopt);
  object.marking_refs = {"marking-definition--11111111-2222-4333-8444-555555555555"};
  EXPECT_EQ(tlp_of(object), std::nullopt) << "a statement is no colour";
  object.marking_refs.emplace_back(marking_id(Tlp::Amber));
  object.marking_refs.emplace_back(marking_id(Tlp::Green));
  EXPECT_EQ(tlp_of(object), Tlp::Amber);
}

TEST(Tlp, MarkingOfOnePropertyNarrowsTheWholeObject) {
  const stix::Object object = object_of(
      R"({"type":"campaign","spec_version":"2.1",)"
      R"("id":"campaign--11111111-2222-4333-8444-555555555555",)"
      R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"x",)"
      R"("description":"y","object_marking_refs":)"
      R"(["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"],"granular_markings":)"
      R"([{"marking_ref":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",)"
      R"("selectors":["description"]}]})");
  EXPECT_EQ(tlp_of(object), Tlp::Red);
}

TEST(Tlp, ReportThatListsAColourIsNotMarkedByIt) {
  const stix::Object object = object_of(
      R"({"type":"report","spec_version":"2.1",)"
      R"("id":"report--11111111-2222-4333-8444-555555555555",)"
      R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"x",)"
      R"("published":"2026-01-01T00:00:00.000Z","object_refs":)"
      R"(["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"],"object_marking_refs":)"
      R"(["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]})");
  EXPECT_EQ(tlp_of(object), Tlp::Green);
}

Regions regions(std::initializer_list<Region> list) {
  Regions set;
  for (const Region region : list) set.set(static_cast<std::size_t>(region));
  return set;
}

const Limits kSome{.community = "6f9619ff-8b86-4011-b42d-00c04fc964ff",
                   .regions = regions({Region::Kanto, Region::Okinawa}),
                   .hops = std::uint8_t{2}};

TEST(Limits, AreReadBack) {
  for (const Limits& limits :
       {Limits{}, kSome, Limits{.community = kSome.community, .regions = {}, .hops = {}},
        Limits{.community = {}, .regions = kSome.regions, .hops = {}},
        Limits{.community = {}, .regions = {}, .hops = std::uint8_t{0}}}) {
    EXPECT_EQ(limits_of(limits_marking_json(limits)), limits);
    EXPECT_THAT(complaints_about(limits_marking_json(limits)), testing::IsEmpty());
  }
}

TEST(Limits, RecipientsAreReadBackSortedAndOnce) {
  const Limits limits{.recipients = {"11111111-1111-4111-8111-111111111111",
                                     "22222222-2222-4222-8222-222222222222"}};
  const std::string json = limits_marking_json(limits);
  EXPECT_EQ(limits_of(json), limits);
  EXPECT_THAT(complaints_about(json), testing::IsEmpty());
  EXPECT_NE(limits_marking_id(limits), limits_marking_id({}));
  std::string odd = json;
  odd.replace(odd.find("identity--1111"), 10, "identify--");
  EXPECT_THAT(limits_of(odd)->recipients,
              testing::ElementsAre("22222222-2222-4222-8222-222222222222"));
}

TEST(Limits, EqualOnesHaveEqualIdsAndOthersDiffer) {
  Limits other = kSome;
  EXPECT_EQ(limits_marking_id(kSome), limits_marking_id(other));
  EXPECT_EQ(object_of(limits_marking_json(kSome)).id, limits_marking_id(kSome));
  other.hops = std::uint8_t{1};
  EXPECT_NE(limits_marking_id(kSome), limits_marking_id(other));
  other = kSome;
  other.regions.reset(2);
  EXPECT_NE(limits_marking_id(kSome), limits_marking_id(other));
}

TEST(Limits, ExtensionIsDefinedAndHasAnAuthor) {
  const stix::Object extension = object_of(limits_extension_json());
  EXPECT_EQ(extension.id, limits_extension_id());
  EXPECT_EQ(extension.created_by_ref, object_of(limits_author_json()).id);
  EXPECT_THAT(complaints_about(limits_extension_json()), testing::IsEmpty());
  EXPECT_THAT(complaints_about(limits_author_json()), testing::IsEmpty());
}

std::string marking_with(std::string_view extension) {
  return R"({"type":"marking-definition","extensions":{")" + limits_extension_id() + R"(":)" +
         std::string(extension) + "}}";
}

TEST(Limits, OfOthersAreNone) {
  EXPECT_EQ(limits_of(""), std::nullopt);
  EXPECT_EQ(limits_of("[]"), std::nullopt);
  EXPECT_EQ(limits_of(marking_json(Tlp::Red)), std::nullopt);
  EXPECT_EQ(limits_of(R"({"extensions":{"extension-definition--x":{"hops":3}}})"), std::nullopt);
}

TEST(Limits, WhatCannotBeReadNarrows) {
  const std::string nobody = "00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(limits_of(marking_with("7"))->community, nobody);
  EXPECT_EQ(limits_of(marking_with(R"({"community":"the banks"})"))->community, nobody);
  EXPECT_EQ(limits_of(marking_with(R"({"community":null})"))->community, nobody);
  EXPECT_EQ(limits_of(marking_with(R"({"regions":["kanto","mars"]})"))->community, nobody);
  EXPECT_EQ(limits_of(marking_with(R"({"regions":[]})"))->community, nobody);
  EXPECT_EQ(limits_of(marking_with(R"({"regions":"kanto"})"))->community, nobody);
  for (const char* hops : {"-1", "256", "1.5", "\"9\"", "null", "1e1"}) {
    EXPECT_EQ(limits_of(marking_with(std::string(R"({"hops":)") + hops + "}"))->hops, 0) << hops;
  }
}

TEST(Limits, CommunityIsComparedWithoutCase) {
  EXPECT_EQ(
      limits_of(marking_with(R"({"community":"6F9619FF-8B86-4011-B42D-00C04FC964FF"})"))->community,
      kSome.community);
  Limits hostile;
  hostile.community = R"(x"},"y":{")";
  EXPECT_EQ(limits_of(limits_marking_json(hostile))->community,
            "00000000-0000-0000-0000-000000000000");
}

}  // namespace
}  // namespace noroshi::sharing
