#include "intel/registry/signature.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sodium.h>

#include "base/assert.hpp"
#include "base/hex.hpp"

namespace noroshi::registry {
namespace {

constexpr std::string_view kDomain = "noroshi range registry 1\n";
constexpr std::string_view kMark = "#signature ";
constexpr std::string_view kPublicWord = "noroshi-registry-public-key";
constexpr std::string_view kSecretWord = "noroshi-registry-secret-key";
constexpr std::size_t kKeyDigits = 64;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Every function here may be the first to use libsodium; sodium_init is idempotent.
void make_ready() { NOROSHI_ASSERT(sodium_init() >= 0); }

Result<std::string> from_hex(std::string_view digits) {
  std::string out(digits.size() / 2, '\0');
  std::size_t length = 0;
  const bool sound = digits.size() == kKeyDigits &&
                     sodium_hex2bin(octets(out), out.size(), digits.data(), digits.size(), nullptr,
                                    &length, nullptr) == 0 &&
                     length == out.size();
  if (!sound) return Error{Errc::InvalidInput, "a key is 64 hexadecimal digits"};
  return out;
}

std::string base64_of(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), octets(bytes), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the terminating zero
  return out;
}

Result<std::string> signature_from_base64(std::string_view text) {
  std::string out(crypto_sign_BYTES, '\0');
  std::size_t length = 0;
  const bool sound = sodium_base642bin(octets(out), out.size(), text.data(), text.size(), nullptr,
                                       &length, nullptr, sodium_base64_VARIANT_ORIGINAL) == 0 &&
                     length == out.size();
  if (!sound) return Error{Errc::InvalidInput, "a signature is 88 characters of base64"};
  return out;
}

Result<Signature> read_signature(std::string_view line) {
  line.remove_prefix(kMark.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos) {
    return Error{Errc::InvalidInput, "write: #signature <key> <signature>"};
  }
  auto key = NOROSHI_TRY(from_hex(line.substr(0, blank)));
  auto signature = NOROSHI_TRY(signature_from_base64(line.substr(blank + 1)));
  return Signature{.public_key = std::move(key), .signature = std::move(signature)};
}

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Where the first signature line begins; the end of the text if there is none.
std::size_t end_of_body(std::string_view text) {
  if (text.starts_with(kMark)) return 0;
  const auto at = text.find(std::string("\n").append(kMark));
  return at == std::string_view::npos ? text.size() : at + 1;
}

// The third word of the one line that is no comment, where the first two are as expected.
Result<std::string> key_in(std::string_view text, std::string_view word) {
  std::string_view found;
  while (!text.empty()) {
    const auto line = without_return(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), text.find('\n') == std::string_view::npos
                                                 ? text.size()
                                                 : text.find('\n') + 1));
    if (line.empty() || line.starts_with('#')) continue;
    if (!found.empty()) return Error{Errc::InvalidInput, "more than one key in the file"};
    found = line;
  }
  const auto front = fmt::format("{} 1 ", word);
  if (!found.starts_with(front)) {
    return Error{Errc::InvalidInput, fmt::format("no key: expected a line '{} 1 …'", word)};
  }
  return from_hex(found.substr(front.size()));
}

std::string message_of(std::string_view body) { return std::string(kDomain).append(body); }

bool is_good(const Signature& one, const std::string& message) {
  return crypto_sign_verify_detached(octets(one.signature), octets(message), message.size(),
                                     octets(one.public_key)) == 0;
}

}  // namespace

SigningKey make_signing_key() {
  make_ready();
  SigningKey key{.public_key = std::string(crypto_sign_PUBLICKEYBYTES, '\0'),
                 .secret_key = std::string(crypto_sign_SECRETKEYBYTES, '\0')};
  crypto_sign_keypair(octets(key.public_key), octets(key.secret_key));
  return key;
}

std::string fingerprint(std::string_view public_key) { return base::to_hex(public_key); }

std::string public_key_text(std::string_view public_key) {
  return fmt::format("{} 1 {}\n", kPublicWord, base::to_hex(public_key));
}

std::string secret_key_text(const SigningKey& key) {
  make_ready();
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  crypto_sign_ed25519_sk_to_seed(octets(seed), octets(key.secret_key));
  return fmt::format("{} 1 {}\n", kSecretWord, base::to_hex(seed));
}

Result<std::string> public_key_from_text(std::string_view text) {
  return key_in(text, kPublicWord);
}

Result<SigningKey> signing_key_from_text(std::string_view text) {
  make_ready();
  const auto seed = NOROSHI_TRY(key_in(text, kSecretWord));
  SigningKey key{.public_key = std::string(crypto_sign_PUBLICKEYBYTES, '\0'),
                 .secret_key = std::string(crypto_sign_SECRETKEYBYTES, '\0')};
  crypto_sign_seed_keypair(octets(key.public_key), octets(key.secret_key), octets(seed));
  return key;
}

Result<SignedText> split_signatures(std::string_view text) {
  const auto end = end_of_body(text);
  SignedText out{.body = text.substr(0, end), .signatures = {}};
  text.remove_prefix(end);
  while (!text.empty()) {
    const auto feed = text.find('\n');
    const auto line = without_return(text.substr(0, feed));
    if (!line.starts_with(kMark)) {
      return Error{Errc::InvalidInput,
                   "something follows the signature: it would not be covered; sign anew"};
    }
    out.signatures.push_back(NOROSHI_TRY(read_signature(line).within("signature")));
    text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
  }
  return out;
}

std::string signature_line(std::string_view body, const SigningKey& key) {
  make_ready();
  const auto message = message_of(body);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(octets(signature), nullptr, octets(message), message.size(),
                       octets(key.secret_key));
  return fmt::format("{}{} {}\n", kMark, base::to_hex(key.public_key), base64_of(signature));
}

Status verify(const SignedText& text, const std::vector<std::string>& keys) {
  make_ready();
  if (text.signatures.empty()) {
    return Error{Errc::InvalidInput, "not signed; whoever issues it runs `noroshi registry sign`"};
  }
  const auto message = message_of(text.body);
  bool known = false;
  for (const Signature& one : text.signatures) {
    if (std::find(keys.begin(), keys.end(), one.public_key) == keys.end()) continue;
    if (is_good(one, message)) return {};
    known = true;
  }
  if (known) {
    return Error{Errc::InvalidInput,
                 "the signature does not fit: the file was changed after it was signed"};
  }
  return Error{Errc::InvalidInput,
               fmt::format("signed by {}, which is none of the keys that were given",
                           fingerprint(text.signatures.front().public_key))};
}

}  // namespace noroshi::registry
