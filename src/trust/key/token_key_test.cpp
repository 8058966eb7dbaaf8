// Keys that never leave a token: SoftHSM2, a token in software that others wrote, makes them and
// signs; what it signs must verify, and what goes wrong must be said in words, without the PIN.
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <p11-kit/pkcs11.h>
#include <sys/stat.h>
#include <thread>

#include "base/temporary_folder.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/key/testing_authority.hpp"

namespace noroshi::key {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr std::string_view kPin = "836-corn-thrush";
constexpr std::string_view kOfficer = "officer-0417";

unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
}

void must(CK_RV answer, const char* what) {
  if (answer != CKR_OK) throw std::runtime_error(std::string(what) + " failed");
}

CK_ATTRIBUTE text(CK_ATTRIBUTE_TYPE type, std::string_view value) {
  return {type, octets_of(value), value.size()};
}
template <class T>
CK_ATTRIBUTE number(CK_ATTRIBUTE_TYPE type, T& value) {
  return {type, &value, sizeof(value)};
}

enum class Made : std::uint8_t { P256, Rsa, Ed25519 };

/// A token in a folder of its own, filled through PKCS#11 itself.
class Workshop {
 public:
  Workshop() {
    std::filesystem::create_directory(folder_.file("tokens"));
    std::ofstream(folder_.file("softhsm2.conf"))
        << "directories.tokendir = " << folder_.file("tokens")
        << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", folder_.file("softhsm2.conf").c_str(), 1);
    put_secret("pin", kPin);
    put_secret("wrong-pin", "1234-wrong");
    fill();
  }

  [[nodiscard]] TokenKey key(const std::string& label) const {
    return {.module = kModule,
            .token = "Workshop",
            .key = label,
            .pin_file = folder_.file("pin"),
            .certificate = {}};
  }
  [[nodiscard]] std::string file(std::string_view name) const { return folder_.file(name); }

  void put_secret(std::string_view name, std::string_view value) const {
    std::ofstream(folder_.file(name)) << value << "\n";
    ::chmod(folder_.file(name).c_str(), 0600);
  }

 private:
  base::TemporaryFolder folder_;
  CK_FUNCTION_LIST* call_ = nullptr;
  CK_SESSION_HANDLE session_ = 0;

  void fill() {
    void* library = ::dlopen(kModule, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    const auto list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    must(list(&call_), "C_GetFunctionList");
    must(call_->C_Initialize(nullptr), "C_Initialize");
    CK_SLOT_ID slot = 0;
    CK_ULONG count = 1;
    must(call_->C_GetSlotList(CK_TRUE, &slot, &count), "C_GetSlotList");
    std::string label(32, ' ');
    label.replace(0, 8, "Workshop");
    must(call_->C_InitToken(slot, octets_of(kOfficer), kOfficer.size(), octets_of(label)),
         "C_InitToken");
    must(call_->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr,
                              &session_),
         "C_OpenSession");
    must(call_->C_Login(session_, CKU_SO, octets_of(kOfficer), kOfficer.size()), "C_Login");
    must(call_->C_InitPIN(session_, octets_of(kPin), kPin.size()), "C_InitPIN");
    must(call_->C_Logout(session_), "C_Logout");
    must(call_->C_Login(session_, CKU_USER, octets_of(kPin), kPin.size()), "C_Login");
    make("seal", Made::P256, true);
    make("rsa", Made::Rsa, true);
    make("edwards", Made::Ed25519, true);
    make("bare", Made::P256, false);
    make("twin", Made::P256, true);
    make("twin", Made::P256, true);
    must(call_->C_Finalize(nullptr), "C_Finalize");  // the leaf starts it again
  }

  void make(std::string_view label, Made kind, bool with_certificate);
  [[nodiscard]] Bytes public_key_info(CK_OBJECT_HANDLE key, Made kind) const;
  [[nodiscard]] Bytes attribute(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) const;
};

Bytes Workshop::attribute(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) const {
  Bytes value(1024);
  CK_ATTRIBUTE wanted{type, value.data(), value.size()};
  must(call_->C_GetAttributeValue(session_, key, &wanted, 1), "C_GetAttributeValue");
  value.resize(wanted.ulValueLen);
  return value;
}

Bytes Workshop::public_key_info(CK_OBJECT_HANDLE key, Made kind) const {
  if (kind == Made::Rsa) {
    const Bytes numbers =
        der::sequence({der::unsigned_integer(attribute(key, CKA_MODULUS)),
                       der::unsigned_integer(attribute(key, CKA_PUBLIC_EXPONENT))});
    return der::sequence(
        {der::sequence({der::oid("1.2.840.113549.1.1.1"), der::null()}), der::bit_string(numbers)});
  }
  const Bytes wrapped = attribute(key, CKA_EC_POINT);
  const Bytes point = der::Reader(wrapped).octets().value();
  const Bytes name =
      kind == Made::Ed25519
          ? der::sequence({der::oid("1.3.101.112")})
          : der::sequence({der::oid("1.2.840.10045.2.1"), der::oid("1.2.840.10045.3.1.7")});
  return der::sequence({name, der::bit_string(point)});
}

const TestingAuthority& authority() {
  static const TestingAuthority kAuthority = TestingAuthority::root().intermediate();
  return kAuthority;
}

Bytes certificate_for(const Bytes& key_info) {
  const Bytes common = der::sequence({der::oid("2.5.4.3"), der::utf8_string("On a token")});
  const Signer& signer = authority().signer();
  const Bytes to_be_signed =
      der::sequence({der::explicitly(0, der::integer(2)), der::integer(77),
                     signer.algorithm_identifier(), authority().certificate().subject().octets(),
                     der::sequence({der::cms_time(kTestingFrom), der::cms_time(kTestingUntil)}),
                     der::sequence({der::set_of({common})}), key_info});
  return der::sequence({to_be_signed, signer.algorithm_identifier(),
                        der::bit_string(signer.sign(to_be_signed).value())});
}

void Workshop::make(std::string_view label, Made kind, bool with_certificate) {
  CK_BBOOL yes = CK_TRUE;
  CK_ULONG bits = 2048;
  unsigned char exponent[] = {1, 0, 1};
  const Bytes curve =
      kind == Made::P256 ? der::oid("1.2.840.10045.3.1.7") : der::printable_string("edwards25519");
  std::vector<CK_ATTRIBUTE> open{text(CKA_LABEL, label), text(CKA_ID, label),
                                 number(CKA_TOKEN, yes), number(CKA_VERIFY, yes)};
  std::vector<CK_ATTRIBUTE> secret{text(CKA_LABEL, label),   text(CKA_ID, label),
                                   number(CKA_TOKEN, yes),   number(CKA_SIGN, yes),
                                   number(CKA_PRIVATE, yes), number(CKA_SENSITIVE, yes)};
  CK_MECHANISM mechanism{CKM_EC_KEY_PAIR_GEN, nullptr, 0};
  if (kind == Made::Rsa) {
    mechanism.mechanism = CKM_RSA_PKCS_KEY_PAIR_GEN;
    open.push_back(number(CKA_MODULUS_BITS, bits));
    open.push_back({CKA_PUBLIC_EXPONENT, exponent, sizeof(exponent)});
  } else {
    if (kind == Made::Ed25519) mechanism.mechanism = CKM_EC_EDWARDS_KEY_PAIR_GEN;
    open.push_back({CKA_EC_PARAMS, const_cast<unsigned char*>(curve.data()), curve.size()});
  }
  CK_OBJECT_HANDLE public_key = 0;
  CK_OBJECT_HANDLE private_key = 0;
  must(call_->C_GenerateKeyPair(session_, &mechanism, open.data(), open.size(), secret.data(),
                                secret.size(), &public_key, &private_key),
       "C_GenerateKeyPair");
  if (!with_certificate) return;
  CK_OBJECT_CLASS object_class = CKO_CERTIFICATE;
  CK_CERTIFICATE_TYPE type = CKC_X_509;
  const pki::Certificate certificate =
      pki::Certificate::parse(certificate_for(public_key_info(public_key, kind))).value();
  const Bytes& subject = certificate.subject().octets();
  std::vector<CK_ATTRIBUTE> object{
      number(CKA_CLASS, object_class),
      number(CKA_CERTIFICATE_TYPE, type),
      number(CKA_TOKEN, yes),
      text(CKA_ID, label),
      text(CKA_LABEL, label),
      {CKA_SUBJECT, const_cast<unsigned char*>(subject.data()), subject.size()},
      {CKA_VALUE, const_cast<unsigned char*>(certificate.der().data()), certificate.der().size()}};
  CK_OBJECT_HANDLE made = 0;
  must(call_->C_CreateObject(session_, object.data(), object.size(), &made), "C_CreateObject");
}

class TokenKeys : public ::testing::Test {
 protected:
  static Workshop* workshop_;

  void SetUp() override {
    if (!std::filesystem::exists(kModule)) GTEST_SKIP() << "skipped: SoftHSM2 is not installed";
    if (workshop_ == nullptr) workshop_ = new Workshop;
  }
  static void TearDownTestSuite() {
    delete workshop_;
    workshop_ = nullptr;
  }
  static std::string why_not(const TokenKey& from) {
    const auto opened = open_token_key(from);
    return opened ? "opened" : opened.error().message;
  }
};
Workshop* TokenKeys::workshop_ = nullptr;

bool holds(const Signer& signer, View message, View signature) {
  return signer.certificate().verifies(message, signature, signer.algorithm_identifier());
}

const View kMessage = der::view_of("what is sealed");

TEST_F(TokenKeys, EveryKindOfKeySignsWhatOthersVerify) {
  for (const char* label : {"seal", "rsa", "edwards"}) {
    SCOPED_TRACE(label);
    const auto signer = open_token_key(workshop_->key(label));
    ASSERT_TRUE(signer) << signer.error().message;
    const auto signature = (*signer)->sign(kMessage);
    ASSERT_TRUE(signature) << signature.error().message;
    EXPECT_TRUE(holds(**signer, kMessage, *signature));
    EXPECT_FALSE(holds(**signer, der::view_of("another"), *signature));
  }
}

TEST_F(TokenKeys, RsaSignsWithPssWhereThatIsAskedFor) {
  TokenKey from = workshop_->key("rsa");
  from.padding = RsaPadding::Pss;
  const auto signer = open_token_key(from);
  ASSERT_TRUE(signer) << signer.error().message;
  const Bytes signature = (*signer)->sign(kMessage).value();
  EXPECT_TRUE(holds(**signer, kMessage, signature));
  const Bytes pkcs1 = der::sequence({der::oid("1.2.840.113549.1.1.11"), der::null()});
  EXPECT_FALSE((*signer)->certificate().verifies(kMessage, signature, pkcs1));
}

TEST_F(TokenKeys, ADigestIsEnoughExceptForEdwardsCurves) {
  const auto signer = open_token_key(workshop_->key("seal")).value();
  const Bytes digest = pki::digest(signer->digest(), kMessage);
  EXPECT_TRUE(holds(*signer, kMessage, signer->sign_digest(digest).value()));
  EXPECT_FALSE(signer->sign_digest(View(digest).first(20)));
  const auto edwards = open_token_key(workshop_->key("edwards")).value();
  EXPECT_FALSE(edwards->sign_digest(digest));
}

TEST_F(TokenKeys, ThreadsSignAtTheSameTime) {
  const auto signer = open_token_key(workshop_->key("seal")).value();
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 25; ++round) {
        const auto signature = signer->sign(kMessage);
        if (signature && holds(*signer, kMessage, *signature)) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 100);
}

TEST_F(TokenKeys, TheCertificateMayStandInAFileWithItsChain) {
  const auto bare = why_not(workshop_->key("bare"));
  EXPECT_THAT(bare, HasSubstr("holds no certificate for the key \"bare\""));
  const auto on_token = open_token_key(workshop_->key("seal")).value();
  std::ofstream(workshop_->file("chain.pem"))
      << on_token->certificate().pem() << authority().certificate().pem();
  TokenKey from = workshop_->key("seal");
  from.certificate = workshop_->file("chain.pem");
  const auto signer = open_token_key(from);
  ASSERT_TRUE(signer) << signer.error().message;
  ASSERT_EQ((*signer)->chain().size(), 1U);
  EXPECT_EQ((*signer)->chain().front(), authority().certificate());
  from.key = "bare";
  EXPECT_THAT(why_not(from), HasSubstr("is not that of the certificate of CN=On a token"));
}

TEST_F(TokenKeys, AWrongPinIsSaidAndNotShown) {
  TokenKey from = workshop_->key("seal");
  from.pin_file = workshop_->file("wrong-pin");
  const std::string why = why_not(from);
  EXPECT_THAT(why, HasSubstr("the PIN is wrong"));
  EXPECT_THAT(why, Not(HasSubstr("1234-wrong")));
  EXPECT_EQ(why_not(workshop_->key("seal")), "opened");
}

TEST_F(TokenKeys, APinThatOthersMayReadIsRefused) {
  TokenKey from = workshop_->key("seal");
  workshop_->put_secret("open-pin", kPin);
  ::chmod(workshop_->file("open-pin").c_str(), 0644);
  from.pin_file = workshop_->file("open-pin");
  EXPECT_THAT(why_not(from), HasSubstr("chmod 600"));
}

TEST_F(TokenKeys, WhatIsNotThereIsNamed) {
  TokenKey from = workshop_->key("nobody");
  EXPECT_THAT(why_not(from), HasSubstr("no private key with the label \"nobody\""));
  from = workshop_->key("twin");
  EXPECT_THAT(why_not(from), HasSubstr("2 private keys with the label \"twin\""));
  from = workshop_->key("seal");
  from.token = "Elsewhere";
  EXPECT_THAT(why_not(from),
              HasSubstr("no token has the label \"Elsewhere\"; there are: \"Workshop\""));
  from.module = workshop_->file("no-such-module.so");
  EXPECT_THAT(why_not(from), HasSubstr("cannot be loaded"));
}

TEST_F(TokenKeys, TwoKeysOfOneTokenAreOpenAtOnceAndOneGoes) {
  auto first = open_token_key(workshop_->key("seal")).value();
  const auto second = open_token_key(workshop_->key("rsa")).value();
  first.reset();
  EXPECT_TRUE(second->sign(kMessage));
}

}  // namespace
}  // namespace noroshi::key
