// The leak test: a random lattice, and every way out of a running hub.
//
// Some thousand objects with random labels (TLP, community, regions, hops, owners, recipients,
// states, parts, open collections) and two dozen accounts of all kinds.  Each object carries words
// that no other has: its id, a name, a value.  What sharing::may_see grants an account is worked
// out beside the hub (archive::Oracle); then every endpoint is asked as that account, and
//
//   no leak     any of these words in any answer stands in a text that was granted
//   no loss     what was granted is found, counted, listed and told
//   no trace    what is hidden answers like what never was, octet for octet
#include <map>
#include <random>
#include <regex>
#include <set>

#include "act/share/entry.hpp"
#include "hub/cases.hpp"
#include "hub/hub_test.hpp"
#include "intel/archive/oracle_test.hpp"
#include "intel/mapping/finding_objects.hpp"

namespace noroshi::hub {
namespace {

using nlohmann::json;
using Words = std::set<std::string>;

constexpr unsigned kObjects = 2'000;
constexpr unsigned kNever = 900'000;  // numbers of objects that never were
constexpr std::size_t kCommunities = 3;
constexpr std::size_t kOrganisations = 5;
constexpr std::array<std::string_view, 6> kTypes = {"indicator", "indicator", "domain-name",
                                                    "malware",   "report",    "sighting"};

/// Everything in a text that names one object: ids, names and values made by `Thing`.
Words words_in(const std::string& text) {
  static const std::regex kWord(
      "[a-z][a-z-]*--00000000-0000-4000-8000-[0-9a-f]{12}|"
      "ca5e0000[0-9a-f]{24}|secret[0-9]{6}|2001:db8::1[0-9a-f]{3}:1[0-9a-f]{3}");
  Words words;
  for (std::sregex_iterator at(text.begin(), text.end(), kWord), end; at != end; ++at) {
    words.insert(at->str());
  }
  return words;
}

/// Cases of an organisation's subscribers: as many as its number and two, under a word of its own.
struct Subscribers {
  std::size_t organisation = 0;  // in the order of the test

  [[nodiscard]] std::string operator_id() const {
    return fmt::format("secret9000{:02}", organisation);
  }
  [[nodiscard]] std::set<std::string> ids() const {
    std::set<std::string> all;
    for (std::size_t n = 0; n < organisation + 2; ++n) {
      all.insert(fmt::format("ca5e0000{:020x}{:04x}", organisation, n));
    }
    return all;
  }
  [[nodiscard]] CasePush push() const {
    CasePush push{.operator_id = operator_id(), .until = 20'500, .cases = {}};
    for (const std::string& id : ids()) {
      push.cases.push_back({.id = id,
                            .revision = 1,
                            .operator_id = push.operator_id,
                            .family = "mirai",
                            .state = "notified",
                            .channel = "mail",
                            .opened = 20'467,
                            .notified = 20'468,
                            .cleared = {},
                            .ended = {}});
    }
    return push;
  }
};

/// The n-th object: what it is called and where it points, all from its number.
struct Thing {
  unsigned n = 0;
  std::string type{};
  std::string target{};  ///< an object that it refers to; empty: none

  [[nodiscard]] std::string id() const { return test_id(type, n); }
  [[nodiscard]] std::string word() const { return fmt::format("secret{:06}", n); }
  [[nodiscard]] std::string domain() const { return word() + ".example"; }
  [[nodiscard]] bool is_endpoint() const { return type == "indicator" && n % 2 == 0; }
  [[nodiscard]] std::string address() const {
    return fmt::format("2001:db8::1{:03x}:1{:03x}", n / 4096, n % 4096);
  }
  /// As outputs list it; empty: not at all.
  [[nodiscard]] std::string listed() const {
    if (is_endpoint()) return fmt::format("[{}]:443", address());
    return type == "indicator" ? domain() : "";
  }
  [[nodiscard]] std::string pattern() const {
    if (!is_endpoint()) return fmt::format("[domain-name:value = '{}']", domain());
    return fmt::format("[network-traffic:dst_ref.value = '{}' AND network-traffic:dst_port = 443]",
                       address());
  }
  [[nodiscard]] std::string properties() const {
    const std::string named = fmt::format(R"(,"name":"common {}")", word());
    if (type == "domain-name") return fmt::format(R"(,"value":"{}")", domain());
    if (type == "malware") return named + R"(,"is_family":false)";
    if (type == "sighting") return fmt::format(R"(,"sighting_of_ref":"{}")", target);
    if (type == "report") {
      return fmt::format(R"({},"published":"2026-01-01T00:00:00.000Z","object_refs":["{}"])", named,
                         target);
    }
    return fmt::format(
        R"({},"pattern":"{}","pattern_type":"stix","valid_from":"2026-01-01T00:00:00.000Z"{})",
        named, pattern(), is_endpoint() ? finding() : "");
  }
  /// End points are servers that somebody found: two clients, a line of evidence of its own name.
  [[nodiscard]] std::string finding() const {
    return fmt::format(
        R"(,"extensions":{{"{}":{{"extension_type":"property-extension","finding":{{)"
        R"("kind":"c2-server","subject":{{"ip":"{}","port":443,"proto":"tcp"}},"probability":0.9,)"
        R"("first_seen":"2026-01-01T00:00:00Z","last_seen":"2026-01-02T00:00:00Z","clients":2,)"
        R"("contacts":9,"evidence":[{{"name":"{}","value":1,"unit":"1","weight":3,"text":"{}"}}],)"
        R"("method":"test","version":"1"}}}}}})",
        mapping::finding_extension_id(), address(), word(), word());
  }
  [[nodiscard]] std::string json_text() const {
    const std::string dates =
        type == "domain-name"
            ? ""
            : R"(,"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z")";
    return fmt::format(R"({{"type":"{}","spec_version":"2.1","id":"{}"{}{}}})", type, id(), dates,
                       properties());
  }
};

/// One account, what the lattice grants it, and what it may be told besides.
struct Guest {
  std::string name;
  std::string key;
  bool operates = false;
  sharing::Viewer viewer;
  sharing::OrganisationId organisation = 0;  ///< of its account; a peer's viewer has none
  std::set<std::string> granted{};           ///< ids
  Words words{};                             ///< of granted texts
};

class Leak : public ::testing::Test {
 protected:
  void SetUp() override {
    random_.seed(20'261'121);
    make_places();
    make_accounts();
    make_objects();
    make_cases();
    for (Guest& guest : guests_) grant(guest);
  }

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool in(std::uint64_t many) { return below(many) == 0; }

  sharing::Regions regions() {
    sharing::Regions some;
    if (in(2)) some.set(below(3));
    return some;
  }

  void make_places() {
    for (std::size_t i = 0; i < kOrganisations; ++i) {
      directory::Organisation one;
      one.uuid = stix::uuid4();
      one.name = fmt::format("organisation {}", i);
      one.regions = regions();
      organisations_.push_back(TestHub::sound(hub_.directory().add(one)).id);
    }
    for (std::size_t i = 0; i < kCommunities; ++i) {
      directory::Community one;
      one.name = fmt::format("community{}", i);
      communities_.push_back(TestHub::sound(hub_.directory().add(one)).id);
    }
    collections_.push_back(hub_.desk(organisations_.front()));
    for (std::size_t i = 0; i < 5; ++i) {
      directory::Collection one = collections_.front();
      one.id = 0;
      one.uuid = stix::uuid4();
      one.alias = fmt::format("collection{}", i);
      one.community = communities_[i % kCommunities];
      one.open = i == 3;
      one.readable = i != 4;  // a drop box
      collections_.push_back(TestHub::sound(hub_.directory().add(one)));
    }
  }

  void make_accounts() {
    for (unsigned i = 0; i < 22; ++i) {
      directory::Account one;
      one.name = fmt::format("account{}", i);
      one.organisation = organisations_[below(kOrganisations)];
      one.kind =
          std::array{sharing::Kind::Person, sharing::Kind::Machine, sharing::Kind::Peer}[i % 3];
      one.operates = i % 7 == 0;
      for (const auto community : communities_) {
        if (in(2) || i == 0) continue;  // account0 operates the hub and belongs nowhere
        one.memberships.push_back(
            {.community = community, .role = static_cast<sharing::Role>(below(4))});
      }
      Guest guest{.name = one.name, .key = hub_.key(one), .operates = one.operates, .viewer = {}};
      guest.organisation = one.organisation;
      guest.viewer = hub_.directory().viewer_of(hub_.directory().account(one.name));
      guests_.push_back(std::move(guest));
    }
    guests_.push_back({.name = "nobody", .key = {}, .viewer = {}});
  }

  sharing::Label label() {
    sharing::Label label;
    label.tlp = static_cast<sharing::Tlp>(below(5));
    label.community = in(10) ? 0 : communities_[below(kCommunities)];
    label.regions = regions();
    label.hops = static_cast<std::uint8_t>(below(3));
    label.owner = organisations_[below(kOrganisations)];
    for (const auto who : organisations_) {
      if (in(4)) label.recipients.push_back(who);
    }
    label.state = in(3) ? static_cast<sharing::State>(below(4)) : sharing::State::Released;
    label.part = in(5) ? sharing::Part::Damage : sharing::Part::Technique;
    label.open = in(4);
    return label;
  }

  archive::Submission submission(const Thing& thing) {
    archive::Submission one;
    std::vector<stix::Complaint> complaints;
    auto object = stix::read_object(thing.json_text(), "test", {}, complaints);
    if (!object) throw std::runtime_error(stix::to_string(complaints.at(0)));
    one.object = std::move(*object);
    one.label = label();
    one.source = fmt::format("source {}", below(4));
    return one;
  }

  void add(const directory::Collection& collection, const std::vector<archive::Submission>& some) {
    ASSERT_TRUE(hub_.parts().archive.add(collection.id, some));
    for (const auto& one : some) oracle_.add(collection.id, one);
  }

  /// Each collection in one go; some objects are said twice, with labels of their own.
  void make_objects() {
    std::vector<std::vector<archive::Submission>> batches(collections_.size());
    for (unsigned n = 1; n <= kObjects; ++n) {
      Thing thing{.n = n, .type = std::string(kTypes[below(kTypes.size())])};
      if (thing.type == "report" || thing.type == "sighting") {
        if (things_.empty()) thing.type = "malware";
        if (!things_.empty()) thing.target = things_[below(things_.size())].id();
        if (thing.target.starts_with("sighting")) thing.type = "malware";
      }
      things_.push_back(thing);
      auto& batch = batches[below(batches.size())];
      batch.push_back(submission(thing));
      if (in(6)) batch.push_back(submission(thing));
    }
    for (std::size_t i = 0; i < batches.size(); ++i) add(collections_[i], batches[i]);
    // Everybody sees the last one, so that a stream of events has an end.
    archive::Submission last = submission({.n = kObjects + 1, .type = "malware"});
    last.label = {.tlp = sharing::Tlp::Clear,
                  .community = communities_.front(),
                  .hops = 9,
                  .state = sharing::State::Released,
                  .open = true};
    things_.push_back({.n = kObjects + 1, .type = "malware"});
    add(collections_[4], {last});
  }

  void make_cases() {
    const auto cases = TestHub::sound(Cases::open(hub_.parts().database));
    for (std::size_t i = 0; i < kOrganisations; ++i) {
      ASSERT_TRUE(cases->take(organisations_[i], Subscribers{i}.push()));
    }
  }

  /// An organisation's own cases; of the others, who runs the hub has the counts.
  void grant_cases(Guest& guest) const {
    for (std::size_t i = 0; i < kOrganisations; ++i) {
      const bool own = !guest.key.empty() && guest.organisation == organisations_[i];
      if (own) guest.words.merge(Subscribers{i}.ids());
      if (own || guest.operates) guest.words.insert(Subscribers{i}.operator_id());
    }
  }

  void grant(Guest& guest) const {
    grant_cases(guest);
    for (const auto& kept : oracle_.kept()) {
      const auto text = oracle_.seen(guest.viewer, kept);
      if (!text) continue;
      guest.granted.insert(kept.id);
      guest.words.merge(words_in(*text));
    }
  }

  /// Of what is granted: neither retracted nor refused by everybody whose word this viewer sees.
  [[nodiscard]] bool is_live(const Guest& guest, const archive::Oracle::Kept& kept) const {
    return std::any_of(kept.said.begin(), kept.said.end(), [&](const auto& said) {
      const bool stands =
          said.label.state == sharing::State::Held || said.label.state == sharing::State::Released;
      return stands && sharing::may_see(guest.viewer, said.label);
    });
  }

  /// A steward may take back what it is not shown: of another region, for others' eyes only.
  [[nodiscard]] bool may_take_back(const Guest& guest, const Thing& thing) const {
    for (const auto& kept : oracle_.kept()) {
      if (kept.id != thing.id()) continue;
      for (const auto& said : kept.said) {
        if (guest.viewer.role_in(said.label.community) == sharing::Role::Steward) return true;
      }
    }
    return false;
  }

  const Thing& thing_of(const std::string& id) const {
    return things_.at(std::stoul(id.substr(id.size() - 12), nullptr, 16) - 1);
  }

  HubReply ask(const Guest& guest, std::string_view method, const std::string& target,
               const std::string& body = {}, const Words& asked = {}) {
    const bool taxii = target.starts_with("/taxii2/");
    Says says{.key = guest.key, .accept = std::string(taxii ? kTaxiiMedia : "*/*")};
    if (!taxii) says.content_type = "application/json";
    HubReply reply = hub_.ask(says, method, target, body);
    EXPECT_LT(reply.status, 500) << target;
    for (const std::string& word : words_in(reply.body)) {
      if (guest.words.contains(word) || asked.contains(word)) continue;
      ADD_FAILURE() << guest.name << " learns of " << word << " by " << method << " " << target;
    }
    for (const auto& [name, value] : reply.headers) {
      EXPECT_TRUE(words_in(value).empty()) << name << ": " << value;
    }
    return reply;
  }
  HubReply get(const Guest& guest, const std::string& target, const Words& asked = {}) {
    return ask(guest, "GET", target, {}, asked);
  }

  /// Ids of all items of a list of the API, over its pages.
  std::multiset<std::string> all_ids(const Guest& guest, const std::string& target) {
    std::multiset<std::string> ids;
    std::string cursor;
    do {
      const auto page = get(guest, target + (cursor.empty() ? "" : "&cursor=" + cursor)).json();
      for (const json& item : page["items"]) ids.insert(item["id"].get<std::string>());
      cursor = page.value("next", "");
    } while (!cursor.empty());
    return ids;
  }

  /// The same of a page of TAXII.
  std::set<std::string> taxii_ids(const Guest& guest, const std::string& target) {
    std::set<std::string> ids;
    std::string next;
    do {
      const auto page = get(guest, target + (next.empty() ? "" : "&next=" + next)).json();
      if (!page.contains("objects")) break;
      for (const json& item : page["objects"]) ids.insert(item["id"].get<std::string>());
      next = page.value("next", "");
    } while (!next.empty());
    return ids;
  }

  /// Names what is too much and what is missing, and not the thousands that are right.
  static void expect_same(const std::set<std::string>& got, const std::set<std::string>& wanted,
                          std::string_view where) {
    std::vector<std::string> different;
    std::set_symmetric_difference(got.begin(), got.end(), wanted.begin(), wanted.end(),
                                  std::back_inserter(different));
    EXPECT_THAT(different, ::testing::IsEmpty())
        << where << ": " << got.size() << " came, " << wanted.size() << " were granted";
  }

  std::set<std::string> granted_in(const Guest& guest, std::int64_t collection) const {
    std::set<std::string> ids;
    for (const auto& kept : oracle_.kept()) {
      if (kept.collection == collection && guest.granted.contains(kept.id)) ids.insert(kept.id);
    }
    return ids;
  }

  void check_taxii(const Guest& guest) {
    get(guest, "/taxii2/");
    get(guest, "/taxii2/hub/");
    get(guest, "/taxii2/hub/collections/");
    for (const auto& collection : collections_) {
      const auto rights = hub_.directory().rights(guest.viewer, collection);
      const std::string place = "/taxii2/hub/collections/" + collection.uuid + "/";
      get(guest, place);
      const auto expected =
          rights.read ? granted_in(guest, collection.id) : std::set<std::string>();
      EXPECT_EQ(taxii_ids(guest, place + "objects/?limit=400"), expected) << guest.name;
      EXPECT_EQ(taxii_ids(guest, place + "manifest/?limit=400"), expected) << guest.name;
      for (int i = 0; i < 4; ++i) {
        const std::string id = things_[below(kObjects)].id();
        const bool there = expected.contains(id);
        EXPECT_EQ(taxii_ids(guest, place + "objects/" + id + "/?limit=9").size(), there ? 1U : 0U);
        get(guest, place + "objects/" + id + "/versions/");
        get(guest, place + "objects/?match%5Bid%5D=" + id);
      }
    }
  }

  void check_lists(const Guest& guest) {
    const auto collections = get(guest, "/api/v1/collections").json();
    for (const json& one : collections["items"]) {
      for (const auto& here : collections_) {
        if (here.uuid != one["id"] || !one.contains("objects")) continue;
        EXPECT_EQ(one["objects"], granted_in(guest, here.id).size()) << guest.name << here.alias;
      }
    }
    std::multiset<std::string> named;
    for (const std::string& id : guest.granted) {
      if (!id.starts_with("domain-name") && !id.starts_with("sighting")) named.insert(id);
    }
    EXPECT_EQ(all_ids(guest, "/api/v1/search?q=common&limit=300"), named) << guest.name;
  }

  /// What is asked about one thing answers for the granted, and for the hidden like for nothing.
  void check_thing(const Guest& guest, const Thing& thing) {
    const bool granted = guest.granted.contains(thing.id());
    const Thing never{.n = kNever + thing.n, .type = thing.type, .target = {}};
    const Words asked{thing.id(), thing.word(), thing.address(),
                      never.id(), never.word(), never.address()};
    const auto same = [&](const std::string& target_form, std::string_view method,
                          const std::string& own, const std::string& other,
                          const std::string& body = {}) {
      auto here = ask(guest, method, fmt::format(fmt::runtime(target_form), own), body, asked);
      if (granted) return here;
      auto nothing = ask(guest, method, fmt::format(fmt::runtime(target_form), other), body, asked);
      for (std::size_t at; (at = nothing.body.find(other)) != std::string::npos;) {
        nothing.body.replace(at, other.size(), own);
      }
      EXPECT_EQ(here.status, nothing.status) << guest.name << " " << target_form << " " << own;
      EXPECT_EQ(here.body, nothing.body) << guest.name << " " << target_form << " " << own;
      return here;
    };
    const std::string object = "/api/v1/objects/{}";
    for (const char* form : {"", "/versions", "/neighbours", "/misp", "/graph"}) {
      EXPECT_EQ(same(object + form, "GET", thing.id(), never.id()).status, granted ? 200 : 404);
    }
    const std::string server = "/api/v1/servers/{}";
    EXPECT_EQ(same(server, "GET", thing.id(), never.id()).status,
              granted && thing.is_endpoint() ? 200 : 404);
    if (!granted) {
      same(server + "/verdict", "PUT", thing.id(), never.id(), R"({"verdict":"confirmed"})");
      same(server + "/watch", "PUT", thing.id(), never.id());
      same(server + "/watch", "DELETE", thing.id(), never.id());
      same(server + "/release", "POST", thing.id(), never.id(), R"({"collection":"desk"})");
    }
    if (!granted && !may_take_back(guest, thing)) {
      same(object + "/retract", "POST", thing.id(), never.id(), "{}");
      for (const auto& collection : collections_) {
        same("/taxii2/hub/collections/" + collection.uuid + "/objects/{}/", "DELETE", thing.id(),
             never.id());
      }
    }
    if (thing.type == "sighting") return;
    const auto found = same("/api/v1/search?q={}", "GET", thing.word(), never.word());
    EXPECT_EQ(found.json()["visible"], granted ? 1 : 0) << guest.name;
    if (thing.listed().empty()) return;
    const bool endpoint = thing.is_endpoint();
    const auto looked =
        same("/api/v1/lookup?value={}", "GET", endpoint ? thing.address() : thing.domain(),
             endpoint ? never.address() : never.domain());
    EXPECT_EQ(looked.json()["visible"], granted ? 1 : 0) << guest.name << " " << thing.id();
  }

  void check_approvals(const Guest& guest) {
    std::set<std::string> expected;
    for (const auto& kept : oracle_.kept()) {
      for (const auto& said : kept.said) {
        const bool waits = said.label.state == sharing::State::Held;
        if (waits && sharing::may_release(guest.viewer, said.label)) expected.insert(kept.id);
      }
    }
    // Who may release it is shown it: that is the grant.
    Guest approver = guest;
    for (const auto& kept : oracle_.kept()) {
      if (expected.contains(kept.id)) approver.words.merge(words_in(kept.text));
    }
    if (guest.key.empty()) {
      EXPECT_EQ(get(guest, "/api/v1/approvals").status, 401);
    } else {
      const auto ids = all_ids(approver, "/api/v1/approvals?limit=500");
      EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()), expected) << guest.name;
    }
    for (int i = 0; i < 10; ++i) {
      const auto& kept = oracle_.kept()[below(oracle_.kept().size())];
      if (expected.contains(kept.id)) continue;
      const auto decide = [&](std::int64_t number) {
        return ask(guest, "POST", fmt::format("/api/v1/approvals/{}", number),
                   R"({"decision":"release"})")
            .body;
      };
      EXPECT_EQ(decide(kept.sequence), decide(99'999'999)) << guest.name;
    }
  }

  /// What an organisation gave, for itself alone; counts of what is new; communities by membership.
  void check_console(const Guest& guest) {
    std::multiset<std::string> given;
    for (const auto& kept : oracle_.kept()) {
      for (const auto& said : kept.said) {
        const bool own = said.label.owner == guest.viewer.organisation;
        if (own && !guest.key.empty() && said.label.owner != 0) given.insert(kept.id);
      }
    }
    if (guest.key.empty()) {
      EXPECT_EQ(get(guest, "/api/v1/releases").status, 401);
    } else {
      EXPECT_EQ(all_ids(guest, "/api/v1/releases?state=all&limit=400"), given) << guest.name;
    }
    const auto today = get(guest, "/api/v1/today").json();
    EXPECT_EQ(today["objects"], std::min<std::size_t>(guest.granted.size(), 1'000)) << guest.name;
    for (std::size_t i = 0; i < communities_.size(); ++i) {
      const bool peer = guest.viewer.kind == sharing::Kind::Peer;
      const bool there =
          guest.operates || (!peer && guest.viewer.role_in(communities_[i]).has_value());
      const auto answer = get(guest, fmt::format("/api/v1/communities/community{}", i));
      EXPECT_EQ(answer.status, guest.key.empty() ? 401 : there ? 200 : 404) << guest.name;
      if (there) continue;
      auto never = get(guest, "/api/v1/communities/communityX").body;
      if (const auto at = never.find("communityX"); at != std::string::npos) {
        never.replace(at, 10, fmt::format("community{}", i));
      }
      EXPECT_EQ(answer.body, never);
    }
    get(guest, "/api/v1/programme/overlap");
    get(guest, "/api/v1/programme/lead-time");
  }

  void check_outputs(const Guest& guest) {
    Words expected;
    for (const auto& kept : oracle_.kept()) {
      const bool readable =
          std::any_of(collections_.begin(), collections_.end(), [&](const auto& collection) {
            return collection.id == kept.collection &&
                   hub_.directory().rights(guest.viewer, collection).read;
          });
      const std::string value = thing_of(kept.id).listed();
      if (readable && !value.empty() && is_live(guest, kept)) expected.insert(value);
    }
    Words listed;
    std::istringstream lines(get(guest, "/api/v1/outputs/list").body);
    for (std::string line; std::getline(lines, line);) listed.insert(line);
    EXPECT_EQ(listed, expected) << guest.name;
    for (const char* form : {"csv", "rpz", "nft", "suricata", "flowspec", "prefixes"}) {
      const auto whole = get(guest, fmt::format("/api/v1/outputs/{}?widen=address", form));
      get(guest, fmt::format("/api/v1/outputs/{}?widen=address&since={}", form,
                             whole.header("x-noroshi-edition")));
      if (std::string_view(form) == "csv") {
        EXPECT_EQ(whole.header("x-noroshi-entries"), std::to_string(expected.size()));
      }
    }
  }

  /// The list, its counts, any part of it, and what a filter is completed with.
  void check_servers(const Guest& guest) {
    std::set<std::string> expected;
    for (const std::string& id : guest.granted) {
      if (thing_of(id).is_endpoint()) expected.insert(id);
    }
    std::set<std::string> listed;
    for (bool more = true; more;) {
      const auto part =
          get(guest, fmt::format("/api/v1/servers?limit=150&offset={}", listed.size())).json();
      EXPECT_EQ(part["total"], expected.size()) << guest.name;
      more = !part["items"].empty();
      for (const json& row : part["items"]) {
        EXPECT_TRUE(listed.insert(row["id"]).second) << row;
        EXPECT_TRUE(row["clients"].is_null()) << "two clients of another organisation: " << row;
      }
    }
    expect_same(listed, expected, "servers");
    std::uint64_t counted = 0;
    for (const char* status :
         {"new", "changed", "standing", "confirmed", "rejected", "gone", "suppressed"}) {
      counted += get(guest, fmt::format("/api/v1/servers?limit=1&q=status%20{}", status))
                     .json()["total"]
                     .get<std::uint64_t>();
    }
    EXPECT_EQ(counted, expected.size()) << guest.name;
    const auto completion = get(guest, "/api/v1/servers/completion?text=evidence%20").json();
    Words names;
    for (const json& item : completion["items"]) names.merge(words_in(item["text"]));
    EXPECT_EQ(names.size(), expected.size()) << guest.name;
  }

  void check_cases(const Guest& guest) {
    if (guest.key.empty()) {
      for (const char* target : {"cases", "cases/curve"}) {
        EXPECT_EQ(get(guest, fmt::format("/api/v1/{}", target)).status, 401) << target;
      }
      return;
    }
    std::set<std::string> expected;
    std::map<std::string, std::size_t> counted;
    std::size_t in_curve = 0;
    for (std::size_t i = 0; i < kOrganisations; ++i) {
      const Subscribers some{i};
      const bool own = guest.organisation == organisations_[i];
      if (own) expected.merge(some.ids());
      if (!own && !guest.operates) continue;
      counted[some.operator_id()] = some.ids().size();
      in_curve += some.ids().size();
    }
    std::set<std::string> listed;
    std::map<std::string, std::size_t> counts;
    for (std::string after; after != "end";) {
      const auto page = get(guest, "/api/v1/cases?limit=2&after=" + after).json();
      for (const json& item : page["items"]) listed.insert(item["id"].get<std::string>());
      counts.clear();
      for (const json& one : page["counts"])
        counts[one["operator"]] += one["cases"].get<unsigned>();
      after = page.value("next", "end");
    }
    expect_same(listed, expected, "cases");
    EXPECT_EQ(counts, counted) << guest.name;
    std::size_t curves = 0;
    const auto curve = get(guest, "/api/v1/cases/curve").json();
    for (const json& arm : curve["arms"]) {
      curves += arm["cases"].get<std::size_t>();
    }
    EXPECT_EQ(curves, in_curve) << guest.name;
    for (std::size_t i = 0; i < kOrganisations; ++i) {
      if (guest.organisation == organisations_[i]) continue;
      CasePush theirs = Subscribers{i}.push();
      const std::string body =
          fmt::format(R"({{"operator":"{}","until":"2026-02-01","cases":[]}})", theirs.operator_id);
      EXPECT_NE(ask(guest, "POST", "/api/v1/cases", body, {theirs.operator_id}).status, 200)
          << guest.name << " speaks for " << theirs.operator_id;
    }
  }

  void check_saved_search(const Guest& guest) {
    if (guest.key.empty()) return;
    const std::string word = things_[below(kObjects)].word();
    const auto kept = ask(guest, "POST", "/api/v1/searches",
                          fmt::format(R"({{"name":"mine","q":"{}"}})", word), {word});
    ASSERT_EQ(kept.status, 201) << kept.body;
    const std::string id = kept.json()["id"];
    const std::string results = "/api/v1/searches/" + id + "/results";
    EXPECT_EQ(all_ids(guest, results + "?limit=5"), all_ids(guest, "/api/v1/search?q=" + word));
    for (const Guest& other : guests_) {
      if (other.name == guest.name) continue;
      EXPECT_NE(get(other, results).status, 200);
    }
  }

  void check_events(const Guest& guest) {
    const std::string last = test_id("malware", kObjects + 1);
    http::Client client(http::Url::parse(hub_.url()).value(), hub_.pinned());
    http::Client::Fields fields;
    if (!guest.key.empty()) fields.emplace_back("Authorization", "Bearer " + guest.key);
    const auto begun = client.begin("GET", "/api/v1/events?after=0", {}, fields);
    ASSERT_TRUE(begun) << begun.error().message;
    std::string text;
    while (text.find("{\"id\":\"" + last + "\"") == std::string::npos) {
      const auto piece = client.read();
      ASSERT_TRUE(piece && !piece->empty()) << guest.name;
      text += *piece;
    }
    for (const std::string& word : words_in(text)) {
      EXPECT_TRUE(guest.words.contains(word)) << guest.name << " hears of " << word;
    }
    std::set<std::string> heard;
    static const std::regex kData("data: \\{\"id\":\"([^\"]+)\"");
    for (std::sregex_iterator at(text.begin(), text.end(), kData), end; at != end; ++at) {
      heard.insert((*at)[1]);
    }
    expect_same(heard, guest.granted, "events");
  }

  void check_operating(const Guest& guest) {
    const int expected = guest.key.empty() ? 401 : guest.operates ? 200 : 403;
    for (const char* target :
         {"state", "accounts", "organisations", "communities", "inputs", "storage"}) {
      EXPECT_EQ(get(guest, fmt::format("/api/v1/{}", target)).status, expected) << target;
    }
    Words ids;  // the trail names what was retracted and released, by id alone
    for (const Thing& thing : things_) ids.insert(thing.id());
    EXPECT_EQ(get(guest, "/api/v1/trail?limit=1000", ids).status, expected);
    EXPECT_EQ(get(guest, "/api/v1/trail/export", ids).status, expected);
    get(guest, "/health");
    get(guest, "/api/v1/withdrawals?limit=1000");
    if (guest.key.empty()) return;  // metrics are for this machine, where this test runs
    EXPECT_EQ(get(guest, "/metrics").status, guest.operates ? 200 : 403);
  }

  void check(const Guest& guest) {
    SCOPED_TRACE(guest.name);
    check_taxii(guest);
    check_lists(guest);
    for (int i = 0; i < 8; ++i) check_thing(guest, things_[below(kObjects)]);
    check_approvals(guest);
    check_console(guest);
    check_outputs(guest);
    check_servers(guest);
    check_cases(guest);
    check_saved_search(guest);
    check_events(guest);
    check_operating(guest);
  }

  std::mt19937_64 random_;
  TestHub hub_;
  std::vector<sharing::OrganisationId> organisations_;
  std::vector<sharing::CommunityId> communities_;
  std::vector<directory::Collection> collections_;
  std::vector<Guest> guests_;
  std::vector<Thing> things_;
  archive::Oracle oracle_;
};

TEST_F(Leak, NoAccountLearnsMoreOrLessThanTheLatticeSaysByAnyEndpoint) {
  for (const Guest& guest : guests_) {
    check(guest);
    if (HasFailure()) break;
  }
  std::set<std::size_t> sizes;
  for (const Guest& guest : guests_) sizes.insert(guest.granted.size());
  EXPECT_GE(sizes.size(), 8U) << "accounts that all see the same prove little";
}

}  // namespace
}  // namespace noroshi::hub
