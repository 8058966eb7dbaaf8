#include "trust/log/note.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <sodium.h>

#include "base/assert.hpp"
#include "base/utf8.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::tlog {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // U+2014, a blank
constexpr std::string_view kSecretMark = "PRIVATE+KEY+";
constexpr std::size_t kTimeOctets = 8;

bool sodium_ready() { return sodium_init() >= 0; }

std::string_view view(const std::array<std::uint8_t, 32>& octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

/// C2SP: not empty, no Unicode blanks, no plus.  Blanks beyond ASCII are refused by refusing what
/// begins the UTF-8 of any of them together with what may follow.
bool sound_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> kBlanks{"\xC2\xA0", "\xC2\x85", "\xE1\x9A\x80",
                                                    "\xE2\x80\xAF", "\xE3\x80\x80"};
  if (name.empty() || name.size() > 255) return false;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '+') return false;
  }
  for (const auto blank : kBlanks) {
    if (name.find(blank) != std::string_view::npos) return false;
  }
  // U+2000 to U+200A, U+2028, U+2029, U+205F.
  for (std::size_t at = name.find("\xE2\x80"); at != std::string_view::npos;
       at = name.find("\xE2\x80", at + 1)) {
    const auto last = at + 2 < name.size() ? static_cast<unsigned char>(name[at + 2]) : 0;
    if ((last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9) return false;
  }
  return name.find("\xE2\x81\x9F") == std::string_view::npos;
}

std::uint32_t big_endian(std::string_view octets) {
  std::uint32_t value = 0;
  for (const char c : octets.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string big_endian_octets(std::uint64_t value, int count) {
  std::string octets;
  for (int i = count - 1; i >= 0; --i) octets += static_cast<char>(value >> (8 * i));
  return octets;
}

std::uint32_t key_id(std::string_view name, KeyType type,
                     const std::array<std::uint8_t, 32>& octets) {
  std::string text(name);
  text += '\n';
  text += static_cast<char>(type);
  text += view(octets);
  const Hash hash = sha256(text);
  return big_endian({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

/// name+id+base64(type ‖ octets), after any mark.
struct KeyText {
  std::string name;
  KeyType type = KeyType::Ed25519;
  std::uint32_t id = 0;
  std::array<std::uint8_t, 32> octets{};
};

Result<KeyText> parse_key(std::string_view text, std::string_view what) {
  const auto fail = [&](std::string_view why) {
    return Error{Errc::InvalidInput, fmt::format("{}: {}", what, why)};
  };
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return fail("not of the form name+id+base64");
  KeyText key;
  key.name = text.substr(0, first);
  if (!sound_name(key.name)) return fail("the name is empty or holds a blank");
  const auto id = text.substr(first + 1, second - first - 1);
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), key.id, 16);
  if (id.size() != 8 || error != std::errc{} || end != id.data() + id.size()) {
    return fail("the key id is not eight hexadecimal digits");
  }
  const auto octets = from_base64(text.substr(second + 1));
  if (!octets || octets->size() != 33) return fail("the key is not 33 octets in Base 64");
  const auto type = static_cast<std::uint8_t>(octets->front());
  if (type != static_cast<std::uint8_t>(KeyType::Ed25519) &&
      type != static_cast<std::uint8_t>(KeyType::Cosignature)) {
    return fail(
        fmt::format("keys of type {:#04x} are not known here: use Ed25519 (0x01) or "
                    "cosignatures by Ed25519 (0x04)",
                    type));
  }
  key.type = static_cast<KeyType>(type);
  std::copy(octets->begin() + 1, octets->end(), reinterpret_cast<char*>(key.octets.data()));
  return key;
}

std::string key_text(std::string_view name, std::uint32_t id, KeyType type,
                     std::string_view octets) {
  std::string typed(1, static_cast<char>(type));
  typed += octets;
  return fmt::format("{}+{:08x}+{}", name, id, to_base64(typed));
}

std::string cosigned(std::string_view text, std::uint64_t time) {
  return fmt::format("cosignature/v1\ntime {}\n{}", time, text);
}

Result<Signature> parse_line(std::string_view line) {
  const auto bad = [] {
    return Error{Errc::InvalidInput, "a signature line is not '— name base64'"};
  };
  if (!line.starts_with(kDash)) return bad();
  line.remove_prefix(kDash.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos) return bad();
  Signature signature;
  signature.name = line.substr(0, blank);
  const auto octets = from_base64(line.substr(blank + 1));
  if (!sound_name(signature.name) || !octets || octets->size() < 5) return bad();
  signature.key = big_endian(*octets);
  signature.octets = octets->substr(4);
  return signature;
}

bool holds(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                     reinterpret_cast<const unsigned char*>(message.data()),
                                     message.size(), key.octets().data()) == 0;
}

/// Nothing: wrong.
std::optional<std::uint64_t> checked(const PublicKey& key, const Note& note,
                                     const Signature& signature) {
  if (key.type() == KeyType::Ed25519) {
    return holds(key, note.text, signature.octets) ? std::optional<std::uint64_t>(0) : std::nullopt;
  }
  if (signature.octets.size() <= kTimeOctets) return std::nullopt;
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < kTimeOctets; ++i) {
    time = time << 8 | static_cast<unsigned char>(signature.octets[i]);
  }
  if (time > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  const auto octets = std::string_view(signature.octets).substr(kTimeOctets);
  return holds(key, cosigned(note.text, time), octets) ? std::optional(time) : std::nullopt;
}

}  // namespace

Result<PublicKey> PublicKey::parse(std::string_view vkey) {
  const auto key = NOROSHI_TRY(parse_key(vkey, "verifier key"));
  PublicKey made = make(key.name, key.type, key.octets);
  if (made.id() != key.id) {
    return Error{Errc::InvalidInput,
                 "verifier key: its id does not follow from its name and octets; it was mistyped, "
                 "or its name was changed"};
  }
  return made;
}

PublicKey PublicKey::make(std::string name, KeyType type,
                          const std::array<std::uint8_t, 32>& octets) {
  PublicKey key;
  key.id_ = key_id(name, type, octets);
  key.name_ = std::move(name);
  key.type_ = type;
  key.octets_ = octets;
  return key;
}

std::string PublicKey::text() const { return key_text(name_, id_, type_, view(octets_)); }

SecretKey::SecretKey(std::string name, KeyType type, Seed& seed)
    : secret_(crypto_sign_SECRETKEYBYTES) {
  std::array<std::uint8_t, 32> open{};
  crypto_sign_seed_keypair(open.data(), secret_.data(), seed.data());
  sodium_memzero(seed.data(), seed.size());
  public_ = PublicKey::make(std::move(name), type, open);
}

Result<SecretKey> SecretKey::draw(std::string name, KeyType type) {
  NOROSHI_ASSERT(sodium_ready());
  if (!sound_name(name)) {
    return Error{Errc::InvalidUsage,
                 "a key's name is not empty and holds neither blanks nor '+': use something like "
                 "log.example.org/cases"};
  }
  Seed seed{};
  randombytes_buf(seed.data(), seed.size());
  return SecretKey(std::move(name), type, seed);
}

Result<SecretKey> SecretKey::parse(std::string_view text) {
  NOROSHI_ASSERT(sodium_ready());
  if (!text.starts_with(kSecretMark)) {
    return Error{Errc::InvalidInput, "signer key: it does not begin with PRIVATE+KEY+"};
  }
  auto key = NOROSHI_TRY(parse_key(text.substr(kSecretMark.size()), "signer key"));
  SecretKey secret(key.name, key.type, key.octets);
  if (key.id != secret.public_.id()) {
    return Error{Errc::InvalidInput, "signer key: its id does not follow from its name and octets"};
  }
  return secret;
}

SecretKey::~SecretKey() {
  if (!secret_.empty()) sodium_memzero(secret_.data(), secret_.size());
}

std::string SecretKey::text() const {
  const std::string_view seed(reinterpret_cast<const char*>(secret_.data()), crypto_sign_SEEDBYTES);
  return std::string(kSecretMark) + key_text(public_.name(), public_.id(), public_.type(), seed);
}

std::string SecretKey::sign(std::string_view text, std::uint64_t time) const {
  const bool timed = public_.type() == KeyType::Cosignature;
  const std::string message = timed ? cosigned(text, time) : std::string(text);
  std::string octets = big_endian_octets(public_.id(), 4);
  if (timed) octets += big_endian_octets(time, kTimeOctets);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       secret_.data());
  octets += signature;
  return fmt::format("{}{} {}\n", kDash, public_.name(), to_base64(octets));
}

Result<std::vector<Signature>> parse_signatures(std::string_view lines) {
  std::vector<Signature> signatures;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    if (end == std::string_view::npos) {
      return Error{Errc::InvalidInput, "the last signature line does not end"};
    }
    if (signatures.size() == kMostSignatures) {
      return Error{Errc::Limit, fmt::format("more than {} signatures", kMostSignatures)};
    }
    signatures.push_back(NOROSHI_TRY(parse_line(lines.substr(0, end))));
    lines.remove_prefix(end + 1);
  }
  if (signatures.empty()) return Error{Errc::InvalidInput, "no signature"};
  return signatures;
}

Result<Note> parse_note(std::string_view text) {
  if (text.size() > kLongestNote) {
    return Error{Errc::Limit, fmt::format("a note of more than {} octets", kLongestNote)};
  }
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    length = base::utf8_length(text.substr(at));
    if (length == 0) return Error{Errc::InvalidInput, "a note is UTF-8"};
    if (static_cast<unsigned char>(text[at]) < 0x20 && text[at] != '\n') {
      return Error{Errc::InvalidInput, "a note holds no control characters"};
    }
  }
  // The last empty line parts text and signatures.
  const auto gap = text.rfind("\n\n");
  if (gap == std::string_view::npos) {
    return Error{Errc::InvalidInput, "a note has an empty line before its signatures"};
  }
  Note note;
  note.text = text.substr(0, gap + 1);
  note.signatures = NOROSHI_TRY(parse_signatures(text.substr(gap + 2)));
  return note;
}

Result<std::vector<Verified>> verify(const Note& note, const std::vector<PublicKey>& keys) {
  NOROSHI_ASSERT(sodium_ready());
  std::vector<Verified> verified;
  for (const Signature& signature : note.signatures) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i].id() != signature.key || keys[i].name() != signature.name) continue;
      const auto time = checked(keys[i], note, signature);
      if (!time) {
        return Error{Errc::InvalidInput,
                     fmt::format("the signature of {} does not hold", signature.name)};
      }
      const bool again = std::any_of(verified.begin(), verified.end(),
                                     [&](const Verified& other) { return other.key == i; });
      if (!again) verified.push_back({.key = i, .time = *time});
    }
  }
  return verified;
}

}  // namespace noroshi::tlog
