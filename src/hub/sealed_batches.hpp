// SealedBatches: what an input fetches, each batch held against the seal that came with it.
//
// An input that has anchors asks for seals (docs/formats/sealed-release.md): in the header
// `Noroshi-Seal` of an answer, or beside a file, as FILE.p7s.  A seal that does not pass refuses
// its batch, and the run; one that is missing does where the input takes sealed batches only.
//
// One run of one input; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "hub/sealed_arrivals.hpp"

namespace noroshi::hub {

/// How whoever asks for a seal says so, in the header of that name.
inline constexpr std::string_view kSealWanted = "wanted";

class SealedBatches {
 public:
  /// Reads the anchors anew.  An Error names the file that is none.
  static Result<SealedBatches> open(const ArrivalDemands& demands);

  [[nodiscard]] bool asks() const { return inspector_.has_value(); }

  struct Batch {
    std::string_view text;
    std::string_view seal;  ///< octets; empty: none came
    std::string_view name;  ///< for the Error's words
  };
  /// What the batch's seal says; nothing where none came and none is needed.
  Result<std::optional<Sealed>> check(const Batch& batch, base::Micros now);

  /// Who sealed last and since when, one line; empty: nothing was sealed in this run.
  [[nodiscard]] const std::string& last() const { return last_; }
  /// Batches that came without a seal though one was asked for.
  [[nodiscard]] std::uint64_t without() const { return without_; }

 private:
  SealedBatches(const ArrivalDemands& demands, std::optional<seal::Inspector> inspector)
      : required_(demands.required),
        sealed_by_(demands.sealed_by),
        inspector_(std::move(inspector)) {}

  bool required_;
  std::string sealed_by_;
  std::optional<seal::Inspector> inspector_;
  std::string last_;
  std::uint64_t without_ = 0;
};

/// The octets of a `Noroshi-Seal` header; empty of an empty one.
Result<std::string> seal_in(std::string_view header);

}  // namespace noroshi::hub
