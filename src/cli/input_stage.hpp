// The input stage of every command that reads flows: FILE… → batches, one after the other.
//
// A thread of its own opens and decodes while the caller works on the batch before; at most a few
// batches are under way, so memory does not grow with the input.  Batches arrive in the order of
// the files and of their records.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/terminal.hpp"
#include "model/flow_batch.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::cli {

struct InputPlan {
  std::vector<std::string> files;  ///< "-" is standard input
  flow::ReaderOptions reader;
  bool quiet = false;

  /// From FILE…, --strict, --active-timeout, --idle-timeout and --quiet.  No FILE means standard
  /// input, unless that is a terminal: then the Error asks for one.
  static Result<InputPlan> from(const Arguments& arguments, const Context& context);
};

struct InputTotals {
  std::uint64_t files = 0;
  std::uint64_t records = 0;
  std::uint64_t rejected = 0;  ///< records that could not be used
  base::Micros elapsed = 0;    ///< wall time of reading
};

/// What the caller does with a batch; false: it has enough.
using Consume = std::function<Result<bool>(const model::FlowBatch&)>;

/// Reads everything and tells the user on standard error what could not be used.  The first file
/// that cannot be read ends it, with an Error that names the file; what `consume` got before is
/// then part of nothing.
Result<InputTotals> read_flows(const InputPlan& plan, const Context& context,
                               const Consume& consume);

/// What a reader could not use, in lines for people: "x.log: 3 records could not be used: …".
std::vector<std::string> describe_rejects(const std::string& name, const io::Rejects& rejects,
                                          const std::string& damage, Language language);

}  // namespace noroshi::cli
