// Any bytes as a text and as a query: words hold letters and digits only, a text holds every word
// of its own, and what the engines are asked needs no escape.
#include <algorithm>

#include "base/assert.hpp"
#include "intel/archive/features.hpp"
#include "intel/archive/words.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string words;
  std::size_t count = 0;
  archive::append_words(text, words, count);
  NOROSHI_ASSERT(count == static_cast<std::size_t>(std::count(words.begin(), words.end(), ' ')));
  NOROSHI_ASSERT(count <= archive::kWordsAtMost);
  NOROSHI_ASSERT(words.find_first_of("'\"*&|!():<>\\") == std::string::npos);
  const auto terms = archive::terms_of(text);
  for (const archive::Term& term : terms) NOROSHI_ASSERT(!term.words.empty());
  if (count < archive::kWordsAtMost) NOROSHI_ASSERT(archive::holds_all(words, terms));
  NOROSHI_ASSERT(archive::fts5_query(terms).empty() == terms.empty());
  // And as JSON: whatever it is, looking into it does no harm.
  (void)archive::words_in(text);
  (void)archive::name_in(text);
  (void)archive::references_in(text);
  NOROSHI_ASSERT(archive::equal_but_for_references(text, text));
  return 0;
}
