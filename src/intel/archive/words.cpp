#include "intel/archive/words.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "intel/archive/characters.hpp"

namespace noroshi::archive {
namespace {

/// Cuts a text into words.  `take(word, lone)` gets each; `lone`: one character of a script that is
/// otherwise taken in pairs.
template <class Take>
class Cutter {
 public:
  explicit Cutter(Take take) : take_(std::move(take)) {}

  void cut(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) meet(folded(next_character(text, at)));
    end();
  }

 private:
  void meet(char32_t character) {
    if (const char32_t joined = voiced(last_, character); joined != 0) {
      last_ = joined;
      return;
    }
    const Script script = script_of(character);
    if (script != Script::Pair) end_pairs();
    if (script == Script::None || script == Script::Pair) end_word();
    if (script == Script::Pair) return meet_pair(character);
    if (script != Script::None && word_.size() < kWordLength) append_utf8(character, word_);
  }

  // A pair is given when the character behind it is there: a mark of voicing may still change it.
  void meet_pair(char32_t character) {
    if (last_ != 0) give_pair();
    before_ = last_;
    last_ = character;
  }

  void give_pair() {
    if (before_ == 0) return;
    pair_.clear();
    append_utf8(before_, pair_);
    append_utf8(last_, pair_);
    given_ = true;
    take_(std::string_view(pair_), false);
  }

  void end_pairs() {
    if (last_ == 0) return;
    give_pair();
    if (!given_) {
      pair_.clear();
      append_utf8(last_, pair_);
      take_(std::string_view(pair_), true);
    }
    before_ = last_ = 0;
    given_ = false;
  }

  void end_word() {
    if (word_.empty()) return;
    take_(std::string_view(word_), false);
    word_.clear();
  }

  void end() {
    end_pairs();
    end_word();
  }

  Take take_;
  std::string word_;
  std::string pair_;
  char32_t before_ = 0;
  char32_t last_ = 0;
  bool given_ = false;
};

template <class Take>
void each_word(std::string_view text, Take take) {
  Cutter<Take>(std::move(take)).cut(text);
}

bool is_blank(char32_t character) {
  return character <= ' ' || character == 0x3000 || character == 0xA0;
}

// Numbers are meant as they stand: 198.51.100.7 is not 198.51.100.70.
bool is_all_letters(std::string_view word) {
  return std::none_of(word.begin(), word.end(), [](char one) { return one >= '0' && one <= '9'; });
}

// Whether the chunk ends within its last word.
bool ends_in_a_letter(std::string_view chunk) {
  char32_t last = ' ';
  for (std::size_t at = 0; at < chunk.size();) last = folded(next_character(chunk, at));
  return script_of(last) == Script::Letter;
}

Term term_of(std::string_view chunk, bool at_the_end) {
  Term term;
  bool lone = false;
  each_word(chunk, [&term, &lone](std::string_view word, bool is_lone) {
    term.words.emplace_back(word);
    lone = is_lone;
  });
  if (term.words.empty()) return term;
  term.prefix =
      lone || (at_the_end && ends_in_a_letter(chunk) && is_all_letters(term.words.back()));
  return term;
}

std::vector<std::string_view> split(std::string_view words) {
  std::vector<std::string_view> all;
  while (!words.empty()) {
    const auto blank = std::min(words.find(' '), words.size());
    if (blank > 0) all.push_back(words.substr(0, blank));
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return all;
}

bool stands_at(const std::vector<std::string_view>& words, std::size_t at, const Term& term) {
  for (std::size_t i = 0; i < term.words.size(); ++i) {
    const bool open = term.prefix && i + 1 == term.words.size();
    const std::string_view word = words[at + i];
    if (open ? !word.starts_with(term.words[i]) : word != term.words[i]) return false;
  }
  return true;
}

bool holds(const std::vector<std::string_view>& words, const Term& term) {
  for (std::size_t at = 0; at + term.words.size() <= words.size(); ++at) {
    if (stands_at(words, at, term)) return true;
  }
  return false;
}

}  // namespace

void append_words(std::string_view text, std::string& words, std::size_t& count) {
  each_word(text, [&words, &count](std::string_view word, bool /*lone*/) {
    if (count >= kWordsAtMost) return;
    ++count;
    words.append(word).push_back(' ');
  });
}

std::vector<Term> terms_of(std::string_view query) {
  std::vector<Term> terms;
  std::size_t start = 0;
  for (std::size_t at = 0; at <= query.size();) {
    const std::size_t here = at;
    const bool end = here == query.size();
    if (!end && !is_blank(next_character(query, at))) continue;
    Term term = term_of(query.substr(start, here - start), end);
    if (!term.words.empty()) terms.push_back(std::move(term));
    start = at;
    if (end) break;
  }
  return terms;
}

bool holds_all(std::string_view words, const std::vector<Term>& terms) {
  const auto all = split(words);
  return std::all_of(terms.begin(), terms.end(),
                     [&all](const Term& term) { return holds(all, term); });
}

// Words hold letters and digits only: nothing in them needs an escape.
std::string fts5_query(const std::vector<Term>& terms) {
  std::string query;
  for (const Term& term : terms) {
    query += fmt::format("{}\"{}\"{}", query.empty() ? "" : " AND ", fmt::join(term.words, " "),
                         term.prefix ? " *" : "");
  }
  return query;
}

std::string tsquery(const std::vector<Term>& terms) {
  std::string query;
  for (const Term& term : terms) {
    query += fmt::format("{}('{}'{})", query.empty() ? "" : " & ", fmt::join(term.words, "' <-> '"),
                         term.prefix ? ":*" : "");
  }
  return query;
}

std::string tsvector(std::string_view words) {
  std::string vector;
  std::size_t position = 0;
  for (const std::string_view word : split(words)) {
    vector += fmt::format("'{}':{} ", word, ++position);
  }
  return vector;
}

}  // namespace noroshi::archive
