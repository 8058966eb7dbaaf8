#include "trust/log/commitment.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include "io/durable.hpp"
#include "trust/log/lines.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::tlog {
namespace {

constexpr std::string_view kCommitment = "noroshi-commitment-v1";
constexpr std::string_view kOpening = "noroshi-opening-v1";

std::string_view octets_of(const Salt& salt) {
  return {reinterpret_cast<const char*>(salt.data()), salt.size()};
}

Error broken(std::string_view what) {
  return Error{Errc::InvalidInput, fmt::format("an opening of a commitment: {}", what)};
}

/// One line that is a kind or an id.
Result<std::string> word(std::string_view& text, std::string_view name) {
  const auto line = take_line(text);
  if (!line || line->empty() || line->find('\0') != std::string_view::npos) {
    return broken(fmt::format("its {} is missing", name));
  }
  return std::string(*line);
}

}  // namespace

std::string commitment(const Opening& opening, std::string_view text) {
  std::string bound(kCommitment);
  bound += '\n';
  bound += octets_of(opening.salt);
  bound += opening.kind;
  bound += '\0';
  bound += opening.id;
  bound += '\0';
  bound += text;
  return fmt::format("{} {}", kCommitment, to_base64(sha256(bound)));
}

std::string to_text(const Opening& opening) {
  return fmt::format("{}\n{}\n{}\n{}\n", kOpening, opening.kind, opening.id,
                     to_base64(octets_of(opening.salt)));
}

Result<Opening> parse_opening(std::string_view text) {
  if (take_line(text) != kOpening) return broken("it does not begin as one");
  Opening opening;
  opening.kind = NOROSHI_TRY(word(text, "kind"));
  opening.id = NOROSHI_TRY(word(text, "id"));
  const auto line = take_line(text);
  const auto salt = line ? from_base64(*line) : std::nullopt;
  if (!salt || salt->size() != opening.salt.size() || !text.empty()) {
    return broken("its salt is none, or something follows");
  }
  std::memcpy(opening.salt.data(), salt->data(), salt->size());
  return opening;
}

Result<CommitmentSecret> CommitmentSecret::open(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0) return read(path);
  CommitmentSecret secret;
  randombytes_buf(secret.octets_.data(), secret.octets_.size());
  std::string text = to_base64(octets_of(secret.octets_)) + "\n";
  const auto kept = io::replace_file(path, text, io::Durable::Yes, 0600);
  sodium_memzero(text.data(), text.size());
  if (!kept) return kept.error();
  return secret;
}

Result<CommitmentSecret> CommitmentSecret::read(const std::string& path) {
  CommitmentSecret secret;
  std::string text = NOROSHI_TRY(io::read_secret(path));
  while (text.ends_with('\n')) text.pop_back();
  auto octets = from_base64(text);
  sodium_memzero(text.data(), text.size());
  if (!octets || octets->size() != secret.octets_.size()) {
    return Error{Errc::InvalidInput, fmt::format("{}: no secret of 32 octets in Base 64", path)};
  }
  std::memcpy(secret.octets_.data(), octets->data(), octets->size());
  sodium_memzero(octets->data(), octets->size());
  return secret;
}

CommitmentSecret::CommitmentSecret(CommitmentSecret&& other) noexcept : octets_(other.octets_) {
  sodium_memzero(other.octets_.data(), other.octets_.size());
}

CommitmentSecret::~CommitmentSecret() { sodium_memzero(octets_.data(), octets_.size()); }

Opening CommitmentSecret::opening(std::string kind, std::string id) const {
  Opening opening{std::move(kind), std::move(id)};
  std::string bound = opening.kind;
  bound += '\0';
  bound += opening.id;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, octets_.data(), octets_.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(bound.data()),
                                bound.size());
  crypto_auth_hmacsha256_final(&state, opening.salt.data());
  sodium_memzero(&state, sizeof state);
  return opening;
}

}  // namespace noroshi::tlog
