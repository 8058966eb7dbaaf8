// The leak test of the archive: random contributions, decisions and questions, and for every viewer
// the same answer as from the slow oracle (oracle_test.hpp).
#include "intel/archive/oracle_test.hpp"

#include <random>

#include "intel/archive/archive_test.hpp"

namespace noroshi::archive {
namespace {

constexpr std::array<std::string_view, 5> kWords = {"camel", "zebra", "okapi", "国税", "楽天"};
constexpr std::array<std::string_view, 3> kAddresses = {"198.51.100.1", "198.51.100.2",
                                                        "203.0.113.9"};

class LikeTheOracle : public OverEachEngine {
 protected:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool in(std::uint64_t many) { return below(many) == 0; }
  template <class List>
  std::string one_of(const List& list) {
    return std::string(list[below(list.size())]);
  }

  sharing::Regions regions() {
    sharing::Regions some;
    if (in(2)) some.set(below(3));
    return some;
  }

  sharing::Label label() {
    sharing::Label label;
    label.tlp = static_cast<sharing::Tlp>(below(5));
    label.community = static_cast<sharing::CommunityId>(in(12) ? 0 : 1 + below(2));
    label.regions = regions();
    label.hops = static_cast<std::uint8_t>(below(3));
    label.owner = static_cast<sharing::OrganisationId>(below(5));
    for (sharing::OrganisationId who = 1; who <= 4; ++who) {
      if (in(4)) label.recipients.push_back(who);
    }
    label.state = in(3) ? sharing::State::Held : sharing::State::Released;
    label.part = in(5) ? sharing::Part::Damage : sharing::Part::Technique;
    label.open = in(4);
    return label;
  }

  sharing::Viewer viewer() {
    sharing::Viewer viewer;
    viewer.kind = static_cast<sharing::Kind>(below(4));
    if (viewer.kind == sharing::Kind::Anonymous) return viewer;
    viewer.account = 1;
    viewer.organisation = static_cast<sharing::OrganisationId>(below(6));
    for (sharing::CommunityId community = 1; community <= 2; ++community) {
      if (in(3)) continue;
      viewer.memberships.push_back(
          {.community = community, .role = static_cast<sharing::Role>(below(4))});
    }
    viewer.regions = regions();
    return viewer;
  }

  std::string json(std::string_view type, std::uint64_t n, base::Micros modified,
                   std::string_view word, std::string_view address, std::uint64_t creator) {
    const std::string name = fmt::format(R"("name":"{} thing")", word);
    std::string rest;
    if (type == "indicator") {
      rest = fmt::format(
          R"(,"pattern":"[ipv4-addr:value = '{}']","pattern_type":"stix","valid_from":"{}")",
          address, stix::timestamp(kStart));
    }
    return fmt::format(
        R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
        R"("created_by_ref":"{}",{}{}}})",
        type, id_of(type, n), stix::timestamp(kStart - base::kDay), stix::timestamp(modified),
        id_of("identity", creator), name, rest);
  }

  Submission contribution() {
    const std::string type = in(3) ? "identity" : "indicator";
    const std::uint64_t n = below(6);
    const base::Micros modified = kStart + static_cast<base::Micros>(below(3)) * base::kHour;
    const std::string word = one_of(kWords);
    const std::string address = one_of(kAddresses);
    const std::uint64_t creator = below(4);
    Submission one;
    one.object = object_from(json(type, n, modified, word, address, creator));
    if (in(6)) one.object.spec_version = "2.0";
    one.label = label();
    one.source = fmt::format("source {}", below(3));
    if (in(3)) one.trust = {.reliability = 'B', .credibility = 2};
    if (in(3)) one.shared_text = json(type, n, modified, word, address, creator + 1);
    if (in(6)) {
      one.shared_text = json(type, n, modified, one_of(kWords), one_of(kAddresses), creator);
    }
    if (in(4)) one.expires = now_ + static_cast<base::Micros>(below(20)) * base::kMinute;
    return one;
  }

  void contribute() {
    const CollectionId collection = 1 + static_cast<CollectionId>(below(2));
    std::vector<Submission> some;
    for (std::uint64_t i = 0; i <= below(4); ++i) some.push_back(contribution());
    const auto answers = add(some, collection);
    for (std::size_t i = 0; i < some.size(); ++i) {
      EXPECT_EQ(answers[i].outcome, oracle_.add(collection, some[i])) << some[i].object.text;
    }
  }

  void change() {
    const sharing::Viewer who = viewer();
    const std::string id = id_of(in(3) ? "identity" : "indicator", below(6));
    const CollectionId collection = 1 + static_cast<CollectionId>(below(2));
    switch (below(4)) {
      case 0: {
        const auto sequence = static_cast<std::int64_t>(1 + below(60));
        const auto decision = in(2) ? sharing::State::Released : sharing::State::Refused;
        EXPECT_EQ(archive().decide(who, collection, sequence, decision).has_value(),
                  oracle_.decide(who, collection, sequence, decision));
        break;
      }
      case 1:
        EXPECT_EQ(archive().retract(who, id).value(), oracle_.retract(who, id));
        break;
      case 2:
        EXPECT_EQ(archive().expire(now_).value(), oracle_.expire());
        break;
      default: {
        const Filter filter = versions();
        EXPECT_EQ(archive().remove(who, collection, id, filter).value(),
                  oracle_.remove(who, collection, id, filter));
      }
    }
  }

  Filter versions() {
    Filter filter;
    if (in(2)) filter.versions.emplace_back(in(2) ? "last" : "first");
    if (in(4)) filter.versions = {"all"};
    if (in(4)) filter.versions.push_back(stix::timestamp(kStart + base::kHour));
    if (in(4)) filter.spec_versions = {in(2) ? "2.0" : "2.1"};
    if (in(6)) filter.spec_versions = {"2.0", "2.1"};
    return filter;
  }

  void compare_pages(const sharing::Viewer& who) {
    const CollectionId collection = 1 + static_cast<CollectionId>(below(2));
    Filter filter = versions();
    if (in(3)) filter.types = {in(2) ? "indicator" : "identity"};
    if (in(5)) filter.types = {"indicator", "identity"};
    if (in(3)) filter.ids = {id_of("indicator", below(6)), id_of("identity", below(6))};
    if (in(3) && !oracle_.kept().empty()) {
      filter.added_after = oracle_.kept()[below(oracle_.kept().size())].added;
    }
    std::vector<std::string> expected;
    for (const auto& shown : oracle_.page(who, collection, filter)) expected.push_back(shown.text);
    std::vector<std::string> got;
    Page next;
    do {
      next = page(who, filter, next.next, 1 + below(5), collection);
      for (const Revision& one : next.revisions) got.push_back(one.text);
    } while (next.more);
    EXPECT_EQ(got, expected);
    EXPECT_EQ(archive().count(who, collection).value(), oracle_.count(who, collection));
  }

  void compare_lists(const sharing::Viewer& who) {
    const std::string address = one_of(kAddresses);
    const Hits found = look_up(who, address);
    EXPECT_EQ(ids_of(found), oracle_.with(who, "'" + address + "'"));
    EXPECT_EQ(found.visible, found.hits.size());
    const std::string word = one_of(kWords);
    EXPECT_EQ(ids_of(search(who, word)), oracle_.with(who, "\"name\":\"" + word));
    for (const Hit& hit : found.hits) EXPECT_EQ(hit.text, oracle_.find(who, hit.id)->text);
  }

  void compare_one(const sharing::Viewer& who) {
    const std::string id = id_of(in(2) ? "identity" : "indicator", below(6));
    const auto expected = oracle_.find(who, id);
    const auto got = archive().find(who, id);
    ASSERT_EQ(got.has_value(), expected.has_value()) << id;
    const auto around = archive().neighbours(who, id, 100);
    ASSERT_EQ(around.has_value(), expected.has_value()) << id;
    EXPECT_EQ(archive().assertions(who, id).has_value(), expected.has_value()) << id;
    if (!expected) return;
    EXPECT_EQ(got->text, expected->text);
    EXPECT_EQ(ids_of(*around), oracle_.neighbours(who, id)) << id;
  }

  void compare_events(const sharing::Viewer& who) {
    const auto expected = oracle_.events(who);
    const auto got = events(who);
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i].number, expected[i].number);
      EXPECT_EQ(got[i].kind, expected[i].kind);
      EXPECT_EQ(got[i].id, expected[i].id);
      EXPECT_EQ(got[i].text, expected[i].text);
    }
  }

  void compare() {
    const sharing::Viewer who = viewer();
    compare_pages(who);
    compare_lists(who);
    compare_one(who);
    if (in(4)) compare_events(who);
  }

  void live_through(std::uint64_t seed, int steps) {
    random_.seed(seed);
    for (int step = 0; step < steps && !HasFailure(); ++step) {
      SCOPED_TRACE(fmt::format("seed {}, step {}", seed, step));
      now_ += static_cast<base::Micros>(below(5)) * base::kMinute;
      oracle_.clock(now_);
      if (in(2)) contribute();
      if (in(3)) change();
      compare();
    }
  }

  Oracle oracle_;
  std::mt19937_64 random_;
};
NOROSHI_FOR_EACH_ENGINE(LikeTheOracle);

TEST_P(LikeTheOracle, NobodySeesMoreOrLessThanTheLatticeSays) {
  live_through(20'260'101, GetParam() == sql::Dialect::Sqlite ? 1'100 : 250);
  const auto complaints = archive().check();
  ASSERT_TRUE(complaints);
  EXPECT_THAT(*complaints, testing::IsEmpty());
}

TEST_P(LikeTheOracle, AlsoOverManyShortLives) { live_through(7, 150); }

}  // namespace
}  // namespace noroshi::archive
