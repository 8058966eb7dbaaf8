#include "act/channel/texts.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

#include "act/channel/built_in_texts.hpp"
#include "base/nearest.hpp"
#include "io/input.hpp"
#include "io/whole_input.hpp"

namespace noroshi::channel {
namespace {

constexpr std::array<std::string_view, 10> kPlaceholders{
    "operator", "contact", "portal", "name", "case", "family", "seen", "code", "advice", "number"};
constexpr std::string_view kAdvice = "advice-";

std::string_view suffix_of(base::Language language) {
  return language == base::Language::Japanese ? ".ja" : ".en";
}

// What an advice may hold: nothing about the case, and no advice within the advice.
bool allowed(std::string_view placeholder, bool advice) {
  if (advice) return placeholder == "operator" || placeholder == "contact";
  return std::find(kPlaceholders.begin(), kPlaceholders.end(), placeholder) != kPlaceholders.end();
}

// Walks through a text: `plain` gets what stands as it is, `named` each placeholder's name.
// False: a brace is not closed, or not opened.
template <class Plain, class Named>
bool walk(std::string_view text, Plain plain, Named named) {
  while (!text.empty()) {
    const auto brace = text.find_first_of("{}");
    plain(text.substr(0, brace));
    if (brace == std::string_view::npos) return true;
    text.remove_prefix(brace);
    if (text.size() > 1 && text[1] == text[0]) {
      plain(text.substr(0, 1));
      text.remove_prefix(2);
      continue;
    }
    const auto end = text.find('}');
    if (text[0] == '}' || end == std::string_view::npos) return false;
    if (!named(text.substr(1, end - 1))) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

// Well-formed UTF-8 (RFC 3629), without control characters but line feeds and tabs.
bool is_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const bool control =
        (first < 0x20 && first != '\n' && first != '\t' && first != '\r') || first == 0x7F;
    std::size_t length = 0;
    if (first < 0x80) length = 1;
    if (first >= 0xC2 && first <= 0xDF) length = 2;
    if (first >= 0xE0 && first <= 0xEF) length = 3;
    if (first >= 0xF0 && first <= 0xF4) length = 4;
    if (control || length == 0 || i + length > text.size()) return false;
    for (std::size_t j = 1; j < length; ++j) {
      if ((static_cast<unsigned char>(text[i + j]) & 0xC0U) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

Status check_line(std::string_view line, bool advice) {
  std::string fault;
  const bool whole = walk(
      line, [](std::string_view) {},
      [&](std::string_view name) {
        if (allowed(name, advice)) return true;
        const std::vector<std::string_view> known(kPlaceholders.begin(), kPlaceholders.end());
        const auto near = base::nearest(name, known);
        fault =
            fmt::format("there is no placeholder {{{}}} here{}", name,
                        near.empty() || advice ? "" : fmt::format("; did you mean {{{}}}?", near));
        return false;
      });
  if (whole) return {};
  if (fault.empty()) fault = "a brace stands alone; write {{ or }} for a brace";
  return Error{Errc::InvalidInput, fault};
}

Status check(std::string_view text, std::string_view path, bool advice) {
  if (!is_text(text)) {
    return Error{Errc::InvalidInput, fmt::format("{}: it is no text in UTF-8", path)};
  }
  std::size_t number = 1;
  while (!text.empty()) {
    const auto feed = text.find('\n');
    NOROSHI_CHECK(
        check_line(text.substr(0, feed), advice).within(fmt::format("{}:{}", path, number)));
    if (feed == std::string_view::npos) return {};
    text.remove_prefix(feed + 1);
    ++number;
  }
  return {};
}

// The date by the proleptic Gregorian calendar comes from to_rfc3339; only the offset is ours.
std::string instant_text(base::Micros instant, const Sender& sender, base::Language language) {
  const auto there = base::to_rfc3339(instant + sender.utc_offset * base::kMinute);
  const auto minutes = std::abs(sender.utc_offset);
  const auto zone = fmt::format("UTC{}{:02}:{:02}", sender.utc_offset < 0 ? '-' : '+', minutes / 60,
                                minutes % 60);
  const auto date = there.substr(0, 10);
  const auto time = there.substr(11, 5);
  if (language == base::Language::English) return fmt::format("{} {} ({})", date, time, zone);
  return fmt::format("{}年{}月{}日 {} ({})", date.substr(0, 4), date.substr(5, 2),
                     date.substr(8, 2), time, zone);
}

std::string family_text(std::string_view family, base::Language language) {
  const bool english = language == base::Language::English;
  if (family.empty()) return english ? "malware" : "マルウェア";
  return english ? fmt::format("malware known as {}", family)
                 : fmt::format("マルウェア {}", family);
}

}  // namespace

Sender read_sender(base::Config::Section section) {
  Sender sender;
  sender.operator_en = section.text("operator", "");
  sender.operator_ja = section.text("operator_ja", sender.operator_en);
  sender.contact = section.text("contact", "");
  sender.portal = section.text("portal", "");
  sender.utc_offset = static_cast<int>(section.whole("utc_offset_minutes", 540, -720, 840));
  for (const auto& [key, value] :
       {std::pair("operator", sender.operator_en), std::pair("contact", sender.contact)}) {
    if (value.empty()) section.problem(key, "needed: people must know who writes to them");
  }
  return sender;
}

Texts::Texts(Sender sender) : sender_(std::move(sender)) {
  for (const auto& text : built_in_texts()) {
    for (const auto language : {base::Language::English, base::Language::Japanese}) {
      texts_[std::string(text.name).append(suffix_of(language))] = text.text.in(language);
    }
  }
}

Result<Texts> Texts::load(Sender sender, const std::string& folder) {
  Texts texts(std::move(sender));
  std::error_code fault;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    if (entry->path().filename().string().front() != '.') files.push_back(entry->path());
  }
  if (fault) return Error{Errc::Io, fmt::format("{}: {}", folder, fault.message())};
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    NOROSHI_CHECK(texts.take_file(file.string(), file.filename().string()));
  }
  return texts;
}

Status Texts::take_file(const std::string& path, const std::string& file_name) {
  constexpr std::string_view kEnd = ".txt";
  const auto stem = file_name.substr(0, file_name.size() - std::min(file_name.size(), kEnd.size()));
  const bool advice = stem.starts_with(kAdvice) && stem.size() > kAdvice.size() + 3;
  const bool language = stem.ends_with(".en") || stem.ends_with(".ja");
  if (!file_name.ends_with(kEnd) || !language || (!advice && !texts_.contains(stem))) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: no text has this name; there are subject, mail, letter, portal "
                             "and advice-REMEDY, each with .en.txt or .ja.txt",
                             path)};
  }
  const auto input = NOROSHI_TRY(io::Input::open(path));
  std::string text(NOROSHI_TRY(io::whole(*input).within(path)));
  NOROSHI_CHECK(check(text, path, advice));
  if (stem.starts_with("subject")) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  }
  texts_[stem] = std::move(text);
  return {};
}

const std::string& Texts::text(std::string_view name, base::Language language) const {
  return texts_.find(std::string(name).append(suffix_of(language)))->second;
}

bool Texts::advises(std::string_view remedy) const {
  const auto name = std::string(kAdvice).append(remedy);
  return texts_.contains(name + ".en") && texts_.contains(name + ".ja");
}

std::string Texts::advice(std::string_view remedy, base::Language language) const {
  const auto name = std::string(kAdvice).append(advises(remedy) ? remedy : "general");
  const bool english = language == base::Language::English;
  std::string filled;
  walk(
      text(name, language), [&](std::string_view plain) { filled += plain; },
      [&](std::string_view placeholder) {
        const auto& who = english ? sender_.operator_en : sender_.operator_ja;
        filled += placeholder == "operator" ? who : sender_.contact;
        return true;
      });
  while (!filled.empty() && filled.back() == '\n') filled.pop_back();
  return filled;
}

std::string Texts::fill(std::string_view name, const Notice& notice,
                        const Recipient& recipient) const {
  const auto language = recipient.language;
  const bool english = language == base::Language::English;
  const Values values{{"operator", english ? sender_.operator_en : sender_.operator_ja},
                      {"contact", sender_.contact},
                      {"portal", sender_.portal},
                      {"name", recipient.name},
                      {"case", notice.case_id},
                      {"family", family_text(notice.family, language)},
                      {"seen", instant_text(notice.seen, sender_, language)},
                      {"code", notice.token},
                      {"advice", advice(notice.remedy, language)},
                      {"number", fmt::format("{}", notice.number)}};
  std::string filled;
  walk(
      text(name, language), [&](std::string_view plain) { filled += plain; },
      [&](std::string_view placeholder) {
        filled += values.at(placeholder);
        return true;
      });
  return filled;
}

}  // namespace noroshi::channel
