// Words: how a text is cut up for the full-text index, the same for both engines.
//
// Scripts with blanks give words, lower-cased; scripts without (Han, Hiragana, Katakana, Hangul)
// give overlapping pairs of characters, so that 国税 is found in 東京国税局.  Everything else parts
// words: "evil.example.com" is three words in a row, found as a whole (a phrase) and by its parts.
// Full-width ASCII, half-width Katakana and marks of voicing are folded to one spelling.
//
// The engines only keep these words (FTS5, tsvector): what is found does not depend on them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace noroshi::archive {

/// Of one object: below what a tsvector can number (16,383 positions).
inline constexpr std::size_t kWordsAtMost = 16'000;
/// Octets of one word; longer ones are cut, in texts and in queries alike.
inline constexpr std::size_t kWordLength = 200;

/// Appends the words of `text`, each followed by a blank, until `kWordsAtMost` are counted.
void append_words(std::string_view text, std::string& words, std::size_t& count);

/// What a query asks for: these words in a row, the last one perhaps only its beginning.
struct Term {
  std::vector<std::string> words;
  bool prefix = false;
  friend bool operator==(const Term&, const Term&) = default;
};

/// The terms of a query, parted by blanks.  All of them must be found.  A last word of letters that
/// touches the end of the query stands for all words that begin so, and so does a lone character
/// of a script without blanks.
std::vector<Term> terms_of(std::string_view query);

/// Whether `words` (as `append_words` wrote them) hold every term.
bool holds_all(std::string_view words, const std::vector<Term>& terms);

/// The same question as FTS5 and as PostgreSQL's tsquery ask it.
std::string fts5_query(const std::vector<Term>& terms);
std::string tsquery(const std::vector<Term>& terms);

/// The words as the text of a tsvector: "'evil':1 'example':2".
std::string tsvector(std::string_view words);

}  // namespace noroshi::archive
