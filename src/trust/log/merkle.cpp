#include "trust/log/merkle.hpp"

#include <bit>
#include <memory>
#include <openssl/evp.h>

#include "base/assert.hpp"

namespace noroshi::tlog {
namespace {

/// Fetching the algorithm costs more than hashing a leaf, so each thread does it once.
class Digest {
 public:
  Digest()
      : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free),
        context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    NOROSHI_ASSERT(algorithm_ && context_);
  }

  template <class... Parts>
  Hash over(const Parts&... parts) {
    Hash hash;
    bool good = EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1;
    ((good = good && EVP_DigestUpdate(context_.get(), parts.data(), parts.size()) == 1), ...);
    NOROSHI_ASSERT(good && EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) == 1);
    return hash;
  }

 private:
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

Digest& digest() {
  thread_local Digest own;
  return own;
}

/// The largest power of two below `count`, which is at least 2 (RFC 6962, section 2.1: k).
std::uint64_t left_part(std::uint64_t count) { return std::bit_floor(count - 1); }

/// The hash over entries [first, first + count); `first` is a multiple of each subtree's size.
Result<Hash> range(HashSource& source, std::uint64_t first, std::uint64_t count) {
  if (std::has_single_bit(count)) {
    const auto level = static_cast<unsigned>(std::countr_zero(count));
    return source.node(level, first >> level);
  }
  const std::uint64_t left = left_part(count);
  const Hash left_hash = NOROSHI_TRY(range(source, first, left));
  const Hash right_hash = NOROSHI_TRY(range(source, first + left, count - left));
  return node_hash(left_hash, right_hash);
}

/// PATH(m, D[n]) of RFC 6962, section 2.1.1, from the leaf upwards.
Status add_path(HashSource& source, std::uint64_t index, std::uint64_t first, std::uint64_t count,
                Proof& proof) {
  if (count == 1) return {};
  const std::uint64_t left = left_part(count);
  if (index < left) {
    NOROSHI_CHECK(add_path(source, index, first, left, proof));
    proof.push_back(NOROSHI_TRY(range(source, first + left, count - left)));
  } else {
    NOROSHI_CHECK(add_path(source, index - left, first + left, count - left, proof));
    proof.push_back(NOROSHI_TRY(range(source, first, left)));
  }
  return {};
}

/// SUBPROOF(m, D[n], b) of RFC 6962, section 2.1.2; `known`: the verifier has this subtree's hash.
Status add_subproof(HashSource& source, std::uint64_t old_count, std::uint64_t first,
                    std::uint64_t count, bool known, Proof& proof) {
  if (old_count == count) {
    if (!known) proof.push_back(NOROSHI_TRY(range(source, first, count)));
    return {};
  }
  const std::uint64_t left = left_part(count);
  if (old_count <= left) {
    NOROSHI_CHECK(add_subproof(source, old_count, first, left, known, proof));
    proof.push_back(NOROSHI_TRY(range(source, first + left, count - left)));
  } else {
    NOROSHI_CHECK(add_subproof(source, old_count - left, first + left, count - left, false, proof));
    proof.push_back(NOROSHI_TRY(range(source, first, left)));
  }
  return {};
}

std::string_view view(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

Hash sha256(std::string_view bytes) { return digest().over(bytes); }

Hash leaf_hash(std::string_view entry) {
  static constexpr std::string_view kLeaf("\0", 1);
  return digest().over(kLeaf, entry);
}

Hash node_hash(const Hash& left, const Hash& right) {
  static constexpr std::string_view kNode("\x01", 1);
  return digest().over(kNode, left, right);
}

Hash empty_root() { return sha256({}); }

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::string to_base64(const Hash& hash) { return to_base64(view(hash)); }

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > std::size_t{1} << 24) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  // OpenSSL passes over blanks and takes padding bits that are not zero: one text for each value.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<Hash> hash_from_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  Hash hash;
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), reinterpret_cast<char*>(hash.data()));
  return hash;
}

Result<Hash> root_of(HashSource& source, std::uint64_t size) {
  if (size == 0) return empty_root();
  return range(source, 0, size);
}

Result<Proof> inclusion_proof(HashSource& source, std::uint64_t index, std::uint64_t size) {
  if (index >= size) return Error{Errc::InvalidUsage, "the entry is beyond the end of the log"};
  Proof proof;
  NOROSHI_CHECK(add_path(source, index, 0, size, proof));
  return proof;
}

Result<Proof> consistency_proof(HashSource& source, std::uint64_t old_size, std::uint64_t size) {
  if (old_size > size) return Error{Errc::InvalidUsage, "the older tree is the larger one"};
  Proof proof;
  if (old_size == 0 || old_size == size) return proof;
  NOROSHI_CHECK(add_subproof(source, old_size, 0, size, true, proof));
  return proof;
}

std::optional<std::string_view> inclusion_flaw(const Hash& leaf, std::uint64_t index,
                                               std::uint64_t size, const Proof& proof,
                                               const Hash& root) {
  if (index >= size) return "the entry is beyond the end of the tree";
  std::uint64_t at = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return "the proof is too long";
    if ((at & 1) != 0 || at == last) {
      hash = node_hash(sibling, hash);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    at >>= 1;
    last >>= 1;
  }
  if (last != 0) return "the proof is too short";
  if (hash != root) return "the proof leads to another root";
  return std::nullopt;
}

std::optional<std::string_view> consistency_flaw(std::uint64_t old_size, std::uint64_t size,
                                                 const Hash& old_root, const Hash& root,
                                                 const Proof& proof) {
  if (old_size > size) return "the older tree is the larger one";
  if (old_size == 0) {
    if (!proof.empty()) return "a proof from the empty tree is empty";
    return old_root == empty_root()
               ? std::nullopt
               : std::optional<std::string_view>("the empty tree has another root");
  }
  if (old_size == size) {
    if (!proof.empty()) return "a proof between equal sizes is empty";
    return old_root == root ? std::nullopt
                            : std::optional<std::string_view>("equal sizes have different roots");
  }
  if (proof.empty()) return "the proof is empty";
  std::uint64_t at = old_size - 1;
  std::uint64_t last = size - 1;
  while ((at & 1) != 0) {
    at >>= 1;
    last >>= 1;
  }
  // Where the older tree is one complete subtree, its root begins the path and is not sent.
  auto next = proof.begin();
  Hash old_hash = std::has_single_bit(old_size) ? old_root : *next++;
  Hash hash = old_hash;
  for (; next != proof.end(); ++next) {
    if (last == 0) return "the proof is too long";
    if ((at & 1) != 0 || at == last) {
      old_hash = node_hash(*next, old_hash);
      hash = node_hash(*next, hash);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, *next);
    }
    at >>= 1;
    last >>= 1;
  }
  if (last != 0) return "the proof is too short";
  if (old_hash != old_root) return "the proof leads to another older root";
  if (hash != root) return "the proof leads to another root";
  return std::nullopt;
}

void Frontier::add(const Hash& leaf) {
  Hash hash = leaf;
  for (std::uint64_t size = size_; (size & 1) != 0; size >>= 1) {
    hash = node_hash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Hash Frontier::root() const {
  if (size_ == 0) return empty_root();
  Hash hash = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak)
    hash = node_hash(*peak, hash);
  return hash;
}

}  // namespace noroshi::tlog
