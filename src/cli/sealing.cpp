#include "cli/sealing.hpp"

#include <array>
#include <filesystem>
#include <fmt/format.h>

#include "base/config.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "trust/key/secrecy.hpp"
#include "trust/remote/remote_signer.hpp"
#include "trust/seal/material_files.hpp"
#include "trust/stamp/http_source.hpp"

namespace noroshi::cli {
namespace {

namespace fs = std::filesystem;

std::string beside(const std::string& profile, const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  return (fs::path(profile).parent_path() / path).string();
}

signature::Level level_named(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames{"b-b", "b-t", "b-lt", "b-lta"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i) == name) return static_cast<signature::Level>(i + 1);
  }
  return signature::Level::BB;
}

/// Where the key is: a file, a token, or a service.
struct KeyPlace {
  key::FileKey file;
  key::TokenKey token;
  remote::RemoteKey service;

  Result<std::unique_ptr<key::Signer>> open() const {
    if (!service.url.empty()) return remote::open_remote_key(service);
    if (!token.module.empty()) return key::open_token_key(token);
    return key::open_file_key(file);
  }
};

KeyPlace read_place(base::Config::Section section, const std::string& profile) {
  const auto file = [&](const char* name) { return beside(profile, section.text(name, "")); };
  const bool pss = section.choice("padding", "pkcs1", {"pkcs1", "pss"}) == "pss";
  const auto padding = pss ? key::RsaPadding::Pss : key::RsaPadding::Pkcs1;
  KeyPlace place{.file = {.key = file("file"),
                          .certificate = file("certificate"),
                          .passphrase_file = file("passphrase_file"),
                          .padding = padding},
                 .token = {.module = section.text("module", ""),
                           .token = section.text("token", ""),
                           .key = section.text("label", ""),
                           .pin_file = file("pin_file"),
                           .certificate = file("certificate"),
                           .padding = padding},
                 .service = {.url = section.text("url", ""),
                             .credential = section.text("credential", ""),
                             .token_file = file("token_file"),
                             .password_file = file("password_file"),
                             .ca_file = file("ca"),
                             .fingerprint = section.text("fingerprint", "")}};
  const int said = (place.file.key.empty() ? 0 : 1) + (place.token.module.empty() ? 0 : 1) +
                   (place.service.url.empty() ? 0 : 1);
  if (said != 1) {
    section.problem("file", "one of file, module (PKCS #11) and url (a service) says where it is");
  }
  return place;
}

}  // namespace

Result<Sealer> Sealer::load(const std::string& profile) {
  auto file = NOROSHI_TRY(base::Config::load(profile));
  auto section = file.section("seal");
  seal::MakeOptions options{
      .level = level_named(section.choice("level", "b-b", {"b-b", "b-t", "b-lt", "b-lta"})),
      .detached = true};
  options.roles = section.texts("roles");
  options.location = section.text("location", "");
  const std::string tsa = section.text("tsa", "");
  const std::string tsa_ca = beside(profile, section.text("tsa_ca", ""));
  if (options.level > signature::Level::BB && tsa.empty()) {
    section.problem("tsa", "from b-t on, the address of a time-stamping authority is asked for");
  }
  const auto material = section.texts("material");
  const KeyPlace place = read_place(file.section("key"), profile);
  NOROSHI_CHECK(file.finish());
  for (const std::string& path : material) {
    seal::add(NOROSHI_TRY(seal::load_material(beside(profile, path))), options.material);
  }
  NOROSHI_CHECK(key::keep_out_of_core_dumps());
  auto signer = NOROSHI_TRY(place.open().within(profile));
  std::unique_ptr<stamp::StampSource> stamps;
  if (!tsa.empty()) {
    stamps = NOROSHI_TRY(stamp::HttpSource::open(tsa, {.policy = {}, .ca_file = tsa_ca}));
    options.stamps = stamps.get();
  }
  return Sealer(std::move(signer), std::move(stamps), std::move(options));
}

Result<std::unique_ptr<key::Signer>> Sealer::load_key(const std::string& profile) {
  Sealer sealer = NOROSHI_TRY(load(profile));
  return std::move(sealer.signer_);
}

Result<std::optional<Sealer>> Sealer::open(const Arguments& arguments) {
  const auto profile = arguments.word("--seal");
  if (!profile) return std::optional<Sealer>();
  return std::optional<Sealer>(NOROSHI_TRY(load(*profile).within("--seal")));
}

Result<std::string> Sealer::seal(std::string_view octets, std::string_view mime_type) const {
  seal::MakeOptions options = options_;
  options.time = io::wall_clock();
  options.mime_type = mime_type;
  const auto made =
      NOROSHI_TRY(seal::make(seal::Kind::Cades, der::view_of(octets), *signer_, options));
  return std::string(der::text_of(der::View(made)));
}

Status Sealer::seal_file(const std::string& path) const {
  const std::string octets = NOROSHI_TRY(io::read_file(path));
  const std::string made =
      NOROSHI_TRY(seal(octets, mime_type_of(path)).within(fmt::format("sealing {}", path)));
  return io::replace_file(path + ".p7s", made, io::Durable::Yes, 0644);
}

Result<ResultFile> ResultFile::open(const Arguments& arguments, const Context& context) {
  static constexpr Text kNoFile{
      "--seal: what goes to standard output has no place for a seal: add --out FILE",
      "--seal: 標準出力には eシールを添えられません。--out FILE を指定してください"};
  std::string path = arguments.word("--out").value_or("");
  if (path == "-") path.clear();
  if (path.empty() && arguments.given("--seal")) {
    return Error{Errc::InvalidUsage, std::string(kNoFile.in(context.language))};
  }
  return ResultFile(std::move(path), NOROSHI_TRY(Sealer::open(arguments)));
}

/// Without its seal nothing is written; a crash between the two leaves a file without one.
Status ResultFile::write(std::string_view text, Context& context) const {
  if (path_.empty()) return context.out.write(text);
  std::string made;
  if (sealer_) {
    made = NOROSHI_TRY(
        sealer_->seal(text, mime_type_of(path_)).within(fmt::format("sealing {}", path_)));
  }
  // A seal of before would be over other octets.
  std::error_code none;
  fs::remove(path_ + ".p7s", none);
  NOROSHI_CHECK(io::replace_file(path_, text, io::Durable::Yes, 0644));
  if (!sealer_) return {};
  return io::replace_file(path_ + ".p7s", made, io::Durable::Yes, 0644);
}

std::string_view mime_type_of(std::string_view path) {
  struct Known {
    std::string_view end, type;
  };
  constexpr std::array kKnown{Known{".jsonl", "application/x-ndjson"},
                              Known{".json", "application/json"},
                              Known{".csv", "text/csv"},
                              Known{".html", "text/html"},
                              Known{".pdf", "application/pdf"},
                              Known{".txt", "text/plain"}};
  for (const Known& one : kKnown) {
    if (path.ends_with(one.end)) return one.type;
  }
  return "application/octet-stream";
}

}  // namespace noroshi::cli
