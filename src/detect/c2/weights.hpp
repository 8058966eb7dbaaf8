// Weights: how many log-odds (natural logarithm) each line of evidence can add or take.
//
// The model is additive: ln(p / (1−p)) = prior + Σ weight × strength, strength between 0 and 1.
// Each weight is the log-likelihood ratio that the line at full strength is worth: how much more
// often it shows at C2 servers than at the ordinary servers that reach this stage.  They are
// judgements, set by hand and changed while looking at the labelled captures and generated days of
// docs/evaluation.md; none was fitted, and none was tried on captures kept aside.  That page says
// how well the probabilities hold on the same data.
#pragma once

namespace noroshi::c2::weights {

// For.
inline constexpr double kPeriodicContact = 4.0;
inline constexpr double kRetries = 5.0;
inline constexpr double kHeldConnection = 1.3;
inline constexpr double kSameSize = 1.2;
inline constexpr double kSmallExchange = 0.4;
inline constexpr double kSending = 0.6;
inline constexpr double kPersistence = 0.5;
inline constexpr double kRarePort = 2.0;
inline constexpr double kFewClients = 0.2;
inline constexpr double kSharedByAttackers = 10.0;

// Against.
inline constexpr double kBulkDownload = -1.5;
inline constexpr double kManyClients = -5.0;
inline constexpr double kClockworkPort = -5.5;
inline constexpr double kVendor = -3.5;
inline constexpr double kCdn = -2.5;
inline constexpr double kCloud = -1.6;
inline constexpr double kInbound = -11.0;
inline constexpr double kInsideServer = -4.0;
inline constexpr double kAttackTarget = -8.0;

}  // namespace noroshi::c2::weights
