// Letters: rows of a CSV file (RFC 4180), a file for each day of UTC.
//
//   letters-2026-01-14.csv.open   today's; each row is on the disk before `send` returns
//   letters-2026-01-14.csv        of a day that is over: the print shop takes these
//
// A crash may leave a row that is cut short at the end of the open file; the next start takes it
// away, since its `send` never returned.  A notice that a file of the last days holds already is
// not written again.
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <sstream>

#include "act/channel/channels.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"

namespace noroshi::channel {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kOpen = ".open";
constexpr std::string_view kHeader =
    "notice,case,number,date,line,name,postal_code,address,language,subject,text,code\r\n";
constexpr base::Micros kRemembered = 7 * base::kDay;  // a retry comes sooner than that

std::string day_of(base::Micros instant) { return base::to_rfc3339(instant).substr(0, 10); }

// Spreadsheets run what begins like a formula, in full width too; an apostrophe makes it text.
bool looks_like_formula(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kSigns{"=",  "+",  "-",  "@",
                                                          "＝", "＋", "－", "＠"};
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return false;
  for (const auto sign : kSigns) {
    if (text.substr(first).starts_with(sign)) return true;
  }
  return false;
}

// Quoted, on one line.
std::string field(std::string_view text) {
  std::string line(text);
  for (auto& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  std::string quoted = looks_like_formula(line) ? "\"'" : "\"";
  for (const char c : line) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

std::string path_of(const std::string& folder, const std::string& day) {
  return fmt::format("{}/letters-{}.csv", folder, day);
}

bool is_letters(const std::string& file, std::string_view ending) {
  return file.starts_with("letters-") && file.ends_with(std::string(".csv").append(ending));
}

std::string day_in(const std::string& file) {
  return file.substr(std::string_view("letters-").size(), 10);
}

// The first field of a row, with its quotes.
std::string first_field(const std::string& row) {
  std::size_t end = 1;
  while (end < row.size() && (row[end] != '"' || row.substr(end, 2) == "\"\"")) {
    end += row[end] == '"' ? 2 : 1;
  }
  return row.substr(0, end + 1);
}

// The first field of each whole row: the notice's id as `field` writes it.
void remember(const std::string& path, std::set<std::string>& notices) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  while (std::getline(file, line)) {
    if (line.ends_with('\r') && line.starts_with('"')) {
      notices.insert(first_field(line));
    }
  }
}

// Takes a last row away that has no end.
Status mend(const std::string& path) {
  std::error_code fault;
  if (!fs::exists(path, fault)) return {};
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  const auto text = bytes.str();
  const auto end = text.rfind("\r\n");
  const auto whole = end == std::string::npos ? 0 : end + 2;
  if (whole != text.size()) fs::resize_file(path, whole, fault);
  if (whole == 0) fs::remove(path, fault);
  if (fault) return Error{Errc::Io, fmt::format("{}: {}", path, fault.message())};
  return {};
}

class LetterChannel : public Channel {
 public:
  LetterChannel(LetterSettings settings, std::set<std::string> notices, const Texts& texts)
      : settings_(std::move(settings)), notices_(std::move(notices)), texts_(texts) {}

  [[nodiscard]] std::string_view name() const override { return "letter"; }

  [[nodiscard]] bool reaches(const Recipient& recipient) const override {
    return !recipient.address.empty() && !recipient.name.empty();
  }

  Outcome send(const Notice& notice, const Recipient& recipient) override {
    const auto id = field(notice.id);
    if (notices_.contains(id)) return {Handed::Accepted, "already written"};
    const auto now = settings_.now();
    if (const auto closed = close_letters(settings_.folder, now); !closed.has_value()) {
      return {Handed::Later, closed.error().message};
    }
    const auto path = path_of(settings_.folder, day_of(now)).append(kOpen);
    std::error_code ignored;
    const auto row = row_of(notice, recipient, day_of(now));
    const auto written =
        io::append_synced(path, fs::exists(path, ignored) ? row : std::string(kHeader) + row);
    if (!written.has_value()) return {Handed::Later, written.error().message};
    notices_.insert(id);
    return {Handed::Accepted, fs::path(path_of("", day_of(now))).filename().string()};
  }

 private:
  [[nodiscard]] std::string row_of(const Notice& notice, const Recipient& recipient,
                                   const std::string& day) const {
    const auto number = fmt::format("{}", notice.number);
    const auto subject = texts_.fill("subject", notice, recipient);
    const auto text = texts_.fill("letter", notice, recipient);
    const bool japanese = recipient.language == base::Language::Japanese;
    const std::array<std::string_view, 12> fields{notice.id,
                                                  notice.case_id,
                                                  number,
                                                  day,
                                                  recipient.line,
                                                  recipient.name,
                                                  recipient.postal_code,
                                                  recipient.address,
                                                  japanese ? "ja" : "en",
                                                  subject,
                                                  text,
                                                  notice.token};
    std::string row;
    for (const auto one : fields) {
      if (!row.empty()) row += ',';
      row += field(one);
    }
    return row += "\r\n";
  }

  LetterSettings settings_;
  std::set<std::string> notices_;
  const Texts& texts_;
};

}  // namespace

Result<std::vector<std::string>> close_letters(const std::string& folder, base::Micros now) {
  std::vector<std::string> closed;
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    const auto file = entry->path().filename().string();
    if (!is_letters(file, kOpen) || day_in(file) >= day_of(now)) continue;
    closed.push_back(path_of(folder, day_in(file)));
  }
  if (fault) return Error{Errc::Io, fmt::format("{}: {}", folder, fault.message())};
  for (const auto& path : closed) {
    const auto open = std::string(path).append(kOpen);
    NOROSHI_CHECK(mend(open));
    if (fs::exists(open, fault)) NOROSHI_CHECK(io::rename_whole(open, path));
  }
  return closed;
}

Result<std::unique_ptr<Channel>> make_letter_channel(const LetterSettings& settings,
                                                     const Texts& texts) {
  auto own = settings;
  if (!own.now) own.now = io::wall_clock;
  std::error_code fault;
  fs::create_directories(own.folder, fault);
  if (fault) return Error{Errc::Io, fmt::format("{}: {}", own.folder, fault.message())};
  NOROSHI_CHECK(mend(path_of(own.folder, day_of(own.now())).append(kOpen)));
  const auto oldest = day_of(own.now() - kRemembered);
  std::set<std::string> notices;
  for (const auto& entry : fs::directory_iterator(own.folder, fault)) {
    const auto file = entry.path().filename().string();
    const bool letters = is_letters(file, "") || is_letters(file, kOpen);
    if (letters && day_in(file) >= oldest) remember(entry.path().string(), notices);
  }
  return std::unique_ptr<Channel>(
      std::make_unique<LetterChannel>(std::move(own), std::move(notices), texts));
}

}  // namespace noroshi::channel
