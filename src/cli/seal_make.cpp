// `noroshi seal make`, `extend` and `bulk`: what makes seals.
#include <filesystem>
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/out_file.hpp"
#include "cli/seal_files.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "trust/seal/make.hpp"
#include "trust/seal/read.hpp"

namespace noroshi::cli {
namespace {

Status write_out(const Arguments& arguments, Context& context, const der::Bytes& octets) {
  auto out = NOROSHI_TRY(OutFile::create(arguments.word("--out").value(), context.out));
  NOROSHI_CHECK(out->write(der::text_of(octets)));
  return out->commit();
}

/// Every signature has the level that was asked for.
Status check_level(const der::Bytes& sealed, const Contents& contents,
                   const std::vector<signature::Detached>& more, signature::Level wanted) {
  auto views = contents.views();
  views.insert(views.end(), more.begin(), more.end());
  const auto document = NOROSHI_TRY(seal::read(sealed, views));
  for (const auto& one : document.signatures) {
    if (one.level >= wanted) continue;
    return Error{Errc::InvalidInput,
                 fmt::format("the seal is of level {}, not {}: give what proves the certificates "
                             "of signer and time stamps with --material",
                             to_string(one.level), to_string(wanted))};
  }
  return {};
}

std::optional<asic::Form> form_named(std::string_view format) {
  if (format == "asic-s") return asic::Form::Simple;
  return format == "asic-e" ? std::optional(asic::Form::Extended) : std::nullopt;
}

/// What is sealed: the files that were named, by their names without folders.
struct Sealables {
  std::vector<std::string> names{};
  std::vector<der::Bytes> octets{};

  static Result<Sealables> read(const std::vector<std::string>& paths) {
    Sealables files;
    for (const auto& path : paths) {
      files.names.push_back(std::filesystem::path(path).filename().string());
      files.octets.push_back(NOROSHI_TRY(read_document(path)));
    }
    return files;
  }
  [[nodiscard]] std::vector<signature::Detached> views() const {
    std::vector<signature::Detached> all;
    for (std::size_t i = 0; i < names.size(); ++i) all.push_back({names[i], octets[i]});
    return all;
  }
};

Result<der::Bytes> make_seal(const Sealables& files, std::string_view format,
                             const key::Signer& signer, const seal::MakeOptions& options) {
  if (const auto form = form_named(format)) {
    if (options.detached) {
      return Error{Errc::InvalidUsage, "a container holds its seal; leave out --detached"};
    }
    return seal::make_container(*form, files.views(), signer, options);
  }
  const auto kind = seal::kind_named(format).value();
  if (files.octets.size() != 1) {
    return Error{Errc::InvalidUsage, "several files are sealed together with --format asic-e"};
  }
  if (options.detached && kind == seal::Kind::Pades) {
    return Error{Errc::InvalidUsage, "a PDF holds its seal; leave out --detached"};
  }
  return seal::make(kind, files.octets.front(), signer, options);
}

}  // namespace

Result<int> run_seal_make(const Arguments& arguments, Context& context) {
  const auto& path = arguments.positionals().front();
  const auto files = NOROSHI_TRY(Sealables::read(arguments.positionals()));
  const auto signer = NOROSHI_TRY(open_signer(arguments));
  const auto stamps = NOROSHI_TRY(open_stamps(arguments));
  const seal::MakeOptions options{.level = level_of(arguments, "--level"),
                                  .time = arguments.instant("--at").value_or(io::wall_clock()),
                                  .detached = arguments.given("--detached"),
                                  .mime_type = arguments.word("--mime-type").value_or(""),
                                  .roles = arguments.all("--role"),
                                  .reason = arguments.word("--reason").value_or(""),
                                  .location = arguments.word("--location").value_or(""),
                                  .stamps = stamps.get(),
                                  .material = NOROSHI_TRY(read_material(arguments))};
  const auto sealed =
      NOROSHI_TRY(make_seal(files, arguments.word("--format").value(), *signer, options)
                      .within("sealing " + path));
  const auto given = options.detached ? files.views() : std::vector<signature::Detached>();
  NOROSHI_CHECK(check_level(sealed, {}, given, options.level));
  NOROSHI_CHECK(write_out(arguments, context, sealed));
  return kDone;
}

Result<int> run_seal_extend(const Arguments& arguments, Context& context) {
  const auto path = arguments.positionals().front();
  const auto sealed = NOROSHI_TRY(read_sealed(path));
  const auto contents = NOROSHI_TRY(Contents::read(arguments));
  const auto views = contents.views();
  const auto stamps = NOROSHI_TRY(open_stamps(arguments));
  const auto target = level_of(arguments, "--level");
  const auto detached =
      views.empty() ? std::nullopt : std::optional<der::View>(views.front().octets);
  const auto material = NOROSHI_TRY(read_material(arguments));
  const auto extended = NOROSHI_TRY(
      seal::extend(sealed, target, detached, stamps.get(), material).within("extending " + path));
  NOROSHI_CHECK(check_level(extended, contents, {}, target));
  NOROSHI_CHECK(write_out(arguments, context, extended));
  return kDone;
}

Result<int> run_seal_bulk(const Arguments& arguments, Context& context) {
  static constexpr Text kMade{"{} evidence records in {}",
                              "{} 件のエビデンスレコードを {} に作りました"};
  const auto& paths = arguments.positionals();
  const auto folder = arguments.word("--out").value();
  const auto stamps = NOROSHI_TRY(open_stamps(arguments));
  const auto digest = pki::digest_named(arguments.word("--digest").value()).value();
  std::vector<der::Bytes> digests;
  for (const auto& path : paths) {
    digests.push_back(pki::digest(digest, NOROSHI_TRY(read_document(path))));
  }
  const auto records = NOROSHI_TRY(seal::make_evidence(std::move(digests), digest, *stamps));
  NOROSHI_CHECK(io::make_folder(folder));
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto name = std::filesystem::path(paths[i]).filename().string() + ".ers";
    NOROSHI_CHECK(io::replace_file((std::filesystem::path(folder) / name).string(),
                                   der::text_of(records[i]), io::Durable::Yes));
  }
  context.note(kMade.in(context.language, records.size(), folder));
  return kDone;
}

}  // namespace noroshi::cli
