#include "trust/log/proof_file.hpp"

#include <fmt/format.h>

#include "trust/log/lines.hpp"

namespace noroshi::tlog {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

Error bad(std::string_view why) {
  return Error{Errc::InvalidInput, fmt::format("proof file: {}", why)};
}

}  // namespace

std::string to_text(const ProofFile& file) {
  std::string text(kFirstLine);
  if (file.extra) text.append(kExtra).append(to_base64(*file.extra)).append("\n");
  text += fmt::format("{}{}\n", kIndex, file.index);
  for (const Hash& hash : file.proof) text.append(to_base64(hash)).append("\n");
  return text.append("\n").append(file.checkpoint);
}

Result<ProofFile> parse_proof_file(std::string_view text) {
  if (text.size() > kLongestNote) return bad("it is larger than any proof");
  if (!text.starts_with(kFirstLine)) return bad("its first line is not c2sp.org/tlog-proof@v1");
  text.remove_prefix(kFirstLine.size());
  ProofFile file;
  if (text.starts_with(kExtra)) {
    const auto line = take_line(text);
    file.extra = line ? from_base64(line->substr(kExtra.size())) : std::nullopt;
    if (!file.extra) return bad("its extra data is not Base 64");
  }
  const auto index = take_line(text);
  const auto number = index && index->starts_with(kIndex)
                          ? parse_decimal(index->substr(kIndex.size()))
                          : std::nullopt;
  if (!number) return bad("the line 'index <number>' is missing");
  file.index = *number;
  for (;;) {
    const auto line = take_line(text);
    if (!line) return bad("it ends before its checkpoint");
    if (line->empty()) break;
    const auto hash = hash_from_base64(*line);
    if (!hash) return bad("a line of the proof is no hash in Base 64");
    if (file.proof.size() == kLongestProof) return bad("it has more hashes than any proof");
    file.proof.push_back(*hash);
  }
  file.checkpoint = text;
  return file;
}

Result<Policy::Accepted> check(const ProofFile& file, const Hash& leaf, const Policy& policy) {
  const auto note = NOROSHI_TRY(parse_note(file.checkpoint));
  auto accepted = NOROSHI_TRY(policy.accept(note));
  const auto flaw = inclusion_flaw(leaf, file.index, accepted.checkpoint.size, file.proof,
                                   accepted.checkpoint.root);
  if (flaw) return bad(*flaw);
  return accepted;
}

}  // namespace noroshi::tlog
