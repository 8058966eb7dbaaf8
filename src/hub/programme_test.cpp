// The programme's figures and the day's news over a hub: they are right, and made of nothing that
// their caller may not see.
#include <fstream>
#include <gmock/gmock.h>
#include <map>
#include <random>
#include <set>

#include "hub/office_test.hpp"
#include "intel/mapping/finding_objects.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

using sharing::Role;
using sharing::State;
using sharing::Tlp;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

model::Finding finding_of(const std::string& server, base::Micros first, base::Micros last) {
  model::Finding made;
  made.kind = "c2-server";
  made.subject = sound(model::parse_endpoint(server));
  made.probability = 0.9;
  made.first_seen = first;
  made.last_seen = last;
  made.clients = 12;
  made.contacts = 400;
  made.method = "noroshi.c2.hunt";
  made.version = "1";
  return made;
}

/// Three organisations in one community, one of them out of sight of the others' regions.
class ProgrammeOverAHub : public ::testing::Test {
 protected:
  void SetUp() override {
    auto& directory = office_.parts().directory;
    for (unsigned n = 1; n <= 3; ++n) {
      directory::Organisation one;
      one.uuid = uuid(0x100 + n);
      one.name = fmt::format("operator {}", n);
      if (n < 3) one.regions.set(n);
      organisations_.push_back(sound(directory.add(one)).id);
    }
    directory::Community community;
    community.name = "isac";
    community_ = sound(directory.add(community)).id;
    directory::Root root;
    root.path = "taxii2/hub";
    root.title = "Test";
    root.is_default = true;
    sound(directory.add(root));
    named_ = collection("named", false);
    anonymous_ = collection("anonymous", true);
    for (unsigned n = 1; n <= 3; ++n) account(fmt::format("user{}", n), organisations_[n - 1]);
  }

  directory::Collection collection(const std::string& alias, bool anonymous) {
    directory::Collection one;
    one.uuid = stix::uuid4();
    one.root = "taxii2/hub";
    one.alias = alias;
    one.title = alias;
    one.owner = organisations_.front();
    one.community = community_;
    one.tlp = Tlp::Green;
    one.release = directory::Release::Direct;
    one.anonymous = anonymous;
    return sound(office_.parts().directory.add(one));
  }

  void account(const std::string& name, sharing::OrganisationId organisation,
               sharing::Kind kind = sharing::Kind::Person, bool member = true) {
    directory::Account one;
    one.name = name;
    one.organisation = organisation;
    one.kind = kind;
    if (member) one.memberships = {{.community = community_, .role = Role::Contributor}};
    sound(office_.parts().directory.add(one));
  }

  void report(unsigned who, const std::string& to, const std::vector<std::string>& servers) {
    const mapping::Author author{.identity = id_of("identity", 0x100 + who),
                                 .name = fmt::format("operator {}", who),
                                 .marking = {}};
    for (const auto& server : servers) {
      office_.give(
          fmt::format("user{}", who), to,
          mapping::stix_of(finding_of(server, kMorning - 9 * base::kDay, kMorning - base::kHour),
                           author));
    }
  }

  Json overlap(const std::string& who, const std::string& query = "") {
    return office_.ask(who, "GET", "/programme/overlap" + query);
  }

  static std::vector<std::string> operators(const Json& overlap) {
    std::vector<std::string> names;
    for (const Json& one : overlap["operators"]) names.push_back(one["operator"]);
    return names;
  }

  Office office_;
  std::vector<sharing::OrganisationId> organisations_;
  sharing::CommunityId community_ = 0;
  directory::Collection named_, anonymous_;
};

TEST_F(ProgrammeOverAHub, OverlapNamesWhomTheTextsNameAndHidesTheAnonymous) {
  office_.at(kMorning - base::kDay);
  report(1, "named", {"203.0.113.1:443", "203.0.113.2:443", "203.0.113.3:443"});
  report(2, "named", {"203.0.113.2:443", "203.0.113.3:8443"});
  report(3, "anonymous", {"203.0.113.3:443", "203.0.113.4:443"});
  office_.at(kMorning);
  office_.open();
  const Json seen = overlap("user1");
  EXPECT_EQ(seen["servers"], 5);
  ASSERT_EQ(seen["operators"].size(), 3U) << seen;
  EXPECT_EQ(seen["operators"][0]["operator"], "operator 1") << "the own one stands first";
  EXPECT_EQ(seen["operators"][0]["servers"], 3);
  EXPECT_EQ(seen["operators"][0]["exclusive"], 1);
  EXPECT_THAT(operators(seen), ::testing::Contains("operator 2"));
  EXPECT_THAT(seen.dump(), Not(HasSubstr("operator 3")));
  EXPECT_EQ(seen["shared"][0][0], 3);
  EXPECT_EQ(overlap("user1", "?by=address")["servers"], 4);
  EXPECT_THAT(operators(overlap("user3")), ::testing::Contains("operator 3")) << "its own name";
}

TEST_F(ProgrammeOverAHub, OverlapOfNobodyAndOfOneEstimatesNothing) {
  office_.open();
  const Json nothing = overlap("user1");
  EXPECT_EQ(nothing["servers"], 0);
  EXPECT_THAT(nothing["operators"], IsEmpty());
  EXPECT_TRUE(nothing["estimate"].is_null());
  report(1, "named", {"203.0.113.1:443", "203.0.113.2:443"});
  const Json alone = overlap("user2");
  EXPECT_EQ(alone["servers"], 2);
  EXPECT_THAT(operators(alone), ElementsAre("operator 1"));
  EXPECT_EQ(alone["reach"], Json::array({2}));
  EXPECT_TRUE(alone["estimate"].is_null());
  EXPECT_EQ(overlap("user2", "?to=2025-01-01T00:00:00Z")["servers"], 0);
}

TEST_F(ProgrammeOverAHub, LeadsAreMeasuredAgainstTheFeedsThatTheCallerMayKnow) {
  office_.at(kMorning - 20 * base::kDay);
  directory::Collection secret = named_;
  secret.id = 0;
  secret.uuid = stix::uuid4();
  secret.alias = "secret";
  directory::Community elsewhere;
  elsewhere.name = "elsewhere";
  secret.owner = organisations_[1];
  secret.community = sound(office_.parts().directory.add(elsewhere)).id;
  secret = sound(office_.parts().directory.add(secret));
  const auto feed = [&](const std::string& name, const directory::Collection& to,
                        const std::string& since) {
    const std::string file = office_.file(name + ".json");
    std::ofstream(file) << fmt::format(
        R"([{{"type":"indicator","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
        R"("pattern":"[ipv4-addr:value = '203.0.113.1']","pattern_type":"stix",)"
        R"("valid_from":"{}"}}])",
        stix::own_id("indicator", name), since, since, since);
    Input input;
    input.name = name;
    input.from = file;
    input.collection = to.uuid;
    sound(office_.inputs().add(input));
    sound(office_.inputs().run(name));
  };
  office_.at(kMorning - base::kDay);
  report(1, "named", {"203.0.113.1:443", "203.0.113.2:443"});
  feed("open-list", named_, "2026-01-09T00:00:00.000Z");
  feed("secret-list", secret, "2026-01-02T00:00:00.000Z");
  office_.at(kMorning);
  office_.open();
  const Json leads = office_.ask("user1", "GET", "/programme/lead-time");
  EXPECT_EQ(leads["servers"], 2);
  ASSERT_EQ(leads["feeds"].size(), 1U) << leads;
  EXPECT_EQ(leads["feeds"][0]["feed"], "open-list");
  EXPECT_EQ(leads["feeds"][0]["listed"], 1);
  EXPECT_EQ(leads["feeds"][0]["unlisted"], 1);
  EXPECT_EQ(leads["feeds"][0]["median_days"], 3) << "seen on the 6th, listed on the 9th";
  EXPECT_TRUE(leads["all"].is_null());
  EXPECT_EQ(office_.ask("user2", "GET", "/programme/lead-time")["servers"], 0)
      << "others' servers are not one's own";
  EXPECT_EQ(office_.ask("user1", "GET", "/programme/lead-time"), leads) << "kept, and the same";
}

TEST_F(ProgrammeOverAHub, TodayTellsTheDaysNewsByRegion) {
  office_.at(kMorning - 3 * base::kDay);
  report(1, "named", {"203.0.113.1:443"});
  office_.at(kMorning - base::kHour);
  report(2, "named", {"203.0.113.1:443", "203.0.113.2:443"});
  report(3, "anonymous", {"203.0.113.3:443"});
  office_.at(kMorning);
  office_.open();
  const Json today = office_.ask("user1", "GET", "/today");
  EXPECT_EQ(today["servers"].size(), 3U) << today["servers"];
  EXPECT_EQ(today["status"]["new"], 3);
  EXPECT_EQ(today["status"]["standing"], 1);
  std::map<std::string, int> regions;
  for (const Json& one : today["regions"]) {
    regions[one["region"].is_null() ? "-" : one["region"].get<std::string>()] = one["servers"];
  }
  EXPECT_EQ(regions.size(), 12U);
  EXPECT_EQ(regions["tohoku"], 1);
  EXPECT_EQ(regions["kanto"], 2);
  EXPECT_EQ(regions["-"], 1) << "who is anonymous is nowhere";
  EXPECT_EQ(today["countries"], Json::parse(R"([{"country":null,"servers":4}])"));
  const Json week = office_.ask("user1", "GET", "/today?since=2026-01-08T00:00:00Z");
  EXPECT_EQ(week["servers"].size(), 4U);
  EXPECT_GT(week["objects"], today["objects"]);
}

/// Labels at random; for every account, what the lattice lets through is what is counted.
TEST_F(ProgrammeOverAHub, NothingThatIsHiddenIsCounted) {
  std::mt19937_64 random(20'260'115);
  const auto below = [&](std::uint64_t bound) { return random() % bound; };
  directory::Community other;
  other.name = "other";
  const auto stranger = sound(office_.parts().directory.add(other)).id;
  account("peer", organisations_[1], sharing::Kind::Peer);
  account("outsider", organisations_[2], sharing::Kind::Person, false);
  struct Kept {
    model::Endpoint endpoint;
    sharing::Label label;
  };
  std::vector<Kept> all;
  office_.at(kMorning - base::kHour);
  for (unsigned n = 0; n < 400; ++n) {
    const auto owner = below(3);
    const auto finding = finding_of(fmt::format("203.0.113.{}:{}", n % 200, 1'000 + n % 7),
                                    kMorning - 9 * base::kDay, kMorning - base::kHour);
    archive::Submission one;
    std::vector<stix::Complaint> none;
    const mapping::Author author{
        .identity = id_of("identity", 0x900 + n), .name = "x", .marking = {}};
    for (const auto& text : mapping::stix_of(finding, author)) {
      auto object = stix::read_object(text, "", {.strict = false}, none);
      if (object && object->type == "indicator") one.object = std::move(*object);
    }
    one.label.tlp = static_cast<Tlp>(below(5));
    one.label.community = below(5) == 0 ? stranger : community_;
    one.label.hops = static_cast<std::uint8_t>(below(2));
    one.label.owner = organisations_[owner];
    one.label.state = below(3) == 0 ? State::Held : State::Released;
    one.label.part = below(6) == 0 ? sharing::Part::Damage : sharing::Part::Technique;
    if (below(3) == 0) one.label.regions.set(below(3));
    if (below(3) == 0) one.label.recipients = {organisations_[below(3)]};
    one.source = uuid(0x101 + static_cast<unsigned>(owner));
    const archive::Submission some[] = {one};
    sound(office_.parts().archive.add(named_.id, some));
    all.push_back({finding.subject, one.label});
  }
  office_.at(kMorning);
  office_.open();
  std::set<std::size_t> counts;
  for (const std::string who : {"user1", "user2", "user3", "peer", "outsider"}) {
    const auto viewer = office_.caller(who).viewer;
    std::set<model::Endpoint> visible;
    std::uint64_t rows = 0;
    for (const Kept& kept : all) {
      if (!sharing::may_see(viewer, kept.label)) continue;
      visible.insert(kept.endpoint);
      ++rows;
    }
    const Json seen = overlap(who);
    EXPECT_EQ(seen["servers"], visible.size()) << who;
    const Json today = office_.ask(who, "GET", "/today");
    std::uint64_t standing = 0;
    for (const auto& [name, count] : today["status"].items()) {
      standing += count.get<std::uint64_t>();
    }
    EXPECT_EQ(standing, rows) << who;
    EXPECT_EQ(today["objects"], rows) << who;
    std::uint64_t countries = 0;
    for (const Json& one : today["countries"]) countries += one["servers"].get<std::uint64_t>();
    EXPECT_EQ(countries, rows) << who;
    counts.insert(rows);
  }
  EXPECT_GE(counts.size(), 4U) << "accounts that all see the same prove little";
}

}  // namespace
}  // namespace noroshi::hub
