#include "act/notify/opt_outs.hpp"

#include <fmt/format.h>

#include "io/input.hpp"
#include "io/line_reader.hpp"

namespace noroshi::notify {
namespace {

using sql::Value;

constexpr std::string_view kBlank = " \t";

std::string_view word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  const auto end = std::min(text.find_first_of(kBlank), text.size());
  const auto found = text.substr(0, end);
  text.remove_prefix(end);
  return found;
}

}  // namespace

Result<OptOuts> OptOuts::read(Book& book, const std::string& path) {
  OptOuts all;
  for (OptOut& one : NOROSHI_TRY(list_opt_outs(book))) {
    all.all_.emplace(std::move(one.line), std::move(one.device));
  }
  if (!path.empty()) NOROSHI_CHECK(all.read_file(path).within("reading the opt-outs"));
  return all;
}

// A line that is not understood might be somebody who is then notified all the same: none passes.
Status OptOuts::read_file(const std::string& path) {
  const auto input = NOROSHI_TRY(io::Input::open(path));
  io::Rejects rejects(true);
  io::LineReader lines(*input, rejects);
  while (const auto text = NOROSHI_TRY(lines.next())) {
    auto rest = text->substr(0, text->find('#'));
    const auto line = word(rest);
    const auto device = word(rest);
    if (line.empty()) continue;
    if (!word(rest).empty()) {
      return Error{Errc::InvalidInput, fmt::format("{}: line {}: more than a line and a device",
                                                   path, lines.place().number)};
    }
    all_.emplace(line, device);
  }
  if (input->damage().empty()) return {};
  return Error{Errc::InvalidInput, fmt::format("{}: {}", path, input->damage())};
}

bool OptOuts::holds(std::string_view line, std::string_view device) const {
  const auto holds = [&](std::string_view wanted) {
    return all_.contains(std::pair<std::string, std::string>(line, wanted));
  };
  return holds({}) || (!device.empty() && holds(device));
}

Status add_opt_out(Book& book, const OptOut& one) {
  auto work = NOROSHI_TRY(Book::Work::begin(book));
  const Value row[] = {std::string_view(one.line), std::string_view(one.device), one.since,
                       std::string_view(one.note)};
  NOROSHI_TRY(book.connection().run(
      "INSERT INTO notify_optout (line, device, since, note) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (line, device) DO UPDATE SET note = excluded.note",
      row));
  return work.commit();
}

Status remove_opt_out(Book& book, const std::string& line, const std::string& device) {
  auto work = NOROSHI_TRY(Book::Work::begin(book));
  const Value key[] = {std::string_view(line), std::string_view(device)};
  const auto removed = NOROSHI_TRY(
      book.connection().run("DELETE FROM notify_optout WHERE line = $1 AND device = $2", key));
  if (removed == 0) {
    return Error{Errc::NotFound, "there is no such opt-out; see: noroshi notify opt-out list"};
  }
  return work.commit();
}

Result<std::vector<OptOut>> list_opt_outs(Book& book) {
  std::vector<OptOut> all;
  const auto rows = NOROSHI_TRY(book.connection().ask(
      "SELECT line, device, since, note FROM notify_optout ORDER BY line, device"));
  while (NOROSHI_TRY(rows->next())) {
    all.push_back({.line = std::string(rows->text(0)),
                   .device = std::string(rows->text(1)),
                   .since = rows->integer(2),
                   .note = std::string(rows->text(3))});
  }
  return all;
}

}  // namespace noroshi::notify
