// STIX that others published, read in place: accepted and refused as its answer keys say.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "intel/stix/json_tree.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::stix {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(NOROSHI_SHARED_DATA) / "stix-taxii";

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string errors_of(const Reading& reading) {
  std::string text;
  for (const auto& complaint : reading.complaints) {
    if (complaint.weight == Weight::Error) text += to_string(complaint) + '\n';
  }
  return text;
}

/// What is accepted is kept octet for octet.
void expect_lossless(const std::string& text, const Reading& reading) {
  for (const auto& object : reading.objects) {
    EXPECT_NE(text.find(object.text), std::string::npos) << object.id;
  }
}

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(PublicData, OfficialExamplesAreAccepted) {
  if (!fs::exists(kFolder)) GTEST_SKIP() << "skipped: " << kFolder << " is absent";
  const auto files = files_of(kFolder / "stix21-examples");
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    const auto text = content_of(file);
    const auto reading = read_objects(text);
    ASSERT_TRUE(reading) << file << reading.error().message;
    EXPECT_EQ(errors_of(*reading), "") << file;
    EXPECT_GT(reading->objects.size(), 0U) << file;
    EXPECT_THAT(reading->refused, testing::IsEmpty()) << file;
    expect_lossless(text, *reading);
  }
}

TEST(PublicData, ValidatorExamplesAreJudgedByTheirNames) {
  if (!fs::exists(kFolder)) GTEST_SKIP() << "skipped: " << kFolder << " is absent";
  const auto files = files_of(kFolder / "validator-examples-v21");
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    const auto reading = read_objects(content_of(file));
    const bool sound = reading && reading->refused.empty() && errors_of(*reading).empty();
    const bool invalid = file.filename().string().rfind("invalid_", 0) == 0;
    EXPECT_EQ(sound, !invalid) << file << (reading ? errors_of(*reading) : reading.error().message);
  }
}

TEST(PublicData, TestSuiteObjectsAreJudgedByTheirKeys) {
  if (!fs::exists(kFolder)) GTEST_SKIP() << "skipped: " << kFolder << " is absent";
  std::ifstream lines(kFolder / "stix21-objects.jsonl");
  std::string line;
  int count = 0;
  while (std::getline(lines, line)) {
    Tree tree;
    ASSERT_TRUE(tree.read(line, 64));
    const auto object = tree.find(tree.root(), "object")->value;
    const bool valid = tree.find(tree.root(), "valid")->kind == Kind::True;
    const auto reading = read_objects(object);
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(reading->refused.empty(), valid) << errors_of(*reading);
    EXPECT_EQ(errors_of(*reading).empty(), valid) << errors_of(*reading);
    ++count;
  }
  EXPECT_GT(count, 0);
}

/// The content that the reference TAXII server serves; every list of objects in it.
void read_lists(const Tree& tree, const Node& node, int& lists) {
  if (node.key == "objects" && node.kind == Kind::Array && node.count > 0) {
    const auto reading = read_objects(node.value);
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(errors_of(*reading), "");
    EXPECT_THAT(reading->refused, testing::IsEmpty());
    ++lists;
    return;
  }
  if (node.kind != Kind::Object && node.kind != Kind::Array) return;
  for (const Node& child : tree.children(node)) read_lists(tree, child, lists);
}

TEST(PublicData, TaxiiServerContentIsAccepted) {
  if (!fs::exists(kFolder)) GTEST_SKIP() << "skipped: " << kFolder << " is absent";
  const auto text = content_of(kFolder / "taxii21-server-data.json");
  Tree tree;
  ASSERT_TRUE(tree.read(text, 64));
  int lists = 0;
  read_lists(tree, tree.root(), lists);
  EXPECT_GT(lists, 0);
}

}  // namespace
}  // namespace noroshi::stix
