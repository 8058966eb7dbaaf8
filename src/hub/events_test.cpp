// News over the wire: who hears of what, how soon, and what becomes of those who stop reading.
#include <chrono>
#include <set>
#include <thread>

#include "hub/hub_test.hpp"

namespace noroshi::hub {
namespace {

using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;

struct News {
  std::string id, kind, about, data;
};

/// A subscriber; `next` waits for what comes, and for nothing else.
class Subscriber {
 public:
  Subscriber(TestHub& hub, const std::string& key, const std::string& query = {},
             const std::string& last_id = {})
      : client_(http::Url::parse(hub.url()).value(), hub.pinned()) {
    http::Client::Fields fields;
    if (!key.empty()) fields.emplace_back("Authorization", "Bearer " + key);
    if (!last_id.empty()) fields.emplace_back("Last-Event-ID", last_id);
    const auto begun = client_.begin("GET", "/api/v1/events" + query, {}, fields);
    if (!begun || begun->status != 200) throw std::runtime_error("no stream");
    first_ = block().value();
  }

  /// Nothing: the stream has ended.
  std::optional<News> next() {
    for (auto text = block(); text; text = block()) {
      News news{.id = field(*text, "id: "),
                .kind = field(*text, "event: "),
                .about = {},
                .data = field(*text, "data: ")};
      if (news.data.empty()) continue;  // a comment
      news.about = nlohmann::json::parse(news.data).at("id");
      return news;
    }
    return std::nullopt;
  }
  std::vector<News> next(std::size_t count) {
    std::vector<News> all;
    while (all.size() < count) {
      auto one = next();
      if (!one) break;
      all.push_back(std::move(*one));
    }
    return all;
  }
  /// Where it would go on if nothing came.
  [[nodiscard]] std::string began_at() const { return field(first_, "id: "); }

 private:
  static std::string field(const std::string& text, const std::string& name) {
    const auto at = text.find(name);
    if (at == std::string::npos) return {};
    return text.substr(at + name.size(), text.find('\n', at) - at - name.size());
  }
  std::optional<std::string> block() {
    while (waiting_.find("\n\n") == std::string::npos) {
      const auto piece = client_.read();
      if (!piece || piece->empty()) return std::nullopt;
      waiting_ += *piece;
    }
    const auto end = waiting_.find("\n\n") + 2;
    std::string text = waiting_.substr(0, end);
    waiting_.erase(0, end);
    return text;
  }

  http::Client client_;
  std::string waiting_, first_;
};

class Events : public ::testing::Test {
 protected:
  void SetUp() override {
    directory::Community community;
    community.name = "isac";
    community_ = TestHub::sound(hub_.directory().add(community)).id;
    giver_ = member("giver", sharing::Role::Approver);
    taker_ = member("taker", sharing::Role::Reader);
    stranger_ = hub_.key("stranger", hub_.organisation("stranger"));
    hub_.desk(hub_.organisation("the hub's"));
    shared_ = hub_.directory().collections().front();
    shared_.id = 0;
    shared_.uuid = stix::uuid4();
    shared_.alias = "shared";
    shared_.community = community_;
    shared_.tlp = sharing::Tlp::Green;
    shared_ = TestHub::sound(hub_.directory().add(shared_));
    directory::Collection open = shared_;
    open.id = 0;
    open.uuid = stix::uuid4();
    open.alias = "open";
    open.open = true;
    open.tlp = sharing::Tlp::Clear;
    open_ = TestHub::sound(hub_.directory().add(open));
  }

  std::string member(const std::string& name, sharing::Role role) {
    directory::Account account;
    account.name = name;
    account.organisation = hub_.organisation(name);
    account.memberships = {{.community = community_, .role = role}};
    return hub_.key(account);
  }

  void push(const std::string& collection, const std::string& envelope) {
    const auto reply = hub_.ask({.key = giver_, .content_type = "application/json"}, "POST",
                                "/api/v1/collections/" + collection + "/contributions", envelope);
    ASSERT_EQ(reply.status, 200) << reply.body;
    ASSERT_EQ(reply.json()["refused"].size(), 0U) << reply.body;
  }

  TestHub hub_;
  sharing::CommunityId community_ = 0;
  std::string giver_, taker_, stranger_;
  directory::Collection shared_, open_;
};

TEST_F(Events, APushReachesItsSubscribersWithinASecond) {
  Subscriber subscriber(hub_, taker_);
  auto quickest = std::chrono::steady_clock::duration::max();
  for (unsigned n = 1; n <= 5; ++n) {  // the quickest of five: the machine may be busy
    const auto begin = std::chrono::steady_clock::now();
    push("shared", envelope_of(test_indicator(n)));
    const auto news = subscriber.next();
    ASSERT_TRUE(news);
    quickest = std::min(quickest, std::chrono::steady_clock::now() - begin);
    EXPECT_EQ(news->kind, "added");
    EXPECT_EQ(news->about, test_id("indicator", n));
    EXPECT_THAT(news->data, HasSubstr(fmt::format("198.51.100.{}", n)));
    EXPECT_THAT(news->data, HasSubstr(shared_.uuid));
  }
  EXPECT_LT(quickest, std::chrono::seconds(1));
}

TEST_F(Events, WhoComesBackMissesNothingAndHearsNothingTwice) {
  constexpr unsigned kAll = 60;
  std::string last = Subscriber(hub_, taker_).began_at();
  std::thread pushing([&] {
    for (unsigned n = 1; n <= kAll; n += 3) {
      push("shared", envelope_of(test_indicator(n), test_indicator(n + 1), test_indicator(n + 2)));
    }
  });
  std::vector<std::string> heard;
  while (heard.size() < kAll) {
    Subscriber subscriber(hub_, taker_, {}, last);
    const auto some = subscriber.next(std::min<std::size_t>(7, kAll - heard.size()));
    if (some.empty()) break;
    for (const News& one : some) heard.push_back(one.about);
    last = some.back().id;
  }
  pushing.join();
  ASSERT_EQ(heard.size(), kAll);
  EXPECT_EQ(std::set<std::string>(heard.begin(), heard.end()).size(), kAll);
}

TEST_F(Events, ARetractionReachesThoseWhoReceivedAndNobodyElse) {
  Subscriber taker(hub_, taker_);
  Subscriber stranger(hub_, stranger_);
  push("shared", envelope_of(test_indicator(1)));
  const auto reply = hub_.ask({.key = giver_}, "POST",
                              "/api/v1/objects/" + test_id("indicator", 1) + "/retract", "{}");
  ASSERT_EQ(reply.status, 200) << reply.body;
  push("open", envelope_of(test_indicator(2)));
  const auto heard = taker.next(3);
  ASSERT_EQ(heard.size(), 3U);
  EXPECT_EQ(heard[1].kind, "retracted");
  EXPECT_EQ(heard[1].about, test_id("indicator", 1));
  EXPECT_EQ(heard[1].data.find("198.51.100"), std::string::npos) << heard[1].data;
  EXPECT_EQ(stranger.next()->about, test_id("indicator", 2)) << "the first that is for it";
}

TEST_F(Events, AClosedAccountGoesSilent) {
  Subscriber taker(hub_, taker_);
  auto account = hub_.directory().account("taker").value();
  account.active = false;
  ASSERT_TRUE(hub_.directory().change(account));
  push("shared", envelope_of(test_indicator(1)));
  EXPECT_FALSE(taker.next().has_value());
}

TEST_F(Events, ARevokedKeyEndsTheStreamsThatItOpened) {
  Subscriber taker(hub_, taker_);
  const auto account = hub_.directory().account("taker").value();
  const auto keys = hub_.directory().keys(account.id);
  ASSERT_EQ(keys.size(), 1U);
  ASSERT_TRUE(hub_.directory().revoke_key(keys.front().id));
  push("shared", envelope_of(test_indicator(1)));
  EXPECT_FALSE(taker.next().has_value());
}

TEST_F(Events, WhoLeavesACommunityHearsNoMoreOfIt) {
  Subscriber taker(hub_, taker_);
  auto account = hub_.directory().account("taker").value();
  account.memberships.clear();
  ASSERT_TRUE(hub_.directory().change(account));
  push("shared", envelope_of(test_indicator(1)));
  push("open", envelope_of(test_indicator(2)));
  EXPECT_EQ(taker.next()->about, test_id("indicator", 2));
}

TEST_F(Events, FiltersLetThroughWhatWasAskedFor) {
  Subscriber reports(hub_, taker_, "?type=malware,report");
  Subscriber open(hub_, taker_, "?collection=open&after=0");
  const std::string malware = fmt::format(
      R"({{"type":"malware","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z",)"
      R"("modified":"2026-01-01T00:00:00.000Z","is_family":false}})",
      test_id("malware", 1));
  push("shared", envelope_of(test_indicator(1), malware));
  push("open", envelope_of(test_indicator(2)));
  EXPECT_EQ(reports.next()->about, test_id("malware", 1));
  EXPECT_EQ(open.next()->about, test_id("indicator", 2));
}

TEST_F(Events, IdsSayNothingOfWhatOthersDo) {
  Subscriber taker(hub_, taker_);
  push("shared", envelope_of(test_indicator(1), test_indicator(2)));
  const auto heard = taker.next(2);
  EXPECT_THAT(heard, Each(Field(&News::id, ::testing::SizeIs(32))));
  EXPECT_NE(heard[0].id.substr(0, 16), heard[1].id.substr(0, 16));
}

TEST_F(Events, ASlowReaderIsLetGoAndCostsTheOthersNothing) {
  const Subscriber slow(hub_, taker_);
  auto other = std::make_unique<Subscriber>(hub_, taker_);
  const std::string filler(200'000, 'x');
  constexpr unsigned kBatches = 60;  // 36 MB: more than queue and sockets hold together
  std::thread pushing([&] {
    for (unsigned n = 0; n < kBatches; ++n) {
      const std::string extra = fmt::format(R"(,"description":"{}")", filler);
      const auto one = [&](unsigned k) {
        return test_indicator(3 * n + k, "2026-01-02T00:00:00.000Z", extra);
      };
      push("shared", envelope_of(one(0), one(1), one(2)));
    }
  });
  std::size_t heard = 0;
  for (std::string last = other->began_at(); heard < std::size_t{3} * kBatches;) {
    if (const auto news = other->next()) {
      ++heard;
      last = news->id;
    } else {  // on a busy machine it is slow itself, and comes back
      other = std::make_unique<Subscriber>(hub_, taker_, "", last);
    }
  }
  pushing.join();
  directory::Account operating;
  operating.name = "operating";
  operating.organisation = hub_.organisation("operating");
  operating.operates = true;
  const auto state = hub_.get({.key = hub_.key(operating)}, "/api/v1/state");
  EXPECT_EQ(state.json()["listeners"], 1) << "the slow one is gone";
}

TEST_F(Events, AStopEndsOpenStreamsAndIsNotHeldUpByThem) {
  Subscriber subscriber(hub_, taker_);
  std::thread stopping([&] { hub_.stop(); });
  EXPECT_FALSE(subscriber.next().has_value());
  stopping.join();
}

}  // namespace
}  // namespace noroshi::hub
