#include "cli/seal_files.hpp"

#include <array>
#include <filesystem>

#include "cli/sealing.hpp"
#include "io/durable.hpp"
#include "trust/key/secrecy.hpp"
#include "trust/seal/material_files.hpp"
#include "trust/seal/read.hpp"
#include "trust/stamp/http_source.hpp"

namespace noroshi::cli {
namespace {

std::string word_or_none(const Arguments& arguments, std::string_view option) {
  return arguments.word(option).value_or("");
}

Status one_key(const Arguments& arguments) {
  int said = 0;
  for (const char* way : {"--key", "--pkcs11", "--key-profile"})
    said += arguments.given(way) ? 1 : 0;
  if (said < 2) return {};
  return Error{Errc::InvalidUsage,
               "of --key, --pkcs11 and --key-profile one says where the key is"};
}

}  // namespace

Result<der::Bytes> read_document(const std::string& path) {
  return der::copy_of(der::view_of(NOROSHI_TRY(io::read_file(path))));
}

Result<der::Bytes> read_sealed(const std::string& path) {
  return seal::unwrapped(NOROSHI_TRY(read_document(path))).within(path);
}

Result<Contents> Contents::read(const Arguments& arguments) {
  Contents all;
  for (const auto& path : arguments.all("--content")) {
    all.contents_.push_back(
        {std::filesystem::path(path).filename().string(), NOROSHI_TRY(read_document(path))});
  }
  return all;
}

std::vector<signature::Detached> Contents::views() const {
  std::vector<signature::Detached> views;
  for (const auto& one : contents_) views.push_back({one.name, one.octets});
  return views;
}

Result<std::unique_ptr<key::Signer>> open_signer(const Arguments& arguments) {
  NOROSHI_CHECK(one_key(arguments));
  NOROSHI_CHECK(key::keep_out_of_core_dumps());
  const auto padding =
      arguments.word("--padding") == "pss" ? key::RsaPadding::Pss : key::RsaPadding::Pkcs1;
  const auto certificate = word_or_none(arguments, "--certificate");
  if (const auto module = arguments.word("--pkcs11")) {
    return key::open_token_key({.module = *module,
                                .token = word_or_none(arguments, "--token"),
                                .key = word_or_none(arguments, "--key-label"),
                                .pin_file = word_or_none(arguments, "--pin-file"),
                                .certificate = certificate,
                                .padding = padding});
  }
  if (const auto profile = arguments.word("--key-profile")) return Sealer::load_key(*profile);
  const auto file = arguments.word("--key");
  if (!file) {
    return Error{Errc::InvalidUsage,
                 "no key: give --key FILE, or --pkcs11 MODULE with --token, "
                 "--key-label and --pin-file, or --key-profile PROFILE"};
  }
  return key::open_file_key({.key = *file,
                             .certificate = certificate,
                             .passphrase_file = word_or_none(arguments, "--passphrase-file"),
                             .padding = padding});
}

Result<std::unique_ptr<stamp::StampSource>> open_stamps(const Arguments& arguments) {
  const auto url = arguments.word("--tsa");
  if (!url) return std::unique_ptr<stamp::StampSource>();
  return std::unique_ptr<stamp::StampSource>(NOROSHI_TRY(stamp::HttpSource::open(*url)));
}

Result<pki::Material> read_material(const Arguments& arguments) {
  pki::Material material;
  for (const auto& path : arguments.all("--material")) {
    seal::add(NOROSHI_TRY(seal::load_material(path)), material);
  }
  return material;
}

signature::Level level_of(const Arguments& arguments, std::string_view option) {
  using enum signature::Level;
  constexpr std::array<std::string_view, 5> kNames{"none", "b-b", "b-t", "b-lt", "b-lta"};
  const auto name = word_or_none(arguments, option);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i) == name) return static_cast<signature::Level>(i);
  }
  return None;
}

}  // namespace noroshi::cli
