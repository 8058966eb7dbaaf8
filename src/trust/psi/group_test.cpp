#include "trust/psi/group.hpp"

#include <gtest/gtest.h>
#include <sodium.h>
#include <string>

#include "base/hex.hpp"

namespace noroshi::psi {
namespace {

Octets32 octets_of(const std::string& hex) {
  Octets32 out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  }
  return out;
}

std::string expanded(std::string_view message, std::size_t length) {
  std::string out(length, '\0');
  expand_message_xmd(message, "QUUX-V01-CS02-with-expander-SHA512-256",
                     {reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return base::to_hex(out);
}

// RFC 9380, appendix K.3: all ten vectors.
TEST(ExpandMessage, FollowsTheVectorsOfRfc9380) {
  const std::string q128 = "q128_" + std::string(128, 'q');
  const std::string a512 = "a512_" + std::string(512, 'a');
  EXPECT_EQ(expanded("", 32), "6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba");
  EXPECT_EQ(expanded("abc", 32),
            "0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc");
  EXPECT_EQ(expanded("abcdef0123456789", 32),
            "087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58");
  EXPECT_EQ(expanded(q128, 32), "7336234ee9983902440f6bc35b348352013becd88938d2afec44311caf8356b3");
  EXPECT_EQ(expanded(a512, 32), "57b5f7e766d5be68a6bfe1768e3c2b7f1228b3e4b3134956dd73a59b954c66f4");
  EXPECT_EQ(expanded("", 128),
            "41b037d1734a5f8df225dd8c7de38f851efdb45c372887be655212d07251b921"
            "b052b62eaed99b46f72f2ef4cc96bfaf254ebbbec091e1a3b9e4fb5e5b619d2e"
            "0c5414800a1d882b62bb5cd1778f098b8eb6cb399d5d9d18f5d5842cf5d13d7e"
            "b00a7cff859b605da678b318bd0e65ebff70bec88c753b159a805d2c89c55961");
  EXPECT_EQ(expanded("abc", 128),
            "7f1dddd13c08b543f2e2037b14cefb255b44c83cc397c1786d975653e36a6b11"
            "bdd7732d8b38adb4a0edc26a0cef4bb45217135456e58fbca1703cd6032cb134"
            "7ee720b87972d63fbf232587043ed2901bce7f22610c0419751c065922b48843"
            "1851041310ad659e4b23520e1772ab29dcdeb2002222a363f0c2b1c972b3efe1");
  EXPECT_EQ(expanded("abcdef0123456789", 128),
            "3f721f208e6199fe903545abc26c837ce59ac6fa45733f1baaf0222f8b7acb04"
            "24814fcb5eecf6c1d38f06e9d0a6ccfbf85ae612ab8735dfdf9ce84c372a77c8"
            "f9e1c1e952c3a61b7567dd0693016af51d2745822663d0c2367e3f4f0bed827f"
            "eecc2aaf98c949b5ed0d35c3f1023d64ad1407924288d366ea159f46287e61ac");
  EXPECT_EQ(expanded(q128, 128),
            "b799b045a58c8d2b4334cf54b78260b45eec544f9f2fb5bd12fb603eaee70db7"
            "317bf807c406e26373922b7b8920fa29142703dd52bdf280084fb7ef69da78af"
            "df80b3586395b433dc66cde048a258e476a561e9deba7060af40adf30c64249c"
            "a7ddea79806ee5beb9a1422949471d267b21bc88e688e4014087a0b592b695ed");
  EXPECT_EQ(expanded(a512, 128),
            "05b0bfef265dcee87654372777b7c44177e2ae4c13a27f103340d9cd11c86cb2"
            "426ffcad5bd964080c2aee97f03be1ca18e30a1f14e27bc11ebbd650f305269c"
            "c9fb1db08bf90bfc79b42a952b46daf810359e7bc36452684784a64952c343c5"
            "2e5124cd1f71d474d5197fefc571a92929c9084ffe1112cf5eea5192ebff330b");
}

// RFC 9497, appendix A.1.1, test vectors 1 and 2: BlindedElement = Blind × HashToGroup(Input), and
// EvaluationElement = skSm × BlindedElement.  HashToGroup is hash_to_ristretto255 of RFC 9380.
TEST(HashToGroup, FollowsTheVectorsOfRfc9497) {
  const std::string_view tag("HashToGroup-OPRFV1-\0-ristretto255-SHA512", 40);
  const auto blind = Scalar::from_octets(
      octets_of("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"));
  const auto key = Scalar::from_octets(
      octets_of("5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e"));
  const auto first = multiply(blind, hash_to_group(std::string_view("\0", 1), tag));
  const auto second = multiply(blind, hash_to_group(std::string(17, 'Z'), tag));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(base::to_hex(text_of(*first)),
            "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c");
  EXPECT_EQ(base::to_hex(text_of(*second)),
            "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418");
  EXPECT_EQ(base::to_hex(text_of(multiply(key, *first).value())),
            "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e");
  EXPECT_EQ(base::to_hex(text_of(multiply(key, *second).value())),
            "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25");
}

TEST(Multiply, Commutes) {
  const auto a = Scalar::random();
  const auto b = Scalar::random();
  const auto element = hash_to_group("a message", "a tag");
  EXPECT_EQ(multiply(a, multiply(b, element).value()), multiply(b, multiply(a, element).value()));
  EXPECT_NE(multiply(a, element), multiply(b, element));
}

// RFC 9496, appendix A.2: the invalid encodings, one of each kind; and the identity.
TEST(Multiply, RefusesWhatIsNoElement) {
  const auto key = Scalar::random();
  for (const auto* hex : {
           // no canonical field element
           "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
           "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "0100000000000000000000000000000000000000000000000000000000000080",
           // negative
           "0100000000000000000000000000000000000000000000000000000000000000",
           "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
           // x² is no square
           "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
           "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
           // xy is negative
           "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
           "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
           // s = −1
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           // the identity
           "0000000000000000000000000000000000000000000000000000000000000000",
       }) {
    EXPECT_FALSE(multiply(key, octets_of(hex)).has_value()) << hex;
  }
}

// With a second name for each element, one item could be sent twice.
TEST(Multiply, RefusesAnElementWithTheTopBitSet) {
  const auto key = Scalar::random();
  auto element = hash_to_group("a message", "a tag");
  ASSERT_TRUE(multiply(key, element).has_value());
  element.back() |= 0x80;
  EXPECT_FALSE(multiply(key, element).has_value());
}

TEST(Scalar, IsFreshEachTimeAndGoneWhenForgotten) {
  auto one = Scalar::random();
  const auto kept = one.octets();
  EXPECT_NE(kept, Scalar::random().octets());
  auto other = std::move(one);
  EXPECT_EQ(other.octets(), kept);
  EXPECT_EQ(one.octets(), Octets32{});  // NOLINT(bugprone-use-after-move): that is the point
  other.forget();
  EXPECT_EQ(other.octets(), Octets32{});
}

}  // namespace
}  // namespace noroshi::psi
