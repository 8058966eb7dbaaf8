// What the tests of the text readers and writers share: a whole input read at once.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "observe/flow/reader.hpp"
#include "observe/flow/writer.hpp"

namespace noroshi::model {

// Readable failures.
inline void PrintTo(const Flow& flow, std::ostream* out) {
  *out << flow.source_address.to_string() << ':' << flow.source_port << " > "
       << flow.destination_address.to_string() << ':' << flow.destination_port << " proto "
       << int{flow.protocol} << " at " << flow.start << '+' << flow.end - flow.start << " packets "
       << flow.packets << '/' << flow.reverse_packets << " octets " << flow.octets << '/'
       << flow.reverse_octets << " flags " << int{flow.tcp_flags} << '/'
       << int{flow.reverse_tcp_flags} << " traits " << int{flow.traits} << " end reason "
       << int{flow.end_reason};
}

}  // namespace noroshi::model

namespace noroshi::flow {

struct Reading {
  std::vector<model::Flow> flows;
  std::map<std::string, std::string> rejected;  ///< reason → "2 from line 7"
  std::map<std::string, std::string> skipped;
  std::string format;
  std::string error;  ///< empty if there was none
};

inline std::map<std::string, std::string> described(const auto& tallies) {
  std::map<std::string, std::string> words;
  for (const auto& [reason, tally] : tallies) {
    words[reason] = std::to_string(tally.count) + " from " + to_string(tally.first);
  }
  return words;
}

inline Reading read_all(FlowReader& reader) {
  Reading reading;
  reading.format = reader.format();
  model::FlowBatch batch;
  while (true) {
    const auto more = reader.read(batch, 3);  // small, so that batches end in odd places
    if (!more.has_value()) reading.error = more.error().message;
    if (!more.has_value() || !*more) break;
  }
  for (std::size_t row = 0; row < batch.size(); ++row) reading.flows.push_back(batch.at(row));
  reading.rejected = described(reader.rejects().rejected());
  reading.skipped = described(reader.rejects().skipped());
  return reading;
}

inline Reading read_all(std::unique_ptr<io::Input> input, const ReaderOptions& options = {}) {
  auto reader = open(std::move(input), options);
  if (reader.has_value()) return read_all(**reader);
  Reading reading;
  reading.error = reader.error().message;
  return reading;
}

inline Reading read_all(std::string_view bytes, const ReaderOptions& options = {}) {
  return read_all(io::Input::over(bytes), options);
}

/// Whatever is cut off the end of `whole`, what is left gives no record that is not in the whole:
/// an error, or the first of its records unchanged.
inline void expect_prefixes_when_cut(std::string_view whole) {
  const Reading all = read_all(whole);
  ASSERT_EQ(all.error, "");
  ASSERT_FALSE(all.flows.empty());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Reading part = read_all(whole.substr(0, size));
    ASSERT_LE(part.flows.size(), all.flows.size()) << "cut to " << size << " bytes";
    for (std::size_t i = 0; i < part.flows.size(); ++i) {
      ASSERT_EQ(part.flows[i], all.flows[i]) << "cut to " << size << " bytes";
    }
  }
}

class StringSink final : public ByteSink {
 public:
  Status write(std::string_view bytes) override {
    text.append(bytes);
    return {};
  }
  std::string text;
};

}  // namespace noroshi::flow
