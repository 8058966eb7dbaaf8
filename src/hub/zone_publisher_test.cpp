#include "hub/zone_publisher.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"

namespace noroshi::hub {
namespace {

class TsigKeyFile : public ::testing::Test {
 protected:
  std::string holds(const std::string& text) {
    const std::string path = folder_.file("key");
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms(0600));
    return path;
  }

  base::TemporaryFolder folder_;
};

TEST_F(TsigKeyFile, IsReadAsTsigKeygenWritesIt) {
  const auto keys = read_tsig_keys(
      holds("key \"hub-to-resolver\" {\n\talgorithm hmac-sha256;\n\tsecret \"c2VjcmV0\";\n};\n"));
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 1U);
  EXPECT_EQ(keys->front().name, "hub-to-resolver");
  EXPECT_EQ(keys->front().algorithm, "hmac-sha256");
  EXPECT_EQ(keys->front().secret, "c2VjcmV0");
}

TEST_F(TsigKeyFile, MayHoldSeveralKeysAndComments) {
  const auto keys = read_tsig_keys(
      holds("# one\nkey a{algorithm hmac-sha256;secret \"YQ==\";};// two\nkey \"b\" { secret "
            "\"Yg==\"; algorithm \"hmac-sha512\"; };"));
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].secret, "YQ==");
  EXPECT_EQ((*keys)[1].algorithm, "hmac-sha512");
}

TEST_F(TsigKeyFile, WithoutASecretIsAnErrorThatSaysHowToMakeOne) {
  for (const char* text :
       {"", "key \"a\" { algorithm hmac-sha256; };", "\"", "key", "key \"a\" { secret \"YQ"}) {
    const auto keys = read_tsig_keys(holds(text));
    ASSERT_FALSE(keys) << text;
    EXPECT_NE(keys.error().message.find("tsig-keygen"), std::string::npos);
  }
}

TEST_F(TsigKeyFile, ThatOthersMayReadIsRefused) {
  const std::string path = holds("key a { algorithm hmac-sha256; secret \"YQ==\"; };");
  std::filesystem::permissions(path, std::filesystem::perms(0640));
  const auto keys = read_tsig_keys(path);
  ASSERT_FALSE(keys);
  EXPECT_NE(keys.error().message.find("chmod 600"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::hub
