// Pdf: a PDF file as its newest cross-references show it; a prefix of the file is an older
// revision.
//
// Nothing is read before it is asked for.  What is broken reads as null, as ISO 32000-2 §7.3.10
// wants it of objects that are not there, and is counted.  The octets must outlive it; one thread.
// Work and memory are bounded: when hostile references would have more parsed or unpacked than a
// sound file of this size needs, everything further reads as null.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "trust/pades/cross_reference.hpp"

namespace noroshi::pades {

/// Never empty: what is not there is a Null.
using ObjectPtr = std::shared_ptr<const Object>;

class Pdf {
 public:
  /// An Error where there is no PDF, or an encrypted one.
  static Result<Pdf> open(View octets);

  [[nodiscard]] View octets() const { return octets_; }
  [[nodiscard]] const CrossReference& cross_reference() const { return table_; }
  [[nodiscard]] ObjectPtr trailer() const { return trailer_; }
  [[nodiscard]] ObjectPtr catalogue() { return get(trailer_, "Root"); }
  /// The numbers in use are below it.
  [[nodiscard]] std::uint32_t next_number() const;

  /// The object of this number, parsed; Null where there is none.
  ObjectPtr object(std::uint32_t number);
  /// Behind references: the value of a key, an item of an array, the value itself.
  ObjectPtr get(const ObjectPtr& dictionary, std::string_view key);
  ObjectPtr item(const ObjectPtr& array, std::size_t index);
  ObjectPtr resolved(const ObjectPtr& value);
  /// What a stream holds; an Error where its filter is none that is read here.
  Result<Bytes> contents(const ObjectPtr& stream);
  /// Where the object stands; none: nowhere.
  [[nodiscard]] std::optional<Place> place(std::uint32_t number) const;

  /// What was odd so far: a repair, objects that could not be read.
  [[nodiscard]] std::vector<std::string> remarks() const;

 private:
  struct Packed {
    Bytes octets{};
    std::vector<std::pair<std::uint32_t, std::size_t>> members{};  ///< number, offset
  };

  explicit Pdf(View octets) : octets_(octets) {}
  Status load();
  Status take(CrossReference table);
  StreamHints hints();
  bool spend(std::size_t octets);
  void keep(std::uint32_t number, const ObjectPtr& object);
  Result<Object> parsed(std::uint32_t number, const Place& place);
  Result<Object> parsed_in_file(std::uint32_t number, const Place& place);
  Result<Object> parsed_in_stream(std::uint32_t number, const Place& place);
  Result<std::shared_ptr<const Packed>> packed(std::uint32_t stream);
  Result<Packed> unpacked(const Object& stream);
  std::optional<std::uint64_t> length_of(Reference name);
  std::optional<std::size_t> next_endstream(std::size_t from);

  View octets_;
  CrossReference table_{};
  ObjectPtr trailer_ = std::make_shared<Object>();
  std::unordered_map<std::uint32_t, ObjectPtr> objects_{};
  std::unordered_map<std::uint32_t, std::shared_ptr<const Packed>> packed_{};
  std::optional<std::vector<std::size_t>> endstreams_{};
  std::size_t effort_ = 0;
  std::size_t held_values_ = 0;  ///< in `objects_`, about
  std::size_t unreadable_ = 0;
  std::string first_unreadable_{};
};

}  // namespace noroshi::pades
