#include "trust/pades/make.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "base/hex.hpp"
#include "trust/cades/names.hpp"
#include "trust/cms/signed_data.hpp"
#include "trust/der/reader.hpp"
#include "trust/pades/evidence.hpp"
#include "trust/pades/form_update.hpp"

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

// EN 319 142-1 §5.6 and its forerunner: the extension levels that ISO 32000-1 files declare.
constexpr std::int64_t kLevelForCades = 2;
constexpr std::int64_t kLevelForStamps = 5;

constexpr std::string_view kRange = "[0 0000000000 0000000000 0000000000]";
constexpr std::size_t kRoomBeside = 4096;     // octets of a CMS beside its certificates
constexpr std::size_t kRoomForStamp = 12288;  // a token with its TSA's chain

/// Where the pieces of a dictionary that is still to be signed stand in the file.
struct Hole {
  Bytes file{};
  std::size_t range = 0;
  std::size_t gap = 0;  ///< of "<"
  std::size_t gap_end = 0;
};

std::string dictionary_text(const Object& entries, std::size_t room) {
  auto text = written(entries);
  text.resize(text.size() - 2);  // its ">>"
  return fmt::format("{}/ByteRange {}\n/Contents <{}>>>", text, kRange, std::string(2 * room, '0'));
}

// Fills in ByteRange, which has room for the longest numbers.
Hole hole_in(Bytes file, std::size_t room) {
  Hole made{.file = std::move(file)};
  const auto text = der::text_of(made.file);
  made.range = text.rfind(kRange);
  made.gap = text.find('<', made.range);
  made.gap_end = made.gap + 2 * room + 2;
  auto range = fmt::format("[0 {} {} {}", made.gap, made.gap_end, made.file.size() - made.gap_end);
  range.resize(kRange.size() - 1, ' ');
  std::copy(range.begin(), range.end(),
            made.file.begin() + static_cast<std::ptrdiff_t>(made.range));
  return made;
}

Bytes digest_of(const Hole& hole, pki::Digest digest) {
  pki::Hasher hasher(digest);
  const View file = hole.file;
  hasher.add(file.first(hole.gap));
  hasher.add(file.subspan(hole.gap_end));
  return hasher.finish();
}

Result<Bytes> filled(Hole hole, View contents) {
  if (2 * contents.size() + 2 > hole.gap_end - hole.gap)
    return Error{Errc::Limit, fmt::format("the signature needs {} octets, for which no room was "
                                          "kept: its certificates are too many",
                                          contents.size())};
  const std::string digits = base::to_hex(contents);
  std::copy(digits.begin(), digits.end(),
            hole.file.begin() + static_cast<std::ptrdiff_t>(hole.gap + 1));
  return std::move(hole.file);
}

// PDF 2.0 knows all this by itself.
bool is_before_2(Pdf& pdf) {
  const auto stated = pdf.get(pdf.catalogue(), "Version");
  const auto header = der::text_of(pdf.octets()).substr(0, 1024);
  const auto at = header.find("%PDF-");
  return !stated->text.starts_with("2") && header.substr(at, 6) != "%PDF-2";
}

void declare_extension(Pdf& pdf, Update& update, std::int64_t level) {
  if (!is_before_2(pdf)) return;
  const auto held = pdf.get(pdf.catalogue(), "Extensions");
  const auto declared = pdf.get(pdf.get(held, "ESIC"), "ExtensionLevel");
  if (declared->is(Kind::Integer) && declared->integer >= level) return;
  Object extensions = held->is(Kind::Dictionary) ? *held : dictionary_of({});
  put(extensions, "ESIC",
      dictionary_of({{"BaseVersion", name_of("1.7")}, {"ExtensionLevel", number_of(level)}}));
  put_in_catalogue(pdf, update, "Extensions", std::move(extensions));
}

Object certification(int level) {
  return array_of(
      {dictionary_of({{"Type", name_of("SigRef")},
                      {"TransformMethod", name_of("DocMDP")},
                      {"TransformParams", dictionary_of({{"Type", name_of("TransformParams")},
                                                         {"P", number_of(level)},
                                                         {"V", name_of("1.2")}})}})});
}

Status may_be_signed(Pdf& pdf, const SignWish& wish) {
  if (certified_level(pdf) == 1)
    return Error{Errc::InvalidUsage,
                 "the document's author allows no changes (DocMDP 1), and so no further signature"};
  if (!wish.certifies) return {};
  if (*wish.certifies < 1 || *wish.certifies > 3)
    return Error{Errc::InvalidUsage, "a certification allows 1, 2 or 3 (DocMDP)"};
  const auto fields = signature_fields(pdf);
  const bool is_first = std::all_of(fields.begin(), fields.end(),
                                    [](const auto& field) { return field.value->is(Kind::Null); });
  if (!is_first)
    return Error{Errc::InvalidUsage, "only a document's first signature can certify it (DocMDP)"};
  return {};
}

Result<Hole> prepared(View octets, const SignWish& wish, std::size_t room) {
  auto pdf = NOROSHI_TRY(Pdf::open(octets));
  NOROSHI_CHECK(may_be_signed(pdf, wish));
  auto update = NOROSHI_TRY(Update::of(pdf));
  auto entries = dictionary_of({{"Type", name_of("Sig")},
                                {"Filter", name_of("Adobe.PPKLite")},
                                {"SubFilter", name_of("ETSI.CAdES.detached")},
                                {"M", string_of(date_of(wish.time))}});
  if (!wish.reason.empty()) put(entries, "Reason", text_string_of(wish.reason));
  if (!wish.location.empty()) put(entries, "Location", text_string_of(wish.location));
  if (wish.certifies) put(entries, "Reference", certification(*wish.certifies));
  const auto number = update.add(dictionary_text(entries, room));
  NOROSHI_CHECK(hang_signature(pdf, update, wish.field, "Signature", number));
  declare_extension(pdf, update, kLevelForCades);
  if (wish.certifies)
    put_in_catalogue(pdf, update, "Perms", dictionary_of({{"DocMDP", reference_to(number)}}));
  return hole_in(update.finish(), room);
}

Result<Bytes> cms_over(const Hole& hole, const key::Signer& signer, const SignWish& wish) {
  auto data = NOROSHI_TRY(cms::sign_detached_digest(cms::kData, digest_of(hole, signer.digest()),
                                                    signer, cms::SigningSettings{}));
  if (wish.stamps != nullptr) {
    auto& made = data.signers.front();
    const auto imprint = pki::digest(signer.digest(), made.signature);
    const auto token =
        NOROSHI_TRY(wish.stamps->stamp(signer.digest(), imprint).within("stamping the signature"));
    made.unsigned_attributes.push_back(cms::attribute(cades::kSignatureTimeStamp, token));
  }
  return data.encode();
}

/// Streams that the store has already, by what they hold.
class StoreUpdate {
 public:
  StoreUpdate(Pdf& pdf, Update& update) : pdf_(pdf), update_(update) {
    const auto held = pdf.get(pdf.catalogue(), "DSS");
    if (held->is(Kind::Dictionary)) store_ = *held;
    put(store_, "Type", name_of("DSS"));
  }

  /// References to all of these: to old streams where there are, else to new ones.
  template <class Values>
  Object refer(std::string_view key, const Values& values) {
    const auto held = pdf_.get(pdf_.catalogue(), "DSS");
    Object list = *pdf_.get(held, key);
    if (!list.is(Kind::Array)) list = array_of({});
    std::vector<std::pair<Bytes, Object>> known;
    for (const auto& each : list.items) {
      const auto octets = pdf_.contents(std::make_shared<Object>(each));
      if (octets && each.is(Kind::Reference)) known.emplace_back(*octets, each);
    }
    Object wanted = array_of({});
    for (const auto& value : values) {
      const auto old = std::find_if(known.begin(), known.end(),
                                    [&](const auto& pair) { return pair.first == value.der(); });
      const auto reference =
          old != known.end() ? old->second : reference_to(update_.add_stream(value.der()));
      if (old == known.end()) {
        list.items.push_back(reference);
        known.emplace_back(value.der(), reference);
        added_ = true;
      }
      wanted.items.push_back(reference);
    }
    if (!list.items.empty()) put(store_, key, std::move(list));
    return wanted;
  }

  [[nodiscard]] bool added() const { return added_; }
  Object& store() { return store_; }

 private:
  Pdf& pdf_;
  Update& update_;
  Object store_ = dictionary_of({});
  bool added_ = false;
};

// ISO 32000-2 §12.8.4.4: the key is the SHA-1 of what stands in Contents, in capitals.
std::string validation_key(View contents) {
  return base::to_hex(pki::digest(pki::Digest::Sha1, contents), base::HexCase::Capital);
}

// One entry a signature, where there is none yet.
Object validation_entries(Pdf& pdf, Update& update, const Object& entry) {
  const auto held = pdf.get(pdf.get(pdf.catalogue(), "DSS"), "VRI");
  Object made = held->is(Kind::Dictionary) ? *held : dictionary_of({});
  std::optional<std::uint32_t> shared;
  for (const auto& field : signature_fields(pdf)) {
    if (!field.value->is(Kind::Dictionary)) continue;
    const auto key = validation_key(signature_dictionary(pdf, field).contents);
    if (made.find(key) != nullptr) continue;
    if (!shared) shared = update.add(written(entry));
    put(made, key, reference_to(*shared));
  }
  return made;
}

}  // namespace

Result<Bytes> sign(View pdf, const key::Signer& signer, const SignWish& wish) {
  std::size_t room = kRoomBeside + signer.certificate().der().size();
  for (const auto& above : signer.chain()) room += above.der().size();
  if (wish.stamps != nullptr) room += kRoomForStamp;
  auto hole = NOROSHI_TRY(prepared(pdf, wish, room));
  const auto contents = NOROSHI_TRY(cms_over(hole, signer, wish));
  return filled(std::move(hole), contents);
}

Result<Bytes> add_evidence(View octets, const pki::Material& evidence) {
  auto pdf = NOROSHI_TRY(Pdf::open(octets));
  auto update = NOROSHI_TRY(Update::of(pdf));
  StoreUpdate store(pdf, update);
  auto entry = dictionary_of({});
  put(entry, "Cert", store.refer("Certs", evidence.certificates));
  put(entry, "CRL", store.refer("CRLs", evidence.crls));
  put(entry, "OCSP", store.refer("OCSPs", evidence.ocsp));
  if (!store.added()) return der::copy_of(octets);
  put(store.store(), "VRI", validation_entries(pdf, update, entry));
  declare_extension(pdf, update, kLevelForStamps);
  put_in_catalogue(pdf, update, "DSS", reference_to(update.add(written(store.store()))));
  return update.finish();
}

Result<Bytes> add_document_stamp(View octets, stamp::StampSource& stamps) {
  auto pdf = NOROSHI_TRY(Pdf::open(octets));
  auto update = NOROSHI_TRY(Update::of(pdf));
  const auto entries = dictionary_of({{"Type", name_of("DocTimeStamp")},
                                      {"Filter", name_of("Adobe.PPKLite")},
                                      {"SubFilter", name_of("ETSI.RFC3161")},
                                      {"V", number_of(0)}});
  const auto number = update.add(dictionary_text(entries, kRoomForStamp));
  NOROSHI_CHECK(hang_signature(pdf, update, {}, "DocTimeStamp", number));
  declare_extension(pdf, update, kLevelForStamps);
  auto hole = hole_in(update.finish(), kRoomForStamp);
  const auto token =
      NOROSHI_TRY(stamps.stamp(pki::Digest::Sha256, digest_of(hole, pki::Digest::Sha256))
                      .within("stamping the document"));
  return filled(std::move(hole), token);
}

}  // namespace noroshi::pades
