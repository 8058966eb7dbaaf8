// What the console's tests and pictures are made of: answers of a small hub of telecom operators,
// at a fixed hour, with fixed ids and secrets, kept in tests/golden/api.
//
// A difference means that an answer has changed: look at it, and, if it is meant, write the files
// anew with NOROSHI_WRITE_GOLDEN=1.  What depends on the machine (sizes, disk, paths) is set to
// round figures before it is compared.
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "hub/office_test.hpp"
#include "intel/mapping/finding_objects.hpp"
#include "intel/sharing/marking.hpp"
#include "intel/stix/object.hpp"
#include "trust/key/testing_authority.hpp"

namespace noroshi::hub {
namespace {

using sharing::Region;
using sharing::Role;
using sharing::Tlp;

/// A finding of a C&C server, with evidence as `noroshi c2 hunt` writes it.
model::Finding finding(std::string_view server, double probability, base::Micros first,
                       base::Micros last, std::uint64_t clients) {
  model::Finding made;
  made.kind = "c2-server";
  made.subject = sound(model::parse_endpoint(server));
  made.probability = probability;
  made.prior = -6.5;
  made.false_share = (1 - probability) / 2;
  made.first_seen = first;
  made.last_seen = last;
  made.clients = clients;
  made.contacts = clients * 144;
  made.sampling = 1'000;
  made.exposure = 0.97;
  made.evidence = {
      {.name = "periodic_contact",
       .value = 300,
       .unit = "s",
       .weight = 6.1,
       .text = "Contacts come every 300 s: 138 of 144 intervals lie within 2 % of it.",
       .counts = {{"intervals", 144}, {"regular", 138}}},
      {.name = "many_alike",
       .value = static_cast<double>(clients),
       .unit = "clients",
       .weight = 3.4,
       .text = fmt::format("{} clients behave alike: same port, same sizes, same pace.", clients),
       .counts = {{"clients", static_cast<double>(clients)}}},
      {.name = "popular_service",
       .value = 0.02,
       .unit = "1",
       .weight = -0.8,
       .text = "Two of every hundred clients also browse its network.",
       .counts = {}}};
  made.innocent = "An update service that is polled by a device of one maker";
  made.method = "noroshi.c2.hunt";
  made.version = "2026.1";
  return made;
}

class Golden : public ::testing::Test {
 protected:
  void SetUp() override {
    make_places();
    make_accounts();
    make_servers();
    make_story();
    make_feeds();
    make_waiting();
    make_keys();
    office_.at(kMorning);
    office_.open();
  }

  sharing::OrganisationId organisation(unsigned n, const std::string& name,
                                       std::vector<Region> regions,
                                       std::vector<std::string> domains) {
    directory::Organisation one;
    one.uuid = uuid(n);
    one.name = name;
    for (const Region region : regions) one.regions.set(static_cast<std::size_t>(region));
    one.domains = std::move(domains);
    one.reliability = 'B';
    return sound(office_.parts().directory.add(one)).id;
  }

  void collection(unsigned n, const std::string& alias, const std::string& title, Tlp tlp,
                  directory::Release release, bool anonymous) {
    directory::Collection one;
    one.uuid = uuid(n);
    one.root = "taxii2/hub";
    one.alias = alias;
    one.title = title;
    one.owner = own_;
    one.community = isac_;
    one.tlp = tlp;
    one.hops = 1;
    one.release = release;
    one.anonymous = anonymous;
    if (release == directory::Release::Approval) one.lifetime = 90 * base::kDay;
    sound(office_.parts().directory.add(one));
  }

  void make_places() {
    auto& directory = office_.parts().directory;
    own_ = organisation(0x101, "例示通信", {Region::Kanto, Region::Tokai}, {"telecom.example"});
    north_ = organisation(0x102, "北日本電信", {Region::Hokkaido, Region::Tohoku}, {});
    west_ = organisation(0x103, "西海ネットワーク", {Region::Kyushu, Region::Okinawa}, {});
    centre_ = organisation(0x104, "中央電話", {Region::Kinki}, {});
    directory::Community community;
    community.uuid = uuid(0x201);
    community.name = "telecom-isac";
    community.title = "通信事業者の情報共有";
    isac_ = sound(directory.add(community)).id;
    community.uuid = uuid(0x202);
    community.name = "infrastructure";
    community.title = "重要インフラ連携";
    infrastructure_ = sound(directory.add(community)).id;
    directory::Root root;
    root.path = "taxii2/hub";
    root.title = "例示ハブ";
    root.is_default = true;
    sound(directory.add(root));
    using directory::Release;
    collection(0x301, "c2", "C&C サーバー", Tlp::Amber, Release::Direct, false);
    collection(0x302, "review", "公開前の確認", Tlp::Green, Release::Approval, true);
    collection(0x303, "anonymous", "匿名の報告", Tlp::Green, Release::Direct, true);
    collection(0x304, "feeds", "公開フィード", Tlp::Clear, Release::Direct, false);
  }

  void account(const std::string& name, sharing::OrganisationId organisation, sharing::Kind kind,
               Role role, bool operates = false) {
    directory::Account one;
    one.name = name;
    one.organisation = organisation;
    one.kind = kind;
    one.operates = operates;
    one.memberships = {{.community = isac_, .role = role}};
    if (operates) one.memberships.push_back({.community = infrastructure_, .role = Role::Reader});
    sound(office_.parts().directory.add(one));
  }

  void make_accounts() {
    using sharing::Kind;
    account("tanaka", own_, Kind::Person, Role::Steward, true);
    account("yamada", own_, Kind::Person, Role::Approver);
    account("watch-1", own_, Kind::Machine, Role::Contributor);
    account("sato", north_, Kind::Person, Role::Contributor);
    account("suzuki", west_, Kind::Person, Role::Contributor);
    account("takahashi", centre_, Kind::Person, Role::Reader);
    account("partner-hub", centre_, Kind::Peer, Role::Reader);
  }

  void report(const std::string& who, const std::string& collection, unsigned organisation, Tlp tlp,
              const std::vector<model::Finding>& findings) {
    const mapping::Author author{.identity = id_of("identity", organisation),
                                 .name = names_.at(organisation),
                                 .marking = std::string(sharing::marking_id(tlp))};
    for (const auto& one : findings) office_.give(who, collection, mapping::stix_of(one, author));
  }

  /// Servers of four organisations: shared ones, lone ones, one that grew, one on an allow list.
  void make_servers() {
    const base::Micros begin = kMorning - 20 * base::kDay;
    std::vector<model::Finding> own;
    for (unsigned n = 1; n <= 14; ++n) {
      own.push_back(finding(fmt::format("203.0.113.{}:443/tcp", n), 0.99 - 0.03 * n,
                            begin + n * base::kHour, kMorning - n * base::kHour, 3 + 5 * n));
    }
    own[13].suppressed_by = "content networks";
    office_.at(kMorning - 12 * base::kDay);
    report("watch-1", "c2", 0x101, Tlp::Amber, {own.begin(), own.begin() + 8});
    std::vector<model::Finding> north;
    for (unsigned n = 5; n <= 16; ++n) {
      north.push_back(finding(fmt::format("203.0.113.{}:443/tcp", n), 0.9 - 0.02 * n,
                              begin + n * base::kHour, kMorning - 2 * n * base::kHour, 2 + n));
    }
    report("sato", "c2", 0x102, Tlp::Green, north);
    std::vector<model::Finding> west;
    for (unsigned n = 9; n <= 20; ++n) {
      west.push_back(finding(fmt::format("203.0.113.{}:443/tcp", n), 0.85 - 0.02 * n,
                             begin + n * base::kHour, kMorning - n * base::kHour, 20 + n));
    }
    report("suzuki", "anonymous", 0x103, Tlp::Green, west);
    office_.at(kMorning - 5 * base::kHour);
    report("watch-1", "c2", 0x101, Tlp::Amber, {own.begin() + 8, own.end()});
    own[0].probability = 0.995;
    own[0].clients = 61;
    own[0].last_seen = kMorning - 10 * base::kMinute;
    office_.at(kMorning - 8 * base::kMinute);
    report("watch-1", "c2", 0x101, Tlp::Amber, {own[0]});
  }

  [[nodiscard]] std::string object(std::string_view type, unsigned n, std::string_view properties,
                                   Tlp tlp = Tlp::Green) const {
    return fmt::format(
        R"({{"type":"{}","spec_version":"2.1","id":"{}","created_by_ref":"{}",)"
        R"("created":"2026-01-10T00:00:00.000Z","modified":"2026-01-10T00:00:00.000Z",)"
        R"("object_marking_refs":["{}"]{}}})",
        type, id_of(type, n), id_of("identity", 0x101), sharing::marking_id(tlp), properties);
  }

  [[nodiscard]] std::string relation(unsigned n, const std::string& from, std::string_view how,
                                     const std::string& to) const {
    return object("relationship", n,
                  fmt::format(R"(,"relationship_type":"{}","source_ref":"{}","target_ref":"{}")",
                              how, from, to));
  }

  /// A malware family with what is known of it; most of its indicators are alike.
  void make_story() {
    office_.at(kMorning - 4 * base::kDay);
    const auto family = id_of("malware", 0x401);
    std::vector<std::string> all = {
        object("malware", 0x401,
               R"x(,"name":"狐火 (Kitsunebi)","description":"家庭用ルーターに感染する )x"
               R"x(DDoS ボット。国内での感染が増えている。","is_family":true,)x"
               R"x("malware_types":["bot","ddos"],"aliases":["Kitsunebi"])x"),
        object("threat-actor", 0x402,
               R"(,"name":"Foxglove Crew","threat_actor_types":["crime-syndicate"])"),
        object("campaign", 0x403, R"(,"name":"年末年始のルーター感染","aliases":["NY2026"])"),
        object("attack-pattern", 0x404,
               R"(,"name":"Application Layer Protocol","external_references":[{"source_name":)"
               R"("mitre-attack","external_id":"T1071"}])"),
        object("infrastructure", 0x405,
               R"(,"name":"狐火の C&C","infrastructure_types":["command-and-control"])"),
        object("tool", 0x406, R"(,"name":"busybox の改変版")"),
        object("vulnerability", 0x407, R"(,"name":"ルーターの認証回避")"),
        relation(0x411, id_of("threat-actor", 0x402), "uses", family),
        relation(0x412, id_of("campaign", 0x403), "uses", family),
        relation(0x413, family, "uses", id_of("attack-pattern", 0x404)),
        relation(0x414, family, "communicates-with", id_of("infrastructure", 0x405)),
        relation(0x415, family, "uses", id_of("tool", 0x406)),
        relation(0x416, family, "exploits", id_of("vulnerability", 0x407)),
        relation(0x417, id_of("campaign", 0x403), "attributed-to", id_of("threat-actor", 0x402)),
        object("report", 0x408,
               fmt::format(R"(,"name":"狐火に関する注意喚起","published":)"
                           R"("2026-01-11T00:00:00.000Z","object_refs":["{}","{}"])",
                           family, id_of("campaign", 0x403)),
               Tlp::Clear),
        object("note", 0x409,
               fmt::format(R"(,"content":"再起動で消えるが、数分で再び感染する。",)"
                           R"("object_refs":["{}"])",
                           family),
               Tlp::Red)};
    for (unsigned n = 0; n < 45; ++n) {
      all.push_back(object(
          "indicator", 0x500 + n,
          fmt::format(
              R"(,"name":"狐火の通信先 {0}","pattern":"[ipv4-addr:value = '198.51.100.{0}']",)"
              R"("pattern_type":"stix","valid_from":"2026-01-10T00:00:00.000Z")",
              n + 1)));
      all.push_back(relation(0x600 + n, id_of("indicator", 0x500 + n), "indicates", family));
    }
    office_.give("tanaka", "c2", all, sealed_by("例示通信", "7000012050002", true));
    office_.at(kMorning - 3 * base::kDay);
    // Said by another too, under a seal of its own.
    office_.give("sato", "c2", {all.front()}, sealed_by("北日本電信", "", false));
  }

  void feed(const std::string& name, unsigned from, unsigned to, base::Micros first) {
    std::string list;
    for (unsigned n = from; n <= to; ++n) {
      list += fmt::format(
          R"({}{{"type":"indicator","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
          R"("name":"{}: 203.0.113.{}","pattern":"[ipv4-addr:value = '203.0.113.{}']",)"
          R"("pattern_type":"stix","valid_from":"{}","object_marking_refs":["{}"]}})",
          list.empty() ? "" : ",", id_of("indicator", 0x800 + 0x100 * from + n),
          stix::timestamp(first), stix::timestamp(first), name, n, n,
          stix::timestamp(first + n * base::kDay), sharing::marking_id(Tlp::Clear));
    }
    const std::string file = office_.file(name + ".json");
    std::ofstream(file) << fmt::format(R"({{"type":"bundle","id":"{}","objects":[{}]}})",
                                       id_of("bundle", from), list);
    Input input;
    input.name = name;
    input.from = file;
    input.collection = uuid(0x304);
    input.every = 6 * base::kHour;
    input.trust = {.reliability = 'C', .credibility = 3};
    sound(office_.inputs().add(input));
    sound(office_.inputs().run(name));
  }

  /// Two feeds that list some of our servers, and one input that fails.
  void make_feeds() {
    office_.at(kMorning - 2 * base::kHour);
    feed("abuse-list", 1, 6, kMorning - 19 * base::kDay);
    feed("community-list", 4, 10, kMorning - 22 * base::kDay);
    Input gone;
    gone.name = "partner-feed";
    gone.from = office_.file("missing.csv");
    gone.collection = uuid(0x304);
    sound(office_.inputs().add(gone));
    sound(office_.inputs().run("partner-feed"));  // fails, and says so
  }

  /// What waits for a word: technique and damage, with and without remarks.
  void make_waiting() {
    office_.at(kMorning - base::kHour);
    const auto indicator = [&](unsigned n, std::string_view text) {
      return object("indicator", n,
                    fmt::format(R"(,"name":"ルーターの異常な通信","description":"{}","pattern":)"
                                R"("[ipv4-addr:value = '192.0.2.{}']","pattern_type":"stix",)"
                                R"("valid_from":"2026-01-14T00:00:00.000Z")",
                                text, n % 256));
    };
    office_.give(
        "yamada", "review",
        {indicator(0x701, "300 秒ごとに同じ大きさの通信がある。"),
         indicator(0x702,
                   "例示通信の 10.20.30.40 (gw.telecom.example) から通信があった。連絡先は "
                   "noc@telecom.example。"),
         object("incident", 0x703,
                R"(,"name":"顧客宅のルーター 120 台の感染","description":"C:\\Users\\hanako に)"
                R"(記録が残っていた。")")});
    office_.give("yamada", "review", {indicator(0x704, "60 秒ごとに通信がある。")},
                 sealed_by("例示通信", "7000012050002", true));
  }

  /// What a seal says, as if it had been looked at: the verdict is trust/seal's to test.
  [[nodiscard]] Sealed sealed_by(const std::string& name, const std::string& number,
                                 bool stamped) const {
    const base::Micros now = office_.now();
    seal::Arrival said{.valid = true, .verdict = "TOTAL-PASSED", .why = ""};
    said.sealer = fmt::format("CN={} eシール,O={},C=JP", name, name);
    if (!number.empty()) said.organization = "NTRJP-" + number;
    if (!number.empty()) said.corporate_number = number;
    said.since = stamped ? now - base::kMinute : now;
    said.stamped = stamped;
    said.level = stamped ? signature::Level::BT : signature::Level::BB;
    return {.said = said, .octets = "seal", .digest = std::string(64, '5')};
  }

  static seals::Credential seal_key(const std::string& id, const std::string& description) {
    seals::Credential key;
    key.id = id;
    key.organisation = "例示通信";
    key.description = description;
    key.signer = key::TestingAuthority::root().issue(key::seal_wish()).signer;
    return key;
  }

  void make_keys() {
    auto old = seal_key("reports-2025", "");
    old.enabled = false;
    desk_ = &office_.keep({seal_key("notices", "利用者への通知"), old});
  }

  /// One use of a key alone, two requests that wait, one release.  Their handles are random, and
  /// stand in the trail: what else is held is asked for before.
  void make_uses() {
    const auto asker = [&](const std::string& account) {
      return seals::Asker{*office_.caller(account).account, "192.0.2.10"};
    };
    const seals::Credential& notices = *desk_->find(asker("yamada").account, "notices");
    const std::string sha256 = "2.16.840.1.101.3.4.2.1";
    const std::string hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";  // of nothing
    const auto wish = [&](std::size_t count, std::string description) {
      return seals::Desk::Wish{.digest = sha256,
                               .hashes = std::vector<std::string>(count, hash),
                               .count = static_cast<std::int64_t>(count),
                               .description = std::move(description),
                               .password = {}};
    };
    const auto grant = sound(desk_->ask(asker("yamada"), notices, wish(1, "1 月の通知")));
    sound(desk_->sign(asker("yamada"), notices, grant.sad, sha256, {hash}));
    office_.at(kMorning + base::kMinute);
    sound(desk_->ask(asker("yamada"), notices, wish(3, "四半期の報告 3 件")));
    office_.at(kMorning + 2 * base::kMinute);
    sound(desk_->ask(asker("tanaka"), notices, wish(2, "")));
    sound(desk_->note({.at = kMorning + 3 * base::kMinute,
                       .credential = "releases",
                       .account = "partner-hub",
                       .handle = "",
                       .peer = "192.0.2.20",
                       .organisation = own_,
                       .signatures = 1,
                       .hashes = std::string(64, 'c')}));
  }

  /// Handles are random, and keys are made anew each time.
  static void settle(Json& seals) {
    int n = 0;
    for (Json& item : seals["items"]) {
      if (item.contains("handle") && item["handle"] != "") {
        item["handle"] = fmt::format("{:032x}", ++n);
      }
      if (item.contains("serial")) item["serial"] = fmt::format("{:032x}", 0xA0 + ++n);
    }
  }

  static void round_sizes(Json& storage) {
    std::uint64_t octets = 64U << 20;
    for (Json& item : storage["items"]) {
      item["octets"] = octets;
      octets -= octets / 3;
    }
    storage["disk"] = {{"free", 412'316'860'416U}, {"size", 1'099'511'627'776U}};
  }

  static void round_disk(Json& doctor) {
    for (Json& check : doctor["checks"]) {
      if (check["name"] != "disk") continue;
      check["well"] = true;
      check["en"] = "disk: 384.0 GiB free, 38 %";
      check["ja"] = "ディスク: 空き 384.0 GiB、38 %";
    }
    doctor["well"] = true;
    for (const Json& check : doctor["checks"]) {
      doctor["well"] = doctor["well"].get<bool>() && check["well"].get<bool>();
    }
  }

  /// Without the folder of this run.
  [[nodiscard]] std::string written(const Json& answer) const {
    std::string text = answer.dump(2) + "\n";
    const auto folder = std::filesystem::path(office_.file("x")).parent_path().string();
    for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
      text.replace(at, folder.size(), "/var/lib/noroshi");
    }
    return text;
  }

  void hold(const std::string& name, const Json& answer) const {
    const std::string path = NOROSHI_SOURCE_DIR "/tests/golden/api/" + name + ".json";
    const std::string text = written(answer);
    if (std::getenv("NOROSHI_WRITE_GOLDEN") != nullptr) {
      std::filesystem::create_directories(std::filesystem::path(path).parent_path());
      std::ofstream(path) << text;
      return;
    }
    std::ifstream file(path);
    std::ostringstream kept;
    kept << file.rdbuf();
    EXPECT_EQ(kept.str(), text) << path << ": NOROSHI_WRITE_GOLDEN=1 writes it anew";
  }

  const std::map<unsigned, std::string> names_{
      {0x101, "例示通信"}, {0x102, "北日本電信"}, {0x103, "西海ネットワーク"}};
  Office office_;
  seals::Desk* desk_ = nullptr;
  sharing::OrganisationId own_ = 0, north_ = 0, west_ = 0, centre_ = 0;
  sharing::CommunityId isac_ = 0, infrastructure_ = 0;
};

TEST_F(Golden, AnswersAreThoseThatTheConsoleIsTestedWith) {
  const auto get = [&](const std::string& target) { return office_.ask("tanaka", "GET", target); };
  const auto family = "/objects/" + id_of("malware", 0x401);
  hold("today", get("/today"));
  hold("graph", get(family + "/graph"));
  hold("object", get(family));
  hold("search", get("/search?q=%E7%8B%90%E7%81%AB&limit=20"));
  hold("community", get("/communities/telecom-isac"));
  hold("overlap", get("/programme/overlap"));
  hold("lead_time", get("/programme/lead-time"));
  hold("approvals", get("/approvals"));
  // Something leaves, is taken back, is refused: so that every state is there.
  const auto waiting = get("/approvals")["items"];
  const auto decide = [&](std::size_t n, const std::string& decision) {
    office_.ask("tanaka", "POST", fmt::format("/approvals/{}", waiting[n]["number"].get<int>()),
                decision);
  };
  decide(0, R"({"decision":"release","reason":"確認済み"})");
  decide(2, R"({"decision":"refuse","reason":"被害に関する情報のため"})");
  office_.ask("tanaka", "POST", "/objects/" + id_of("indicator", 0x52c) + "/retract", "{}");
  hold("releases", get("/releases?state=all&limit=40"));
  const auto grown = get("/search?q=203.0.113.1%3A443&limit=20")["items"];
  std::string grown_id;
  for (const Json& one : grown) {
    if (one["type"] == "indicator" && one["object"]["created_by_ref"] == id_of("identity", 0x101)) {
      grown_id = one["id"];
    }
  }
  hold("versions", get("/objects/" + grown_id + "/versions"));
  hold("accounts", get("/accounts"));
  hold("inputs", get("/inputs"));
  hold("trail", get("/trail"));
  hold("me", get("/me"));
  Json storage = get("/storage");
  round_sizes(storage);
  hold("storage", storage);
  Json doctor = get("/doctor");
  round_disk(doctor);
  hold("doctor", doctor);
  make_uses();
  for (const char* list : {"credentials", "requests", "uses"}) {
    Json seals = get(fmt::format("/seals/{}", list));
    settle(seals);
    hold(fmt::format("seal_{}", list), seals);
  }
}

TEST_F(Golden, CasesAreAnsweredToTheirOperatorAndCountedForWhoeverRunsTheHub) {
  const auto one = [](unsigned n, std::string_view state, std::string_view channel,
                      std::string_view days) {
    return fmt::format(R"({{"id":"{:032x}","revision":3,"family":"mirai","state":"{}",)"
                       R"("channel":"{}","opened":"2026-01-0{}"{}}})",
                       0xCA5E00U + n, state, channel, n, days);
  };
  const auto push = [&](const std::string& who, const std::string& word, const std::string& cases) {
    office_.ask(who, "POST", "/cases",
                R"({"operator":")" + word + R"(","until":"2026-01-14","cases":[)" + cases + "]}");
  };
  push("sato", "kita-telecom",
       one(1, "cleared", "mail", R"(,"notified":"2026-01-02","cleared":"2026-01-05")") + "," +
           one(2, "persistent", "letter", R"(,"notified":"2026-01-03")") + "," +
           one(3, "ambiguous", "none", ""));
  push("suzuki", "saikai-net",
       one(4, "cleared", "garden", R"(,"notified":"2026-01-05","cleared":"2026-01-06")") + "," +
           one(5, "closed", "mail", R"(,"notified":"2026-01-05","ended":"2026-01-08")"));
  hold("cases", office_.ask("sato", "GET", "/cases"));
  hold("cases_counted", office_.ask("tanaka", "GET", "/cases"));
  hold("cases_curve", office_.ask("tanaka", "GET", "/cases/curve"));
}

}  // namespace
}  // namespace noroshi::hub
