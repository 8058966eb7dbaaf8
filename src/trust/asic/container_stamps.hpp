// Time-stamp tokens and evidence records in a container, each put where it proves something: to
// the signatures that it is over, or beside them.
//
//   timestamp002.tst ─over─► ASiCArchiveManifest.xml ─lists─► signature001.p7s      Archive stamp
//   of
//                                                   ├lists─► ASiCManifest.xml       each signature
//                                                   └lists─► document.txt           in that file
#pragma once

#include "trust/asic/container.hpp"
#include "trust/asic/signed_files.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::asic {

struct ContainerStamps {
  std::vector<signature::Stamp> alone{};  ///< over no signature
  std::set<std::string> covered{};        ///< files that a token or record is over
  std::vector<std::string> remarks{};
};

/// Puts stamps to the signatures that they are over, which may reach B-LTA by that.  Imprints look
/// into the container.
ContainerStamps add_stamps(const Container& container, SignedFiles& signed_files);

}  // namespace noroshi::asic
