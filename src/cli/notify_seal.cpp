#include "cli/notify_seal.hpp"

#include <fmt/format.h>

#include "base/hex.hpp"
#include "cli/log_files.hpp"
#include "trust/log/commitment.hpp"
#include "trust/log/ledger.hpp"
#include "trust/stamp/http_source.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::cli {
namespace {

constexpr std::string_view kLog = "log";
constexpr std::string_view kStamp = "rfc3161";

/// The chain's end, committed to; the token is the index, a line feed, and the opening.
class LogSeal final : public notify::Seal {
 public:
  LogSeal(tlog::Ledger ledger, tlog::CommitmentSecret secret)
      : ledger_(std::move(ledger)), secret_(std::move(secret)) {}

  [[nodiscard]] std::string_view kind() const override { return kLog; }
  Result<std::string> seal(std::string_view chain, base::Micros /*time*/) override {
    const auto opening = secret_.opening("case-evidence", base::to_hex(chain));
    const auto index = NOROSHI_TRY(ledger_.append(tlog::commitment(opening, chain)));
    NOROSHI_CHECK(ledger_.publish());
    return fmt::format("{}\n{}", index, to_text(opening));
  }

 private:
  tlog::Ledger ledger_;
  tlog::CommitmentSecret secret_;
};

class StampSeal final : public notify::Seal {
 public:
  explicit StampSeal(std::unique_ptr<stamp::StampSource> source) : source_(std::move(source)) {}

  [[nodiscard]] std::string_view kind() const override { return kStamp; }
  Result<std::string> seal(std::string_view chain, base::Micros /*time*/) override {
    const auto imprint = pki::digest(pki::Digest::Sha256, der::view_of(chain));
    const auto token = NOROSHI_TRY(source_->stamp(pki::Digest::Sha256, imprint));
    return std::string(der::text_of(der::View(token)));
  }

 private:
  std::unique_ptr<stamp::StampSource> source_;
};

Error differs(const notify::KeptSeal& seal, std::string_view why) {
  return Error{Errc::InvalidInput, fmt::format("evidence {}: {}", seal.number, why)};
}

Status check_log_seal(const notify::SealSettings& settings, const notify::KeptSeal& seal) {
  const auto line = seal.token.find('\n');
  const auto index = tlog::parse_decimal(std::string_view(seal.token).substr(0, line));
  if (!index || line == std::string::npos) return differs(seal, "its seal names no entry");
  const auto opening = NOROSHI_TRY(tlog::parse_opening(seal.token.substr(line + 1)));
  tlog::FolderLog log(settings.folder);
  const std::string text = NOROSHI_TRY(log.checkpoint());
  const auto note = NOROSHI_TRY(tlog::parse_note(text));
  const auto checkpoint = NOROSHI_TRY(tlog::parse_checkpoint(note.text));
  if (*index >= checkpoint.size) return differs(seal, "the log does not hold its entry");
  tlog::TiledTree tree(log, checkpoint.size);
  const auto proof = NOROSHI_TRY(tlog::inclusion_proof(tree, *index, checkpoint.size));
  const auto leaf = tlog::leaf_hash(tlog::commitment(opening, seal.chain));
  const auto flaw = tlog::inclusion_flaw(leaf, *index, checkpoint.size, proof, checkpoint.root);
  return flaw ? Status(differs(seal, "the log holds another entry in its place")) : Status{};
}

Status check_stamp_seal(const notify::KeptSeal& seal) {
  const auto token = NOROSHI_TRY(stamp::Token::parse(der::view_of(seal.token)));
  const auto found = stamp::check(token, stamp::imprint_of(der::view_of(seal.chain)), {});
  if (found.signature_intact && found.purpose_ok && found.imprint_intact) return {};
  return differs(seal, "its time stamp: " + found.why);
}

}  // namespace

Result<std::unique_ptr<notify::Seal>> open_seal(const notify::SealSettings& settings) {
  if (settings.kind == kLog) {
    auto secret = NOROSHI_TRY(tlog::CommitmentSecret::open(settings.secret));
    auto key = NOROSHI_TRY(read_log_key(settings.key));
    auto ledger = NOROSHI_TRY(tlog::Ledger::open(settings.folder, std::move(key)));
    return std::unique_ptr<notify::Seal>(
        std::make_unique<LogSeal>(std::move(ledger), std::move(secret)));
  }
  if (settings.kind == "tsa") {
    const stamp::HttpSourceOptions options{.policy = {}, .ca_file = settings.ca_file};
    auto source = NOROSHI_TRY(stamp::HttpSource::open(settings.url, options));
    return std::unique_ptr<notify::Seal>(std::make_unique<StampSeal>(std::move(source)));
  }
  return std::unique_ptr<notify::Seal>(std::make_unique<notify::HashAndTime>());
}

Status check_seal(const notify::SealSettings& settings, const notify::KeptSeal& seal) {
  if (seal.kind == kLog) return check_log_seal(settings, seal);
  if (seal.kind == kStamp) return check_stamp_seal(seal);
  return {};
}

}  // namespace noroshi::cli
