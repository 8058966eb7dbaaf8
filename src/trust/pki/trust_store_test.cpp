// Whom one trusts, from a file or a folder.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "trust/pki/mint_test.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::pki {
namespace {

class Trust : public ::testing::Test {
 protected:
  base::TemporaryFolder folder_;
  mint::Party one_{"One"};
  mint::Party two_{"Two"};

  Trust() {
    one_.certify_itself();
    two_.certify_itself();
  }
  void put(std::string_view name, std::string_view octets) const {
    std::ofstream(folder_.file(name), std::ios::binary) << octets;
  }
};

TEST_F(Trust, StandsInAFileOfSeveral) {
  put("all.pem", "Words of a person\n" + one_.certificate->pem() + two_.certificate->pem());
  const auto store = TrustStore::load(folder_.file("all.pem"));
  ASSERT_TRUE(store) << store.error().message;
  ASSERT_EQ(store->anchors.size(), 2U);
  EXPECT_EQ(store->anchors[1], *two_.certificate);
}

TEST_F(Trust, StandsInAFolderByName) {
  put("b.pem", two_.certificate->pem());
  put("a.der", der::text_of(one_.certificate->der()));
  put(".a.der.swp", "an editor's");
  const auto store = TrustStore::load(folder_.path().string());
  ASSERT_TRUE(store) << store.error().message;
  ASSERT_EQ(store->anchors.size(), 2U);
  EXPECT_EQ(store->anchors[0], *one_.certificate);
}

TEST_F(Trust, IsAnErrorWhereThereIsNothing) {
  EXPECT_EQ(TrustStore::load(folder_.path().string()).error().code, Errc::NotFound);
  EXPECT_EQ(TrustStore::load(folder_.file("none")).error().code, Errc::NotFound);
}

TEST_F(Trust, NamesTheFileThatIsNoCertificate) {
  put("a.pem", one_.certificate->pem());
  for (const std::string_view octets : {"no certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n"}) {
    put("b.pem", octets);
    const auto store = TrustStore::load(folder_.path().string());
    ASSERT_FALSE(store);
    EXPECT_NE(store.error().message.find("b.pem"), std::string::npos) << store.error().message;
  }
}

}  // namespace
}  // namespace noroshi::pki
