#include "trust/stamp/settings.hpp"

#include <filesystem>
#include <fmt/format.h>

#include "base/config.hpp"
#include "io/durable.hpp"

namespace noroshi::stamp {
namespace {

using Section = base::Config::Section;

std::string beside(const std::string& file, const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  return (std::filesystem::path(file).parent_path() / path).string();
}

bool is_oid(std::string_view text) {
  return text.find_first_not_of("0123456789.") == std::string_view::npos &&
         text.find('.') != std::string_view::npos && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos && text.front() <= '2';
}

void read_key(Section section, const std::string& file, TsaSettings& settings) {
  const auto padding = section.choice("padding", "pkcs1", {"pkcs1", "pss"}) == "pss"
                           ? key::RsaPadding::Pss
                           : key::RsaPadding::Pkcs1;
  const std::string certificate = beside(file, section.text("certificate", ""));
  const std::string module = section.text("module", "");
  if (!module.empty()) {
    key::TokenKey key;
    key.module = module;
    key.token = section.text("token", "");
    key.key = section.text("label", "");
    key.pin_file = beside(file, section.text("pin_file", ""));
    key.certificate = certificate;
    key.padding = padding;
    settings.token_key = std::move(key);
    return;
  }
  key::FileKey key;
  key.key = beside(file, section.text("file", ""));
  key.certificate = certificate;
  key.passphrase_file = beside(file, section.text("passphrase_file", ""));
  key.padding = padding;
  if (key.key.empty()) section.problem("file", "the key's file is missing, or a PKCS#11 module");
  settings.file_key = std::move(key);
}

void read_digests(Section& section, Profile& profile) {
  const auto names = section.texts("digests");
  if (names.empty()) return;
  profile.digests.clear();
  for (const auto& name : names) {
    const auto digest = pki::digest_named(name);
    const Profile standard;
    if (digest && standard.takes(*digest)) {
      profile.digests.push_back(*digest);
    } else {
      section.problem("digests", fmt::format("\"{}\" is none of SHA-256, SHA-384, SHA-512, "
                                             "SHA3-256, SHA3-384, SHA3-512",
                                             name));
    }
  }
}

void read_profile(Section section, Profile& profile) {
  profile.policy = std::string_view(section.text("policy", profile.policy.dotted));
  if (!is_oid(profile.policy.dotted))
    section.problem("policy", "an object identifier is asked for");
  for (const auto& more : section.texts("more_policies")) {
    if (!is_oid(more)) section.problem("more_policies", more + " is no object identifier");
    profile.more_policies.emplace_back(std::string_view(more));
  }
  profile.accuracy =
      section.duration("accuracy", profile.accuracy, base::kMillisecond, base::kSecond);
  read_digests(section, profile);
  profile.names_authority = section.flag("name", profile.names_authority);
  profile.qualified = section.flag("qualified", profile.qualified);
  profile.chain_in_token = section.flag("chain", profile.chain_in_token);
}

void read_clock(Section section, TsaSettings& settings) {
  ServiceSettings& service = settings.service;
  settings.sources = section.texts("sources");
  for (const auto& source : settings.sources) {
    if (const auto read = clock_source(source); !read) {
      section.problem("sources", read.error().message);
    }
  }
  if (settings.sources.empty()) {
    section.problem("sources", "without a source of time no time stamp can be given");
  }
  const auto count = static_cast<std::int64_t>(settings.sources.size());
  service.clock.vouchers = static_cast<std::size_t>(
      section.whole("vouchers", count / 2 + 1, 1, std::max<std::int64_t>(count, 1)));
  service.audit_every =
      section.duration("audit_every", service.audit_every, base::kSecond, base::kDay);
  service.clock.stale_after =
      section.duration("stale_after", service.clock.stale_after, base::kSecond, 7 * base::kDay);
  service.clock.drift = section.whole("drift_ppm", service.clock.drift, 1, 10'000);
  settings.source_options.patience = section.duration("patience", settings.source_options.patience,
                                                      10 * base::kMillisecond, base::kMinute);
  settings.source_options.oldest_file = service.clock.stale_after;
  if (service.clock.stale_after <= service.audit_every) {
    section.problem("stale_after", "audits would grow stale before the next one comes");
  }
}

void read_policy(Section& section, const std::string& path, tlog::Policy& policy) {
  const auto text = io::read_file(path);
  auto read = text ? tlog::Policy::parse(*text) : Result<tlog::Policy>(text.error());
  if (read) {
    policy = *std::move(read);
  } else {
    section.problem("policy", fmt::format("{}: {}", path, read.error().message));
  }
}

void read_service(Section& section, const std::string& file, TsaSettings& settings) {
  ServiceSettings& service = settings.service;
  service.folder = beside(file, section.text("folder", "tsa"));
  service.path = section.text("path", service.path);
  if (!service.path.starts_with('/')) section.problem("path", "a path begins with /");
  service.log_first =
      section.choice("answers", "after-log", {"after-log", "before-log"}) == "after-log";
  service.publish_every = section.duration("publish_every", service.publish_every,
                                           100 * base::kMillisecond, base::kHour);
  service.witness_patience = section.duration("witness_patience", service.witness_patience,
                                              10 * base::kMillisecond, base::kMinute);
  if (const std::string policy = beside(file, section.text("policy", "")); !policy.empty()) {
    read_policy(section, policy, service.policy);
  }
  service.most_waiting = static_cast<std::size_t>(
      section.whole("most_waiting", static_cast<std::int64_t>(service.most_waiting), 1, 1'000'000));
}

}  // namespace

Result<TsaSettings> read_settings(const std::string& path) {
  auto config = NOROSHI_TRY(base::Config::load(path));
  auto section = config.section("tsa");
  TsaSettings settings;
  settings.listen = section.text("listen", settings.listen);
  settings.threads = static_cast<int>(section.whole("threads", settings.threads, 1, 256));
  settings.connections = static_cast<std::size_t>(
      section.whole("connections", static_cast<std::int64_t>(settings.connections), 1, 100'000));
  settings.log_key = beside(path, section.text("log_key", ""));
  if (settings.log_key.empty()) {
    section.problem("log_key", "the log's key is missing; make one: noroshi log key");
  }
  read_service(section, path, settings);
  read_key(section.section("key"), path, settings);
  read_profile(section.section("profile"), settings.service.profile);
  read_clock(section.section("clock"), settings);
  settings.service.clock.limit = settings.service.profile.accuracy;
  NOROSHI_CHECK(config.finish());
  return settings;
}

}  // namespace noroshi::stamp
