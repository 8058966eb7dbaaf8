// What a certificate says is given back as it says it; those that others published read.
#include "trust/pki/certificate.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "trust/pki/mint_test.hpp"
#include "trust/pki/revocation.hpp"

namespace noroshi::pki {
namespace {

const std::filesystem::path kPkits =
    std::filesystem::path(NOROSHI_SHARED_DATA) / "trust-signatures/pkits";

Bytes read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Certificate, EveryOneOfPkitsReads) {
  if (!std::filesystem::exists(kPkits)) GTEST_SKIP() << "skipped: no PKITS at " << kPkits;
  std::size_t certificates = 0;
  std::size_t lists = 0;
  for (const auto& file : std::filesystem::directory_iterator(kPkits)) {
    const Bytes octets = read(file.path());
    if (file.path().extension() == ".crt") {
      const auto certificate = Certificate::parse(octets);
      ASSERT_TRUE(certificate) << file.path() << ": " << certificate.error().message;
      EXPECT_FALSE(certificate->subject().text().empty());
      const auto again = Certificate::parse_all(der::view_of(certificate->pem()));
      ASSERT_TRUE(again && again->size() == 1);
      EXPECT_EQ(again->front(), *certificate);
      ++certificates;
    } else if (file.path().extension() == ".crl") {
      const auto list = Crl::parse(octets);
      ASSERT_TRUE(list) << file.path() << ": " << list.error().message;
      ++lists;
    }
  }
  EXPECT_GT(certificates, 100U);
  EXPECT_GT(lists, 100U);
}

class Said : public ::testing::Test {
 protected:
  mint::Party ca_{"CA"};
  mint::Party end_{"End"};
  Certificate issue(std::vector<Bytes> extensions, std::int64_t serial = 7) {
    return ca_.issue({end_.name, std::move(extensions), serial}, end_.key);
  }
};

TEST_F(Said, SerialsAreShownWithoutTheSignsOctet) {
  EXPECT_EQ(issue({}, 7).serial_hex(), "07");
  EXPECT_EQ(issue({}, 0xFF).serial_hex(), "ff");
  EXPECT_EQ(issue({}, 0xFF).serial(), (Bytes{0, 0xFF}));
}

TEST_F(Said, RightsAreThoseThatStandInIt) {
  const Certificate plain = issue({});
  EXPECT_FALSE(plain.is_authority());
  EXPECT_EQ(plain.key_usage(), std::nullopt);
  EXPECT_FALSE(plain.has_purpose("1.3.6.1.5.5.7.3.8"));
  const Certificate rich = issue({mint::authority(), mint::usage(kCrlSign | kDigitalSignature),
                                  mint::purposes({"1.3.6.1.5.5.7.3.8"})});
  EXPECT_TRUE(rich.is_authority());
  EXPECT_EQ(rich.key_usage(), kCrlSign | kDigitalSignature);
  EXPECT_TRUE(rich.has_purpose("1.3.6.1.5.5.7.3.8"));
  EXPECT_FALSE(rich.has_purpose("1.3.6.1.5.5.7.3.9"));
}

TEST_F(Said, AddressesOfListsAndRespondersAreFound) {
  const auto uri = [](std::string_view text) { return mint::general_name(6, der::view_of(text)); };
  const Bytes point =
      der::sequence({der::explicitly(0, der::explicitly(0, uri("http://192.0.2.1/ca.crl")))});
  const Bytes ocsp = der::sequence({der::oid("1.3.6.1.5.5.7.48.1"), uri("http://192.0.2.2/ocsp")});
  const Bytes issuers =
      der::sequence({der::oid("1.3.6.1.5.5.7.48.2"), uri("http://192.0.2.3/ca.der")});
  const Certificate one =
      issue({mint::extension(ext::kCrlDistributionPoints, der::sequence({point})),
             mint::extension(ext::kAuthorityInfoAccess, der::sequence({issuers, ocsp}))});
  EXPECT_EQ(one.crl_urls(), std::vector<std::string>{"http://192.0.2.1/ca.crl"});
  EXPECT_EQ(one.ocsp_urls(), std::vector<std::string>{"http://192.0.2.2/ocsp"});
}

TEST_F(Said, KeysAreKnownByKindAndSize) {
  EXPECT_EQ(issue({}).key_kind(), KeyKind::Ec);
  EXPECT_EQ(issue({}).key_bits(), 256U);
  const mint::Key rsa(EVP_RSA_gen(2048));
  const Certificate of_rsa = ca_.issue({end_.name}, rsa);
  EXPECT_EQ(of_rsa.key_kind(), KeyKind::Rsa);
  EXPECT_EQ(of_rsa.key_bits(), 2048U);
}

TEST_F(Said, NothingMayStandBehindIt) {
  Bytes octets = issue({}).der();
  octets.push_back(0);
  EXPECT_FALSE(Certificate::parse(octets));
  EXPECT_FALSE(Certificate::parse({}));
}

TEST_F(Said, EveryOctetThatIsMissingIsMissed) {
  const Bytes whole = issue({mint::authority()}).der();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(Certificate::parse(View(whole).first(size))) << size;
  }
}

TEST_F(Said, PemBlocksOfOtherKindsArePassedOver) {
  const Certificate one = issue({});
  const std::string text =
      "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n" + one.pem();
  const auto all = Certificate::parse_all(der::view_of(text));
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->front(), one);
}

}  // namespace
}  // namespace noroshi::pki
