// `noroshi lab train`: coefficients of the C&C model from open inputs, and a report about them.
#include <fmt/format.h>

#include "cli/exam.hpp"
#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/out_file.hpp"
#include "cli/sha256.hpp"
#include "cli/subcommands.hpp"
#include "cli/training_report.hpp"
#include "train/lesson/course.hpp"

namespace noroshi::cli {
namespace {

constexpr std::size_t kVersionDigits = 12;

lesson::CourseOptions course_options(const Arguments& arguments) {
  lesson::CourseOptions options;
  options.seed = arguments.count("--seed").value();
  options.threads = static_cast<unsigned>(arguments.count("--threads").value_or(0));
  options.check = []() -> Status {
    if (interrupted()) return Error{Errc::Io, "interrupted"};
    return {};
  };
  if (arguments.given("--quick")) {
    options.days = 2;
    options.exam_days = 1;
    options.fewest_subscribers = 1'000;
    options.most_subscribers = 2'000;
    options.most_bots = 60;
    options.instances = 1;
    options.times_grafted = 1;
    options.most_graft_records = 20'000;
  }
  return options;
}

Result<std::vector<std::string>> hashes_of(const std::vector<lesson::Source>& sources) {
  std::vector<std::string> hashes;
  for (const lesson::Source& source : sources) {
    hashes.push_back(source.path.empty() ? sha256_of(source.truth)
                                         : NOROSHI_TRY(sha256_of_file(source.path)));
  }
  return hashes;
}

// Of what went in and what came out: two fits of one version are the same fit.
std::string version_of(const std::vector<std::string>& hashes, const std::vector<c2::Band>& bands) {
  const std::string text = c2::Coefficients("", bands).to_toml();
  return sha256_of(fmt::format("{}\n{}", fmt::join(hashes, "\n"), text)).substr(0, kVersionDigits);
}

std::string command_of(const Arguments& arguments) {
  std::string command = "noroshi lab train --seed " + arguments.word("--seed").value();
  if (arguments.given("--quick")) command += " --quick";
  if (const auto captures = arguments.word("--captures")) command += " --captures " + *captures;
  return command + " --out " + arguments.word("--out").value() + " --report FILE";
}

Status write_file(const std::string& path, const std::string& text, Context& context) {
  const auto file = NOROSHI_TRY(OutFile::create(path, context.out));
  NOROSHI_CHECK(file->write(text));
  return file->commit();
}

Result<std::vector<lesson::Capture>> captures_of(const Arguments& arguments) {
  const auto folder = arguments.word("--captures");
  if (!folder) return std::vector<lesson::Capture>{};
  return lesson::read_captures(*folder).within("--captures");
}

}  // namespace

Result<int> run_lab_train(const Arguments& arguments, Context& context) {
  static constexpr Text kDoneText{"coefficients {} in {}, fitted to {} servers at N = 1",
                                  "係数 {} を {} に書きました (N = 1 でのサーバー数 {})"};
  static constexpr Text kFitting{"fitting", "推定中"};
  static constexpr Text kExamining{"leaving out each family in turn", "各種類を順に除いて検証中"};
  const bool quiet = arguments.given("--quiet");
  const auto tell = [&](std::string_view what) {
    if (!quiet) context.note(what);
  };
  const auto captures = NOROSHI_TRY(captures_of(arguments));
  const auto course = NOROSHI_TRY(lesson::attend(course_options(arguments), captures, tell));
  tell(kFitting.in(context.language));
  auto fits = fit::fit_bands(course.bands, lesson::judgement());
  std::vector<c2::Band> bands;
  for (const fit::BandFit& one : fits) bands.push_back(fit::band_of(one));
  auto hashes = NOROSHI_TRY(hashes_of(course.sources));
  const c2::Coefficients coefficients(version_of(hashes, bands), bands);
  NOROSHI_CHECK(write_file(arguments.word("--out").value(), coefficients.to_toml(), context));
  if (const auto path = arguments.word("--report")) {
    tell(kExamining.in(context.language));
    Training training{.command = command_of(arguments),
                      .course = &course,
                      .hashes = std::move(hashes),
                      .fits = std::move(fits),
                      .coefficients = coefficients,
                      .exam = examine(course.exam, coefficients),
                      .judgement = examine(course.exam, lesson::judged_coefficients()),
                      .families = {}};
    training.families = leave_out_each_family(course, training.fits);
    NOROSHI_CHECK(write_file(*path, report_of(training), context));
  }
  tell(kDoneText.in(context.language, coefficients.version(), arguments.word("--out").value(),
                    course.bands.front().examples.size()));
  return kDone;
}

}  // namespace noroshi::cli
