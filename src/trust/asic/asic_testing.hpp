// Containers made by hand for tests, good and bad, and a small world that signs in them.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <vector>
#include <zip.h>

#include "trust/asic/packing.hpp"
#include "trust/cades/extend.hpp"
#include "trust/cades/seal.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/stamp/local_source.hpp"

namespace noroshi::asic {

struct TestingEntry {
  std::string name;
  std::string octets{};
  bool stored = false;
  zip_int32_t method = ZIP_CM_DEFLATE;
  bool encrypted = false;
};

/// A ZIP file of these entries, in this order; names need not be such as a container may have.
inline Bytes testing_zip(const std::vector<TestingEntry>& entries,
                         const std::string& comment = {}) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* const archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  zip_source_keep(target);
  for (const auto& entry : entries) {
    if (entry.name.ends_with('/')) {
      zip_dir_add(archive, entry.name.c_str(), 0);
      continue;
    }
    zip_source_t* const source =
        zip_source_buffer(archive, entry.octets.data(), entry.octets.size(), 0);
    const auto index = static_cast<zip_uint64_t>(
        zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8));
    zip_set_file_compression(archive, index, entry.stored ? ZIP_CM_STORE : entry.method, 0);
    if (entry.encrypted) zip_file_set_encryption(archive, index, ZIP_EM_AES_256, "secret");
  }
  if (!comment.empty()) {
    zip_set_archive_comment(archive, comment.data(), static_cast<zip_uint16_t>(comment.size()));
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t stat;
  zip_stat_init(&stat);
  zip_source_open(target);
  zip_source_stat(target, &stat);
  Bytes octets(stat.size);
  zip_source_read(target, octets.data(), octets.size());
  zip_source_close(target);
  zip_source_free(target);
  return octets;
}

/// Two names of one length: the second takes the place of the first wherever it stands, which makes
/// entries of one name, or names that no library writes.
inline Bytes renamed(Bytes octets, std::string_view from, std::string_view to) {
  for (std::size_t i = 0; i + from.size() <= octets.size(); ++i) {
    if (der::text_of(View(octets).subspan(i, from.size())) != from) continue;
    std::copy(to.begin(), to.end(), octets.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return octets;
}

inline std::string text(const Bytes& octets) { return std::string(der::text_of(octets)); }

inline bool imprint_is_right(const signature::Stamp& stamp) {
  const auto token = stamp::Token::parse(stamp.token);
  return token && stamp::check(*token, stamp.imprint, {}).imprint_intact;
}

/// A root, a sealer and a time-stamping authority, and what they make of documents.
class AsicWorld : public testing::Test {
 protected:
  AsicWorld() {
    stamps = stamp::testing_source(stamper.signer, [this] { return now += base::kMinute; }).value();
    material.certificates = {root.certificate()};
    material.crls = {root.crl({})};
  }

  [[nodiscard]] Bytes signature_over(View content, signature::Level level = signature::Level::BB) {
    auto made =
        cades::seal(content, *sealer.signer, {.signing_time = now, .detached = true}).value();
    if (level == signature::Level::BB) return made;
    return cades::extend(made, level,
                         {.stamps = stamps.get(), .material = material, .detached = content})
        .value();
  }
  [[nodiscard]] Bytes token_over(View content) {
    return stamps->stamp(pki::Digest::Sha256, pki::digest(pki::Digest::Sha256, content)).value();
  }

  base::Micros now = key::kTestingFrom + 365 * base::kDay;
  key::TestingAuthority root = key::TestingAuthority::root();
  key::Issued sealer = root.issue(key::seal_wish());
  key::Issued stamper = root.issue(key::time_stamper_wish());
  std::unique_ptr<stamp::StampSource> stamps{};
  pki::Material material{};
};

}  // namespace noroshi::asic
