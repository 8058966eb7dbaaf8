// FieldProgram: one template, compiled into the few steps that turn its records into flows.
//
// A template may hold fifty fields of which a flow needs fifteen.  Compiling finds those, decides
// once which of several rivals counts (flowStartMicroseconds before flowStartSeconds), and leaves
// a list of (offset, width, what to do), so that decoding a record is a short loop without
// look-ups.  A program never changes and is independent of where messages come from: a file
// reader and a live collector use the same.
//
// Must stay true: `run` touches no byte outside the record it was given, whatever the record says.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
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

  [[nodiscard]] std::uint64_t operator[](Slot slot) const {
    return number[static_cast<std::size_t>(slot)];
  }
};

/// Sampling that options records announced for one observation domain: 1 of N packets.
struct Sampling {
  std::uint32_t domain = 0;                               ///< 0: not announced
  std::map<std::uint64_t, std::uint32_t> selectors = {};  ///< by selectorId or samplerId

  /// N for a record of that selector; for a record that names none, the domain's, or that of
  /// the only selector there is.  0 if nobody said.
  [[nodiscard]] std::uint32_t of(std::optional<std::uint64_t> selector) const;
};

/// What a record's meaning depends on, beyond its own bytes.
struct Surroundings {
  base::Micros export_time = 0;                     ///< of the message
  std::optional<base::Micros> boot = std::nullopt;  ///< systemInitTimeMilliseconds, once announced
  const Sampling* sampling = nullptr;
};

class FieldProgram {
 public:
  explicit FieldProgram(const Template& layout);

  /// What the records are good for.
  enum class Purpose : std::uint8_t { Flow, Options, NoAddresses, NoTimes };
  [[nodiscard]] Purpose purpose() const { return purpose_; }

  [[nodiscard]] bool has(Slot slot) const { return (present_ >> static_cast<int>(slot) & 1) != 0; }

  /// Octets that every record has at least.
  [[nodiscard]] std::size_t minimum_length() const { return minimum_length_; }

  /// Reads the record at `at`, of whose set `rest` ≥ minimum_length() octets are left.  Returns
  /// its length, or 0 if a variable-length field runs over the end of the set.
  std::size_t run(const char* at, std::size_t rest, const Surroundings& around,
                  Record& record) const;

  /// The flow that a record of a Purpose::Flow template describes.  Returns nullptr, or the
  /// reason why the record cannot be used.
  const char* interpret(const Record& record, const Surroundings& around, model::Flow& flow) const;

  /// N that the record itself states (for options records too), or 0.
  static std::uint32_t sampling_interval(const Record& record);

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
  const char* set_times(const Record& record, const Surroundings& around, model::Flow& flow) const;
  void set_addresses(const Record& record, model::Flow& flow) const;
  void set_ports(const Record& record, model::Flow& flow) const;

  std::vector<Step> steps_;
  std::uint64_t present_ = 0;  // one bit a slot
  std::size_t minimum_length_ = 0;
  std::size_t tail_ = 0;  // octets behind the last variable-length field
  Purpose purpose_ = Purpose::Flow;
  std::uint8_t traits_ = 0;
  bool start_since_boot_ = false;
  bool end_since_boot_ = false;
};

}  // namespace noroshi::flow::ipfix
