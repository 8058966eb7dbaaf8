// Containers of every form: what is signed in them, what is not, and what is refused.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "trust/asic/asic_testing.hpp"
#include "trust/asic/reader.hpp"
#include "trust/evidence/seal.hpp"
#include "trust/xml/document.hpp"

namespace noroshi::asic {
namespace {

using signature::AdvancedSignature;
using signature::Detached;
using signature::Document;
using signature::Level;
using signature::StampKind;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kDay = "address,port\n192.0.2.7,443\n";
constexpr std::string_view kNotes = "nothing else was seen\n";

const TestingEntry kSimple{"mimetype", std::string(kSimpleType), true};
const TestingEntry kExtended{"mimetype", std::string(kExtendedType), true};

struct Listed {
  std::string uri;
  std::string_view octets;  ///< that the digest is of
};

/// As other makers write it: other prefixes, blanks between.
std::string manifest(std::string_view signed_by, const std::vector<Listed>& files,
                     std::string_view algorithm = "http://www.w3.org/2001/04/xmlenc#sha256") {
  std::string made = fmt::format(
      "<m:ASiCManifest xmlns:m=\"http://uri.etsi.org/02918/v1.2.1#\"\n  "
      "xmlns=\"http://www.w3.org/2000/09/xmldsig#\">\n  <m:SigReference URI=\"{}\"/>\n",
      signed_by);
  for (const auto& file : files) {
    made += fmt::format(
        "  <m:DataObjectReference URI=\"{}\"><DigestMethod Algorithm=\"{}\"/>"
        "<DigestValue>{}</DigestValue></m:DataObjectReference>\n",
        file.uri, algorithm,
        xml::base64_text(pki::digest(pki::Digest::Sha256, der::view_of(file.octets))));
  }
  return made + "</m:ASiCManifest>\n";
}

class Asic : public AsicWorld {
 protected:
  static Document read_back(const std::vector<TestingEntry>& entries) {
    auto document = read(testing_zip(entries));
    EXPECT_TRUE(document) << document.error().message;
    return document ? *std::move(document) : Document{};
  }
  static std::string refusal(const std::vector<TestingEntry>& entries) {
    const auto document = read(testing_zip(entries));
    return document ? "" : document.error().message;
  }

  /// ASiC-E over two files, at this level.
  std::vector<TestingEntry> two_files(Level level = Level::BB) {
    const auto list = manifest("META-INF/signature001.p7s",
                               {{"day.csv", kDay}, {"folder/notes%20of%20it.txt", kNotes}});
    return {kExtended,
            {"day.csv", std::string(kDay)},
            {"folder/notes of it.txt", std::string(kNotes)},
            {"META-INF/ASiCManifest001.xml", list},
            {"META-INF/signature001.p7s", text(signature_over(der::view_of(list), level))}};
  }
};

std::vector<std::string> names_of(const std::vector<signature::Reference>& references) {
  std::vector<std::string> names;
  for (const auto& one : references) {
    names.push_back(one.name + (!one.found ? " missing" : one.intact ? "" : " changed"));
  }
  return names;
}

std::vector<std::string> ids_of(const std::vector<signature::Stamp>& stamps) {
  std::vector<std::string> ids;
  for (const auto& one : stamps) ids.push_back(one.id);
  return ids;
}

// --- forms --------------------------------------------------------------------------------------

TEST_F(Asic, ASimpleContainerIsSignedOverItsDocument) {
  const auto document =
      read_back({kSimple,
                 {"day.csv", std::string(kDay)},
                 {"META-INF/signature.p7s", text(signature_over(der::view_of(kDay)))}});
  EXPECT_EQ(document.container, "ASiC-S");
  ASSERT_THAT(document.signatures, SizeIs(1));
  const auto& signature = document.signatures.front();
  EXPECT_TRUE(signature.signature_intact);
  EXPECT_EQ(signature.position, "META-INF/signature.p7s");
  EXPECT_THAT(names_of(signature.references), ElementsAre("day.csv"));
  EXPECT_THAT(document.uncovered, IsEmpty());
  EXPECT_THAT(document.remarks, IsEmpty());
}

TEST_F(Asic, AnExtendedContainerIsSignedOverItsManifestAndWhatThatLists) {
  const auto document = read_back(two_files());
  EXPECT_EQ(document.container, "ASiC-E");
  ASSERT_THAT(document.signatures, SizeIs(1));
  EXPECT_TRUE(document.signatures.front().signature_intact);
  EXPECT_THAT(names_of(document.signatures.front().references),
              ElementsAre("META-INF/ASiCManifest001.xml", "day.csv", "folder/notes of it.txt"));
  EXPECT_THAT(document.uncovered, IsEmpty());
  EXPECT_THAT(document.remarks, IsEmpty());
}

TEST_F(Asic, WhatWeMakeIsReadBackAtEveryLevelWithoutARemark) {
  const std::vector<Detached> documents{{"day.csv", der::view_of(kDay)},
                                        {"報告 & <1>.txt", der::view_of(kNotes)}};
  const auto list = manifest_over(documents, kFirstSignature, "text/csv");
  for (const auto level : {Level::BB, Level::BT, Level::BLT, Level::BLTA}) {
    const auto made = packed(Form::Extended, documents, list, signature_over(list, level));
    ASSERT_TRUE(made) << made.error().message;
    const auto document = read(*made);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->signatures.front().level, level);
    EXPECT_THAT(names_of(document->signatures.front().references),
                ElementsAre(std::string(kFirstManifest), "day.csv", "報告 & <1>.txt"));
    EXPECT_THAT(document->remarks, IsEmpty());
    EXPECT_THAT(document->uncovered, IsEmpty());
  }
}

TEST_F(Asic, TheTypeStandsWhereToolsLookForIt) {
  const std::vector<Detached> documents{{"day.csv", der::view_of(kDay)}};
  const auto signature = signature_over(der::view_of(kDay));
  const auto made = packed(Form::Simple, documents, {}, signature).value();
  // EN 319 162-1 §A.1: "mimetype" at octet 30, the type at octet 38.
  EXPECT_EQ(der::text_of(View(made).subspan(30, 8 + kSimpleType.size())),
            "mimetype" + std::string(kSimpleType));
  EXPECT_EQ(made, packed(Form::Simple, documents, {}, signature).value());
}

TEST_F(Asic, DocumentsWithNamesThatNoContainerMayHaveAreNotPacked) {
  const auto why = [](Form form, const std::vector<Detached>& documents) {
    const auto checked = check_documents(form, documents);
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_THAT(why(Form::Extended, {}), HasSubstr("no document"));
  EXPECT_THAT(why(Form::Simple, {{"a", {}}, {"b", {}}}), HasSubstr("ASiC-S holds one"));
  EXPECT_THAT(why(Form::Extended, {{"a", {}}, {"a", {}}}), HasSubstr("two documents"));
  EXPECT_THAT(why(Form::Simple, {{"mimetype", {}}}), HasSubstr("itself"));
  EXPECT_THAT(why(Form::Simple, {{"META-INF/a", {}}}), HasSubstr("itself"));
  EXPECT_THAT(why(Form::Simple, {{"../a", {}}}), HasSubstr("\"..\""));
}

TEST_F(Asic, AManifestOfAnotherNamespaceWithoutSigReferenceIsFoundByItsDigest) {
  // As TS 102 918's first makers wrote them.
  auto list = manifest("x", {{"day.csv", kDay}});
  list.replace(list.find("  <m:SigReference"),
               std::string("  <m:SigReference URI=\"x\"/>\n").size(), "");
  list.replace(list.find("02918/v1.2.1"), 12, "2918/v1.1.1");
  const auto document =
      read_back({kExtended,
                 {"day.csv", std::string(kDay)},
                 {"META-INF/asicmanifest.xml", list},
                 {"META-INF/signature.p7s", text(signature_over(der::view_of(list)))}});
  EXPECT_THAT(names_of(document.signatures.front().references),
              ElementsAre("META-INF/asicmanifest.xml", "day.csv"));
}

TEST_F(Asic, ASignatureThatHoldsTheManifestIsOverTheOneInTheContainer) {
  const auto list = manifest("META-INF/signature001.p7s", {{"day.csv", kDay}});
  const auto holding =
      cades::seal(der::view_of(list), *sealer.signer, {.signing_time = now}).value();
  const std::vector<TestingEntry> entries{kExtended,
                                          {"day.csv", std::string(kDay)},
                                          {"META-INF/ASiCManifest.xml", list},
                                          {"META-INF/signature001.p7s", text(holding)}};
  EXPECT_THAT(names_of(read_back(entries).signatures.front().references),
              ElementsAre("META-INF/ASiCManifest.xml", "day.csv"));

  auto other = entries;
  other[2].octets += " ";  // the manifest that lies there is not the one that was signed
  const auto document = read_back(other);
  EXPECT_THAT(document.signatures.front().remarks, Contains(HasSubstr("within it alone")));
  EXPECT_THAT(document.uncovered, ElementsAre("day.csv"));
}

TEST_F(Asic, TheCommentTellsTheFormWhereNoFileDoes) {
  const std::vector<TestingEntry> entries{
      {"day.csv", std::string(kDay)},
      {"META-INF/signature.p7s", text(signature_over(der::view_of(kDay)))}};
  const auto document = read(testing_zip(entries, "mimetype=" + std::string(kSimpleType)));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->container, "ASiC-S");
  EXPECT_THAT(document->remarks, ElementsAre("there is no mimetype file"));
}

TEST_F(Asic, AnotherTypeOfFileIsReadLikeAsicEAndNamed) {
  auto entries = two_files();
  entries[0].octets = "application/vnd.oasis.opendocument.text";
  EXPECT_EQ(read_back(entries).container, "ASiC-E (application/vnd.oasis.opendocument.text)");
}

TEST_F(Asic, ATypeThatIsNotAtItsPlaceIsRemarked) {
  auto entries = two_files();
  std::swap(entries[0], entries[1]);
  entries[1].stored = false;
  entries[1].octets += "\n";
  EXPECT_THAT(read_back(entries).remarks,
              ElementsAre("mimetype is not the first file", "mimetype is compressed",
                          "mimetype has octets beside the type"));
}

// --- what was changed, added, taken out ---------------------------------------------------------

TEST_F(Asic, AChangedDocumentIsNamed) {
  auto entries = two_files();
  entries[2].octets[0] ^= 1;
  const auto document = read_back(entries);
  EXPECT_THAT(
      names_of(document.signatures.front().references),
      ElementsAre("META-INF/ASiCManifest001.xml", "day.csv", "folder/notes of it.txt changed"));
  EXPECT_THAT(document.uncovered, ElementsAre("folder/notes of it.txt"));
}

TEST_F(Asic, ADocumentThatWasTakenOutIsNamed) {
  auto entries = two_files();
  entries.erase(entries.begin() + 1);
  EXPECT_THAT(names_of(read_back(entries).signatures.front().references),
              Contains("day.csv missing"));
}

TEST_F(Asic, ADocumentThatWasSlippedInIsNamed) {
  auto entries = two_files();
  entries.push_back({"invoice.pdf", "%PDF-"});
  entries.push_back({"META-INF/readme.txt", "trust me"});
  const auto document = read_back(entries);
  EXPECT_TRUE(document.signatures.front().signature_intact);
  EXPECT_THAT(document.uncovered, ElementsAre("invoice.pdf", "META-INF/readme.txt"));
}

TEST_F(Asic, AChangedManifestIsNoLongerWhatWasSigned) {
  auto entries = two_files();
  entries[3].octets = manifest("META-INF/signature001.p7s", {{"day.csv", "other"}});
  EXPECT_THAT(names_of(read_back(entries).signatures.front().references),
              Contains("META-INF/ASiCManifest001.xml changed"));
}

TEST_F(Asic, AManifestThatIsSignedAndCannotBeReadIsAMalformedSignature) {
  const std::vector<std::pair<std::string, std::string>> broken{
      {"<Other/>", "not ASiCManifest"},
      {manifest("META-INF/signature001.p7s", {{"day.csv", kDay}}, "urn:x#crc32"), "unknown here"},
      {manifest("META-INF/signature001.p7s", {{"", kDay}}), "without a URI"}};
  for (const auto& [list, why] : broken) {
    auto entries = two_files();
    entries[3].octets = list;
    entries[4].octets = text(signature_over(der::view_of(list)));
    const auto document = read_back(entries);
    const auto& signature = document.signatures.front();
    ASSERT_TRUE(signature.malformed || !signature.references.front().found) << list;
    EXPECT_THAT(signature.malformed.value_or(why), HasSubstr(why));
    EXPECT_THAT(document.remarks, Contains(HasSubstr(why)));
  }
}

TEST_F(Asic, AManifestThatListsNothingCoversNothing) {
  auto entries = two_files();
  entries[3].octets = manifest("META-INF/signature001.p7s", {});
  entries[4].octets = text(signature_over(der::view_of(entries[3].octets)));
  const auto document = read_back(entries);
  EXPECT_FALSE(document.signatures.front().malformed);
  EXPECT_THAT(document.uncovered, ElementsAre("day.csv", "folder/notes of it.txt"));
  EXPECT_THAT(document.remarks, ElementsAre("META-INF/ASiCManifest001.xml lists no file"));
}

TEST_F(Asic, AnUnknownCriticalExtensionOfAManifestIsNotPassedOver) {
  auto entries = two_files();
  auto& list = entries[3].octets;
  list.insert(
      list.find("</m:ASiCManifest>"),
      "<m:ASiCManifestExtensions><m:Extension Critical=\"true\"/></m:ASiCManifestExtensions>");
  entries[4].octets = text(signature_over(der::view_of(list)));
  const auto document = read_back(entries);
  ASSERT_TRUE(document.signatures.front().malformed);
  EXPECT_THAT(*document.signatures.front().malformed, HasSubstr("critical"));
}

TEST_F(Asic, ASignatureOfAnotherManifestIsNotOverThisOne) {
  auto entries = two_files();
  auto& list = entries[3].octets;
  list = manifest("META-INF/signature002.p7s", {{"day.csv", kDay}});
  entries[4].octets = text(signature_over(der::view_of(list)));
  EXPECT_FALSE(read_back(entries).signatures.front().references.front().found);
}

TEST_F(Asic, AFileThatIsNoSignatureIsToldOfBesideTheSoundOnes) {
  auto entries = two_files();
  entries.push_back({"META-INF/signature002.p7s", "nothing"});
  entries.push_back({"META-INF/signatures003.xml", "<nothing/>"});
  const auto document = read_back(entries);
  ASSERT_THAT(document.signatures, SizeIs(3));
  EXPECT_FALSE(document.signatures[0].malformed);
  EXPECT_TRUE(document.signatures[1].malformed);
  EXPECT_TRUE(document.signatures[2].malformed);
}

TEST_F(Asic, OneSignatureInTwoFilesHasTwoIds) {
  auto entries = two_files();
  entries.push_back({"META-INF/signature002.p7s", entries[4].octets});
  const auto document = read_back(entries);
  ASSERT_THAT(document.signatures, SizeIs(2));
  EXPECT_NE(document.signatures[0].id, document.signatures[1].id);
}

// --- refused ------------------------------------------------------------------------------------

TEST_F(Asic, AZipFileThatIsNoContainerIsRefused) {
  EXPECT_THAT(refusal({{"day.csv", std::string(kDay)}}), HasSubstr("no ASiC container"));
  EXPECT_THAT(refusal({{"mimetype", "application/epub+zip", true}, {"a", "b"}}),
              HasSubstr("no ASiC container"));
  EXPECT_THAT(refusal({{"mimetype", "", true}, {"a", "b"}}), HasSubstr("empty"));
}

TEST_F(Asic, ASimpleContainerWithoutADocumentInItsRootIsRefused) {
  const auto token = text(token_over(der::view_of(kDay)));
  EXPECT_THAT(
      refusal({kSimple, {"folder/day.csv", std::string(kDay)}, {"META-INF/timestamp.tst", token}}),
      HasSubstr("without a document"));
}

TEST_F(Asic, AStampOfAsicSInWhatSaysItIsAsicEIsRefused) {
  const auto token = text(token_over(der::view_of(kDay)));
  EXPECT_THAT(
      refusal({kExtended, {"day.csv", std::string(kDay)}, {"META-INF/timestamp.tst", token}}),
      HasSubstr("two ways"));
}

TEST_F(Asic, AnOpenManifestThatLeavesTheContainerIsRefused) {
  const auto listing = [](std::string_view path) {
    return fmt::format(
        "<manifest xmlns=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">"
        "<file-entry full-path=\"/\" media-type=\"x\"/><file-entry full-path=\"{}\"/></manifest>",
        path);
  };
  for (const auto* const path : {"../day.csv", "", "/day.csv", ".", "a\\b"}) {
    EXPECT_THAT(
        refusal(
            {kExtended, {"day.csv", std::string(kDay)}, {"META-INF/manifest.xml", listing(path)}}),
        HasSubstr("manifest.xml lists"))
        << path;
  }
}

TEST_F(Asic, WhatAnOpenManifestAndTheFilesDisagreeAboutIsRemarked) {
  const auto document = read_back(
      {kExtended,
       {"day.csv", std::string(kDay)},
       {"META-INF/manifest.xml",
        "<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">"
        "<m:file-entry m:full-path=\"/\"/><m:file-entry m:full-path=\"gone.txt\"/></m:manifest>"}});
  EXPECT_THAT(document.remarks,
              ElementsAre("META-INF/manifest.xml lists gone.txt, which is not in the container",
                          "META-INF/manifest.xml does not list day.csv"));
  EXPECT_THAT(document.uncovered, ElementsAre("day.csv"));
}

// --- time stamps and records --------------------------------------------------------------------

TEST_F(Asic, ATokenAloneIsOverTheOneDocument) {
  const auto document =
      read_back({kSimple,
                 {"day.csv", std::string(kDay)},
                 {"META-INF/timestamp.tst", text(token_over(der::view_of(kDay)))}});
  EXPECT_THAT(document.signatures, IsEmpty());
  ASSERT_THAT(document.stamps, SizeIs(1));
  EXPECT_TRUE(imprint_is_right(document.stamps.front()));
  EXPECT_THAT(names_of(document.stamps.front().references), ElementsAre("day.csv"));
  EXPECT_THAT(document.uncovered, IsEmpty());
}

/// A token over an archive manifest over all that is there.
void archive(std::vector<TestingEntry>& entries, const std::string& number, std::string list_name,
             const std::function<Bytes(View)>& token_over) {
  std::vector<Listed> files;
  for (const auto& entry : entries) {
    if (entry.name == "mimetype") continue;
    auto uri = entry.name;
    for (auto at = uri.find(' '); at != std::string::npos; at = uri.find(' '))
      uri.replace(at, 1, "%20");
    files.push_back({uri, entry.octets});
  }
  const auto token = "META-INF/timestamp" + number + ".tst";
  const auto list = manifest(token, files);
  entries.push_back({std::move(list_name), list});
  entries.push_back({token, text(token_over(der::view_of(list)))});
}

class AsicArchive : public Asic {
 protected:
  void add_archive(std::vector<TestingEntry>& entries, const std::string& number) {
    archive(entries, number, "META-INF/ASiCArchiveManifest" + number + ".xml",
            [this](View octets) { return token_over(octets); });
  }
};

TEST_F(AsicArchive, AnArchiveManifestUnderATokenMakesTheSignatureLta) {
  auto entries = two_files(Level::BLT);
  add_archive(entries, "001");
  const auto document = read_back(entries);
  const auto& signature = document.signatures.front();
  EXPECT_EQ(signature.level, Level::BLTA);
  ASSERT_THAT(signature.stamps, SizeIs(2));
  const auto& stamp = signature.stamps.back();
  EXPECT_EQ(stamp.kind, StampKind::Archive);
  EXPECT_TRUE(stamp.covers_signature);
  EXPECT_TRUE(imprint_is_right(stamp));
  EXPECT_THAT(stamp.covered_stamps, ElementsAre(signature.stamps.front().id));
  EXPECT_THAT(stamp.covered.certificates, testing::Not(IsEmpty()));
  EXPECT_THAT(document.stamps, IsEmpty());
}

TEST_F(AsicArchive, ItMakesNothingMoreOfASignatureThatBringsNoProofs) {
  auto entries = two_files(Level::BT);
  add_archive(entries, "001");
  EXPECT_EQ(read_back(entries).signatures.front().level, Level::BT);
}

TEST_F(AsicArchive, ARenewalCoversTheTokenBefore) {
  auto entries = two_files(Level::BLT);
  add_archive(entries, "001");
  add_archive(entries, "002");
  const auto document = read_back(entries);
  const auto& found = document.signatures.front().stamps;
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[2].id, "META-INF/timestamp002.tst");
  EXPECT_THAT(found[2].covered_stamps, Contains("META-INF/timestamp001.tst"));
  EXPECT_THAT(found[1].covered_stamps, testing::Not(Contains("META-INF/timestamp002.tst")));
}

TEST_F(AsicArchive, ATokenOverATokenAloneIsShownWithTheSignatureThatIsMeant) {
  auto entries = two_files(Level::BLT);
  add_archive(entries, "001");
  const auto list =
      manifest("META-INF/timestamp002.tst", {{"META-INF/timestamp001.tst", entries.back().octets}});
  entries.push_back({"META-INF/ASiCArchiveManifest002.xml", list});
  entries.push_back({"META-INF/timestamp002.tst", text(token_over(der::view_of(list)))});
  const auto document = read_back(entries);
  const auto& found = document.signatures.front().stamps;
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_FALSE(found[2].covers_signature);
  EXPECT_THAT(found[2].covered_stamps, ElementsAre("META-INF/timestamp001.tst"));
}

TEST_F(AsicArchive, AManifestThatContradictsTheFilesMakesItsTokenWorthless) {
  auto entries = two_files(Level::BLT);
  add_archive(entries, "001");
  entries[1].octets += "10.0.0.1,80\n";
  const auto document = read_back(entries);
  const auto& signature = document.signatures.front();
  EXPECT_EQ(signature.level, Level::BLT);
  ASSERT_TRUE(signature.stamps.back().index_flaw);
  EXPECT_THAT(*signature.stamps.back().index_flaw, HasSubstr("day.csv"));
}

TEST_F(AsicArchive, AChangedSignatureFileIsNotCoveredByTheTokenThatNamesIt) {
  auto entries = two_files(Level::BLT);
  add_archive(entries, "001");
  entries[4].octets = text(signature_over(der::view_of(entries[3].octets), Level::BLT));
  const auto document = read_back(entries);
  const auto& found = document.signatures.front().stamps;
  ASSERT_THAT(ids_of(found), Contains("META-INF/timestamp001.tst"));
  EXPECT_FALSE(found.back().covers_signature);
  EXPECT_TRUE(found.back().index_flaw);
  EXPECT_EQ(document.signatures.front().level, Level::BLT);
}

TEST_F(AsicArchive, StampedFilesAreNoSignedFiles) {
  auto entries = two_files(Level::BLT);
  entries.push_back({"later.txt", "came later"});
  add_archive(entries, "001");
  EXPECT_THAT(read_back(entries).uncovered, ElementsAre("later.txt"));
}

TEST_F(AsicArchive, AManifestThatListsItselfComesToAnEnd) {
  auto entries = two_files(Level::BLT);
  const auto list =
      manifest("META-INF/timestamp001.tst",
               {{"META-INF/ASiCArchiveManifest.xml", "x"}, {"META-INF/timestamp001.tst", "x"}});
  entries.push_back({"META-INF/ASiCArchiveManifest.xml", list});
  entries.push_back({"META-INF/timestamp001.tst", text(token_over(der::view_of(list)))});
  EXPECT_THAT(read_back(entries).stamps, SizeIs(1));
}

class AsicEvidence : public Asic {
 protected:
  std::string record_over(const std::vector<std::string_view>& files) {
    evidence::HashGroup group;
    for (const auto file : files) {
      group.push_back(pki::digest(pki::Digest::Sha256, der::view_of(file)));
    }
    return text(
        evidence::seal_groups({group}, pki::Digest::Sha256, *stamps).value().record(0).encode());
  }
};

TEST_F(AsicEvidence, ARecordIsOverWhatItsManifestLists) {
  const auto list =
      manifest("META-INF/evidencerecord001.ers", {{"day.csv", kDay}, {"notes", kNotes}});
  std::vector<TestingEntry> entries{
      kExtended,
      {"day.csv", std::string(kDay)},
      {"notes", std::string(kNotes)},
      {"META-INF/ASiCEvidenceRecordManifest001.xml", list},
      {"META-INF/evidencerecord001.ers", record_over({kDay, kNotes})}};
  const auto document = read_back(entries);
  ASSERT_THAT(document.stamps, SizeIs(1));
  EXPECT_EQ(document.stamps.front().kind, StampKind::Evidence);
  EXPECT_TRUE(imprint_is_right(document.stamps.front()));
  EXPECT_FALSE(document.stamps.front().index_flaw);
  EXPECT_THAT(document.uncovered, IsEmpty());

  entries[2].octets += "x";
  const auto changed = read_back(entries);
  ASSERT_TRUE(changed.stamps.front().index_flaw);
  EXPECT_THAT(*changed.stamps.front().index_flaw, HasSubstr("notes"));
}

TEST_F(AsicEvidence, ARecordOfASimpleContainerIsOverItsDocument) {
  const auto document = read_back({kSimple,
                                   {"day.csv", std::string(kDay)},
                                   {"META-INF/evidencerecord.ers", record_over({kDay})}});
  ASSERT_THAT(document.stamps, SizeIs(1));
  EXPECT_TRUE(imprint_is_right(document.stamps.front()));
  EXPECT_THAT(document.uncovered, IsEmpty());
}

TEST_F(AsicEvidence, ARecordOverTheSignatureProvesTheSignature) {
  auto entries = two_files(Level::BLT);
  const auto list =
      manifest("META-INF/evidencerecord.ers", {{"META-INF/signature001.p7s", entries[4].octets}});
  const auto record = record_over({entries[4].octets});
  entries.push_back({"META-INF/ASiCEvidenceRecordManifest.xml", list});
  entries.push_back({"META-INF/evidencerecord.ers", record});
  const auto document = read_back(entries);
  const auto& stamp = document.signatures.front().stamps.back();
  EXPECT_EQ(stamp.kind, StampKind::Evidence);
  EXPECT_TRUE(stamp.covers_signature);
  EXPECT_TRUE(imprint_is_right(stamp));
}

TEST_F(AsicEvidence, ARecordThatNoManifestExplainsProvesNothing) {
  auto entries = two_files();
  entries.push_back({"META-INF/evidencerecord.ers", record_over({kDay})});
  const auto document = read_back(entries);
  ASSERT_THAT(document.stamps, SizeIs(1));
  EXPECT_FALSE(imprint_is_right(document.stamps.front()));
}

TEST_F(AsicEvidence, ARecordThatCannotBeReadIsSaidSo) {
  const auto document = read_back(
      {kSimple, {"day.csv", std::string(kDay)}, {"META-INF/evidencerecord.ers", "nothing"}});
  ASSERT_THAT(document.stamps, SizeIs(1));
  EXPECT_FALSE(document.stamps.front().imprint(pki::Digest::Sha256));
  EXPECT_THAT(document.remarks, Contains(HasSubstr("evidencerecord.ers")));
}

TEST(Place, UrisAreRelativeToTheRoot) {
  EXPECT_EQ(place_of("a%20b.txt"), "a b.txt");
  EXPECT_EQ(place_of("/a.txt"), "a.txt");
  EXPECT_EQ(place_of("./a/../b.txt"), "b.txt");
  EXPECT_EQ(place_of("100%.txt"), "100%.txt");
  EXPECT_EQ(place_of("%E5%A0%B1"), "報");
  EXPECT_EQ(place_of("../a.txt"), std::nullopt);
  EXPECT_EQ(place_of("%2e%2e/a.txt"), std::nullopt);
}

TEST(Place, FilesInMetaInfAreToldApartByName) {
  EXPECT_EQ(part_of("META-INF/signature.p7s"), Part::Cades);
  EXPECT_EQ(part_of("META-INF/signatures001.xml"), Part::Xades);
  EXPECT_EQ(part_of("META-INF/documentsignatures.xml"), Part::Xades);
  EXPECT_EQ(part_of("META-INF/ASiCManifest.xml"), Part::Manifest);
  EXPECT_EQ(part_of("META-INF/asicmanifest.xml"), Part::Manifest);
  EXPECT_EQ(part_of("META-INF/ASiCArchiveManifest1.xml"), Part::ArchiveManifest);
  EXPECT_EQ(part_of("META-INF/ASiCEvidenceRecordManifest001.xml"), Part::EvidenceManifest);
  EXPECT_EQ(part_of("META-INF/evidencerecord.xml"), Part::XmlEvidence);
  EXPECT_EQ(part_of("META-INF/manifest.xml"), Part::OpenManifest);
  EXPECT_EQ(part_of("META-INF/container.xml"), Part::Other);
  EXPECT_EQ(part_of("mimetype"), Part::MimeType);
  EXPECT_EQ(part_of("signature.p7s"), Part::Data);
}

}  // namespace
}  // namespace noroshi::asic
