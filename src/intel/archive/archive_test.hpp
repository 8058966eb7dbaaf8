// What the tests of the archive share: small objects, labels and viewers, and an archive over each
// engine whose clock stands where the test puts it.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "intel/archive/archive.hpp"
#include "io/sql/engines_test.hpp"

namespace noroshi::archive {

inline constexpr base::Micros kStart = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z

/// The n-th id of a type: a UUID of version 4 that is no real one.
inline std::string id_of(std::string_view type, std::uint64_t n) {
  return fmt::format("{}--00000000-0000-4000-8000-{:012x}", type, n);
}

inline stix::Object object_from(const std::string& json) {
  std::vector<stix::Complaint> complaints;
  auto object = stix::read_object(json, "test", {.strict = false}, complaints);
  if (!object) {
    ADD_FAILURE() << json << (complaints.empty() ? "" : stix::to_string(complaints.front()));
    return {};
  }
  return std::move(*object);
}

/// An indicator of one address; `extra` are further properties, with a comma before each.
inline stix::Object indicator(std::uint64_t n, base::Micros modified,
                              std::string_view address = "198.51.100.7",
                              std::string_view extra = "") {
  return object_from(fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
      R"("pattern":"[ipv4-addr:value = '{}']","pattern_type":"stix","valid_from":"{}"{}}})",
      id_of("indicator", n), stix::timestamp(kStart - base::kDay), stix::timestamp(modified),
      address, stix::timestamp(kStart - base::kDay), extra));
}

inline stix::Object named(std::string_view type, std::uint64_t n, base::Micros modified,
                          std::string_view name, std::string_view extra = "") {
  return object_from(fmt::format(R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"{}",)"
                                 R"("modified":"{}","name":"{}"{}}})",
                                 type, id_of(type, n), stix::timestamp(kStart - base::kDay),
                                 stix::timestamp(modified), name, extra));
}

inline stix::Object address(std::uint64_t n, std::string_view value, std::string_view extra = "") {
  return object_from(
      fmt::format(R"({{"type":"ipv4-addr","spec_version":"2.1","id":"{}","value":"{}"{}}})",
                  id_of("ipv4-addr", n), value, extra));
}

inline stix::Object sighting(std::uint64_t n, std::string_view of, base::Micros seen,
                             std::string_view extra = "") {
  return object_from(fmt::format(
      R"({{"type":"sighting","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
      R"("sighting_of_ref":"{}","last_seen":"{}"{}}})",
      id_of("sighting", n), stix::timestamp(kStart), stix::timestamp(kStart), of,
      stix::timestamp(seen), extra));
}

inline sharing::Label released(sharing::OrganisationId owner,
                               sharing::Tlp tlp = sharing::Tlp::Green) {
  sharing::Label label;
  label.tlp = tlp;
  label.community = 1;
  label.owner = owner;
  label.state = sharing::State::Released;
  return label;
}

inline sharing::Viewer member(sharing::OrganisationId organisation,
                              sharing::Role role = sharing::Role::Reader) {
  return {.kind = sharing::Kind::Person,
          .account = organisation,
          .organisation = organisation,
          .memberships = {{.community = 1, .role = role}},
          .regions = {}};
}

inline sharing::Viewer stranger() {
  return {.kind = sharing::Kind::Person,
          .account = 99,
          .organisation = 99,
          .memberships = {{.community = 9, .role = sharing::Role::Steward}},
          .regions = {}};
}

inline Submission submission(stix::Object object, sharing::Label label) {
  Submission one;
  one.object = std::move(object);
  one.source = fmt::format("organisation {}", label.owner);
  one.label = std::move(label);
  return one;
}

inline std::vector<std::string> ids_of(const Page& page) {
  std::vector<std::string> ids;
  for (const Revision& one : page.revisions) ids.push_back(one.id);
  return ids;
}

inline std::vector<std::string> ids_of(const Hits& hits) {
  std::vector<std::string> ids;
  for (const Hit& one : hits.hits) ids.push_back(one.id);
  return ids;
}

/// An archive over each engine.
class OverEachEngine : public sql::EachEngine {
 protected:
  void SetUp() override {
    sql::EachEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    archive_ = open_archive(database());
  }

  std::unique_ptr<Archive> open_archive(sql::Database& database, Options options = {}) {
    options.clock = [this] { return now_; };
    auto opened = Archive::open(database, std::move(options));
    if (!opened) {
      ADD_FAILURE() << opened.error().message;
      return nullptr;
    }
    return std::move(*opened);
  }

  Archive& archive() { return *archive_; }
  void reopen(Options options = {}) {
    archive_.reset();
    archive_ = open_archive(database(), std::move(options));
  }

  std::vector<Added> add(std::vector<Submission> submissions, CollectionId collection = 1) {
    auto added = archive().add(collection, submissions);
    EXPECT_TRUE(added) << added.error().message;
    return added ? *added : std::vector<Added>(submissions.size());
  }
  Added add(stix::Object object, sharing::Label label, CollectionId collection = 1) {
    std::vector<Submission> one;
    one.push_back(submission(std::move(object), std::move(label)));
    return add(std::move(one), collection).front();
  }

  Page page(const sharing::Viewer& viewer, const Filter& filter = {}, std::int64_t after = 0,
            std::size_t limit = 100, CollectionId collection = 1) {
    auto answer = archive().page(viewer, collection, filter, after, limit);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : Page();
  }
  Hits search(const sharing::Viewer& viewer, std::string_view text) {
    auto answer = archive().search(viewer, text, 100);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : Hits();
  }
  Hits look_up(const sharing::Viewer& viewer, std::string_view value) {
    auto answer =
        archive().look_up(viewer, {.kind = "ipv4-addr", .value = std::string(value)}, 100);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : Hits();
  }
  std::vector<Event> events(const sharing::Viewer& viewer, std::int64_t after = 0) {
    auto answer = archive().events(viewer, after, 1'000);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : std::vector<Event>();
  }

  base::Micros now_ = kStart;

 private:
  std::unique_ptr<Archive> archive_;
};

}  // namespace noroshi::archive
