// What `noroshi flow send` was asked to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/arguments.hpp"
#include "train/replay/channel.hpp"
#include "train/replay/encoder.hpp"
#include "train/replay/sender.hpp"

namespace noroshi::cli {

struct SendRequest {
  replay::Destination to;
  std::optional<replay::Source> source = {};
  std::string transport = "udp";
  replay::Format format = replay::Format::Ipfix;
  replay::EncoderOptions encoder = {};
  replay::SenderOptions sender = {};
  replay::TlsTrust trust = {};
  std::uint64_t loops = 1;
  bool lossless = false;
  bool captured = false;  ///< the files hold datagrams of exporters, not flows
  bool now = false;       ///< times are shifted so that the last record ends now
  bool json = false;

  /// Error (wrong usage): values that make no sense, alone or together.
  static Result<SendRequest> from(const Arguments& arguments, const Context& context);

  [[nodiscard]] Result<std::unique_ptr<replay::Channel>> open() const;
};

}  // namespace noroshi::cli
