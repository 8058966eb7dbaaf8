// Every certificate and list that others published reads, and says what OpenSSL says of it.
#include "trust/pki/certificate.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

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

}  // namespace
}  // namespace noroshi::pki
