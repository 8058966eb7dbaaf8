#include "observe/telescope/verdict.hpp"

#include <fmt/format.h>

namespace noroshi::telescope {

std::string_view to_string(Class kind) {
  switch (kind) {
    case Class::Scan:
      return "scan";
    case Class::Research:
      return "research";
    case Class::Backscatter:
      return "backscatter";
    case Class::Misdirected:
      return "misdirected";
    case Class::Fragment:
      return "fragment";
    case Class::Unusable:
      return "unusable";
    case Class::Malformed:
      return "malformed";
  }
  return "malformed";
}

std::string_view to_string(Reply reply) {
  switch (reply) {
    case Reply::None:
      return "";
    case Reply::SynAck:
      return "syn-ack";
    case Reply::Rst:
      return "rst";
    case Reply::Unreachable:
      return "unreachable";
    case Reply::Exceeded:
      return "exceeded";
    case Reply::IcmpError:
      return "icmp-error";
    case Reply::EchoReply:
      return "echo-reply";
    case Reply::Udp:
      return "udp";
    case Reply::Sctp:
      return "sctp";
  }
  return "";
}

std::string class_name(Class kind, Fault fault) {
  const bool has_reason = kind == Class::Malformed || kind == Class::Unusable;
  if (!has_reason) return std::string(to_string(kind));
  return fmt::format("{}: {}", to_string(kind), to_string(fault));
}

}  // namespace noroshi::telescope
