// Traffic over the API: who may ask, what the desk is asked, and the form of what comes back.
#include <gmock/gmock.h>

#include "hub/flow_desk.hpp"
#include "hub/hub_test.hpp"
#include "intel/mapping/finding_objects.hpp"

namespace noroshi::hub {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr base::Micros kNoon = 1'767'355'200 * base::kSecond;  // 2026-01-02T12:00:00Z

/// Answers one of each, and remembers what it was asked.
class FakeDesk : public FlowDesk {
 public:
  Result<TopAnswer> top(const TopQuestion& question) override {
    asked_top = question;
    if (failure) return *failure;
    TopAnswer answer;
    answer.span = {kNoon, kNoon + base::kHour, kNoon, kNoon + base::kDay};
    TopAnswer::Row row;
    row.key = {"203.0.113.7:6667/tcp", "server ip 203.0.113.7 and server port 6667 and proto tcp",
               net::Address::v4(0xCB007107), 6667, 6};
    row.sums = {3, 4, 5};
    row.counts_clients = true;
    answer.rows = {row, row};
    answer.rows[1].clients = 12;
    answer.rows[1].key.port = 80;
    answer.totals = {6, 8, 10};
    return answer;
  }
  Result<SeriesAnswer> series(const SeriesQuestion& question) override {
    asked_series = question;
    if (failure) return *failure;
    SeriesAnswer answer;
    answer.span = {kNoon, kNoon + base::kHour, kNoon, kNoon + base::kDay};
    answer.bucket = 30 * base::kMinute;
    answer.lines.push_back({FlowKey{"tcp", "proto tcp"}, {1, {}}, {2, {}}, {3, {}}});
    return answer;
  }
  Result<StoryAnswer> story(const StoryQuestion& question) override {
    asked_story = question;
    StoryAnswer answer;
    answer.bucket = 5 * base::kMinute;
    answer.points.push_back({kNoon, 7, 100, 200, std::nullopt, 0.5});
    answer.points.push_back({kNoon + answer.bucket, {}, {}, {}, {}, {}});
    answer.intervals.push_back({299, 301, 6});
    return answer;
  }
  Result<LifeTold> life(const LifeAsked& question) override {
    asked_life = question;
    if (!question.purpose.empty() && question.purpose.size() < 8) {
      return Error{Errc::InvalidUsage, "--purpose: say why"};
    }
    return LifeTold{
        R"({"from":"2026-01-02T12:00:00Z","to":"2026-01-02T14:00:00Z","exposure":"files",)"
        R"("clients_compared":false,"busy_clients":null,"unseen":[],"servers":[)"
        R"({"kind":"c2-life","server":"203.0.113.9:80/tcp","state":"silent"},)"
        R"({"kind":"c2-life","server":"203.0.113.7:6667/tcp","state":"answering","strip":"A?",)"
        R"("strip_from":"2026-01-02T12:00:00Z","dead":false,"deaths":[]}],)"
        R"("campaigns":[],"half_life":null})",
        {1.0, std::nullopt}};
  }
  FlowCompletion complete(std::string_view text, std::size_t caret, std::string_view) override {
    asked_caret = caret;
    FlowCompletion completion{.from = 0, .to = text.size(), .items = {}};
    completion.items.push_back({"port", "field", "a port", "ポート"});
    completion.flaw = {0, text.size(), "wrong", "誤り"};
    return completion;
  }
  std::vector<Sensor> sensors() override {
    return {{.name = "core-1", .kind = "exporter", .health = "fine", .lost_share = 0.25}};
  }
  Result<std::vector<FlowTable>> tables() override {
    if (failure) return *failure;
    return std::vector<FlowTable>{{"pairs", 7, 700, kNoon, kNoon + base::kHour, base::kDay}};
  }

  std::optional<Error> failure;
  TopQuestion asked_top;
  SeriesQuestion asked_series;
  StoryQuestion asked_story;
  LifeAsked asked_life;
  std::size_t asked_caret = 0;
};

model::Finding finding() {
  model::Finding made;
  made.kind = "c2-server";
  made.subject = {net::Address::v4(0xCB007107), 6667, 6};
  made.probability = 0.9;
  made.first_seen = kNoon;
  made.last_seen = kNoon + base::kHour;
  made.clients = 12;
  made.contacts = 99;
  made.evidence = {{.name = "periodic_contact",
                    .value = 300,
                    .unit = "s",
                    .weight = 2,
                    .text = "every 300 s",
                    .counts = {}}};
  made.method = "noroshi.c2.hunt";
  made.version = "1";
  return made;
}

class Flows : public ::testing::Test {
 protected:
  void SetUp() override { make("Example Telecom"); }

  void make(const std::string& organisation) {
    hub_ = std::make_unique<TestHub>([&](ServeOptions& options) {
      options.flows.desk = desk_;
      options.flows.organisation = organisation;
    });
    const auto ours = hub_->organisation("Example Telecom");
    const auto theirs = hub_->organisation("Another Telecom");
    ours_ = hub_->key("alice", ours);
    theirs_ = hub_->key("bob", theirs);
    directory::Account peer;
    peer.name = "hub-2";
    peer.organisation = ours;
    peer.kind = sharing::Kind::Peer;
    peer_ = hub_->key(peer);
    directory::Account operating;
    operating.name = "root";
    operating.organisation = theirs;
    operating.operates = true;
    operator_ = hub_->key(operating);
    hub_->desk(ours);
    for (const auto& object : mapping::stix_of(finding(), {})) {
      if (object.find("\"indicator\"") == std::string::npos) continue;
      const auto put = hub_->ask({.key = ours_, .content_type = "application/json"}, "POST",
                                 "/api/v1/collections/desk/contributions", envelope_of(object));
      EXPECT_EQ(put.status, 200) << put.body;
      const json read = json::parse(object);
      if (read["type"] == "indicator") indicator_ = read["id"];
    }
  }

  HubReply get(const std::string& path, const std::string& key = {}) {
    return hub_->get({.key = key.empty() ? ours_ : key}, "/api/v1" + path);
  }

  std::shared_ptr<FakeDesk> desk_ = std::make_shared<FakeDesk>();
  std::unique_ptr<TestHub> hub_;
  std::string ours_, theirs_, peer_, operator_, indicator_;
};

TEST_F(Flows, AreShownToPeopleAndMachinesOfTheirOrganisationAlone) {
  const std::string server = "/servers/" + indicator_;
  for (const std::string& path :
       {std::string("/flows/top"), std::string("/flows/series"),
        std::string("/flows/completion?text=po"), server + "/story", server + "/life"}) {
    EXPECT_EQ(get(path).status, 200) << path << get(path).body;
    EXPECT_EQ(get(path, theirs_).status, 403) << path;
    EXPECT_EQ(get(path, peer_).status, 403) << path;
    EXPECT_EQ(get(path, operator_).status, 403) << path;
    EXPECT_EQ(hub_->get({}, "/api/v1" + path).status, 401) << path;
  }
  EXPECT_EQ(get("/me").json()["flows"], true);
  EXPECT_EQ(get("/me", theirs_).json()["flows"], false);
}

TEST_F(Flows, NobodyMayAskWhereNobodySaidWhoseTheyAre) {
  make("");
  EXPECT_EQ(get("/flows/top").status, 403) << "there are two organisations";
  make("Nobody Telecom");
  EXPECT_EQ(get("/flows/top").status, 403);
}

TEST_F(Flows, AnswerWithWhatIsMissingWhereThereIsNoDesk) {
  desk_.reset();
  make("");
  const auto told = get("/flows/top");
  EXPECT_EQ(told.status, 404);
  EXPECT_THAT(told.body, HasSubstr("[flows] of hub.toml"));
  EXPECT_EQ(get("/me").json()["flows"], false);
  EXPECT_EQ(get("/sensors").status, 403);
  EXPECT_EQ(get("/sensors", operator_).json()["items"].size(), 0U);
}

TEST_F(Flows, TopIsAskedAsSaidAndNamesTheIndicatorThatSpeaksOfAServer) {
  const auto answer =
      get("/flows/top?filter=port+6667&by=service&order=clients&limit=7"
          "&from=2026-01-02T12:00:00Z&to=2026-01-02T13:00:00Z");
  EXPECT_EQ(desk_->asked_top.filter, "port 6667");
  EXPECT_EQ(desk_->asked_top.order, "clients");
  EXPECT_EQ(desk_->asked_top.limit, 7U);
  EXPECT_EQ(desk_->asked_top.window.from, kNoon);
  const json items = answer.json()["items"];
  EXPECT_EQ(items[0]["key"]["server"], indicator_);
  EXPECT_FALSE(items[1]["key"].contains("server")) << "another port";
  EXPECT_TRUE(items[0]["clients"].is_null());
  EXPECT_EQ(items[1]["clients"], 12);
  EXPECT_EQ(answer.json()["totals"]["octets"], 10);
}

TEST_F(Flows, SeriesHaveGapsAndKeys) {
  const json answer = get("/flows/series?split=proto&buckets=2&lines=3&table=pairs").json();
  EXPECT_EQ(desk_->asked_series.split, "proto");
  EXPECT_EQ(desk_->asked_series.table, "pairs");
  EXPECT_EQ(answer["bucket_seconds"], 1800);
  EXPECT_EQ(answer["lines"][0]["key"]["filter"], "proto tcp");
  EXPECT_EQ(answer["lines"][0]["octets"], json({3, nullptr}));
  get("/flows/series?split=none");
  EXPECT_EQ(desk_->asked_series.split, "");
  EXPECT_EQ(desk_->asked_series.table, "");
}

TEST_F(Flows, AStoryIsOfTheIndicatorsServerWithItsPeriod) {
  const json answer = get("/servers/" + indicator_ + "/story").json();
  EXPECT_EQ(desk_->asked_story.server, finding().subject);
  EXPECT_EQ(answer["period_seconds"], 300);
  EXPECT_EQ(answer["points"][0]["exposure"], 0.5);
  EXPECT_TRUE(answer["points"][0]["clients"].is_null());
  EXPECT_TRUE(answer["points"][1]["contacts"].is_null());
  EXPECT_EQ(answer["intervals"][0]["count"], 6);
  EXPECT_EQ(get("/servers/" + test_id("indicator", 99) + "/story").status, 404);
}

TEST_F(Flows, ALifeIsOfOneServerAndAPurposeComesWithTheAccount) {
  const std::string path = "/servers/" + indicator_ + "/life";
  const json answer = get(path).json();
  EXPECT_EQ(answer["server"]["strip"], "A?");
  EXPECT_EQ(answer["exposures"], json({1.0, nullptr}));
  EXPECT_EQ(desk_->asked_life.finding.clients, 12U);
  EXPECT_EQ(desk_->asked_life.purpose, "");
  get(path + "?purpose=ticket+4711");
  EXPECT_EQ(desk_->asked_life.purpose, "ticket 4711");
  EXPECT_EQ(desk_->asked_life.account, "alice");
  EXPECT_THAT(get("/trail", operator_).body, HasSubstr("flows.compare"));
  EXPECT_EQ(get(path + "?purpose=why").status, 400);
}

TEST_F(Flows, CompletionCountsAsBrowsersDo) {
  // "縁𝄞": three and four octets; one unit and two.
  const json answer = get("/flows/completion?text=%E7%B8%81%F0%9D%84%9E+po&caret=3").json();
  EXPECT_EQ(desk_->asked_caret, 7U);
  EXPECT_EQ(answer["to"], 6);
  EXPECT_EQ(answer["items"][0]["ja"], "ポート");
  EXPECT_EQ(answer["error"]["to"], 6);
}

TEST_F(Flows, RefusalsSayWhatToDo) {
  desk_->failure = Error{Errc::InvalidUsage, "filter, column 1: unknown word\n  x\n  ^"};
  EXPECT_EQ(get("/flows/top").status, 400);
  EXPECT_EQ(get("/flows/top").json()["detail"], "filter, column 1: unknown word");
  desk_->failure = names_subscribers("the filter names a subscriber: ask with flow query");
  EXPECT_EQ(get("/flows/top").status, 403);
  EXPECT_THAT(get("/flows/top").body, HasSubstr("flow query"));
  desk_->failure = Error{Errc::Limit, "no answer within 20 s"};
  EXPECT_EQ(get("/flows/series").status, 503);
  EXPECT_EQ(get("/flows/series").header("retry-after"), "5");
  desk_->failure = Error{Errc::Io, "secret path"};
  EXPECT_EQ(get("/flows/series").status, 500);
  EXPECT_THAT(get("/flows/series").body, Not(HasSubstr("secret")));
  for (const char* wrong :
       {"/flows/top?by=client", "/flows/top?by=pair", "/flows/top?order=age", "/flows/top?limit=0",
        "/flows/top?limit=1001", "/flows/top?from=yesterday",
        "/flows/top?from=2026-01-03T00:00:00Z&to=2026-01-02T00:00:00Z", "/flows/series?buckets=1",
        "/flows/series?split=client", "/flows/series?lines=11", "/flows/completion?caret=-1",
        "/flows/series?table=servers"}) {
    EXPECT_EQ(get(wrong).status, 400) << wrong;
  }
}

TEST_F(Flows, SensorsAreForOperatorsAndForTheirOrganisation) {
  EXPECT_EQ(get("/sensors").json()["items"][0]["lost_share"], 0.25);
  EXPECT_EQ(get("/sensors", operator_).json()["items"][0]["name"], "core-1");
  EXPECT_EQ(get("/sensors", theirs_).status, 403);
  EXPECT_EQ(get("/sensors", peer_).status, 403);
  EXPECT_EQ(hub_->get({}, "/api/v1/sensors").status, 401);
}

TEST_F(Flows, TheirTablesStandAmongThoseOfTheHub) {
  const auto pairs = [&] {
    const json storage = get("/storage", operator_).json();
    for (const json& one : storage["items"]) {
      if (one["table"] == "pairs") return one;
    }
    return json{};
  };
  EXPECT_EQ(pairs()["store"], "flows");
  EXPECT_EQ(pairs()["rows"], 7);
  EXPECT_EQ(pairs()["retention_seconds"], 86'400);
  desk_->failure = Error{Errc::Io, "away"};
  EXPECT_TRUE(pairs().is_null()) << "the hub's own tables are told all the same";
}

}  // namespace
}  // namespace noroshi::hub
