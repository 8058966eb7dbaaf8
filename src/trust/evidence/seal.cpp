#include "trust/evidence/seal.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/assert.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::evidence {
namespace {

Bytes node_hash(pki::Digest digest, const Bytes& a, const Bytes& b) {
  const auto& first = std::min(a, b);
  const auto& second = std::max(a, b);
  pki::Hasher hasher(digest);
  hasher.add(first);
  hasher.add(second);
  return hasher.finish();
}

Status check_group(const HashGroup& group, pki::Digest digest, std::size_t index) {
  if (group.empty()) {
    return Error{Errc::InvalidUsage, fmt::format("group {} holds no document", index + 1)};
  }
  for (const auto& value : group) {
    if (value.size() == pki::size_of(digest)) continue;
    return Error{Errc::InvalidUsage,
                 fmt::format("a hash of group {} has {} octets, where {} has {}", index + 1,
                             value.size(), to_string(digest), pki::size_of(digest))};
  }
  return {};
}

Bytes identifier_of(pki::Digest digest) { return der::sequence({der::oid(pki::oid_of(digest))}); }

void name_digest(Record& record, pki::Digest digest) {
  auto identifier = identifier_of(digest);
  auto& known = record.digest_algorithms;
  if (std::find(known.begin(), known.end(), identifier) == known.end()) {
    known.push_back(std::move(identifier));
  }
}

Result<HashTree> tree_over(const std::vector<HashGroup>& groups, pki::Digest digest) {
  if (groups.empty()) return Error{Errc::InvalidUsage, "there is nothing to seal"};
  std::vector<Bytes> leaves;
  leaves.reserve(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    NOROSHI_CHECK(check_group(groups[i], digest, i));
    leaves.push_back(group_hash(digest, groups[i]));
  }
  return HashTree(digest, std::move(leaves));
}

}  // namespace

HashTree::HashTree(pki::Digest digest, std::vector<Bytes> leaves) {
  NOROSHI_ASSERT(!leaves.empty());
  levels_.push_back(std::move(leaves));
  while (levels_.back().size() > 1) {
    const auto& below = levels_.back();
    std::vector<Bytes> level;
    level.reserve((below.size() + 1) / 2);
    for (std::size_t i = 0; i + 1 < below.size(); i += 2) {
      level.push_back(node_hash(digest, below[i], below[i + 1]));
    }
    if (below.size() % 2 == 1) level.push_back(below.back());
    levels_.push_back(std::move(level));
  }
}

std::vector<HashGroup> HashTree::path(std::size_t leaf, HashGroup first) const {
  const bool alone = first.size() == 1;
  std::vector<HashGroup> lists{std::move(first)};
  std::size_t at = leaf;
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level, at /= 2) {
    const auto sibling = at ^ 1U;
    if (sibling >= levels_[level].size()) continue;
    if (alone && lists.size() == 1 && lists.front().size() == 1) {
      lists.front().push_back(levels_[level][sibling]);
    } else {
      lists.push_back({levels_[level][sibling]});
    }
  }
  if (alone && lists.front().size() == 1) return {};
  for (auto& list : lists) std::sort(list.begin(), list.end());
  return lists;
}

Batch::Batch(pki::Digest digest, std::vector<HashGroup> groups, HashTree tree, Bytes token)
    : digest_(digest),
      groups_(std::move(groups)),
      tree_(std::move(tree)),
      token_(std::move(token)) {}

Record Batch::record(std::size_t index) const {
  NOROSHI_ASSERT(index < groups_.size());
  Record record;
  name_digest(record, digest_);
  Chain chain;
  chain.stamps.push_back(archive_time_stamp(digest_, tree_.path(index, groups_[index]), token_));
  record.chains.push_back(std::move(chain));
  return record;
}

Result<Batch> seal_groups(std::vector<HashGroup> groups, pki::Digest digest,
                          stamp::StampSource& source) {
  auto tree = NOROSHI_TRY(tree_over(groups, digest));
  auto token = NOROSHI_TRY(source.stamp(digest, tree.root()));
  return Batch(digest, std::move(groups), std::move(tree), std::move(token));
}

Result<Batch> seal(std::vector<Bytes> digests, pki::Digest digest, stamp::StampSource& source) {
  std::vector<HashGroup> groups;
  groups.reserve(digests.size());
  for (auto& one : digests) {
    groups.emplace_back();
    groups.back().push_back(std::move(one));
  }
  return seal_groups(std::move(groups), digest, source);
}

Result<std::vector<Record>> renew_stamps(std::span<const Record> records,
                                         stamp::StampSource& source) {
  if (records.empty()) return std::vector<Record>{};
  const auto digest = records.front().chains.back().digest();
  if (!digest) return Error{Errc::InvalidInput, "the records' digest algorithm is unknown here"};
  std::vector<HashGroup> groups;
  for (const auto& record : records) {
    if (record.chains.back().digest() != digest) {
      return Error{Errc::InvalidUsage,
                   "records of different digest algorithms are renewed one kind at a time"};
    }
    groups.push_back({pki::digest(*digest, record.chains.back().stamps.back().token)});
  }
  // Records of one batch share their token: it is over one hash then, and needs no tree.
  auto distinct = groups;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  const auto batch = NOROSHI_TRY(seal_groups(distinct, *digest, source));
  std::vector<Record> renewed(records.begin(), records.end());
  for (std::size_t i = 0; i < renewed.size(); ++i) {
    const auto found = std::lower_bound(distinct.begin(), distinct.end(), groups[i]);
    const auto index = static_cast<std::size_t>(found - distinct.begin());
    auto& chain = renewed[i].chains.back();
    chain.stamps.push_back(batch.record(index).chains.front().stamps.front());
    chain.whole.clear();
  }
  return renewed;
}

Result<std::vector<Record>> renew_trees(std::span<const Rehashed> records, pki::Digest digest,
                                        stamp::StampSource& source) {
  std::vector<HashGroup> groups;
  for (const auto& one : records) {
    const auto before = sequence_hash(*one.record, one.record->chains.size(), digest);
    HashGroup group;
    for (const auto& hash : one.data) group.push_back(renewed_hash(digest, hash, before));
    groups.push_back(std::move(group));
  }
  if (groups.empty()) return std::vector<Record>{};
  const auto batch = NOROSHI_TRY(seal_groups(std::move(groups), digest, source));
  std::vector<Record> renewed;
  for (std::size_t i = 0; i < records.size(); ++i) {
    renewed.push_back(*records[i].record);
    name_digest(renewed.back(), digest);
    renewed.back().chains.push_back(batch.record(i).chains.front());
  }
  return renewed;
}

}  // namespace noroshi::evidence
