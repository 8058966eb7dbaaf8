// FieldProgram: one template, compiled into the few steps that turn its records into flows.
//
// A template may hold fifty fields of which a flow needs fifteen.  Compiling finds those, decides
// once which of several rivals counts (flowStartMicroseconds before flowStartSeconds), and leaves
// a list of (offset, width, what to do), so that decoding a record is a short loop without
// look-ups.  A program never changes and is independent of where messages come from: the reader of
// IPFIX files and the collector of NetFlow v9 and IPFIX (observe/netflow) use the same.
//
// Must stay true: `run` touches no byte outside the record it was given, whatever the record says.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "observe/flow/ipfix_meaning.hpp"
#include "observe/flow/ipfix_template.hpp"

namespace noroshi::flow::ipfix {

/// The fields of one record, by slot.  Slots that the template lacks stay zero.
struct Record {
  std::array<net::Address, kAddressSlots> address{};
  std::array<std::uint64_t, kSlots> number{};  ///< instants and durations in microseconds
  std::string_view link_frame = {};            ///< views into the record's own bytes
  std::string_view ip_packet = {};

  [[nodiscard]] std::uint64_t operator[](Slot slot) const {
    return number[static_cast<std::size_t>(slot)];
  }
};

/// Sampling that options records announced for one observation domain: 1 of N packets.
struct Sampling {
  using Intervals = std::map<std::uint64_t, std::uint32_t>;
  std::uint32_t domain = 0;   ///< 0: not announced
  Intervals selectors = {};   ///< by selectorId or samplerId
  Intervals interfaces = {};  ///< by the interface that packets come in at
  Intervals templates = {};   ///< by the template of the records

  /// N for a record: that of its selector, else of its interface, else of its template, else the
  /// domain's.  A record that names no selector has that of the only one there is.  0 if nobody
  /// said.
  [[nodiscard]] std::uint32_t of(std::optional<std::uint64_t> selector,
                                 std::optional<std::uint64_t> interface = std::nullopt,
                                 std::uint16_t template_id = 0) const;

  [[nodiscard]] std::size_t size() const {
    return selectors.size() + interfaces.size() + templates.size();
  }
};

/// What a record's meaning depends on, beyond its own bytes.
struct Surroundings {
  base::Micros export_time = 0;                     ///< of the message
  std::optional<base::Micros> boot = std::nullopt;  ///< systemInitTimeMilliseconds, once announced
  const Sampling* sampling = nullptr;
  const Sampling* exporter_wide = nullptr;  ///< where `sampling` has no answer
  /// A collector keeps every flow: where the record has no clock that can be read, the export time
  /// stands in.  A reader of files refuses it.
  bool live = false;
};

/// What became of a record.
struct Reading {
  std::string_view objection = {};  ///< why it is no flow, a constant phrase; empty: it is one
  bool malformed = false;           ///< the record is broken, not merely of no use here
  bool export_time_stands_in = false;
};

class FieldProgram {
 public:
  explicit FieldProgram(const Template& layout);

  /// What the records are good for.
  enum class Purpose : std::uint8_t { Flow, Options, NoAddresses, NoTimes };
  [[nodiscard]] Purpose purpose() const { return purpose_; }
  [[nodiscard]] bool is_fixed_length() const { return fixed_length_; }

  [[nodiscard]] bool has(Slot slot) const { return (present_ >> static_cast<int>(slot) & 1) != 0; }

  /// Octets that every record has at least.
  [[nodiscard]] std::size_t minimum_length() const { return minimum_length_; }

  /// Reads the record at `at`, of whose set `rest` ≥ minimum_length() octets are left.  Returns
  /// its length, or 0 if a variable-length field runs over the end of the set.
  std::size_t run(const char* at, std::size_t rest, const Surroundings& around,
                  Record& record) const;

  /// The flow that a record of a Purpose::Flow template describes; with `live`, of a
  /// Purpose::NoTimes template too.  `flow` must be new.
  Reading interpret(const Record& record, const Surroundings& around, model::Flow& flow) const;

  /// N that the record itself states (for options records too), or 0.
  [[nodiscard]] std::uint32_t sampling_interval(const Record& record) const;

  /// Takes the sampling that an options record announces.  An interval of 0 says nothing.  False
  /// if it was left out because `sampling` has `most` entries.
  bool announce(const Record& record, Sampling& sampling, std::size_t most) const;

 private:
  struct Step {
    std::uint32_t offset;  // from the start, or from the end of the last variable-length field
    std::uint32_t length;  // of the field; for SkipVariable the octets that must follow it
    Action action;
    Slot slot;
  };
  void choose(const Template& layout, std::array<const Field*, kSlots>& winners);
  void emit(const Template& layout, const std::array<const Field*, kSlots>& winners);
  [[nodiscard]] Purpose find_purpose(bool options) const;
  static void take(const Step& step, const char* field, const Surroundings& around, Record& record);
  static void keep_section(Slot slot, std::string_view bytes, Record& record);
  [[nodiscard]] std::optional<std::uint64_t> named(Slot slot, const Record& record) const;
  void set_times(const Record& record, const Surroundings& around, model::Flow& flow,
                 Reading& reading) const;
  void count_up_times(const Record& record, const Surroundings& around, model::Flow& flow,
                      Reading& reading) const;
  void fill_missing_times(const Record& record, model::Flow& flow) const;
  [[nodiscard]] bool set_addresses(const Record& record, model::Flow& flow) const;
  void set_ports(const Record& record, model::Flow& flow) const;
  void set_counts(const Record& record, model::Flow& flow) const;
  void set_sampling(const Record& record, const Surroundings& around, model::Flow& flow) const;
  void read_packet(const Record& record, model::Flow& flow, Reading& reading) const;

  std::vector<Step> steps_;
  std::uint64_t present_ = 0;  // one bit a slot
  std::size_t minimum_length_ = 0;
  std::size_t tail_ = 0;  // octets behind the last variable-length field
  std::uint16_t id_ = 0;
  Purpose purpose_ = Purpose::Flow;
  std::uint8_t traits_ = 0;
  bool fixed_length_ = true;
  bool states_sampling_ = false;
  bool has_addresses_ = false;
  bool v6_first_ = false;  // where a template has addresses of both families
  bool start_since_boot_ = false;
  bool end_since_boot_ = false;
};

}  // namespace noroshi::flow::ipfix
