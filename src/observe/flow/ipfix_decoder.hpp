// Decoder: IPFIX messages of one exporter → FlowBatch, one message at a time.
//
// Keeps what messages leave behind for later ones: templates, sampling and boot time, each per
// observation domain.  Where messages come from is another's business: ipfix_reader.cpp takes them
// from a file, a collector takes them from a connection.  Withdrawals are honoured, which is right
// for files and streams (RFC 7011, section 8.1); over UDP they must be ignored, because one
// spoofed datagram could silence an exporter (section 8.4).
//
// What cannot be used is counted in the Rejects given, at its byte offset; so are data records that
// the sequence numbers of the messages (RFC 7011, section 3.1) say are missing.  One thread uses
// it.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"
#include "io/rejects.hpp"
#include "model/flow_batch.hpp"
#include "observe/flow/ipfix_program.hpp"

namespace noroshi::flow::ipfix {

using io::Place;
using io::Rejects;

class Decoder {
 public:
  enum class Withdrawals : std::uint8_t { Honour, Ignore };

  /// `rejects` must outlive the decoder.
  explicit Decoder(Rejects& rejects, Withdrawals withdrawals = Withdrawals::Honour)
      : rejects_(rejects), withdrawals_(withdrawals) {}

  /// Starts on a message whose header is sound; its bytes must stay until it is drained.
  /// `offset` is the place of its first byte.  A message of which the input held only the first
  /// part is given as that part, and decoded as far as it goes.
  void begin(std::string_view message, std::uint64_t offset);

  /// Appends up to `limit` flows.  Returns true once the message is used up.  An Error comes from
  /// `rejects` in strict mode and leaves the message where it was.
  Result<bool> drain(model::FlowBatch& batch, std::size_t limit);

 private:
  struct Domain {
    std::unordered_map<std::uint16_t, FieldProgram> programs;  // by template ID
    Sampling sampling;
    std::optional<base::Micros> boot;
    std::optional<std::uint32_t> next_record;  // its sequence number, if that is known
  };

  Result<bool> enter_set();
  Status take_templates(std::string_view body, bool options);
  Status take_template(const Template& record);
  Status withdraw(const Template& record);
  Result<std::size_t> take_records(model::FlowBatch& batch, std::size_t limit);
  Result<bool> take_flow(const Record& record, model::FlowBatch& batch);
  void take_options(const Record& record);
  void leave_set();
  void count_missing();
  void finish_message();
  [[nodiscard]] Place place(const char* at) const;

  Rejects& rejects_;
  Withdrawals withdrawals_;
  std::unordered_map<std::uint32_t, Domain> domains_;
  std::size_t template_count_ = 0;  // in all domains
  std::size_t selector_count_ = 0;

  // The message under way.
  std::string_view message_;
  std::uint64_t offset_ = 0;
  bool cut_short_ = false;
  Domain* domain_ = nullptr;
  Surroundings around_;
  std::uint32_t sequence_ = 0;  // of the first data record
  std::uint32_t data_records_ = 0;
  bool all_counted_ = true;  // no data record that could not be told from its neighbours
  std::string_view rest_;    // sets not yet entered

  // The data set under way; no program, no set.
  const FieldProgram* program_ = nullptr;
  std::string_view records_;  // not yet read
  Record record_;
};

}  // namespace noroshi::flow::ipfix
