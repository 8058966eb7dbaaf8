// What the commands of `noroshi seal` share: documents, keys, material, authorities.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "trust/key/signer.hpp"
#include "trust/pki/path.hpp"
#include "trust/signature/advanced_signature.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::cli {

/// As it lies: what is sealed is the file, not what a decompressor makes of it.
Result<der::Bytes> read_document(const std::string& path);

/// The same, out of PEM where it is that.
Result<der::Bytes> read_sealed(const std::string& path);

/// The files of --content, by their names without folders; views of what this holds.
class Contents {
 public:
  static Result<Contents> read(const Arguments& arguments);
  [[nodiscard]] std::vector<signature::Detached> views() const;

 private:
  struct Content {
    std::string name;
    der::Bytes octets;
  };
  std::vector<Content> contents_{};
};

Result<std::unique_ptr<key::Signer>> open_signer(const Arguments& arguments);
/// Of --tsa; null: none was given.
Result<std::unique_ptr<stamp::StampSource>> open_stamps(const Arguments& arguments);
Result<pki::Material> read_material(const Arguments& arguments);
/// "b-lt" of this option.
signature::Level level_of(const Arguments& arguments, std::string_view option);

}  // namespace noroshi::cli
