#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <string>
#include <thread>

#include "base/temporary_folder.hpp"
#include "process.hpp"
#include "trust/stamp/ntp_testing.hpp"

namespace noroshi {
namespace {

namespace fs = std::filesystem;
using collect_e2e::Process;
using testing::HasSubstr;

constexpr const char* kOpenssl = "/usr/bin/openssl";
constexpr const char* kPdfsig = "/usr/bin/pdfsig";
constexpr const char* kUnzip = "/usr/bin/unzip";
constexpr const char* kZip = "/usr/bin/zip";

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// A page without words: what a seal is put into.
std::string small_pdf() {
  const std::vector<std::string> objects{"<</Type/Catalog/Pages 2 0 R>>",
                                         "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                         "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"};
  std::string pdf = "%PDF-1.7\n";
  std::string table = "xref\n0 4\n0000000000 65535 f \n";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    table += fmt::format("{:010} 00000 n \n", pdf.size());
    pdf += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
  }
  const auto at = pdf.size();
  return pdf + table + fmt::format("trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", at);
}

constexpr std::string_view kAuthorityConfig = R"([ca]
default_ca = own
[own]
database = {0}/index
new_certs_dir = {0}
serial = {0}/serial
default_md = sha256
default_crl_days = 30
default_days = 365
policy = any
copy_extensions = none
[any]
commonName = supplied
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
[seal]
keyUsage = critical,digitalSignature,nonRepudiation
[tsa]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
)";

class SealE2e : public testing::Test {
 protected:
  struct Ran {
    int status = 0;
    std::string text;  ///< standard output and error
  };

  void SetUp() override {
    if (!fs::exists(kOpenssl)) GTEST_SKIP() << "skipped: no " << kOpenssl;
    write(path("ca.cnf"), fmt::format(kAuthorityConfig, folder_.path().string()));
    write(path("index"), "");
    write(path("serial"), "1000\n");
    write(path("day.csv"), "address,first_seen\n192.0.2.7,2026-01-02T03:04:05Z\n");
    write(path("report.pdf"), small_pdf());
    make_root();
    issue("seal", "/C=JP/O=Example/organizationIdentifier=NTRJP-7000012050002/CN=Example Seal");
    issue("tsa", "/C=JP/O=Example/CN=Example Stamper");
    openssl({"ca", "-config", path("ca.cnf"), "-gencrl", "-keyfile", path("root.key"), "-cert",
             path("root.pem"), "-out", path("root.crl")});
  }

  void make_root() {
    openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-keyout", path("root.key"), "-out", path("root.pem"), "-subj", "/CN=Example Root",
             "-days", "730", "-config", path("ca.cnf"), "-extensions", "root"});
  }

  void issue(const std::string& name, const std::string& subject) {
    openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-keyout", path(name + ".key"), "-out", path(name + ".csr"), "-subj", subject,
             "-config", path("ca.cnf")});
    openssl({"x509", "-req", "-in", path(name + ".csr"), "-CA", path("root.pem"), "-CAkey",
             path("root.key"), "-set_serial", std::to_string(++serial_), "-days", "365", "-extfile",
             path("ca.cnf"), "-extensions", name, "-out", path(name + ".pem")});
  }

  Ran run(const std::vector<std::string>& words) {
    const auto out = path(fmt::format("out-{}", ++runs_));
    const int status = Process(words, out).wait();
    return {status, read(out)};
  }
  void openssl(std::vector<std::string> words) {
    words.insert(words.begin(), kOpenssl);
    const Ran ran = run(words);
    ASSERT_EQ(ran.status, 0) << ran.text;
  }
  Ran seal(std::vector<std::string> words) {
    words.insert(words.begin(), {NOROSHI_PROGRAM, "seal"});
    return run(words);
  }
  /// A seal over `what`, of this format, into `out`.
  void make(const std::string& what, const std::string& format, const std::string& out,
            std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"make", path(what), "--format", format, "--key", path("seal.key"),
                               "--certificate", path("seal.pem"), "--out", path(out)});
    const Ran ran = seal(more);
    ASSERT_EQ(ran.status, 0) << ran.text;
  }
  Ran verify(const std::string& sealed, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"verify", path(sealed), "--anchors", path("root.pem"), "--material",
                               path("root.crl"), "--report", "json"});
    return seal(more);
  }

  /// Starts a time-stamping authority, and says where it is.
  std::string serve_stamps() {
    Process(
        {NOROSHI_PROGRAM, "log", "key", "--name", "tsa.example.org/log", "--out", path("log.key")},
        path("out-key"))
        .wait();
    write(path("tsa.toml"),
          fmt::format("[tsa]\nlisten = \"127.0.0.1:0\"\nfolder = \"state\"\nlog_key = "
                      "\"log.key\"\n[tsa.key]\nfile = \"tsa.key\"\ncertificate = \"tsa.pem\"\n"
                      "[tsa.clock]\nsources = [\"{}\"]\naudit_every = \"1s\"\n",
                      ntp_.source()));
    server_ = std::make_unique<Process>(
        std::vector<std::string>{NOROSHI_PROGRAM, "tsa", "serve", "--config", path("tsa.toml")},
        path("out-tsa"));
    const std::regex at("time stamps at (http://[0-9.]+:[0-9]+/)");
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::smatch found;
    std::string text = read(path("out-tsa"));
    while (!std::regex_search(text, found, at) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      text = read(path("out-tsa"));
    }
    EXPECT_TRUE(std::regex_search(text, found, at)) << text;
    return found[1];
  }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_.file(name); }

  base::TemporaryFolder folder_;
  stamp::NtpServer ntp_{stamp::NtpAnswer{}};
  std::unique_ptr<Process> server_;
  int serial_ = 0;
  int runs_ = 0;
};

TEST_F(SealE2e, EveryFormatIsSealedAndVerified) {
  make("day.csv", "cades", "day.p7m");
  make("day.csv", "jades", "day.json");
  make("report.pdf", "pades", "report.sealed.pdf");
  for (const auto* sealed : {"day.p7m", "day.json", "report.sealed.pdf"}) {
    const Ran good = verify(sealed);
    EXPECT_EQ(good.status, 0) << sealed << good.text;
    EXPECT_THAT(good.text, HasSubstr("TOTAL-PASSED")) << sealed;
    EXPECT_THAT(good.text, HasSubstr(R"("corporateNumber":"7000012050002")")) << sealed;
  }
}

TEST_F(SealE2e, OneChangedOctetOfTheContentIsFound) {
  make("day.csv", "cades", "day.p7s", {"--detached"});
  make("day.csv", "jades", "day.json", {"--detached"});
  for (const auto* sealed : {"day.p7s", "day.json"}) {
    const Ran good = verify(sealed, {"--content", path("day.csv")});
    EXPECT_EQ(good.status, 0) << good.text;
  }
  auto changed = read(path("day.csv"));
  changed[changed.find('7')] = '8';
  write(path("day.csv"), changed);
  const Ran cms = verify("day.p7s", {"--content", path("day.csv")});
  EXPECT_EQ(cms.status, 1);
  EXPECT_THAT(cms.text, HasSubstr("HASH_FAILURE"));
  const Ran jws = verify("day.json", {"--content", path("day.csv")});
  EXPECT_EQ(jws.status, 1);
  EXPECT_THAT(jws.text, testing::AnyOf(HasSubstr("HASH_FAILURE"), HasSubstr("SIG_CRYPTO_FAILURE")));
  const Ran absent = verify("day.p7s");
  EXPECT_EQ(absent.status, 1);
  EXPECT_THAT(absent.text, HasSubstr("SIGNED_DATA_NOT_FOUND"));
}

TEST_F(SealE2e, OneChangedOctetOfAPdfIsFound) {
  make("report.pdf", "pades", "report.sealed.pdf");
  auto changed = read(path("report.sealed.pdf"));
  changed[changed.find("200 200") + 1] = '1';
  write(path("report.sealed.pdf"), changed);
  const Ran found = verify("report.sealed.pdf");
  EXPECT_EQ(found.status, 1);
  EXPECT_THAT(found.text, HasSubstr("TOTAL-FAILED"));
}

TEST_F(SealE2e, OpensslAgrees) {
  make("day.csv", "cades", "day.p7s", {"--detached"});
  const std::vector<std::string> judge{kOpenssl,         "cms",      "-verify",       "-binary",
                                       "-cades",         "-inform",  "DER",           "-in",
                                       path("day.p7s"),  "-content", path("day.csv"), "-CAfile",
                                       path("root.pem"), "-purpose", "any",           "-out",
                                       path("judged")};
  const Ran good = run(judge);
  EXPECT_EQ(good.status, 0) << good.text;
  write(path("day.csv"), "another");
  EXPECT_NE(run(judge).status, 0);
}

TEST_F(SealE2e, PdfsigAgrees) {
  if (!fs::exists(kPdfsig)) GTEST_SKIP() << "skipped: no " << kPdfsig;
  make("report.pdf", "pades", "report.sealed.pdf");
  const Ran judged = run({kPdfsig, "-nocert", path("report.sealed.pdf")});
  EXPECT_THAT(judged.text, HasSubstr("Signature is Valid")) << judged.text;
  EXPECT_THAT(judged.text, HasSubstr("Total document signed")) << judged.text;
}

TEST_F(SealE2e, ContainersHoldTheirFilesAndTellOfThoseThatNobodySigned) {
  write(path("notes.txt"), "nothing else\n");
  make("day.csv", "asic-s", "day.asics");
  make("day.csv", "asic-e", "day.asice", {path("notes.txt")});
  for (const auto* sealed : {"day.asics", "day.asice"}) {
    const Ran good = verify(sealed);
    EXPECT_EQ(good.status, 0) << sealed << good.text;
    EXPECT_THAT(good.text, HasSubstr(R"("notCovered":[])")) << sealed;
  }
  if (!fs::exists(kZip)) GTEST_SKIP() << "skipped: no " << kZip;
  write(path("invoice.pdf"), "slipped in");
  EXPECT_EQ(run({kZip, "-j", path("day.asice"), path("invoice.pdf")}).status, 0);
  const Ran more = verify("day.asice");
  EXPECT_THAT(more.text, HasSubstr(R"("notCovered":["invoice.pdf"])"));
  EXPECT_THAT(seal({"show", path("day.asice")}).text, HasSubstr("NOT COVERED"));
  write(path("notes.txt"), "something else\n");
  EXPECT_EQ(run({kZip, "-j", path("day.asice"), path("notes.txt")}).status, 0);
  const Ran changed = verify("day.asice");
  EXPECT_EQ(changed.status, 1);
  EXPECT_THAT(changed.text, HasSubstr("HASH_FAILURE"));
}

TEST_F(SealE2e, UnzipAndOpensslAgreeAboutAContainer) {
  if (!fs::exists(kUnzip)) GTEST_SKIP() << "skipped: no " << kUnzip;
  make("day.csv", "asic-s", "day.asics");
  EXPECT_EQ(run({kUnzip, "-t", path("day.asics")}).status, 0);
  ASSERT_EQ(run({kUnzip, "-q", path("day.asics"), "-d", path("within")}).status, 0);
  EXPECT_EQ(read(path("within/day.csv")), read(path("day.csv")));
  openssl({"cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in",
           path("within/META-INF/signature.p7s"), "-content", path("within/day.csv"), "-CAfile",
           path("root.pem"), "-purpose", "any", "-out", path("judged")});
}

TEST_F(SealE2e, SealsReachTheHighestLevelAndAreRenewed) {
  const auto tsa = serve_stamps();
  for (const std::string format : {"cades", "jades", "pades"}) {
    const auto out = format + ".sealed";
    make(format == "pades" ? "report.pdf" : "day.csv", format, out,
         {"--level", "b-lta", "--tsa", tsa, "--material", path("root.crl"), "--material",
          path("root.pem")});
    const Ran good = verify(out, {"--least-level", "b-lta"});
    EXPECT_EQ(good.status, 0) << format << good.text;
    const Ran renewed = seal({"extend", path(out), "--tsa", tsa, "--material", path("root.crl"),
                              "--material", path("root.pem"), "--out", path("again")});
    EXPECT_EQ(renewed.status, 0) << format << renewed.text;
    EXPECT_EQ(verify("again").status, 0) << format;
  }
}

TEST_F(SealE2e, ManyFilesAreProvedByOneStamp) {
  const auto tsa = serve_stamps();
  std::vector<std::string> words{"bulk", "--tsa", tsa, "--out", path("records")};
  for (int i = 0; i < 5; ++i) {
    write(path(fmt::format("file{}", i)), fmt::format("content {}", i));
    words.push_back(path(fmt::format("file{}", i)));
  }
  const Ran made = seal(words);
  ASSERT_EQ(made.status, 0) << made.text;
  const Ran good = verify("records/file3.ers", {"--content", path("file3")});
  EXPECT_EQ(good.status, 0) << good.text;
  // Not another of the five: a record holds its neighbour's hash, and so proves that one, too.
  write(path("other"), "content 9");
  EXPECT_EQ(verify("records/file3.ers", {"--content", path("other")}).status, 1);
}

TEST_F(SealE2e, StrangersAndRevokedSealersAreNotValid) {
  make("day.csv", "cades", "day.p7m");
  const Ran stranger = seal({"verify", path("day.p7m"), "--anchors", path("tsa.pem"),
                             "--check-revocation", "none", "--report", "json"});
  EXPECT_EQ(stranger.status, 1);
  EXPECT_THAT(stranger.text, HasSubstr("NO_CERTIFICATE_CHAIN_FOUND"));
  const Ran unknown =
      seal({"verify", path("day.p7m"), "--anchors", path("root.pem"), "--report", "json"});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.text, HasSubstr("TRY_LATER"));
}

TEST_F(SealE2e, ReportSpeaksJapanese) {
  make("day.csv", "cades", "day.p7m");
  const Ran page = seal({"verify", path("day.p7m"), "--anchors", path("root.pem"), "--material",
                         path("root.crl"), "--report", "html", "--lang", "ja"});
  EXPECT_EQ(page.status, 0);
  EXPECT_THAT(page.text, HasSubstr("<html lang=\"ja\">"));
  EXPECT_THAT(page.text, HasSubstr("すべての検査に合格しました"));
}

TEST_F(SealE2e, WrongUsageIsStatusTwo) {
  EXPECT_EQ(seal({"make", path("day.csv")}).status, 2);
  EXPECT_EQ(seal({"make", path("report.pdf"), "--format", "pades", "--detached", "--key",
                  path("seal.key"), "--certificate", path("seal.pem")})
                .status,
            2);
  EXPECT_EQ(seal({"make", path("day.csv"), path("report.pdf"), "--format", "cades", "--key",
                  path("seal.key"), "--certificate", path("seal.pem")})
                .status,
            2);
  EXPECT_EQ(seal({"verify", path("day.csv")}).status, 2);
  EXPECT_EQ(verify("day.csv").status, 1);
}

}  // namespace
}  // namespace noroshi
