// `noroshi log key` and `noroshi log append`: what the owner of a log does.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/log_files.hpp"
#include "cli/progress.hpp"
#include "cli/secret_file.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "io/input.hpp"
#include "io/line_reader.hpp"
#include "trust/log/ledger.hpp"

namespace noroshi::cli {
namespace {

constexpr std::size_t kBatch = 4096;

/// Appends what it is given in batches, and prints the index of each.
class Appender {
 public:
  Appender(tlog::Ledger& ledger, Output& out) : ledger_(ledger), out_(out) {}

  Status take(std::string_view entry) {
    waiting_.emplace_back(entry);
    return waiting_.size() < kBatch ? Status{} : flush();
  }

  Status flush() {
    if (waiting_.empty()) return {};
    const std::uint64_t first = NOROSHI_TRY(ledger_.append(waiting_));
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      NOROSHI_CHECK(out_.write(fmt::format("{}\n", first + i)));
    }
    waiting_.clear();
    return {};
  }

 private:
  tlog::Ledger& ledger_;
  Output& out_;
  std::vector<std::string> waiting_;
};

Status append_lines(const std::string& file, Appender& appender) {
  const auto input = NOROSHI_TRY(io::Input::open(file));
  io::Rejects rejects(true);
  io::LineReader lines(*input, rejects);
  while (const auto line = NOROSHI_TRY(lines.next())) NOROSHI_CHECK(appender.take(*line));
  return {};
}

}  // namespace

Result<int> run_log_key(const Arguments& arguments, Context& context) {
  const bool witness = arguments.given("--witness");
  const auto key = NOROSHI_TRY(
      tlog::SecretKey::draw(arguments.word("--name").value(),
                            witness ? tlog::KeyType::Cosignature : tlog::KeyType::Ed25519));
  NOROSHI_CHECK(keep_secret(arguments.word("--out").value(), key.text() + "\n"));
  NOROSHI_CHECK(context.out.write(key.open().text() + "\n"));
  return kDone;
}

Result<int> run_log_append(const Arguments& arguments, Context& context) {
  static constexpr Text kDoneText{"{} entries in '{}', root {}", "{} エントリ、ログ '{}'、根 {}"};
  auto key = NOROSHI_TRY(read_log_key(arguments.word("--key").value()));
  auto ledger = NOROSHI_TRY(tlog::Ledger::open(arguments.word("--log").value(), std::move(key)));
  auto files = arguments.positionals();
  if (files.empty()) files.emplace_back("-");
  Appender appender(ledger, context.out);
  for (const auto& file : files) {
    if (arguments.given("--whole")) {
      const std::string entry = NOROSHI_TRY(read_whole(file, tlog::kLongestEntry));
      NOROSHI_CHECK(appender.take(entry));
    } else {
      NOROSHI_CHECK(append_lines(file, appender));
    }
  }
  NOROSHI_CHECK(appender.flush());
  NOROSHI_CHECK(ledger.publish());
  if (!arguments.given("--quiet")) {
    const auto checkpoint = ledger.published();
    context.note(kDoneText.in(context.language, grouped(checkpoint.size), checkpoint.origin,
                              tlog::to_base64(checkpoint.root)));
  }
  return kDone;
}

}  // namespace noroshi::cli
