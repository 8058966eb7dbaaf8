#include "trust/evidence/record.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::evidence {
namespace {

/// A chain is renewed once in a few years, a tree of 2^60 leaves has 60 levels: far beyond both.
constexpr std::size_t kMostParts = 20'000;
/// Each binds all before it: the work grows with the square of their number.
constexpr std::size_t kMostChains = 500;

Status too_many(std::size_t count, std::string_view what, std::size_t most = kMostParts) {
  if (count <= most) return {};
  return Error{Errc::Limit, fmt::format("an evidence record of more than {} {}", most, what)};
}

/// The digest of an AlgorithmIdentifier's contents.
Result<std::optional<pki::Digest>> digest_in(der::Reader fields) {
  const auto type = NOROSHI_TRY(fields.oid());
  return pki::digest_of(type);
}

Result<HashGroup> read_group(der::Reader reader) {
  HashGroup group;
  while (!reader.done()) {
    group.push_back(NOROSHI_TRY(reader.octets()));
    NOROSHI_CHECK(too_many(group.size(), "hash values in one list"));
  }
  if (group.empty()) return Error{Errc::InvalidInput, "a list of hash values is empty"};
  return group;
}

Result<std::vector<HashGroup>> read_hash_tree(der::Reader reader) {
  std::vector<HashGroup> tree;
  while (!reader.done()) {
    const auto list = NOROSHI_TRY(reader.next(der::kSequence));
    tree.push_back(NOROSHI_TRY(read_group(reader.inside(list))));
    NOROSHI_CHECK(too_many(tree.size(), "levels of a hash tree"));
  }
  if (tree.empty()) return Error{Errc::InvalidInput, "a hash tree is empty"};
  return tree;
}

std::optional<pki::Digest> token_digest(View token) {
  const auto parsed = stamp::Token::parse(token);
  return parsed ? parsed->info.digest : std::nullopt;
}

Result<ArchiveTimeStamp> read_stamp(const der::Element& element, const der::Reader& outer) {
  ArchiveTimeStamp stamp;
  stamp.whole = der::copy_of(element.whole);
  auto fields = outer.inside(element);
  const auto algorithm = NOROSHI_TRY(fields.optional(der::context(0)));
  if (algorithm) stamp.digest = NOROSHI_TRY(digest_in(fields.inside(*algorithm)));
  NOROSHI_TRY(fields.optional(der::context(1)));  // attributes: none is known
  const auto tree = NOROSHI_TRY(fields.optional(der::context(2)));
  if (tree) stamp.hash_tree = NOROSHI_TRY(read_hash_tree(fields.inside(*tree)));
  const auto token = NOROSHI_TRY(fields.next(der::kSequence));
  stamp.token = der::copy_of(token.whole);
  NOROSHI_CHECK(fields.end("the ArchiveTimeStamp"));
  if (!algorithm) stamp.digest = token_digest(stamp.token);
  return stamp;
}

Result<Chain> read_chain(const der::Element& element, const der::Reader& outer) {
  Chain chain;
  chain.whole = der::copy_of(element.whole);
  auto stamps = outer.inside(element);
  while (!stamps.done()) {
    const auto one = NOROSHI_TRY(stamps.next(der::kSequence));
    chain.stamps.push_back(NOROSHI_TRY(read_stamp(one, stamps)));
    NOROSHI_CHECK(too_many(chain.stamps.size(), "time stamps"));
  }
  if (chain.stamps.empty()) return Error{Errc::InvalidInput, "a chain holds no time stamp"};
  return chain;
}

Result<std::vector<CryptoInfo>> read_crypto_infos(der::Reader reader) {
  std::vector<CryptoInfo> infos;
  while (!reader.done()) {
    auto fields = NOROSHI_TRY(reader.enter(der::kSequence));
    CryptoInfo info;
    info.type = NOROSHI_TRY(fields.oid());
    auto values = NOROSHI_TRY(fields.enter(der::kSet));
    while (!values.done()) info.values.push_back(der::copy_of(NOROSHI_TRY(values.next()).whole));
    infos.push_back(std::move(info));
    NOROSHI_CHECK(too_many(infos.size(), "pieces of cryptographic information"));
  }
  return infos;
}

Result<Record> read_record(der::Reader fields) {
  Record record;
  record.version = NOROSHI_TRY(fields.small_integer());
  if (record.version != 1) {
    return Error{Errc::InvalidInput,
                 fmt::format("its version is {}, where only 1 is known", record.version)};
  }
  auto algorithms = NOROSHI_TRY(fields.enter(der::kSequence));
  while (!algorithms.done()) {
    record.digest_algorithms.push_back(
        der::copy_of(NOROSHI_TRY(algorithms.next(der::kSequence)).whole));
  }
  if (const auto infos = NOROSHI_TRY(fields.optional(der::context(0)))) {
    record.crypto_infos = NOROSHI_TRY(read_crypto_infos(fields.inside(*infos)));
  }
  if (const auto encryption = NOROSHI_TRY(fields.optional(der::context(1)))) {
    record.encryption = der::copy_of(encryption->whole);
  }
  auto chains = NOROSHI_TRY(fields.enter(der::kSequence));
  while (!chains.done()) {
    const auto chain = NOROSHI_TRY(chains.next(der::kSequence));
    record.chains.push_back(NOROSHI_TRY(read_chain(chain, chains)));
    NOROSHI_CHECK(too_many(record.chains.size(), "chains", kMostChains));
  }
  NOROSHI_CHECK(fields.end("the EvidenceRecord"));
  if (record.chains.empty()) return Error{Errc::InvalidInput, "it holds no archive time stamp"};
  return record;
}

Bytes contents_of(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const auto& part : parts) der::append(all, part);
  return all;
}

Bytes encode(const CryptoInfo& info) {
  return der::sequence({der::oid(info.type), der::set_of(info.values)});
}

Bytes encode(const Chain& chain) {
  std::vector<Bytes> stamps;
  stamps.reserve(chain.stamps.size());
  for (const auto& one : chain.stamps) stamps.push_back(one.whole);
  return der::sequence(stamps);
}

Bytes encode(const std::vector<HashGroup>& tree) {
  std::vector<Bytes> lists;
  for (const auto& group : tree) {
    std::vector<Bytes> values;
    values.reserve(group.size());
    for (const auto& value : group) values.push_back(der::octet_string(value));
    lists.push_back(der::sequence(values));
  }
  return der::element(der::context(2), contents_of(lists));
}

}  // namespace

ArchiveTimeStamp archive_time_stamp(pki::Digest digest, std::vector<HashGroup> hash_tree,
                                    Bytes token) {
  ArchiveTimeStamp stamp;
  stamp.digest = digest;
  stamp.hash_tree = std::move(hash_tree);
  stamp.token = std::move(token);
  const auto algorithm = der::element(der::context(0), der::oid(pki::oid_of(digest)));
  const auto tree = stamp.hash_tree.empty() ? Bytes{} : encode(stamp.hash_tree);
  stamp.whole = der::sequence({algorithm, tree, stamp.token});
  return stamp;
}

Result<Record> Record::parse(View octets) {
  der::Reader outer(octets);
  auto fields = outer.enter(der::kSequence).within("the evidence record");
  if (!fields) return std::move(fields).error();
  NOROSHI_CHECK(outer.end("the evidence record"));
  return read_record(*fields).within("the evidence record");
}

Bytes Record::encode() const {
  std::vector<Bytes> parts{der::integer(version), der::sequence(digest_algorithms)};
  if (!crypto_infos.empty()) {
    Bytes infos;
    for (const auto& info : crypto_infos) der::append(infos, evidence::encode(info));
    parts.push_back(der::element(der::context(0), infos));
  }
  if (!encryption.empty()) parts.push_back(encryption);
  std::vector<Bytes> sequence;
  sequence.reserve(chains.size());
  for (const auto& chain : chains) sequence.push_back(evidence::encode(chain));
  parts.push_back(der::sequence(sequence));
  return der::sequence(parts);
}

Bytes sequence_hash(const Record& record, std::size_t chain, pki::Digest digest) {
  std::vector<Bytes> before;
  for (std::size_t i = 0; i < chain && i < record.chains.size(); ++i) {
    const auto& one = record.chains[i];
    before.push_back(one.whole.empty() ? encode(one) : one.whole);
  }
  return pki::digest(digest, der::sequence(before));
}

Bytes renewed_hash(pki::Digest digest, View data_hash, View sequence_hash) {
  Bytes both(data_hash.begin(), data_hash.end());
  der::append(both, sequence_hash);
  return pki::digest(digest, both);
}

Bytes group_hash(pki::Digest digest, HashGroup group) {
  if (group.size() == 1) return std::move(group.front());
  std::sort(group.begin(), group.end());
  return pki::digest(digest, contents_of(group));
}

}  // namespace noroshi::evidence
