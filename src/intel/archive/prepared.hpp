// Prepared: all that can be found out about a submission before the base is locked.
//
// Words, values, warning lists and references cost more than the rows that come of them; several
// senders find them out at the same time, and only then take their turn at writing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intel/archive/sight.hpp"
#include "intel/archive/state.hpp"

namespace noroshi::archive {

struct PreparedValue {
  std::string key;
  bool warned = false;  ///< a warning list knows it: counted, no evidence
};

struct Prepared {
  const Submission* submission = nullptr;
  std::int64_t digest = 0;
  std::optional<base::Micros> version;  ///< nothing: the time of arrival
  Shared shared = Shared::Same;
  std::int64_t decay = 0;
  std::string words;  ///< as the engine keeps them
  std::vector<PreparedValue> values;
  std::string warning_list;
  std::vector<std::string> references;  ///< of the text and of the shared text
  std::string sighting_of;              ///< what a sighting says was seen; else empty
  base::Micros seen_at = 0;             ///< and when
};

Prepared prepared(const Submission& submission, const WarningLists& lists, sql::Dialect dialect);

/// The words of a text in the engine's own form.
std::string kept_words(std::string_view json, sql::Dialect dialect);

/// FNV-1a, 64 bits: finds candidates, texts decide.
std::int64_t digest_of(std::string_view text);

/// The first list that knows the value; empty: none.
std::string warning_for(const WarningLists& lists, const stix::ObservedValue& value);

}  // namespace noroshi::archive
