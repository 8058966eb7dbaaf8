// DER: ASN.1 elements as octets (X.690 §10), made inside out.
//
//   const Bytes info = sequence({oid(kSignedData), explicitly(0, signed_data)});
//
// Each function returns one whole element; the parts of a constructed one are whole elements too.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "trust/der/bytes.hpp"
#include "trust/der/oid.hpp"
#include "trust/der/reader.hpp"

namespace noroshi::der {

Bytes element(Tag tag, View contents);

Bytes sequence(std::initializer_list<View> parts);
Bytes sequence(std::span<const Bytes> parts);
/// SET OF: the parts in the order that DER wants (X.690 §11.6).
Bytes set_of(std::vector<Bytes> parts);

Bytes oid(const Oid& oid);  ///< `oid` is well-formed: it came from a constant or a reader
Bytes integer(std::int64_t value);
/// From two's complement octets, of which any length is made shortest.
Bytes integer(View twos_complement);
/// From an unsigned big-endian number, of any length.
Bytes unsigned_integer(View magnitude);
Bytes enumerated(std::int64_t value);
Bytes boolean(bool value);
Bytes null();
Bytes octet_string(View bytes);
Bytes bit_string(View bytes);  ///< whole octets
Bytes utf8_string(std::string_view text);
Bytes ia5_string(std::string_view text);
Bytes printable_string(std::string_view text);
/// GeneralizedTime in UTC; a fraction only where there is one, without trailing zeros.
Bytes generalized_time(base::Micros time);
/// As CMS and X.509 want it: UTCTime until 2049, then GeneralizedTime; whole seconds.
Bytes cms_time(base::Micros time);

/// [n] EXPLICIT around one whole element.
Bytes explicitly(std::uint32_t number, View whole);
/// The same contents under [n] IMPLICIT; whether constructed is kept.
Bytes implicitly(std::uint32_t number, View whole);

void append(Bytes& to, View bytes);

}  // namespace noroshi::der
