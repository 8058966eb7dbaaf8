// `noroshi tsa request`: a token over a file, from an authority.

#include "base/hex.hpp"
#include "cli/exit_status.hpp"
#include "cli/out_file.hpp"
#include "cli/subcommands.hpp"
#include "cli/tsa_files.hpp"
#include "trust/stamp/http_source.hpp"

namespace noroshi::cli {

Result<int> run_tsa_request(const Arguments& arguments, Context& context) {
  static constexpr Text kStamped{"stamped at {}, number {}", "打刻 {}、番号 {}"};
  const auto digest = pki::digest_named(arguments.word("--digest").value()).value();
  const auto imprint = NOROSHI_TRY(digest_of_file(arguments.positionals().front(), digest));
  stamp::HttpSourceOptions options;
  options.ca_file = arguments.word("--ca-file").value_or("");
  const auto source =
      NOROSHI_TRY(stamp::HttpSource::open(arguments.word("--tsa").value(), options));
  stamp::Request request = stamp::request_for(digest, imprint);
  request.policy = std::string_view(arguments.word("--policy").value_or(""));
  const auto response = NOROSHI_TRY(source->ask(request.encode()));
  const auto token = NOROSHI_TRY(stamp::answer_to(request, response));
  const auto out = NOROSHI_TRY(OutFile::create(arguments.word("--out").value(), context.out));
  NOROSHI_CHECK(out->write(der::text_of(arguments.given("--response") ? response : token.whole)));
  NOROSHI_CHECK(out->commit());
  if (!arguments.given("--quiet")) {
    context.note(kStamped.in(context.language, base::to_rfc3339(token.info.time),
                             base::to_hex(token.info.serial)));
  }
  return kDone;
}

}  // namespace noroshi::cli
