#include "intel/archive/prepared.hpp"

#include <algorithm>

#include "intel/archive/decay.hpp"
#include "intel/archive/features.hpp"
#include "intel/archive/words.hpp"

namespace noroshi::archive {
namespace {

Shared how_shared(const Submission& submission) {
  const std::string& text = submission.object.text;
  if (submission.shared_text.empty() || submission.shared_text == text) return Shared::Same;
  return equal_but_for_references(text, submission.shared_text) ? Shared::References
                                                                : Shared::Apart;
}

// An indicator of nothing but URLs goes stale as fast as they do.
Decay decay_of(const stix::Object& object, const std::vector<std::string>& keys) {
  const bool urls = !keys.empty() && std::all_of(keys.begin(), keys.end(), [](const auto& key) {
    return key.starts_with("url ");
  });
  if (object.type == "indicator" && urls) return Decay::Phishing;
  return decay_of_type(object.type);
}

void find_values(Prepared& prepared, const WarningLists& lists, std::vector<std::string> keys) {
  prepared.values.reserve(keys.size());
  for (std::string& key : keys) {
    std::string list = warning_for(lists, value_of(key));
    prepared.values.push_back({.key = std::move(key), .warned = !list.empty()});
    if (prepared.warning_list.empty()) prepared.warning_list = std::move(list);
  }
}

void find_references(Prepared& prepared) {
  const Submission& submission = *prepared.submission;
  prepared.references = references_in(submission.object.text);
  if (prepared.shared == Shared::Same) return;
  auto more = references_in(submission.shared_text);
  prepared.references.insert(prepared.references.end(), more.begin(), more.end());
  std::sort(prepared.references.begin(), prepared.references.end());
  prepared.references.erase(std::unique(prepared.references.begin(), prepared.references.end()),
                            prepared.references.end());
}

}  // namespace

std::int64_t digest_of(std::string_view text) {
  std::uint64_t digest = 14'695'981'039'346'656'037U;
  for (const char octet : text) {
    digest = (digest ^ static_cast<unsigned char>(octet)) * 1'099'511'628'211U;
  }
  return static_cast<std::int64_t>(digest);
}

std::string kept_words(std::string_view json, sql::Dialect dialect) {
  std::string words = words_in(json);
  return dialect == sql::Dialect::Sqlite ? words : tsvector(words);
}

std::string warning_for(const WarningLists& lists, const stix::ObservedValue& value) {
  if (!lists) return {};
  for (const feeds::WarningList& list : *lists) {
    if (list.knows(value.kind, value.value)) return list.name;
  }
  return {};
}

Prepared prepared(const Submission& submission, const WarningLists& lists, sql::Dialect dialect) {
  const stix::Object& object = submission.object;
  Prepared result;
  result.submission = &submission;
  result.digest = digest_of(object.text);
  result.version = object.modified ? object.modified : object.created;
  result.shared = how_shared(submission);
  result.words = kept_words(object.text, dialect);
  auto keys = value_keys(object);
  result.decay = static_cast<std::int64_t>(decay_of(object, keys));
  find_values(result, lists, std::move(keys));
  find_references(result);
  if (object.type == "sighting") {
    for (const auto& [path, id] : object.references) {
      if (path == "sighting_of_ref") result.sighting_of = id;
    }
    result.seen_at = sighting_time(object.text).value_or(result.version.value_or(0));
  }
  return result;
}

}  // namespace noroshi::archive
