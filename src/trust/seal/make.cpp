#include "trust/seal/make.hpp"

#include <fmt/format.h>
#include <utility>

#include "trust/asic/packing.hpp"
#include "trust/cades/extend.hpp"
#include "trust/cades/seal.hpp"
#include "trust/evidence/seal.hpp"
#include "trust/jades/maker.hpp"
#include "trust/jades/reader.hpp"
#include "trust/pades/make.hpp"
#include "trust/pades/reader.hpp"
#include "trust/xml/document.hpp"

namespace noroshi::seal {
namespace {

Bytes octets_of(std::string_view text) { return der::copy_of(der::view_of(text)); }

Error no_seal(Kind kind) {
  return {Errc::InvalidUsage, fmt::format("{} is no format of seals by a key; choose cades, jades "
                                          "or pades",
                                          to_string(kind))};
}

Status check_stamps(Level level, const stamp::StampSource* stamps) {
  if (level < Level::BT || stamps != nullptr) return {};
  return Error{Errc::InvalidUsage,
               fmt::format("level {} needs a time-stamping authority", to_string(level))};
}

Result<Bytes> make_cades(View content, const key::Signer& signer, const MakeOptions& options) {
  cades::SealSettings settings{.signing_time = options.time,
                               .detached = options.detached,
                               .mime_type = options.mime_type,
                               .claimed_roles = options.roles};
  settings.location.locality = options.location;
  return cades::seal(content, signer, settings);
}

Result<Bytes> make_jades(View content, const key::Signer& signer, const MakeOptions& options) {
  const jades::SigningSettings settings{.signing_time = options.time,
                                        .serialization = jades::Serialization::Flattened,
                                        .attach = !options.detached,
                                        .content_type = options.mime_type,
                                        .claimed_roles = options.roles,
                                        .locality = options.location};
  return octets_of(NOROSHI_TRY(jades::sign(content, signer, settings)));
}

Result<Bytes> make_pades(View content, const key::Signer& signer, const MakeOptions& options) {
  return pades::sign(content, signer,
                     {.time = options.time,
                      .reason = options.reason,
                      .location = options.location,
                      .stamps = options.level >= Level::BT ? options.stamps : nullptr});
}

Result<Bytes> extend_jades(View sealed, Level target, std::optional<View> detached,
                           stamp::StampSource* stamps, const pki::Material& material) {
  auto text = std::string(der::text_of(sealed));
  const auto content = detached.value_or(View{});
  const std::vector<signature::Detached> contents =
      detached ? std::vector<signature::Detached>{{"content", content}}
               : std::vector<signature::Detached>{};
  const auto found = NOROSHI_TRY(jades::read(sealed, contents));
  const bool stamped = !found.signatures.empty() && found.signatures.front().level >= Level::BT;
  if (target >= Level::BT && !stamped) {
    text = NOROSHI_TRY(jades::stamp_signatures(text, *stamps, pki::Digest::Sha256));
  }
  if (target >= Level::BLT) text = NOROSHI_TRY(jades::add_values(text, material));
  if (target >= Level::BLTA) {
    text = NOROSHI_TRY(jades::stamp_archive(text, contents, *stamps, pki::Digest::Sha256));
  }
  return octets_of(text);
}

Result<Bytes> extend_pades(View sealed, Level target, stamp::StampSource* stamps,
                           const pki::Material& material) {
  auto pdf = der::copy_of(sealed);
  const auto found = NOROSHI_TRY(pades::read(pdf));
  const bool stamped = !found.signatures.empty() && found.signatures.front().level >= Level::BT;
  if (target == Level::BT && !stamped) return pades::add_document_stamp(pdf, *stamps);
  if (target >= Level::BLT) {
    if (!stamped) pdf = NOROSHI_TRY(pades::add_document_stamp(pdf, *stamps));
    pdf = NOROSHI_TRY(pades::add_evidence(pdf, material));
  }
  if (target >= Level::BLTA) pdf = NOROSHI_TRY(pades::add_document_stamp(pdf, *stamps));
  return pdf;
}

}  // namespace

Result<Bytes> extend(View sealed, Level target, std::optional<View> detached,
                     stamp::StampSource* stamps, const pki::Material& material) {
  NOROSHI_CHECK(check_stamps(target, stamps));
  const auto kind = kind_of(sealed);
  if (!kind) return Error{Errc::InvalidInput, "nothing that carries a seal"};
  switch (*kind) {
    case Kind::Cades:
      return cades::extend(sealed, target,
                           {.stamps = stamps, .material = material, .detached = detached});
    case Kind::Jades:
      return extend_jades(sealed, target, detached, stamps, material);
    case Kind::Pades:
      return extend_pades(sealed, target, stamps, material);
    case Kind::Evidence:
      if (xml::is_xml(sealed)) {
        return Error{Errc::InvalidUsage, "evidence records in XML are verified, not renewed"};
      }
      NOROSHI_CHECK(check_stamps(Level::BT, stamps));
      return renew_evidence(sealed, *stamps);
    case Kind::Xades:
      return Error{Errc::InvalidUsage, "signatures in XML are read and verified, not extended"};
    case Kind::Asic:
      return Error{Errc::InvalidUsage,
                   "containers are read and verified, not extended; put the whole file under an "
                   "evidence record (noroshi seal bulk)"};
    case Kind::Stamp:
      break;
  }
  return no_seal(*kind);
}

Result<Bytes> make(Kind kind, View content, const key::Signer& signer, const MakeOptions& options) {
  NOROSHI_CHECK(check_stamps(options.level, options.stamps));
  Bytes sealed;
  switch (kind) {
    case Kind::Cades:
      sealed = NOROSHI_TRY(make_cades(content, signer, options));
      break;
    case Kind::Jades:
      sealed = NOROSHI_TRY(make_jades(content, signer, options));
      break;
    case Kind::Pades:
      sealed = NOROSHI_TRY(make_pades(content, signer, options));
      break;
    default:
      return no_seal(kind);
  }
  const bool done =
      options.level <= Level::BB || (kind == Kind::Pades && options.level == Level::BT);
  if (done) return sealed;
  const auto detached =
      options.detached && kind != Kind::Pades ? std::optional(content) : std::nullopt;
  return extend(sealed, options.level, detached, options.stamps, options.material);
}

Result<Bytes> make_container(asic::Form form, std::span<const signature::Detached> documents,
                             const key::Signer& signer, MakeOptions options) {
  NOROSHI_CHECK(asic::check_documents(form, documents));
  options.detached = true;
  if (form == asic::Form::Simple) {
    const auto sealed = NOROSHI_TRY(make(Kind::Cades, documents.front().octets, signer, options));
    return asic::packed(form, documents, {}, sealed);
  }
  const auto manifest =
      asic::manifest_over(documents, asic::kFirstSignature, std::exchange(options.mime_type, ""));
  const auto sealed = NOROSHI_TRY(make(Kind::Cades, manifest, signer, options));
  return asic::packed(form, documents, manifest, sealed);
}

Result<std::vector<Bytes>> make_evidence(std::vector<Bytes> digests, pki::Digest digest,
                                         stamp::StampSource& stamps) {
  const auto batch = NOROSHI_TRY(evidence::seal(std::move(digests), digest, stamps));
  std::vector<Bytes> records;
  for (std::size_t i = 0; i < batch.size(); ++i) records.push_back(batch.record(i).encode());
  return records;
}

Result<Bytes> renew_evidence(View record, stamp::StampSource& stamps) {
  const std::vector parsed{NOROSHI_TRY(evidence::Record::parse(record))};
  return NOROSHI_TRY(evidence::renew_stamps(parsed, stamps)).front().encode();
}

}  // namespace noroshi::seal
