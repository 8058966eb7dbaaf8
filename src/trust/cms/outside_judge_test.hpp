// OpenSSL's command line as the outside judge of these tests: keys, signatures and verdicts that
// none of our code made.
#pragma once

#include <array>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <sys/wait.h>

#include "base/temporary_folder.hpp"
#include "trust/der/bytes.hpp"
#include "trust/key/signer.hpp"

namespace noroshi::cms::testing {

struct Outcome {
  int status = -1;
  std::string output;  ///< of both streams
};

inline Outcome openssl(const std::string& arguments) {
  Outcome outcome;
  FILE* const pipe = ::popen(("openssl " + arguments + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  while (const std::size_t octets = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    outcome.output.append(buffer.data(), octets);
  }
  const int status = ::pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

inline void write_file(const std::string& path, der::View octets) {
  std::ofstream(path, std::ios::binary) << der::text_of(octets);
}

inline der::Bytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return der::copy_of(der::view_of(text));
}

/// A key with a certificate that it signed itself, made by OpenSSL in a folder of its own.
struct OpensslKey {
  /// `kind`: what `openssl req -newkey` takes.
  explicit OpensslKey(const std::string& kind) {
    const auto made = openssl("req -x509 -newkey " + kind + " -nodes -keyout " + key() + " -out " +
                              certificate() +
                              " -subj '/C=JP/O=Example Works/CN=Seal' -days 30"
                              " -addext keyUsage=digitalSignature,nonRepudiation");
    EXPECT_EQ(made.status, 0) << made.output;
    std::filesystem::permissions(key(), std::filesystem::perms::owner_read);
    key::FileKey from;
    from.key = key();
    from.certificate = certificate();
    auto opened = key::open_file_key(from);
    if (!opened) {
      ADD_FAILURE() << opened.error().message;
      return;
    }
    signer = *std::move(opened);
  }

  [[nodiscard]] std::string file(std::string_view name) const { return folder.file(name); }
  [[nodiscard]] std::string key() const { return file("key.pem"); }
  [[nodiscard]] std::string certificate() const { return file("certificate.pem"); }

  base::TemporaryFolder folder{};
  std::unique_ptr<key::Signer> signer{};
};

inline constexpr const char* kP256 = "ec -pkeyopt ec_paramgen_curve:P-256";
inline constexpr const char* kRsa = "rsa:2048";

}  // namespace noroshi::cms::testing
