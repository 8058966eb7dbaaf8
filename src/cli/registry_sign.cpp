// `noroshi registry sign`: checks what it signs.
#include "cli/exit_status.hpp"
#include "cli/out_file.hpp"
#include "cli/secret_file.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "intel/registry/document.hpp"
#include "intel/registry/signature.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

constexpr std::uint64_t kLargestKeyFile = 4096;

// A last line without its line feed would run into the signature.
std::string ended(std::string_view body) {
  std::string out(body);
  if (!out.empty() && out.back() != '\n') out += '\n';
  return out;
}

}  // namespace

Result<int> run_registry_sign(const Arguments& arguments, Context& context) {
  static constexpr Text kSigned{"edition {} of {}, valid until {}, signed by {}",
                                "{1} の第 {0} 版 (有効期限 {2}) に {3} で署名しました"};
  const auto path = arguments.positionals().front();
  const auto text = NOROSHI_TRY(read_whole(path));
  const auto parts = NOROSHI_TRY(registry::split_signatures(text).within(path));
  const auto body = ended(parts.body);
  const auto document = NOROSHI_TRY(registry::parse_document(body, path));
  const auto secret =
      NOROSHI_TRY(io::read_secret(arguments.word("--key").value(), kLargestKeyFile));
  const auto key =
      NOROSHI_TRY(registry::signing_key_from_text(secret).within(arguments.word("--key").value()));

  auto out = NOROSHI_TRY(OutFile::create(arguments.word("--out").value(), context.out));
  NOROSHI_CHECK(out->write(body));
  if (arguments.given("--add")) {
    NOROSHI_CHECK(out->write(std::string_view(text).substr(parts.body.size())));
  }
  NOROSHI_CHECK(out->write(registry::signature_line(body, key)));
  NOROSHI_CHECK(out->commit());
  if (arguments.given("--quiet")) return kDone;
  for (const auto& nesting : registry::nestings(document)) context.note(nesting);
  context.note(kSigned.in(context.language, document.serial, document.issuer,
                          base::to_rfc3339(document.valid_until),
                          registry::fingerprint(key.public_key)));
  return kDone;
}

}  // namespace noroshi::cli
