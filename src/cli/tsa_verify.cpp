// `noroshi tsa verify` and `noroshi tsa show`.
#include <fmt/format.h>

#include "base/hex.hpp"
#include "cli/exit_status.hpp"
#include "cli/subcommands.hpp"
#include "cli/tsa_files.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "trust/pki/path.hpp"
#include "trust/stamp/exchange.hpp"

namespace noroshi::cli {
namespace {

// A file of certificates or of revocation lists.
Status add_material(const std::string& path, pki::Material& material) {
  const std::string octets = NOROSHI_TRY(io::read_file(path));
  if (auto crls = pki::Crl::parse_all(der::view_of(octets)); crls && !crls->empty()) {
    material.crls.insert(material.crls.end(), crls->begin(), crls->end());
    return {};
  }
  const auto more = NOROSHI_TRY(pki::Certificate::parse_all(der::view_of(octets)).within(path));
  material.certificates.insert(material.certificates.end(), more.begin(), more.end());
  return {};
}

Result<pki::Material> material_of(const Arguments& arguments, const stamp::Token& token) {
  pki::Material material;
  material.certificates = token.data.readable_certificates();
  for (const auto& octets : token.data.crls) {
    if (auto crl = pki::Crl::parse(octets)) material.crls.push_back(*std::move(crl));
  }
  for (const auto& path : arguments.all("--material")) {
    NOROSHI_CHECK(add_material(path, material));
  }
  return material;
}

Status judge_token(const Arguments& arguments, const stamp::Token& token) {
  const auto trust = NOROSHI_TRY(pki::TrustStore::load(arguments.word("--trust").value()));
  const auto material = NOROSHI_TRY(material_of(arguments, token));
  auto known = material.certificates;
  known.insert(known.end(), trust.anchors.begin(), trust.anchors.end());
  const auto& file = arguments.positionals().at(1);
  const auto found = stamp::check(
      token, [&](pki::Digest digest) { return digest_of_file(file, digest); }, known);
  if (!found.why.empty()) return Error{Errc::InvalidInput, "the token does not hold: " + found.why};
  pki::PathQuestion question;
  question.at = arguments.instant("--at").value_or(io::wall_clock());
  question.revocation = pki::RevocationCheck::WhereHeld;
  question.purpose = stamp::kTimeStamping;
  const auto path = pki::judge_path(*found.certificate, trust, material, question);
  if (path.valid()) return {};
  return Error{Errc::InvalidInput, fmt::format("the authority is not trusted as of {}: {}",
                                               base::to_rfc3339(question.at), path.why)};
}

std::string accuracy_text(const stamp::TstInfo& info) {
  return info.accuracy ? fmt::format(" ± {}", base::humane(*info.accuracy)) : "";
}

std::string described(const stamp::Token& token, Language language) {
  static constexpr Text kTime{"time       {}{}\n", "時刻       {}{}\n"};
  static constexpr Text kSerial{"number     {}\n", "番号       {}\n"};
  static constexpr Text kPolicy{"policy     {}\n", "方針       {}\n"};
  static constexpr Text kImprint{"imprint    {} {}\n", "印影       {} {}\n"};
  static constexpr Text kNonce{"nonce      {}\n", "ノンス     {}\n"};
  static constexpr Text kUnit{"signed by  {}\n", "署名者     {}\n"};
  static constexpr Text kNobody{"a certificate that is not in the token", "トークンに証明書がない"};
  const auto& info = token.info;
  std::string text = kTime.in(language, base::to_rfc3339(info.time), accuracy_text(info));
  text += kSerial.in(language, base::to_hex(info.serial));
  text += kPolicy.in(language, info.policy.dotted);
  text += kImprint.in(language, info.digest ? pki::to_string(*info.digest) : "?",
                      base::to_hex(info.imprint));
  if (!info.nonce.empty()) text += kNonce.in(language, base::to_hex(info.nonce));
  const auto unit = stamp::check(token, {}, {}).certificate;
  text += kUnit.in(language, unit ? unit->subject().text() : std::string(kNobody.in(language)));
  return text;
}

}  // namespace

Result<int> run_tsa_verify(const Arguments& arguments, Context& context) {
  static constexpr Text kHolds{"the token holds: {} was there at {}{}\n",
                               "トークンは有効です: {} は {}{} に存在しました\n"};
  if (arguments.positionals().size() != 2) {
    return Error{Errc::InvalidUsage, "give the token, then the file that it stamps"};
  }
  const auto token = NOROSHI_TRY(read_token(arguments.positionals().front()));
  NOROSHI_CHECK(judge_token(arguments, token));
  if (!arguments.given("--quiet")) {
    NOROSHI_CHECK(
        context.out.write(kHolds.in(context.language, arguments.positionals().at(1),
                                    base::to_rfc3339(token.info.time), accuracy_text(token.info))));
  }
  return kDone;
}

Result<int> run_tsa_show(const Arguments& arguments, Context& context) {
  const auto token = NOROSHI_TRY(read_token(arguments.positionals().front()));
  NOROSHI_CHECK(context.out.write(described(token, context.language)));
  return kDone;
}

}  // namespace noroshi::cli
