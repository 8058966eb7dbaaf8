#include "trust/log/policy.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::tlog {
namespace {

constexpr std::size_t kMostLines = 10'000;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < line.size();) {
    at = line.find_first_not_of(" \t", at);
    if (at == std::string_view::npos) break;
    const auto end = std::min(line.find_first_of(" \t", at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

Error wrong(std::string_view why) { return Error{Errc::InvalidInput, std::string(why)}; }

}  // namespace

/// Reads line after line into a Policy.
class Policy::Reader {
 public:
  Status take(const std::vector<std::string_view>& words) {
    const auto keyword = words.front();
    if (keyword == "log") return take_log(words);
    if (keyword == "witness") return take_witness(words);
    if (keyword == "group") return take_group(words);
    if (keyword == "quorum") return take_quorum(words);
    return wrong(
        fmt::format("'{}' is neither log, witness, group nor quorum", keyword.substr(0, 32)));
  }

  Result<Policy> finish() && {
    if (!quorum_seen_)
      return wrong("there is no quorum line; write 'quorum none' to ask for no witness");
    return std::move(policy_);
  }

 private:
  Status take_log(const std::vector<std::string_view>& words) {
    if (words.size() < 2 || words.size() > 3) return wrong("a log line is 'log <vkey> [<url>]'");
    const auto key = NOROSHI_TRY(PublicKey::parse(words[1]));
    if (key.type() != KeyType::Ed25519) return wrong("a log's key is of type 0x01");
    for (const auto& other : policy_.logs_) {
      if (other.key.octets() == key.octets()) return wrong("a log's key is listed twice");
    }
    policy_.logs_.push_back({key, words.size() > 2 ? std::string(words[2]) : std::string()});
    return {};
  }

  Status take_witness(const std::vector<std::string_view>& words) {
    if (words.size() < 3 || words.size() > 4) {
      return wrong("a witness line is 'witness <name> <vkey> [<url>]'");
    }
    const auto key = NOROSHI_TRY(PublicKey::parse(words[2]));
    if (key.type() != KeyType::Cosignature) return wrong("a witness's key is of type 0x04");
    for (const auto& other : policy_.witnesses_) {
      if (other.key.octets() == key.octets()) return wrong("a witness's key is listed twice");
    }
    NOROSHI_CHECK(add({.name = std::string(words[1]), .witness = policy_.witnesses_.size()}));
    policy_.witnesses_.push_back(
        {std::string(words[1]), key, words.size() > 3 ? std::string(words[3]) : std::string()});
    return {};
  }

  Status take_group(const std::vector<std::string_view>& words) {
    if (words.size() < 4) return wrong("a group line is 'group <name> all|any|<k> <name>…'");
    Member group{.name = std::string(words[1])};
    for (auto word = words.begin() + 3; word != words.end(); ++word) {
      const std::size_t member = NOROSHI_TRY(find(*word));
      if (policy_.members_[member].used) {
        return wrong(fmt::format("'{}' is a member twice", *word));
      }
      policy_.members_[member].used = true;
      group.members.push_back(member);
    }
    const auto threshold = words[2];
    const auto number = parse_decimal(threshold);
    if (threshold == "all") {
      group.needed = group.members.size();
    } else if (threshold != "any" && (!number || *number < 1 || *number > group.members.size())) {
      return wrong(
          fmt::format("the threshold is all, any, or a number from 1 to {}", group.members.size()));
    } else if (number) {
      group.needed = *number;
    }
    return add(std::move(group));
  }

  Status take_quorum(const std::vector<std::string_view>& words) {
    if (words.size() != 2) return wrong("a quorum line is 'quorum <name>' or 'quorum none'");
    if (quorum_seen_) return wrong("there is a second quorum line");
    quorum_seen_ = true;
    if (words[1] != "none") policy_.quorum_ = NOROSHI_TRY(find(words[1]));
    return {};
  }

  Status add(Member member) {
    const auto& all = policy_.members_;
    const bool taken = member.name == "none" ||
                       std::any_of(all.begin(), all.end(),
                                   [&](const Member& other) { return other.name == member.name; });
    if (taken) return wrong(fmt::format("the name '{}' is taken", member.name));
    policy_.members_.push_back(std::move(member));
    return {};
  }

  [[nodiscard]] Result<std::size_t> find(std::string_view name) const {
    const auto& all = policy_.members_;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Member& member) { return member.name == name; });
    if (found == all.end()) {
      return wrong(fmt::format("'{}' is not defined on a line before", name.substr(0, 64)));
    }
    return static_cast<std::size_t>(found - all.begin());
  }

  Policy policy_;
  bool quorum_seen_ = false;
};

Result<Policy> Policy::parse(std::string_view text) {
  Reader reader;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto place = fmt::format("policy: line {}", ++number);
    if (number > kMostLines) return Error{Errc::Limit, place + ": more lines than any policy has"};
    for (const char c : line) {
      const auto octet = static_cast<unsigned char>(c);
      if ((octet < 0x20 && c != '\t') || octet == 0x7F) {
        return wrong("a control character").within(place);
      }
    }
    const auto words = words_of(line);
    if (words.empty() || words.front().starts_with('#')) continue;
    NOROSHI_CHECK(reader.take(words).within(place));
  }
  return std::move(reader).finish().within("policy");
}

bool Policy::witnessed(std::size_t member, const std::vector<bool>& cosigned) const {
  const Member& asked = members_[member];
  if (asked.witness) return cosigned[*asked.witness];
  const auto count = std::count_if(asked.members.begin(), asked.members.end(),
                                   [&](std::size_t m) { return witnessed(m, cosigned); });
  return static_cast<std::size_t>(count) >= asked.needed;
}

Result<Policy::Accepted> Policy::accept(const Note& note) const {
  Accepted accepted;
  accepted.checkpoint = NOROSHI_TRY(parse_checkpoint(note.text));
  std::vector<PublicKey> keys;
  for (const auto& log : logs_) keys.push_back(log.key);
  for (const auto& witness : witnesses_) keys.push_back(witness.key);
  auto verified = NOROSHI_TRY(verify(note, keys));
  std::sort(verified.begin(), verified.end(),
            [](const Verified& a, const Verified& b) { return a.key < b.key; });
  std::optional<std::size_t> log;
  std::vector<bool> cosigned(witnesses_.size());
  for (const auto& [key, time] : verified) {
    if (key < logs_.size()) {
      if (logs_[key].key.name() == accepted.checkpoint.origin) log = key;
      continue;
    }
    cosigned[key - logs_.size()] = true;
    accepted.witnesses.push_back(key - logs_.size());
    accepted.times.push_back(time);
  }
  if (!log) {
    return Error{Errc::InvalidInput,
                 fmt::format("no log of the policy signed this checkpoint of '{}'",
                             accepted.checkpoint.origin)};
  }
  accepted.log = *log;
  if (quorum_ && !witnessed(*quorum_, cosigned)) {
    return Error{
        Errc::InvalidInput,
        fmt::format("the quorum '{}' is not met: {} of {} witnesses cosigned",
                    members_[*quorum_].name, accepted.witnesses.size(), witnesses_.size())};
  }
  return accepted;
}

}  // namespace noroshi::tlog
