#include "hub/seals/credential.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "base/config.hpp"

namespace noroshi::seals {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostAtOnce = 10'000;

std::string beside(const std::string& file, const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  return (fs::path(file).parent_path() / path).string();
}

Result<std::shared_ptr<const key::Signer>> open_key(base::Config::Section section,
                                                    const std::string& file) {
  const bool pss = section.choice("padding", "pkcs1", {"pkcs1", "pss"}) == "pss";
  const auto padding = pss ? key::RsaPadding::Pss : key::RsaPadding::Pkcs1;
  const std::string module = section.text("module", "");
  if (module.empty()) {
    auto opened = NOROSHI_TRY(
        key::open_file_key({.key = beside(file, section.text("file", "")),
                            .certificate = beside(file, section.text("certificate", "")),
                            .passphrase_file = beside(file, section.text("passphrase_file", "")),
                            .padding = padding}));
    return std::shared_ptr<const key::Signer>(std::move(opened));
  }
  auto opened =
      NOROSHI_TRY(key::open_token_key({.module = module,
                                       .token = section.text("token", ""),
                                       .key = section.text("label", ""),
                                       .pin_file = beside(file, section.text("pin_file", "")),
                                       .certificate = beside(file, section.text("certificate", "")),
                                       .padding = padding}));
  return std::shared_ptr<const key::Signer>(std::move(opened));
}

Result<Credential> load(const std::string& path) {
  auto file = NOROSHI_TRY(base::Config::load(path));
  auto section = file.section("credential");
  Credential one;
  one.id = fs::path(path).stem().string();
  one.organisation = section.text("organisation", "");
  if (one.organisation.empty()) {
    section.problem("organisation", "whose seal it is must be said");
  }
  one.description = section.text("description", "");
  one.enabled = section.flag("enabled", one.enabled);
  one.users = section.texts("users");
  one.approvers = section.texts("approvers");
  one.most = section.whole("most", one.most, 1, kMostAtOnce);
  one.alone = section.whole("alone", one.alone, 0, kMostAtOnce);
  one.quorum = section.whole("quorum", one.quorum, 1, 16);
  one.lifetime = section.duration("lifetime", one.lifetime, base::kSecond, base::kHour);
  one.waiting = section.duration("waiting", one.waiting, base::kMinute, 31 * base::kDay);
  one.ask_password = section.flag("ask_password", one.ask_password);
  auto signer = open_key(file.section("key"), path);
  NOROSHI_CHECK(file.finish());
  one.signer = NOROSHI_TRY(std::move(signer).within(path));
  return one;
}

}  // namespace

bool is_credential_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

Result<std::vector<Credential>> load_credentials(const std::string& folder) {
  std::error_code failed;
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
  }
  if (failed) return Error{Errc::NotFound, fmt::format("{}: {}", folder, failed.message())};
  std::sort(files.begin(), files.end());
  std::vector<Credential> all;
  for (const std::string& file : files) {
    if (!is_credential_id(fs::path(file).stem().string())) {
      return Error{
          Errc::InvalidUsage,
          fmt::format("{}: a credential's name has letters, digits, -, _ and . only", file)};
    }
    all.push_back(NOROSHI_TRY(load(file)));
  }
  return all;
}

}  // namespace noroshi::seals
