#include "cli/settings.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>

namespace noroshi::cli {
namespace {

constexpr std::string_view kLeast =
    "[collect]\nlisten = [\"udp://127.0.0.1:2055\"]\n"
    "[[collect.exporter]]\naddress = \"192.0.2.0/24\"\n"
    "[minimise]\nsubscribers = [\"198.51.100.0/24\"]\n";

std::string problem_of(std::string_view toml) {
  const auto settings = parse_settings(toml, "noroshi.toml");
  return settings.has_value() ? "" : settings.error().message;
}

std::string file_text(const std::string& path) {
  std::ifstream file(std::string(NOROSHI_SOURCE_DIR) + "/" + path);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// The example with every key in force.
std::string uncommented() {
  return std::regex_replace(std::string(example_settings()), std::regex("\n#([a-z])"), "\n$1");
}

// "section.key" of every key in a TOML text.
std::set<std::string> keys_of(const std::string& toml) {
  std::set<std::string> keys;
  std::string section;
  std::istringstream lines(toml);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, std::regex(R"(^\[+([a-z.]+)\]+)"))) section = match[1];
    if (std::regex_search(line, match, std::regex(R"(^([a-z_]+) = )"))) {
      keys.insert(section + "." + match[1].str());
    }
  }
  return keys;
}

TEST(Settings, LeastFileGivesDocumentedDefaults) {
  const auto settings = parse_settings(kLeast, "noroshi.toml");
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->collect.state, "/var/lib/noroshi");
  EXPECT_EQ(settings->store.folder, "/var/lib/noroshi/store");
  EXPECT_EQ(settings->minimise.keys_folder, "/var/lib/noroshi/keys");
  EXPECT_EQ(settings->collect.exporters.at(0).name, "192.0.2.0/24");
  EXPECT_EQ(settings->collect.retention.flows, 6 * base::kHour);
  EXPECT_FALSE(settings->metrics.has_value());
}

TEST(Settings, WithoutSubscribersThereAreNoSettings) {
  const auto problem = problem_of(
      "[collect]\nlisten = [\"udp://127.0.0.1:2055\"]\n[[collect.exporter]]\naddress = "
      "\"192.0.2.1\"\n");
  EXPECT_NE(problem.find("minimise.subscribers"), std::string::npos) << problem;
  EXPECT_NE(problem.find("off ="), std::string::npos) << "it must say how to decide";
}

TEST(Settings, AddressesMayBeKeptForAReason) {
  const std::string toml =
      "[collect]\nlisten = [\"udp://127.0.0.1:2055\"]\n[[collect.exporter]]\naddress = "
      "\"192.0.2.1\"\n[minimise]\noff = \"laboratory\"\n";
  const auto settings = parse_settings(toml, "noroshi.toml");
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->minimise.off, "laboratory");
  EXPECT_NE(problem_of(toml + "subscribers = [\"198.51.100.0/24\"]\n").find("contradicts"),
            std::string::npos);
}

TEST(Settings, NobodyMaySendUnlessNamed) {
  const auto problem = problem_of(
      "[collect]\nlisten = [\"udp://127.0.0.1:2055\"]\n[minimise]\noff = \"laboratory\"\n");
  EXPECT_NE(problem.find("collect.exporter"), std::string::npos) << problem;
}

TEST(Settings, AllProblemsAreToldAtOnceWithTheirLines) {
  const auto problem = problem_of(
      "[collect]\nlisten = [\"udp://somewhere\"]\nqueue = \"12\"\nflsh = \"1s\"\n"
      "[[collect.exporter]]\naddress = \"192.0.2.7/24\"\n"
      "[minimise]\nsubscribers = [\"198.51.100.0/24\"]\n");
  for (const auto* line : {"noroshi.toml:2: collect.listen", "noroshi.toml:3: collect.queue",
                           "noroshi.toml:4: collect.flsh: unknown key; did you mean collect.flush",
                           "noroshi.toml:6: collect.exporter.address"}) {
    EXPECT_NE(problem.find(line), std::string::npos) << line << "\nis not in\n" << problem;
  }
}

TEST(Settings, TlsListenerNeedsItsFiles) {
  std::string toml(kLeast);
  toml.replace(toml.find("udp"), 3, "tls");
  EXPECT_NE(problem_of(toml).find("certificate"), std::string::npos);
}

TEST(Settings, ReplicasOfAShardArePartedBySpaces) {
  const auto settings =
      parse_settings(std::string(kLeast) +
                         "[store]\nkind = \"clickhouse\"\n[store.clickhouse]\ncluster = \"c\"\n"
                         "shards = [\"http://a:1  http://b:1\", \"http://c:1\"]\n",
                     "noroshi.toml");
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  ASSERT_EQ(settings->store.shards.size(), 2U);
  EXPECT_EQ(settings->store.shards[0], (std::vector<std::string>{"http://a:1", "http://b:1"}));
}

TEST(Settings, ExampleIsReadAsItIs) {
  const auto settings = parse_settings(example_settings(), "example");
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
}

TEST(Settings, ExampleHoldsNoKeyThatIsNotRead) {
  const auto settings = parse_settings(uncommented(), "example");
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
}

// Every key that settings.cpp asks for, from its own text.
TEST(Settings, ExampleAndPageHoldEveryKeyThatIsRead) {
  const auto example = keys_of(uncommented());
  ASSERT_GT(example.size(), 30U);
  std::set<std::string> last_words{"off"};  // in a remark: it excludes subscribers
  for (const auto& key : example) last_words.insert(key.substr(key.rfind('.') + 1));
  const auto code = file_text("src/cli/settings.cpp");
  const std::regex read(
      R"re((?:text|texts|choice|flag|whole|number|duration|octets)\(\s*"([a-z_]+)"|whole32\(\w+,\s*"([a-z_]+)")re");
  std::size_t reads = 0;
  for (std::sregex_iterator match(code.begin(), code.end(), read), end; match != end; ++match) {
    const auto key = (*match)[1].matched ? (*match)[1].str() : (*match)[2].str();
    EXPECT_TRUE(last_words.contains(key)) << key << " is read, and not in the example";
    ++reads;
  }
  EXPECT_GE(reads, example.size());
  const auto page = file_text("docs/formats/configuration.md");
  for (const auto& key : example) {
    EXPECT_NE(page.find("`" + key + "`"), std::string::npos)
        << key << " is not in docs/formats/configuration.md";
  }
  EXPECT_NE(page.find("`minimise.off`"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::cli
