// Objects broken at random: never a crash, every one counted, and what is taken is the sender's own
// text.

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "intel/stix/json_tree.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::stix {
namespace {

const std::vector<std::string> kSeeds{
    R"({"type":"indicator","spec_version":"2.1","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","pattern":"[url:value = 'http://example.com/']","pattern_type":"stix","valid_from":"2026-01-02T03:04:05Z","labels":["a","b"],"granular_markings":[{"selectors":["labels.[1]"],"lang":"ja"}],"x_acme":{"deep":[1.50,null,{"a":"\u00e9"}]}})",
    R"({"type":"file","spec_version":"2.1","id":"file--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","name":"n","hashes":{"MD5":"66e2ea40dc71d5ba701574ea215a81f1"},"extensions":{"windows-pebinary-ext":{"pe_type":"exe","sections":[{"name":"CODE","entropy":0.06}]},"ntfs-ext":{"alternate_data_streams":[{"name":"s","size":1}]}}})",
    R"({"type":"observed-data","spec_version":"2.1","id":"observed-data--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","first_observed":"2026-01-02T03:04:05Z","last_observed":"2026-01-02T03:04:05Z","number_observed":1,"objects":{"0":{"type":"ipv4-addr","value":"192.0.2.1"},"1":{"type":"network-traffic","src_ref":"0","src_port":1,"protocols":["tcp"]}}})",
    R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed","created":"2017-01-20T00:00:00.000Z","definition_type":"tlp","name":"TLP:RED","definition":{"tlp":"red"}})",
    R"({"type":"language-content","spec_version":"2.1","id":"language-content--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","object_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","contents":{"ja":{"name":"道具"}}})"};

/// What may stand in place of a value.
const std::vector<std::string> kValues{"null",
                                       "true",
                                       "7",
                                       "-1e300",
                                       "[]",
                                       "{}",
                                       "\"\"",
                                       "[[[]]]",
                                       R"("tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")",
                                       R"("2026-13-01T00:00:00Z")",
                                       R"({"a":1,"a":2})",
                                       "123456789012345678901234567890",
                                       R"("\u0000\ud83d\ude00")"};

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  /// `node` written again, with one change in `odds` places.
  std::string write(const Tree& tree, const Node& node, int odds) {
    if (chance(odds)) return kValues[below(kValues.size())];
    if (node.kind == Kind::String) return '"' + raw(node) + '"';
    if (node.kind != Kind::Array && node.kind != Kind::Object) return std::string(node.value);
    const bool object = node.kind == Kind::Object;
    std::string out(1, object ? '{' : '[');
    for (const Node& child : tree.children(node)) {
      if (chance(odds)) continue;  // left out
      if (out.size() > 1) out += chance(4) ? " , " : ",";
      if (object)
        out +=
            '"' + (chance(odds) ? "x_" + std::string(child.key) : std::string(child.key)) + "\":";
      out += write(tree, child, odds);
    }
    return out + (object ? '}' : ']');
  }

 private:
  /// The seeds hold no quotation mark and no backslash within their strings, once decoded.
  static std::string raw(const Node& node) { return std::string(node.value); }
  std::size_t below(std::size_t end) { return random_() % end; }
  bool chance(int odds) { return random_() % static_cast<unsigned>(odds) == 0; }

  std::mt19937 random_;
};

TEST(Mutation, BrokenObjectsAreCountedAndSoundOnesKeepTheirText) {
  constexpr int kRounds = 20'000;
  Mutator mutator(20261121);
  int taken = 0;
  int refused = 0;
  for (int round = 0; round < kRounds; ++round) {
    Tree tree;
    ASSERT_TRUE(tree.read(kSeeds[static_cast<std::size_t>(round) % kSeeds.size()], 64));
    const auto text = "[" + mutator.write(tree, tree.root(), 8 + round % 60) + "]";
    const auto reading = read_objects(text);
    ASSERT_TRUE(reading) << reading.error().message << '\n' << text;
    ASSERT_EQ(reading->seen, 1U) << text;
    ASSERT_EQ(reading->objects.size() + reading->refused.size(), 1U) << text;
    if (reading->objects.empty()) {
      ASSERT_FALSE(reading->complaints.empty()) << text;
      ++refused;
      continue;
    }
    ++taken;
    ASSERT_EQ("[" + reading->objects.front().text + "]", text);
    observed_values(reading->objects.front());
  }
  // Both happen, or the test tests nothing.
  EXPECT_GT(taken, kRounds / 50);
  EXPECT_GT(refused, kRounds / 50);
}

TEST(Mutation, CutTextIsNeverTakenForWhole) {
  for (const auto& seed : kSeeds) {
    const std::string text = "[" + seed + "]";
    for (std::size_t length = 0; length < text.size(); ++length) {
      EXPECT_FALSE(read_objects(std::string_view(text).substr(0, length))) << length;
    }
  }
}

}  // namespace
}  // namespace noroshi::stix
