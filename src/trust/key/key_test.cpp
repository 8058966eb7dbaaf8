// Keys in files: what opens, what is refused and why; signatures that others verify; the two forms
// of ECDSA; the authority that tests stand on, judged by OpenSSL.
#include <atomic>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "base/temporary_folder.hpp"
#include "io/durable.hpp"
#include "trust/der/writer.hpp"
#include "trust/key/secrecy.hpp"
#include "trust/key/testing_authority.hpp"

namespace noroshi::key {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const TestingAuthority& middle() {
  static const TestingAuthority authority = TestingAuthority::root().intermediate();
  return authority;
}

void put(const std::string& path, std::string_view text, mode_t mode = 0600) {
  ASSERT_TRUE(io::replace_file(path, text, io::Durable::No, mode));
  ASSERT_EQ(::chmod(path.c_str(), mode), 0);
}

// That the certificate's owner signed it, as anybody would check.
bool holds(const Signer& signer, View message, View signature) {
  return signer.certificate().verifies(message, signature, signer.algorithm_identifier());
}

std::string why_not(const FileKey& files) {
  const auto opened = open_file_key(files);
  return opened ? "opened" : opened.error().message;
}

// The PEM key as `cipher` and a passphrase make it.
struct Repacked {
  EVP_PKEY* key = nullptr;
  explicit Repacked(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
  }
  ~Repacked() { EVP_PKEY_free(key); }
  Repacked(const Repacked&) = delete;
  Repacked& operator=(const Repacked&) = delete;

  template <class Write>
  static std::string written(Write write) {
    BIO* bio = BIO_new(BIO_s_mem());
    write(bio);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    std::string copy(text, static_cast<std::size_t>(size));
    BIO_free(bio);
    return copy;
  }
  [[nodiscard]] std::string encrypted_pem(const char* passphrase) const {
    return written([&](BIO* bio) {
      PEM_write_bio_PKCS8PrivateKey(bio, key, EVP_aes_256_cbc(), passphrase,
                                    static_cast<int>(std::strlen(passphrase)), nullptr, nullptr);
    });
  }
  [[nodiscard]] std::string encrypted_der(const char* passphrase) const {
    return written([&](BIO* bio) {
      i2d_PKCS8PrivateKey_bio(bio, key, EVP_aes_256_cbc(), passphrase,
                              static_cast<int>(std::strlen(passphrase)), nullptr, nullptr);
    });
  }
  [[nodiscard]] std::string der() const {
    return written([&](BIO* bio) {
      i2d_PKCS8PrivateKey_bio(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  [[nodiscard]] std::string traditional() const {
    return written([&](BIO* bio) {
      PEM_write_bio_PrivateKey_traditional(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  [[nodiscard]] std::string pkcs12(const Issued& owner, const char* passphrase) const {
    STACK_OF(X509)* others = sk_X509_new_null();
    // The root first: the order of a bag means nothing.
    for (auto above = owner.chain.rbegin(); above != owner.chain.rend(); ++above) {
      sk_X509_push(others, static_cast<X509*>(above->handle()));
    }
    PKCS12* bag =
        PKCS12_create(passphrase, "seal", key, static_cast<X509*>(owner.certificate.handle()),
                      others, 0, 0, 0, 0, 0);
    sk_X509_free(others);
    std::string octets = written([&](BIO* bio) { i2d_PKCS12_bio(bio, bag); });
    PKCS12_free(bag);
    return octets;
  }
};

class EveryKind : public ::testing::TestWithParam<TestingKey> {};

TEST_P(EveryKind, SignsWhatItsCertificateVerifies) {
  const Issued owner = middle().issue({.key = GetParam()});
  const View message = der::view_of("eight fires on the hills");
  const auto signature = owner.signer->sign(message);
  ASSERT_TRUE(signature) << signature.error().message;
  EXPECT_TRUE(holds(*owner.signer, message, *signature));
  EXPECT_FALSE(holds(*owner.signer, der::view_of("nine fires on the hills"), *signature));
}

TEST_P(EveryKind, SignsADigestAsItSignsTheMessage) {
  const Issued owner = middle().issue({.key = GetParam()});
  const View message = der::view_of("smoke");
  const auto signature = owner.signer->sign_digest(pki::digest(owner.signer->digest(), message));
  if (GetParam() == TestingKey::Ed25519) {
    EXPECT_FALSE(signature);
    return;
  }
  ASSERT_TRUE(signature) << signature.error().message;
  EXPECT_TRUE(holds(*owner.signer, message, *signature));
}

TEST_P(EveryKind, OpensFromTheFilesItWasWrittenTo) {
  const base::TemporaryFolder folder;
  const Issued owner = middle().issue({.key = GetParam()});
  const auto opened = open_file_key(owner.write(folder.path(), "seal"));
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ((*opened)->certificate(), owner.certificate);
  EXPECT_THAT((*opened)->chain(), ElementsAre(owner.chain[0], owner.chain[1]));
  const auto signature = (*opened)->sign(der::view_of("x"));
  ASSERT_TRUE(signature) << signature.error().message;
  EXPECT_TRUE(holds(**opened, der::view_of("x"), *signature));
}

INSTANTIATE_TEST_SUITE_P(Key, EveryKind,
                         ::testing::Values(TestingKey::P256, TestingKey::P384, TestingKey::P521,
                                           TestingKey::Rsa2048, TestingKey::RsaPss2048,
                                           TestingKey::Ed25519));

TEST(Key, SignsWithPssWhenAskedForIt) {
  const base::TemporaryFolder folder;
  const Issued owner = middle().issue({.key = TestingKey::Rsa2048});
  FileKey files = owner.write(folder.path(), "seal");
  files.padding = RsaPadding::Pss;
  const auto opened = open_file_key(files);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_NE((*opened)->algorithm_identifier(), owner.signer->algorithm_identifier());
  const auto signature = (*opened)->sign(der::view_of("x"));
  ASSERT_TRUE(signature) << signature.error().message;
  EXPECT_TRUE(holds(**opened, der::view_of("x"), *signature));
}

TEST(Key, ThreadsSignAtOnceAndEachSignatureHolds) {
  const Issued owner = middle().issue({});
  std::vector<std::thread> threads;
  std::atomic<int> held = 0;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int round = 0; round < 50; ++round) {
        const std::string message = std::to_string(thread * 1000 + round);
        const auto signature = owner.signer->sign(der::view_of(message));
        if (signature && holds(*owner.signer, der::view_of(message), *signature)) ++held;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(held, 200);
}

TEST(Key, RefusesADigestOfAnotherLength) {
  const Issued owner = middle().issue({});
  EXPECT_FALSE(owner.signer->sign_digest(Bytes(20)));
}

TEST(FileKeys, OpenInEveryContainer) {
  const base::TemporaryFolder folder;
  const Issued owner = middle().issue(seal_wish());
  const Repacked key(owner.key_pem);
  const FileKey plain = owner.write(folder.path(), "seal");
  put(folder.file("pass"), "open sesame\r\nsecond line\n");
  put(folder.file("encrypted.pem"), key.encrypted_pem("open sesame"));
  put(folder.file("encrypted.der"), key.encrypted_der("open sesame"));
  put(folder.file("plain.der"), key.der());
  put(folder.file("traditional.pem"), key.traditional());
  put(folder.file("bag.p12"), key.pkcs12(owner, "open sesame"));
  for (const char* name :
       {"encrypted.pem", "encrypted.der", "plain.der", "traditional.pem", "bag.p12"}) {
    FileKey files{.key = folder.file(name)};
    if (name != std::string_view("bag.p12")) files.certificate = plain.certificate;
    files.passphrase_file = folder.file("pass");
    const auto opened = open_file_key(files);
    ASSERT_TRUE(opened) << name << ": " << opened.error().message;
    EXPECT_EQ((*opened)->certificate(), owner.certificate) << name;
    EXPECT_THAT((*opened)->chain(), ElementsAre(owner.chain[0], owner.chain[1])) << name;
  }
}

TEST(FileKeys, OneFileMayHoldKeyAndCertificates) {
  const base::TemporaryFolder folder;
  const Issued owner = middle().issue(seal_wish());
  put(folder.file("all.pem"),
      owner.chain[1].pem() + owner.key_pem + owner.certificate.pem() + owner.chain[0].pem());
  const auto opened = open_file_key({.key = folder.file("all.pem")});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ((*opened)->certificate(), owner.certificate);
  EXPECT_EQ((*opened)->chain().size(), 2U);
}

TEST(FileKeys, AreRefusedWhenOthersMayReadThem) {
  const base::TemporaryFolder folder;
  const Issued owner = middle().issue(seal_wish());
  const FileKey files = owner.write(folder.path(), "seal");
  for (const mode_t mode : {0640, 0604, 0660, 0610}) {
    ASSERT_EQ(::chmod(files.key.c_str(), mode), 0);
    EXPECT_THAT(why_not(files), HasSubstr("chmod 600")) << std::oct << mode;
  }
  ASSERT_EQ(::chmod(files.key.c_str(), 0400), 0);
  EXPECT_EQ(why_not(files), "opened");
}

TEST(FileKeys, PassphrasesAreRefusedWhenOthersMayReadThem) {
  const base::TemporaryFolder folder;
  const Issued owner = middle().issue(seal_wish());
  FileKey files = owner.write(folder.path(), "seal");
  files.passphrase_file = folder.file("pass");
  put(files.passphrase_file, "open sesame\n", 0644);
  EXPECT_THAT(why_not(files), HasSubstr("chmod 600"));
}

TEST(FileKeys, AreRefusedWithACertificateOfAnotherKey) {
  const base::TemporaryFolder folder;
  FileKey files = middle().issue(seal_wish()).write(folder.path(), "one");
  files.certificate = middle().issue(seal_wish()).write(folder.path(), "other").certificate;
  EXPECT_THAT(why_not(files), HasSubstr("belongs to none of the certificates"));
}

TEST(FileKeys, SayWhatIsMissing) {
  const base::TemporaryFolder folder;
  const Issued owner = middle().issue(seal_wish());
  FileKey files = owner.write(folder.path(), "seal");
  EXPECT_THAT(why_not({.key = folder.file("none")}), HasSubstr("none"));
  EXPECT_THAT(why_not({.key = files.key}), HasSubstr("holds no certificate"));
  EXPECT_THAT(why_not({.key = folder.path()}), HasSubstr("is no file"));

  put(folder.file("encrypted.pem"), Repacked(owner.key_pem).encrypted_pem("open sesame"));
  files.key = folder.file("encrypted.pem");
  EXPECT_THAT(why_not(files), HasSubstr("name a passphrase file"));
  put(folder.file("pass"), "close sesame\n");
  files.passphrase_file = folder.file("pass");
  EXPECT_THAT(why_not(files), HasSubstr("the passphrase is another"));
  put(folder.file("bag.p12"), Repacked(owner.key_pem).pkcs12(owner, "open sesame"));
  files.key = folder.file("bag.p12");
  EXPECT_THAT(why_not(files), HasSubstr("does not open"));
  put(folder.file("noise"), "a quiet night");
  files.key = folder.file("noise");
  EXPECT_THAT(why_not(files), HasSubstr("gives no private key"));
  put(folder.file("large"), std::string(100'000, 'x'));
  files.key = folder.file("large");
  EXPECT_THAT(why_not(files), HasSubstr("more than"));
}

TEST(FileKeys, LieInTheSecureHeap) {
  const base::TemporaryFolder folder;
  const FileKey files = middle().issue(seal_wish()).write(folder.path(), "seal");
  const std::size_t before = CRYPTO_secure_used();
  {
    const auto opened = open_file_key(files);
    ASSERT_TRUE(opened);
    // The scalar is there; the file's text (64 KiB were set aside for it) is not any more.
    EXPECT_GT(CRYPTO_secure_used(), before);
    EXPECT_LT(CRYPTO_secure_used(), before + 4096);
  }
  EXPECT_EQ(CRYPTO_secure_used(), before);
}

TEST(Secrets, ProcessesThatHoldThemDumpNoCore) {
  const pid_t child = ::fork();
  if (child == 0) {
    rlimit cores{};
    const bool kept = keep_out_of_core_dumps().has_value() && ::prctl(PR_GET_DUMPABLE) == 0 &&
                      ::getrlimit(RLIMIT_CORE, &cores) == 0 && cores.rlim_cur == 0;
    ::_exit(kept ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(Ecdsa, GoesToFixedWidthAndBack) {
  const Issued owner = middle().issue({.key = TestingKey::P521});
  for (int round = 0; round < 20; ++round) {
    const auto signature = owner.signer->sign(der::view_of(std::to_string(round)));
    ASSERT_TRUE(signature);
    const auto raw = ecdsa_to_raw(*signature, 66);
    ASSERT_TRUE(raw) << raw.error().message;
    EXPECT_EQ(raw->size(), 132U);
    EXPECT_EQ(ecdsa_to_der(*raw).value(), *signature);
  }
}

TEST(Ecdsa, PadsSmallNumbersAndDropsTheSignOctet) {
  const Bytes der =
      der::sequence({der::integer(std::int64_t{0x80}), der::integer(std::int64_t{5})});
  EXPECT_THAT(ecdsa_to_raw(der, 3).value(), ElementsAre(0, 0, 0x80, 0, 0, 5));
}

TEST(Ecdsa, RefusesWhatCannotBeASignature) {
  const Bytes large =
      der::sequence({der::integer(std::int64_t{1} << 40), der::integer(std::int64_t{5})});
  EXPECT_FALSE(ecdsa_to_raw(large, 4));
  EXPECT_FALSE(ecdsa_to_raw(
      der::sequence({der::integer(std::int64_t{-1}), der::integer(std::int64_t{5})}), 4));
  EXPECT_FALSE(ecdsa_to_raw(der::sequence({der::integer(std::int64_t{5})}), 4));
  EXPECT_FALSE(ecdsa_to_raw({}, 4));
  EXPECT_FALSE(ecdsa_to_der({}));
  EXPECT_FALSE(ecdsa_to_der(Bytes(63)));
}

// OpenSSL's own path validation over what the authority made.
int openssl_judges(const Issued& target, const pki::Crl& leaf_list, const pki::Crl& middle_list) {
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, static_cast<X509*>(target.chain.back().handle()));
  X509_STORE_add_crl(store, static_cast<X509_CRL*>(leaf_list.handle()));
  X509_STORE_add_crl(store, static_cast<X509_CRL*>(middle_list.handle()));
  X509_STORE_set_flags(store,
                       X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_X509_STRICT);
  STACK_OF(X509)* others = sk_X509_new_null();
  sk_X509_push(others, static_cast<X509*>(target.chain.front().handle()));
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, static_cast<X509*>(target.certificate.handle()), others);
  X509_STORE_CTX_set_time(context, 0, 1'760'000'000);
  X509_verify_cert(context);
  const int verdict = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  sk_X509_free(others);
  X509_STORE_free(store);
  return verdict;
}

TEST(TestingAuthority, MakesWhatOpensslValidates) {
  const TestingAuthority root = TestingAuthority::root();
  const TestingAuthority below = root.intermediate();
  for (const auto& wish : {seal_wish(), time_stamper_wish(), ocsp_responder_wish()}) {
    const Issued target = below.issue(wish);
    EXPECT_EQ(openssl_judges(target, below.crl({}), root.crl({})), X509_V_OK) << wish.common_name;
    const pki::Crl revoking = below.crl(
        {.revoked = {{target.certificate, kTestingFrom, pki::RevocationReason::KeyCompromise}}});
    EXPECT_EQ(openssl_judges(target, revoking, root.crl({})), X509_V_ERR_CERT_REVOKED);
  }
}

TEST(TestingAuthority, StatesWhatWasWished) {
  const Issued seal = middle().issue(seal_wish("NTRJP-7000012050002"));
  EXPECT_EQ(seal.certificate.organization_identifier(), "NTRJP-7000012050002");
  EXPECT_EQ(seal.certificate.key_usage(), pki::kDigitalSignature | pki::kNonRepudiation);
  EXPECT_FALSE(seal.certificate.is_authority());
  const Issued stamper = middle().issue(time_stamper_wish());
  ASSERT_NE(stamper.certificate.extension("2.5.29.37"), nullptr);
  EXPECT_TRUE(stamper.certificate.extension("2.5.29.37")->critical);
  EXPECT_TRUE(stamper.certificate.has_purpose("1.3.6.1.5.5.7.3.8"));
  EXPECT_EQ(X509_check_purpose(static_cast<X509*>(stamper.certificate.handle()),
                               X509_PURPOSE_TIMESTAMP_SIGN, 0),
            1);
}

TEST(TestingAuthority, AnswersForACertificate) {
  const Issued seal = middle().issue(seal_wish());
  const Issued responder = middle().issue(ocsp_responder_wish());
  const base::Micros when = kTestingFrom + base::kDay;
  const auto answer =
      middle().ocsp({.about = seal.certificate,
                     .revoked = pki::Revoked{when, pki::RevocationReason::Superseded},
                     .this_update = when + base::kDay,
                     .responder = &responder});
  const auto said = answer.answer_for(seal.certificate, middle().certificate());
  ASSERT_TRUE(said);
  EXPECT_EQ(said->state, pki::OcspResponse::Answer::State::Revoked);
  EXPECT_EQ(said->revoked.time, when);
  EXPECT_EQ(said->revoked.reason, pki::RevocationReason::Superseded);
  EXPECT_EQ(said->this_update, when + base::kDay);
  EXPECT_FALSE(answer.answer_for(responder.certificate, middle().certificate()));

  STACK_OF(X509)* trusted = sk_X509_new_null();
  sk_X509_push(trusted, static_cast<X509*>(responder.certificate.handle()));
  X509_STORE* store = X509_STORE_new();
  EXPECT_EQ(OCSP_basic_verify(static_cast<OCSP_BASICRESP*>(answer.handle()), trusted, store,
                              OCSP_TRUSTOTHER),
            1);
  X509_STORE_free(store);
  sk_X509_free(trusted);
}

}  // namespace
}  // namespace noroshi::key
