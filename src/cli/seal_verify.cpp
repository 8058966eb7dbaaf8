// `noroshi seal verify` and `show`: what a sealed document holds and proves.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/out_file.hpp"
#include "cli/seal_files.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "trust/seal/read.hpp"
#include "trust/validate/validate.hpp"

namespace noroshi::cli {
namespace {

Result<validate::AlgorithmTable> algorithms_of(const Arguments& arguments) {
  const auto name = arguments.word("--algorithms").value();
  if (name == "cryptrec") return validate::AlgorithmTable::cryptrec();
  if (name == "etsi") return validate::AlgorithmTable::etsi();
  return validate::AlgorithmTable::parse(NOROSHI_TRY(io::read_file(name)), name);
}

pki::RevocationCheck revocation_of(const Arguments& arguments) {
  const auto word = arguments.word("--check-revocation").value();
  if (word == "none") return pki::RevocationCheck::None;
  return word == "where-held" ? pki::RevocationCheck::WhereHeld : pki::RevocationCheck::Required;
}

Result<validate::Settings> settings_of(const Arguments& arguments) {
  validate::Settings settings{
      .at = arguments.instant("--at").value_or(io::wall_clock()),
      .seals = NOROSHI_TRY(pki::TrustStore::load(arguments.word("--anchors").value())),
      .more = NOROSHI_TRY(read_material(arguments)),
      .algorithms = NOROSHI_TRY(algorithms_of(arguments)),
      .revocation = revocation_of(arguments),
      .least_level = level_of(arguments, "--least-level")};
  if (const auto path = arguments.word("--tsa-anchors")) {
    settings.stampers = NOROSHI_TRY(pki::TrustStore::load(*path));
  }
  if (const auto prefix = arguments.word("--organization")) {
    settings.organization = {.prefix = *prefix, .required = true};
  }
  if (auto policies = arguments.all("--policy"); !policies.empty()) {
    settings.policies = std::move(policies);
  }
  return settings;
}

std::string report_text(const validate::Report& report, const std::string& path,
                        const Arguments& arguments, Language language) {
  const auto form = arguments.word("--report").value();
  if (form == "json") return to_json(report);
  return form == "html" ? to_html(report, path, language) : to_text(report, language);
}

std::string printable(std::string text) {
  for (auto& character : text) {
    if (static_cast<unsigned char>(character) < 0x20U) character = '?';
  }
  return text;
}

std::string shown(const std::vector<signature::Reference>& references, Language language) {
  static constexpr Text kSigned{"  over: {} ({})\n", "  対象: {} ({})\n"};
  std::string text;
  for (const auto& reference : references) {
    const auto state = !reference.found ? "not at hand" : reference.intact ? "intact" : "CHANGED";
    text += kSigned.in(language, printable(reference.name), state);
  }
  return text;
}

/// What is to be known of a container as a whole, and of any document that is odd.
std::string shown_of_container(const signature::Document& document, Language language) {
  static constexpr Text kUncovered{"NOT COVERED by any signature: {}\n",
                                   "どの署名の対象でもないファイル: {}\n"};
  static constexpr Text kRemark{"remark: {}\n", "注記: {}\n"};
  std::string text;
  for (const auto& one : document.uncovered) text += kUncovered.in(language, printable(one));
  for (const auto& one : document.remarks) text += kRemark.in(language, printable(one));
  return text;
}

std::string shown(const signature::AdvancedSignature& one, Language language) {
  static constexpr Text kBy{"  certificate: {}\n", "  証明書: {}\n"};
  static constexpr Text kNobody{"  certificate: not at hand\n", "  証明書: なし\n"};
  static constexpr Text kClaimed{"  claimed time: {}\n", "  申告された時刻: {}\n"};
  static constexpr Text kStamp{"  time stamp: {} ({})\n", "  タイムスタンプ: {} ({})\n"};
  auto text = fmt::format("{} {}: {}, {}\n", to_string(one.format), to_string(one.level), one.id,
                          printable(one.position));
  text += one.certificate ? kBy.in(language, printable(one.certificate->subject().text()))
                          : std::string(kNobody.in(language));
  if (one.claimed_time) text += kClaimed.in(language, base::to_rfc3339(*one.claimed_time));
  text += shown(one.references, language);
  for (const auto& stamp : one.stamps) {
    text += kStamp.in(language, printable(stamp.id), to_string(stamp.kind));
  }
  for (const auto& counter : one.counter_signatures) text += shown(counter, language);
  return text;
}

}  // namespace

Result<int> run_seal_verify(const Arguments& arguments, Context& context) {
  const auto settings = NOROSHI_TRY(settings_of(arguments));
  const auto path = arguments.positionals().front();
  const auto contents = NOROSHI_TRY(Contents::read(arguments));
  const auto sealed = NOROSHI_TRY(read_sealed(path));
  const auto document =
      NOROSHI_TRY(seal::read(sealed, contents.views(), settings.more.certificates).within(path));
  const auto report = validate::validate(document, settings);
  auto out = NOROSHI_TRY(OutFile::create(arguments.word("--out").value(), context.out));
  NOROSHI_CHECK(out->write(report_text(report, path, arguments, context.language)));
  NOROSHI_CHECK(out->commit());
  return report.valid() ? kDone : kCouldNot;
}

Result<int> run_seal_show(const Arguments& arguments, Context& context) {
  static constexpr Text kNothing{"no signature in it\n", "署名はありません\n"};
  const auto path = arguments.positionals().front();
  const auto contents = NOROSHI_TRY(Contents::read(arguments));
  const auto sealed = NOROSHI_TRY(read_sealed(path));
  const auto document = NOROSHI_TRY(seal::read(sealed, contents.views()).within(path));
  if (!document.container.empty())
    NOROSHI_CHECK(context.out.write(printable(document.container) + "\n"));
  for (const auto& one : document.signatures) {
    NOROSHI_CHECK(context.out.write(shown(one, context.language)));
  }
  for (const auto& stamp : document.stamps) {
    NOROSHI_CHECK(
        context.out.write(fmt::format("{} ({})\n", printable(stamp.id), to_string(stamp.kind)) +
                          shown(stamp.references, context.language)));
  }
  NOROSHI_CHECK(context.out.write(shown_of_container(document, context.language)));
  if (document.signatures.empty() && document.stamps.empty()) {
    NOROSHI_CHECK(context.out.write(kNothing.in(context.language)));
  }
  return kDone;
}

}  // namespace noroshi::cli
