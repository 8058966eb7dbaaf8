// Credential: a seal key that the hub keeps for an organisation, and who may use it how.
//
// One TOML file each, <folder>/<id>.toml (docs/formats/seal-credential.md).  The key lies in a file
// or in a PKCS#11 token; only this process opens it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/key/signer.hpp"

namespace noroshi::seals {

struct Credential {
  std::string id;            ///< name of its file
  std::string organisation;  ///< name of the one that owns it
  std::string description;
  bool enabled = true;
  std::vector<std::string> users{};      ///< accounts that may ask; empty: all of the organisation
  std::vector<std::string> approvers{};  ///< accounts that may approve; empty: all of it
  std::int64_t alone = 1;     ///< so many signatures one account is granted without anybody else
  std::int64_t quorum = 2;    ///< beyond, so many others must approve; at least 1
  std::int64_t most = 1'000;  ///< signatures of one authorisation (CSC: multisign)
  base::Micros lifetime = 5 * base::kMinute;  ///< of what was granted (SAD)
  base::Micros waiting = base::kDay;          ///< for approvals
  bool ask_password = false;                  ///< the account's own, again, for each authorisation
  std::shared_ptr<const key::Signer> signer{};
};

/// All of a folder, sorted by id.  The Error names file and key.
Result<std::vector<Credential>> load_credentials(const std::string& folder);

/// Letters, digits, "-", "_" and ".", 1 to 64 of them.
bool is_credential_id(std::string_view text);

}  // namespace noroshi::seals
