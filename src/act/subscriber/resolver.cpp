#include "act/subscriber/resolver.hpp"

namespace noroshi::subscriber {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Found:
      return "found";
    case Outcome::Ambiguous:
      return "ambiguous";
    case Outcome::Unknown:
      break;
  }
  return "unknown";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::None:
      return "none";
    case Reason::NoSourcePort:
      return "no-source-port";
    case Reason::ClockSkew:
      return "clock-skew";
    case Reason::OverlappingLeases:
      return "overlapping-leases";
    case Reason::NotCovered:
      return "not-covered";
    case Reason::NoRecord:
      return "no-record";
    case Reason::PortNotAssigned:
      return "port-not-assigned";
    case Reason::UnknownLine:
      return "unknown-line";
    case Reason::LogRetired:
      break;
  }
  return "log-retired";
}

}  // namespace noroshi::subscriber
