// What may stand at the caret: the parser says what it would have taken there.
#include <algorithm>
#include <array>

#include "base/utf16.hpp"
#include "hub/servers/filter_parser.hpp"

namespace noroshi::servers {
namespace {

constexpr std::string_view kEndsWord = " \t\r\n\v\f()[],!<>=&|\"'";

struct Help {
  std::string_view word;
  std::string_view english;
  std::string_view japanese;
};

constexpr std::array kHelp{
    Help{"ip", "address of the server", "サーバのアドレス"},
    Help{"host", "address of the server", "サーバのアドレス"},
    Help{"net", "lies in this network", "このネットワークに属する"},
    Help{"ipv4", "has an IPv4 address", "IPv4アドレスである"},
    Help{"ipv6", "has an IPv6 address", "IPv6アドレスである"},
    Help{"port", "port number, or a range", "ポート番号、または範囲"},
    Help{"proto", "transport protocol", "トランスポートプロトコル"},
    Help{"probability", "that it is a C&C server", "C&Cサーバである確率"},
    Help{"score", "confidence as of now, 0 to 100", "現時点の確信度（0〜100）"},
    Help{"clients", "distinct hosts behind it", "通信したホストの数"},
    Help{"contacts", "contacts that were weighed", "評価した通信の数"},
    Help{"sources", "how many say so", "情報源の数"},
    Help{"first", "first contact", "最初の通信"},
    Help{"last", "last contact", "最後の通信"},
    Help{"added", "when it came to this hub", "このハブに届いた日時"},
    Help{"country", "where the address is registered", "アドレスの登録国"},
    Help{"network", "part of the network's name", "ネットワーク名の一部"},
    Help{"status", "where it stands", "状態"},
    Help{"watched", "you follow it", "自分が注視している"},
    Help{"evidence", "has this line of evidence", "この根拠がある"},
    Help{"text", "words in what is shown of it", "表示される文中の語"},
    Help{"any", "everything", "すべて"},
    Help{"and", "both hold", "両方が成り立つ"},
    Help{"or", "one of them holds", "どちらかが成り立つ"},
    Help{"not", "does not hold", "成り立たない"},
    Help{"in", "one of a list: in [a b c]", "一覧のいずれか: in [a b c]"},
    Help{"=", "equal", "等しい"},
    Help{"!=", "not equal", "等しくない"},
    Help{"<", "less", "より小さい"},
    Help{"<=", "less or equal", "以下"},
    Help{">", "greater", "より大きい"},
    Help{">=", "greater or equal", "以上"},
    Help{"new", "came within a day", "1日以内に届いた"},
    Help{"changed", "moved within a day", "1日以内に変化した"},
    Help{"standing", "as it was", "継続中"},
    Help{"confirmed", "your organisation confirmed it", "自組織が確認した"},
    Help{"rejected", "your organisation rejected it", "自組織が否定した"},
    Help{"gone", "not seen any more, or taken back", "観測されなくなった、または取り下げられた"},
    Help{"suppressed", "a list keeps it back", "一覧により抑止されている"},
    Help{"unknown", "not known", "不明"},
    Help{"now", "this moment", "現在"},
};

/// Words that say the same as another one: understood, and not offered.
constexpr std::array<std::string_view, 10> kTwins{"==", "<>", "eq", "lt", "gt",
                                                  "ne", "&&", "||", "!",  "host"};

bool is_offered(const Parser::Wanted& wanted) {
  const bool sign = wanted.word.find_first_of(kEndsWord) != std::string_view::npos;
  if (sign && wanted.kind != WordKind::Operator) return false;
  return std::find(kTwins.begin(), kTwins.end(), wanted.word) == kTwins.end();
}

Candidate candidate_of(const Parser::Wanted& wanted) {
  Candidate one{
      .text = std::string(wanted.word), .kind = wanted.kind, .english = {}, .japanese = {}};
  for (const Help& help : kHelp) {
    if (help.word != wanted.word) continue;
    one.english = help.english;
    one.japanese = help.japanese;
  }
  return one;
}

std::vector<Candidate> candidates_of(const Parser& parser, std::string_view started) {
  std::vector<Candidate> candidates;
  if (!parser.at_end()) return candidates;
  for (const Parser::Wanted& wanted : parser.wanted()) {
    if (!is_offered(wanted) || !lower(wanted.word).starts_with(lower(started))) continue;
    const bool there =
        std::any_of(candidates.begin(), candidates.end(),
                    [&](const Candidate& other) { return other.text == wanted.word; });
    if (!there) candidates.push_back(candidate_of(wanted));
  }
  return candidates;
}

}  // namespace

std::string_view name_of(WordKind kind) {
  constexpr std::array<std::string_view, 4> kNames{"field", "operator", "value", "keyword"};
  return kNames[static_cast<std::size_t>(kind)];
}

Completion complete(std::string_view text, std::size_t caret, const Vocabulary& vocabulary) {
  const std::size_t at = base::octets_before(text, caret);
  const auto gap = text.substr(0, at).find_last_of(kEndsWord);
  const std::size_t begin = gap == std::string_view::npos ? 0 : gap + 1;
  const std::size_t end = std::min(text.size(), text.find_first_of(kEndsWord, at));
  Completion completion{.from = base::utf16_units(text.substr(0, begin)),
                        .to = base::utf16_units(text.substr(0, end)),
                        .candidates = {},
                        .mistake = {}};
  Parser parser(text.substr(0, begin), vocabulary);
  const auto before = parser.filter();
  const bool open_quote = !before && parser.mistake().english == "this quote never closes";
  if (!open_quote) completion.candidates = candidates_of(parser, text.substr(begin, at - begin));
  completion.mistake = read_filter(text, vocabulary).mistake;
  if (auto& mistake = completion.mistake) {
    const std::size_t first = std::min(mistake->at, text.size());
    const std::size_t units = base::utf16_units(text.substr(0, first));
    mistake->length = base::utf16_units(text.substr(0, first + mistake->length)) - units;
    mistake->at = units;
  }
  return completion;
}

}  // namespace noroshi::servers
