#include "trust/validate/indication.hpp"

#include <array>

namespace noroshi::validate {

std::string_view to_string(SubIndication sub) {
  constexpr std::array<std::string_view, 26> kNames{"",
                                                    "FORMAT_FAILURE",
                                                    "HASH_FAILURE",
                                                    "SIG_CRYPTO_FAILURE",
                                                    "REVOKED",
                                                    "EXPIRED",
                                                    "NOT_YET_VALID",
                                                    "SIG_CONSTRAINTS_FAILURE",
                                                    "CHAIN_CONSTRAINTS_FAILURE",
                                                    "CERTIFICATE_CHAIN_GENERAL_FAILURE",
                                                    "CRYPTO_CONSTRAINTS_FAILURE",
                                                    "POLICY_PROCESSING_ERROR",
                                                    "SIGNATURE_POLICY_NOT_AVAILABLE",
                                                    "TIMESTAMP_ORDER_FAILURE",
                                                    "NO_SIGNING_CERTIFICATE_FOUND",
                                                    "NO_CERTIFICATE_CHAIN_FOUND",
                                                    "REVOKED_NO_POE",
                                                    "REVOKED_CA_NO_POE",
                                                    "OUT_OF_BOUNDS_NO_POE",
                                                    "OUT_OF_BOUNDS_NOT_REVOKED",
                                                    "REVOCATION_OUT_OF_BOUNDS_NO_POE",
                                                    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
                                                    "NO_POE",
                                                    "TRY_LATER",
                                                    "SIGNED_DATA_NOT_FOUND",
                                                    "CUSTOM"};
  return kNames.at(static_cast<std::size_t>(sub));
}

std::string_view total_name(Indication indication) {
  constexpr std::array<std::string_view, 3> kNames{"TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"};
  return kNames.at(static_cast<std::size_t>(indication));
}

std::string_view block_name(Indication indication) {
  constexpr std::array<std::string_view, 3> kNames{"PASSED", "INDETERMINATE", "FAILED"};
  return kNames.at(static_cast<std::size_t>(indication));
}

}  // namespace noroshi::validate
