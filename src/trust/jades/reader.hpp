// JAdES signatures (ETSI TS 119 182-1 V1.1.1 and V1.2.1) taken apart for validation.
//
// Reads compact, flattened and general JWS serialisations, attached, detached and with sigD, etsiU
// in base64url and clear, counter-signatures.  Nothing is fetched; certificates, time and trust are
// judged by trust/validate.  Pure; any thread.
//
// One reference is "payload": JWS has no digest of its own for it, so it is intact when the
// signature over it is.  Objects that sigD names by digest are references of their own.
#pragma once

#include <span>

#include "base/result.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::jades {

/// Whether these octets should be read as JAdES: a JSON object, or a text of three parts with dots.
bool looks_like_jades(der::View octets);

/// `detached`: what was signed, where it is not within.  One object needs no name; several are
/// found by the names that sigD has (also percent-encoded), HTTP fields by theirs.
/// `known`: certificates that the caller has, for signatures that only name theirs by digest.
/// An Error: no JWS at all.  What is wrong with one signature is said in it.
Result<signature::Document> read(der::View octets, std::span<const signature::Detached> detached,
                                 std::span<const pki::Certificate> known = {});

}  // namespace noroshi::jades
