// make and extend: seals of every format through one door.
//
// A seal is made of level B-B and then taken as far as was asked: each format's own maker does the
// work.  No clock, no network of its own: times, stamps and revocation material come from the
// caller.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/asic/container.hpp"
#include "trust/key/signer.hpp"
#include "trust/pki/path.hpp"
#include "trust/seal/kind.hpp"
#include "trust/signature/advanced_signature.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::seal {

using der::Bytes;
using der::View;
using signature::Level;

struct MakeOptions {
  Level level = Level::BB;
  base::Micros time = 0;    ///< the signing time that is claimed
  bool detached = false;    ///< the seal goes into a file of its own (not PDF)
  std::string mime_type{};  ///< of the content; empty: not said
  std::vector<std::string> roles{};
  std::string reason{};                  ///< shown by PDF readers
  std::string location{};                ///< a town
  stamp::StampSource* stamps = nullptr;  ///< from B-T on
  pki::Material material{};              ///< from B-LT on: proves signers and stampers
};

/// A seal over the content.  Cades, Jades or Pades.
Result<Bytes> make(Kind kind, View content, const key::Signer& signer, const MakeOptions& options);

/// An ASiC container of the documents, by their names, with one CAdES seal: over the one document
/// (ASiC-S) or over a manifest of all of them (ASiC-E).
Result<Bytes> make_container(asic::Form form, std::span<const signature::Detached> documents,
                             const key::Signer& signer, MakeOptions options);

/// The sealed document at `target` at least; with B-LTA another archive stamp is put even if there
/// are some, which keeps a seal alive.  `detached`: the content where the document has none.
Result<Bytes> extend(View sealed, Level target, std::optional<View> detached,
                     stamp::StampSource* stamps, const pki::Material& material);

/// Evidence records: hashes of contents under one token, a record for each, in their order.
Result<std::vector<Bytes>> make_evidence(std::vector<Bytes> digests, pki::Digest digest,
                                         stamp::StampSource& stamps);

/// A record with a new token over its newest one.
Result<Bytes> renew_evidence(View record, stamp::StampSource& stamps);

}  // namespace noroshi::seal
