// What others assert of their sample signatures, beside what we find: docs/decisions/
// ades-verdicts.md is this table, and the test fails when the two differ.
//
//   NOROSHI_WRITE_VERDICTS=1 trust_seal_test --gtest_filter='AdesVerdicts.*'   writes it anew
//
// The samples' authorities are their own test authorities, mostly unknown here.  So paths are not
// compared: the top certificate found in each file is trusted, revocation is not asked for, and no
// algorithm is too old.  What is left is what both sides can know: whether references, signature
// values and imprints are right.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "trust/seal/read.hpp"
#include "trust/validate/validate.hpp"

namespace noroshi::seal {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using validate::Report;
using validate::SignatureReport;

constexpr std::array<std::string_view, 5> kFolders{"dss-cades", "dss-jades", "dss-pades",
                                                   "dss-asic-cades", "dss-asic-xades"};

fs::path folder_of(std::string_view name) {
  return fs::path(NOROSHI_SHARED_DATA) / "trust-signatures" / name;
}

Bytes read_octets(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes{std::istreambuf_iterator<char>(in), {}};
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// --- what upstream says -------------------------------------------------------------------------

enum class Expected : std::uint8_t { Good, Bad, NotSaid };

/// One test of theirs: its default checks want everything to be right; those it overrides say what
/// they assert instead, or nothing that can be known from the key.
struct Upstream {
  std::string test;
  Expected signature = Expected::Good;
  Expected stamps = Expected::Good;
  Expected records = Expected::Good;  ///< evidence records of a container
  bool refused = false;               ///< a document that must not open
};

bool contains(const json& list, std::string_view text) {
  return std::any_of(list.begin(), list.end(), [&](const json& one) {
    return one.get_ref<const std::string&>().find(text) != std::string::npos;
  });
}

Expected expected_signature(const json& test) {
  const auto& asserts = test.at("asserts");
  if (contains(asserts, "isBLevelTechnicallyValid=false")) return Expected::Bad;
  if (!contains(test.at("overridden_checks"), "checkBLevelValid")) return Expected::Good;
  if (contains(asserts, "isDataIntact=false") || contains(asserts, "isDataFound=false")) {
    return Expected::Bad;
  }
  return contains(asserts, "isBLevelTechnicallyValid=true") ? Expected::Good : Expected::NotSaid;
}

Expected expected_stamps(const json& test) {
  if (!contains(test.at("overridden_checks"), "checkTimestamps")) return Expected::Good;
  const auto& asserts = test.at("asserts");
  if (contains(asserts, "isMessageImprintDataIntact=false") ||
      contains(asserts, "isMessageImprintDataFound=false")) {
    return Expected::Bad;
  }
  const bool said = contains(asserts, "isMessageImprintDataIntact=true");
  return said ? Expected::Good : Expected::NotSaid;
}

/// What is asserted of digests may be meant of some of a record's objects and not of others.
Expected expected_records(const json& test) {
  const auto& checks = test.at("overridden_checks");
  if (!contains(checks, "checkEvidenceRecordTimestamps") &&
      !contains(checks, "checkDetachedEvidenceRecords")) {
    return Expected::Good;
  }
  const bool wrong = contains(test.at("asserts"), "isMessageImprintDataIntact=false");
  return wrong ? Expected::Bad : Expected::NotSaid;
}

/// Signs, extends or adds to what it has: what it throws then says nothing of reading.
bool makes_something(std::string_view test) {
  constexpr std::array<std::string_view, 4> kWords{"Add", "Extension", "CounterSignatureTest",
                                                   "CrossedASiCContainerType"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return test.find(word) != std::string_view::npos;
  });
}

/// Some sample is validated: where a test throws beside it, it tried to sign or to extend.
bool validated(const json& entry) {
  const auto& tests = entry.at("upstream");
  return std::any_of(tests.begin(), tests.end(),
                     [](const json& test) { return test.at("throws").empty(); });
}

std::vector<Upstream> upstream_of(const json& entry) {
  std::vector<Upstream> tests;
  for (const auto& test : entry.at("upstream")) {
    const auto& name = test.at("test").get_ref<const std::string&>();
    const bool throws = !test.at("throws").empty();
    if (throws && (validated(entry) || makes_something(name))) continue;
    tests.push_back(
        {name, expected_signature(test), expected_stamps(test), expected_records(test), throws});
  }
  return tests;
}

// --- what we say --------------------------------------------------------------------------------

void add_top_certificates(const pki::Material& material, std::vector<pki::Certificate>& tops) {
  const auto& all = material.certificates;
  for (const auto& one : all) {
    const bool issued = std::any_of(all.begin(), all.end(), [&](const pki::Certificate& other) {
      return !(other == one) && other.subject().matches(one.issuer());
    });
    if (!issued || one.self_issued()) tops.push_back(one);
  }
}

void collect(const signature::AdvancedSignature& signature, pki::Material& all) {
  const auto add = [&](const pki::Material& from) {
    all.certificates.insert(all.certificates.end(), from.certificates.begin(),
                            from.certificates.end());
  };
  add(signature.material);
  if (signature.certificate) all.certificates.push_back(*signature.certificate);
  for (const auto& stamp : signature.stamps) add(stamp.covered);
  for (const auto& counter : signature.counter_signatures) collect(counter, all);
}

/// Everything but arithmetic is granted.
validate::Settings granting(const signature::Document& document) {
  validate::Settings settings;
  settings.at = base::parse_rfc3339("2024-06-01T00:00:00Z").value();
  settings.revocation = pki::RevocationCheck::None;
  pki::Material all;
  for (const auto& signature : document.signatures) collect(signature, all);
  add_top_certificates(all, settings.seals.anchors);
  for (auto& limit : settings.algorithms.digests) limit.until = validate::kNoEnd;
  for (auto& limit : settings.algorithms.keys) limit = {limit.scheme, 0, validate::kNoEnd};
  return settings;
}

struct Ours {
  std::string error{};
  Report report{};
  bool signature_good = true;
  bool content_missing = false;
  bool stamps_good = true;
  std::size_t stamps = 0;
  bool records_alone = false;  ///< nothing but evidence records
  std::string levels{};
};

void look_at_stamps(const std::vector<validate::StampReport>& stamps, Ours& ours) {
  for (const auto& stamp : stamps) {
    // DSS tells of evidence records apart from time stamps.
    if (stamp.kind == signature::StampKind::Evidence && !ours.report.signatures.empty()) continue;
    ++ours.stamps;
    const bool alone = ours.report.signatures.empty();
    ours.content_missing = ours.content_missing || (alone && !stamp.imprint_found);
    ours.stamps_good =
        ours.stamps_good && stamp.imprint_found && stamp.imprint_intact && stamp.signature_intact;
  }
}

void look_at(const SignatureReport& one, Ours& ours) {
  const bool malformed = one.basic.is(validate::SubIndication::FormatFailure);
  ours.signature_good = ours.signature_good && one.signature_intact && !malformed;
  for (const auto& reference : one.references) {
    ours.content_missing = ours.content_missing || !reference.found;
    ours.signature_good = ours.signature_good && reference.found && reference.intact;
  }
  look_at_stamps(one.stamps, ours);
  for (const auto& counter : one.counter_signatures) look_at(counter, ours);
}

Ours judge(const Bytes& octets, std::span<const signature::Detached> contents) {
  Ours ours;
  const auto document = read(octets, contents);
  if (!document) {
    ours.error = document.error().message;
    return ours;
  }
  ours.report = validate::validate(*document, granting(*document));
  for (const auto& one : ours.report.signatures) {
    look_at(one, ours);
    ours.levels += fmt::format("{}{} {}", ours.levels.empty() ? "" : ", ",
                               signature::to_string(one.format), signature::to_string(one.level));
  }
  look_at_stamps(ours.report.stamps, ours);
  const auto& alone = ours.report.stamps;
  ours.records_alone = ours.report.signatures.empty() &&
                       std::all_of(alone.begin(), alone.end(), [](const auto& stamp) {
                         return stamp.kind == signature::StampKind::Evidence;
                       });
  return ours;
}

// --- both ---------------------------------------------------------------------------------------

enum class Agreement : std::uint8_t { Yes, ContentAbsent, No };

Agreement agreement_of(const Upstream& upstream, const Ours& ours) {
  if (!ours.error.empty() || ours.report.signatures.size() + ours.report.stamps.size() == 0) {
    return upstream.refused || upstream.signature == Expected::Bad ? Agreement::Yes : Agreement::No;
  }
  if (upstream.refused) return ours.signature_good ? Agreement::No : Agreement::Yes;
  const auto fits = [](Expected expected, bool good) {
    return expected == Expected::NotSaid || (expected == Expected::Good) == good;
  };
  const auto of_stamps = ours.records_alone ? upstream.records : upstream.stamps;
  const bool both = fits(upstream.signature, ours.signature_good) &&
                    (ours.stamps == 0 || fits(of_stamps, ours.stamps_good));
  if (both) return Agreement::Yes;
  return ours.content_missing ? Agreement::ContentAbsent : Agreement::No;
}

std::string expected_text(const Upstream& upstream, const Ours& ours) {
  constexpr std::array<std::string_view, 3> kWords{"right", "wrong", "not said"};
  if (upstream.refused) return "refused";
  const auto words = [&](Expected said) { return kWords.at(static_cast<std::size_t>(said)); };
  if (ours.records_alone && ours.stamps > 0)
    return fmt::format("records {}", words(upstream.records));
  return fmt::format("signature {}, stamps {}", words(upstream.signature), words(upstream.stamps));
}

std::string ours_text(const Ours& ours) {
  if (!ours.error.empty()) return "refused: " + ours.error;
  if (ours.report.signatures.size() + ours.report.stamps.size() == 0) return "no signature";
  auto text = ours.levels.empty() ? std::string("no signature") : ours.levels;
  text += ours.content_missing  ? ": content not at hand"
          : ours.signature_good ? ": right"
                                : ": wrong";
  if (ours.stamps > 0) {
    text += fmt::format("; {} stamp{} {}", ours.stamps, ours.stamps == 1 ? "" : "s",
                        ours.stamps_good ? "right" : "not all right");
  }
  return text;
}

std::string_view agreement_text(Agreement agreement) {
  constexpr std::array<std::string_view, 3> kWords{"yes", "content not in the folder", "**no**"};
  return kWords.at(static_cast<std::size_t>(agreement));
}

struct Row {
  std::string file;
  std::string line;
  Agreement agreement;
};

std::vector<Row> rows_of(std::string_view folder) {
  std::vector<Row> rows;
  std::vector<json> entries = json::parse(read_text(folder_of(folder) / "truth.json"));
  std::sort(entries.begin(), entries.end(),
            [](const json& a, const json& b) { return a.at("file") < b.at("file"); });
  for (const auto& entry : entries) {
    const auto file = entry.at("file").get<std::string>();
    const auto octets = read_octets(folder_of(folder) / file);
    const auto ours = judge(octets, {});
    for (const auto& upstream : upstream_of(entry)) {
      const auto agreement = agreement_of(upstream, ours);
      rows.push_back(
          {file,
           fmt::format("| `{}` | {} | {} | {} | {} |", file, upstream.test,
                       expected_text(upstream, ours), ours_text(ours), agreement_text(agreement)),
           agreement});
    }
  }
  return rows;
}

constexpr std::string_view kBegin = "<!-- verdicts: made by AdesVerdicts -->\n";
constexpr std::string_view kEnd = "<!-- end of verdicts -->\n";

std::string table() {
  std::ostringstream text;
  for (const auto folder : kFolders) {
    const auto rows = rows_of(folder);
    const auto count = [&](Agreement which) {
      return std::count_if(rows.begin(), rows.end(),
                           [&](const Row& row) { return row.agreement == which; });
    };
    text << fmt::format(
        "\n### {}\n\n{} agree, {} cannot be compared since the signed content is not "
        "in the folder, {} differ.\n\n",
        folder, count(Agreement::Yes), count(Agreement::ContentAbsent), count(Agreement::No));
    text << "| file | upstream test | upstream | ours | agree |\n|---|---|---|---|---|\n";
    for (const auto& row : rows) text << row.line << '\n';
  }
  return text.str() + "\n";
}

class AdesVerdicts : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(folder_of(kFolders[0]))) {
      GTEST_SKIP() << "skipped: " << folder_of(kFolders[0]) << " is not there";
    }
  }
  const fs::path page = fs::path(NOROSHI_SOURCE_DIR) / "docs" / "decisions" / "ades-verdicts.md";
};

TEST_F(AdesVerdicts, AreThoseOfThePage) {
  auto text = read_text(page);
  const auto begin = text.find(kBegin);
  const auto end = text.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const auto from = begin + kBegin.size();
  const auto made = table();
  if (std::getenv("NOROSHI_WRITE_VERDICTS") != nullptr) {
    std::ofstream(page, std::ios::binary) << text.replace(from, end - from, made);
    return;
  }
  EXPECT_EQ(text.substr(from, end - from), made);
}

TEST_F(AdesVerdicts, EachDeviationIsExplained) {
  const auto text = read_text(page);
  const auto explained = text.substr(0, text.find(kBegin));
  for (const auto folder : kFolders) {
    for (const auto& row : rows_of(folder)) {
      if (row.agreement != Agreement::No) continue;
      EXPECT_NE(explained.find("`" + row.file + "`"), std::string::npos) << row.line;
    }
  }
}

/// The words of libdigidocpp's own tests, as the folder's README repeats them.
TEST(DigidocVerdicts, ContainersOpenOrDoNotAsTheirMakersSay) {
  const auto folder = folder_of("digidoc-asic");
  if (!fs::exists(folder)) GTEST_SKIP() << "skipped: " << folder << " is not there";
  const std::set<std::string> must_not_open{"test-invalid.asics", "asice-relative.asice",
                                            "dot.asice", "pt-empty.asice", "asics-subfolder.asics"};
  const std::set<std::string> must_not_validate{"forged_lt.asice", "test-invalidts.asics"};
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    const auto document = read(read_octets(entry.path()), {});
    EXPECT_EQ(document.has_value(), !must_not_open.contains(name)) << name;
    if (!document) continue;
    const auto ours = judge(read_octets(entry.path()), {});
    EXPECT_EQ(ours.signature_good && ours.stamps_good, !must_not_validate.contains(name)) << name;
  }
}

}  // namespace
}  // namespace noroshi::seal
