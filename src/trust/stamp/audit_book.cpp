#include "trust/stamp/audit_book.hpp"

#include <charconv>
#include <fmt/format.h>

#include "base/hex.hpp"
#include "io/durable.hpp"
#include "trust/log/checkpoint.hpp"
#include "trust/log/tile.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::stamp {
namespace {

constexpr std::string_view kLineHead = R"({"log":)";
constexpr std::string_view kLineMiddle = R"(,"audit":)";

std::string entry_of(std::string_view kind, der::View octets) {
  std::string entry;
  entry.reserve(96);
  entry += "noroshi-tsa-1 ";
  entry += kind;
  entry += ' ';
  return entry += base::to_hex(pki::digest(pki::Digest::Sha256, octets));
}

Result<RecordedAudit> read_line(std::string_view line) {
  RecordedAudit audit;
  const auto middle = line.find(kLineMiddle);
  if (line.starts_with(kLineHead) && line.ends_with('}') && middle != std::string_view::npos) {
    const char* const first = line.data() + kLineHead.size();
    const auto [end, error] = std::from_chars(first, line.data() + middle, audit.index);
    if (error == std::errc() && end == line.data() + middle) {
      line.remove_suffix(1);
      audit.json = line.substr(middle + kLineMiddle.size());
      return audit;
    }
  }
  return Error{Errc::InvalidInput, "this is no record of a clock audit"};
}

}  // namespace

std::string token_entry(der::View token) { return entry_of("token", token); }
std::string audit_entry(std::string_view json) { return entry_of("audit", der::view_of(json)); }

std::string audit_book_path(const std::string& folder) { return folder + "/audits.jsonl"; }

Status record_audit(const std::string& folder, tlog::Ledger& ledger, const ClockAudit& audit) {
  const std::string json = audit.json();
  const std::uint64_t index = NOROSHI_TRY(ledger.append(audit_entry(json)));
  return io::append_synced(audit_book_path(folder),
                           fmt::format("{}{}{}{}}}\n", kLineHead, index, kLineMiddle, json));
}

Result<std::vector<RecordedAudit>> read_audits(const std::string& folder) {
  const std::string path = audit_book_path(folder);
  const std::string text = NOROSHI_TRY(io::read_file(path));
  std::vector<RecordedAudit> audits;
  std::string_view rest = text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) break;  // a crash tore it: the log alone has it
    audits.push_back(
        NOROSHI_TRY(read_line(rest.substr(0, end)).within(fmt::format("{}:{}", path, number))));
    rest.remove_prefix(end + 1);
  }
  return audits;
}

Result<bool> log_holds(const std::string& folder, std::uint64_t index, std::string_view entry) {
  const std::string text = NOROSHI_TRY(io::read_file(folder + "/checkpoint"));
  const auto note = NOROSHI_TRY(tlog::parse_note(text));
  const auto checkpoint = NOROSHI_TRY(tlog::parse_checkpoint(note.text));
  if (index >= checkpoint.size) return false;
  tlog::Tile tile = tlog::tile_holding(0, index, checkpoint.size);
  tile.entries = true;
  tlog::FolderTiles tiles(folder);
  const std::string bundle = NOROSHI_TRY(tiles.read(tile));
  const auto entries = NOROSHI_TRY(tlog::entries_of(bundle, tile.width));
  return entries.at(index % tlog::kTileWidth) == entry;
}

}  // namespace noroshi::stamp
