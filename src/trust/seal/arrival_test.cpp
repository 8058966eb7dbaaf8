// A text that comes with its seal: who, since when, and what is not believed.
#include "trust/seal/arrival.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/seal/make.hpp"
#include "trust/stamp/local_source.hpp"

namespace noroshi::seal {
namespace {

constexpr std::string_view kText = "{\"type\":\"bundle\"}";
constexpr base::Micros kThen = 1'760'000'000 * base::kSecond;
constexpr base::Micros kNow = kThen + 30 * base::kDay;

class Arrivals : public ::testing::Test {
 protected:
  Arrivals() {
    std::ofstream(folder_.file("root.pem")) << root_.certificate().pem();
    issued_ = root_.issue(key::seal_wish());
  }

  Bytes sealed(std::string_view text, const key::Signer& signer,
               stamp::StampSource* stamps = nullptr) {
    const MakeOptions options{.level = stamps == nullptr ? Level::BB : Level::BT,
                              .time = kThen,
                              .detached = true,
                              .stamps = stamps};
    return make(Kind::Cades, der::view_of(text), signer, options).value();
  }

  Inspector inspector(std::string prefix = {}) {
    return Inspector::open({.anchors = folder_.file("root.pem"), .prefix = std::move(prefix)})
        .value();
  }

  base::TemporaryFolder folder_;
  key::TestingAuthority root_ = key::TestingAuthority::root();
  std::optional<key::Issued> issued_;
};

TEST_F(Arrivals, NameTheSealerAndItsCorporateNumber) {
  const auto seal = sealed(kText, *issued_->signer);
  const auto arrival = inspector("NTRJP-").inspect(der::view_of(kText), seal, kNow).value();
  EXPECT_TRUE(arrival.valid) << arrival.verdict << ": " << arrival.why;
  EXPECT_EQ(arrival.verdict, "TOTAL-PASSED");
  EXPECT_NE(arrival.sealer.find("O=Example Institute"), std::string::npos) << arrival.sealer;
  EXPECT_EQ(arrival.corporate_number, "7000012050002");
  EXPECT_FALSE(arrival.stamped);
}

TEST_F(Arrivals, AreProvedSinceTheirTimeStamp) {
  const auto stamper = root_.issue(key::time_stamper_wish());
  const auto stamps =
      stamp::testing_source(stamper.signer, [] { return kThen + base::kSecond; }).value();
  const auto seal = sealed(kText, *issued_->signer, stamps.get());
  const auto arrival = inspector().inspect(der::view_of(kText), seal, kNow).value();
  EXPECT_TRUE(arrival.valid) << arrival.verdict << ": " << arrival.why;
  EXPECT_TRUE(arrival.stamped);
  EXPECT_EQ(arrival.since, kThen + base::kSecond);
}

TEST_F(Arrivals, AreNotBelievedWhenTheTextIsAnother) {
  const auto seal = sealed(kText, *issued_->signer);
  std::string other(kText);
  other.back() = ' ';
  const auto arrival = inspector().inspect(der::view_of(other), seal, kNow).value();
  EXPECT_FALSE(arrival.valid);
  EXPECT_EQ(arrival.verdict, "TOTAL-FAILED/HASH_FAILURE");
}

TEST_F(Arrivals, AreNotBelievedFromAnybodyElse) {
  const auto stranger = key::TestingAuthority::root().issue(key::seal_wish());
  const auto seal = sealed(kText, *stranger.signer);
  const auto arrival = inspector().inspect(der::view_of(kText), seal, kNow).value();
  EXPECT_FALSE(arrival.valid);
  EXPECT_EQ(arrival.verdict, "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND");
}

TEST_F(Arrivals, OfNoSealAtAllAreAnError) {
  EXPECT_FALSE(inspector().inspect(der::view_of(kText), der::view_of("nothing"), kNow));
  EXPECT_FALSE(inspector().inspect(der::view_of(kText), der::View(), kNow));
}

}  // namespace
}  // namespace noroshi::seal
