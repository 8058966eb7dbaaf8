#include "trust/log/merkle.hpp"

#include <bit>
#include <gtest/gtest.h>
#include <vector>

#include "base/hex.hpp"

namespace noroshi::tlog {
namespace {

/// RFC 6962, section 2.1, word by word.
Hash slow_root(const std::vector<Hash>& leaves, std::size_t first, std::size_t count) {
  if (count == 0) return empty_root();
  if (count == 1) return leaves[first];
  const std::size_t left = std::bit_floor(count - 1);
  return node_hash(slow_root(leaves, first, left), slow_root(leaves, first + left, count - left));
}

class Leaves final : public HashSource {
 public:
  explicit Leaves(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) all.push_back(leaf_hash(std::to_string(i)));
  }
  Result<Hash> node(unsigned level, std::uint64_t index) override {
    const std::uint64_t count = std::uint64_t{1} << level;
    EXPECT_LE((index + 1) * count, all.size());
    return slow_root(all, index * count, count);
  }
  [[nodiscard]] Hash root(std::size_t size) const { return slow_root(all, 0, size); }

  std::vector<Hash> all;
};

// The inputs and roots with which implementations of Certificate Transparency test themselves.
TEST(Merkle, RootsAreThoseOfCertificateTransparency) {
  using namespace std::string_literals;
  const std::vector<std::string> entries{
      "",
      "\x00"s,
      "\x10",
      "\x20\x21",
      "\x30\x31",
      "\x40\x41\x42\x43",
      "\x50\x51\x52\x53\x54\x55\x56\x57",
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  const std::vector<std::string> roots{
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Frontier frontier;
  EXPECT_EQ(base::to_hex(frontier.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    frontier.add(leaf_hash(entries[i]));
    EXPECT_EQ(base::to_hex(frontier.root()), roots[i]) << i;
  }
}

TEST(Merkle, RootsOfAllSizesAreThoseOfTheDefinition) {
  Leaves leaves(300);
  Frontier frontier;
  for (std::size_t size = 0; size <= leaves.all.size(); ++size) {
    EXPECT_EQ(*root_of(leaves, size), leaves.root(size)) << size;
    EXPECT_EQ(frontier.root(), leaves.root(size)) << size;
    if (size < leaves.all.size()) frontier.add(leaves.all[size]);
  }
}

TEST(Merkle, EveryEntryOfEveryTreeIsProvedAndNoOther) {
  constexpr std::size_t kMost = 70;
  Leaves leaves(kMost);
  for (std::size_t size = 1; size <= kMost; ++size) {
    const Hash root = leaves.root(size);
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = inclusion_proof(leaves, index, size);
      ASSERT_TRUE(proof);
      ASSERT_FALSE(inclusion_flaw(leaves.all[index], index, size, *proof, root));
      ASSERT_TRUE(inclusion_flaw(leaves.all[(index + 1) % kMost], index, size, *proof, root));
      for (std::size_t other = 0; other < size; ++other) {
        if (other == index) continue;
        ASSERT_TRUE(inclusion_flaw(leaves.all[index], other, size, *proof, root));
      }
    }
  }
}

TEST(Merkle, EveryTreeIsProvedToBeginWithEveryOlderOne) {
  constexpr std::size_t kMost = 70;
  Leaves leaves(kMost);
  for (std::size_t size = 0; size <= kMost; ++size) {
    for (std::size_t old_size = 0; old_size <= size; ++old_size) {
      const auto proof = consistency_proof(leaves, old_size, size);
      ASSERT_TRUE(proof);
      ASSERT_FALSE(
          consistency_flaw(old_size, size, leaves.root(old_size), leaves.root(size), *proof))
          << old_size << " of " << size;
      if (old_size == 0 || old_size == size) continue;
      // Any other older tree, or newer one, is not proved by it.
      const Hash stranger = leaf_hash("another");
      ASSERT_TRUE(consistency_flaw(old_size, size, stranger, leaves.root(size), *proof));
      ASSERT_TRUE(consistency_flaw(old_size, size, leaves.root(old_size), stranger, *proof));
    }
  }
}

TEST(Merkle, AnyChangeOfAProofIsSeen) {
  Leaves leaves(37);
  const auto inclusion = *inclusion_proof(leaves, 20, 37);
  const auto consistency = *consistency_proof(leaves, 20, 37);
  const auto flawed = [&](const Proof& proof, bool of_inclusion) {
    return of_inclusion
               ? inclusion_flaw(leaves.all[20], 20, 37, proof, leaves.root(37)).has_value()
               : consistency_flaw(20, 37, leaves.root(20), leaves.root(37), proof).has_value();
  };
  for (const bool of_inclusion : {true, false}) {
    const Proof& good = of_inclusion ? inclusion : consistency;
    ASSERT_FALSE(flawed(good, of_inclusion));
    for (std::size_t i = 0; i < good.size(); ++i) {
      Proof changed = good;
      changed[i][7] ^= 1;
      EXPECT_TRUE(flawed(changed, of_inclusion));
      Proof shorter = good;
      shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_TRUE(flawed(shorter, of_inclusion));
      Proof longer = good;
      longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(i), good[i]);
      EXPECT_TRUE(flawed(longer, of_inclusion));
    }
    Proof longer = good;
    longer.push_back(good.back());
    EXPECT_TRUE(flawed(longer, of_inclusion));
  }
}

TEST(Merkle, ProofsBeyondTheTreeAreRefused) {
  Leaves leaves(4);
  EXPECT_FALSE(inclusion_proof(leaves, 4, 4));
  EXPECT_FALSE(consistency_proof(leaves, 4, 3));
  EXPECT_TRUE(inclusion_flaw(leaves.all[0], 4, 4, {}, leaves.root(4)));
  EXPECT_TRUE(consistency_flaw(4, 3, leaves.root(4), leaves.root(3), {}));
}

TEST(Base64, HasOneTextForEachValue) {
  for (const std::string_view bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
  for (const std::string_view text : {"Zg", "Zh==", " Zg==", "Zg==\n", "Zm9", "====", "Zg=a"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

}  // namespace
}  // namespace noroshi::tlog
