// hub.toml: read, checked, and described whole in docs/formats/hub-configuration.md.
#include "hub/settings.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <regex>
#include <set>
#include <sstream>

#include "base/temporary_folder.hpp"

namespace noroshi::hub {
namespace {

using ::testing::HasSubstr;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Result<ServeOptions> read(const base::TemporaryFolder& folder, const std::string& toml) {
  std::ofstream(folder.file("hub.toml")) << toml;
  return load_settings(folder.file("hub.toml"));
}

TEST(HubSettings, AnEmptyFileIsAHubInItsFolder) {
  const base::TemporaryFolder folder;
  const auto settings = read(folder, "");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->database, folder.file("hub.db"));
  EXPECT_EQ(settings->home, "https://127.0.0.1:8443");
  EXPECT_FALSE(settings->oidc.has_value());
  EXPECT_FALSE(settings->zone.has_value());
}

TEST(HubSettings, TheFirstFileIsSoundAlsoWithEveryCommentTakenAsAKey) {
  const base::TemporaryFolder folder;
  std::string text = example_settings({.title = "A hub",
                                       .listen = "127.0.0.1:8443",
                                       .home = "https://hub.example:8443",
                                       .database = "hub.db"});
  ASSERT_TRUE(read(folder, text)) << read(folder, text).error().message;
  text = std::regex_replace(text, std::regex("(^|\n)#(\\[|[a-z_]+ =)"), "$1$2");
  const auto all = read(folder, text);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->oidc->issuer, "https://login.example");
  EXPECT_EQ(all->oidc->secret_file, folder.file("oidc.secret"));
  EXPECT_EQ(all->access.session, 12 * base::kHour);
  EXPECT_EQ(all->zone->account, "resolver");
}

TEST(HubSettings, WrongValuesAreToldAllAtOnce) {
  const base::TemporaryFolder folder;
  const auto wrong = read(folder,
                          "[hub]\nlisten = \"everywhere\"\n[limits]\nthreads = 0\n"
                          "[oidc]\nissuer = \"http://login.example\"\nlanding = \"away\"\n");
  ASSERT_FALSE(wrong);
  for (const char* key :
       {"hub.listen", "limits.threads", "oidc.issuer", "oidc.client", "oidc.landing"}) {
    EXPECT_THAT(wrong.error().message, HasSubstr(key));
  }
}

TEST(HubSettings, TheConsoleIsThereUnlessItIsSwitchedOff) {
  const base::TemporaryFolder folder;
  EXPECT_TRUE(read(folder, "[hub]\ntitle = \"x\"\n")->console);
  EXPECT_FALSE(read(folder, "[console]\nenabled = false\n")->console);
  EXPECT_EQ(read(folder, "[console]\nplaces = [\"places.csv\"]\n")->places,
            std::vector{folder.file("places.csv")});
  EXPECT_FALSE(read(folder, "[console]\nenabled = \"no\"\n"));
}

TEST(HubSettings, TrafficComesFromACollectorOrFromAStore) {
  const base::TemporaryFolder folder;
  const auto collector = read(folder, "[flows]\nconfig = \"noroshi.toml\"\npatience = \"5s\"\n");
  ASSERT_TRUE(collector) << collector.error().message;
  EXPECT_EQ(collector->flow_settings->config, folder.file("noroshi.toml"));
  EXPECT_EQ(collector->flow_settings->patience, 5 * base::kSecond);
  const auto store = read(folder, "[flows]\nstore = \"/srv/day\"\norganisation = \"Example\"\n");
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(store->flow_settings->store, "/srv/day");
  EXPECT_EQ(store->flows.organisation, "Example");
  EXPECT_FALSE(read(folder, "[flows]\norganisation = \"Example\"\n"));
  EXPECT_FALSE(read(folder, "[flows]\nstore = \"a\"\nconfig = \"b\"\n"));
  EXPECT_FALSE(read(folder, "")->flow_settings.has_value());
}

TEST(HubSettings, UsesOfSealKeysAreKeptForAYearAtLeast) {
  const base::TemporaryFolder folder;
  const auto unsaid = read(folder, "[seals]\nreleases = \"release-seal.toml\"\n");
  ASSERT_TRUE(unsaid) << unsaid.error().message;
  EXPECT_EQ(unsaid->releases.profile, folder.file("release-seal.toml"));
  EXPECT_EQ(unsaid->seal_retention.uses, 3'650 * base::kDay);
  EXPECT_EQ(read(folder, "[seals]\nkeep_uses = \"400d\"\n")->seal_retention.uses, 400 * base::kDay);
  const auto short_time = read(folder, "[seals]\nkeep_uses = \"30d\"\n");
  ASSERT_FALSE(short_time);
  EXPECT_THAT(short_time.error().message, HasSubstr("keep_uses"));
}

TEST(HubSettings, EveryKeyIsDescribedAndNothingElseIs) {
  // section.text("key", …) and its kin, by the function that reads the section.
  const std::string source = text_of(NOROSHI_SOURCE_DIR "/src/hub/settings.cpp");
  static const std::regex kKey(
      "(section|hub)\\.(?:text|texts|whole|number|flag|duration)\\(\\s*\"([a-z_]+)\"");
  std::multiset<std::string> read_keys;
  for (std::sregex_iterator at(source.begin(), source.end(), kKey), end; at != end; ++at) {
    read_keys.insert((*at)[2]);
  }
  const std::string page = text_of(NOROSHI_SOURCE_DIR "/docs/formats/hub-configuration.md");
  static const std::regex kRow("\n\\| `([a-z_]+)` \\|");
  std::multiset<std::string> described;
  for (std::sregex_iterator at(page.begin(), page.end(), kRow), end; at != end; ++at) {
    described.insert((*at)[1]);
  }
  EXPECT_EQ(described, read_keys);
  EXPECT_GT(read_keys.size(), 20U);
}

}  // namespace
}  // namespace noroshi::hub
