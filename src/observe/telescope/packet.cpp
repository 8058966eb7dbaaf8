#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

std::string_view to_string(Fault fault) {
  switch (fault) {
    case Fault::None:
      return "nothing is wrong";
    case Fault::CutShort:
      return "header cut short by the capture";
    case Fault::NotIp:
      return "frame holds no IP packet";
    case Fault::UnknownLinkType:
      return "link type is not known";
    case Fault::Wireless:
      return "IEEE 802.11 frame is not decoded";
    case Fault::BadIpHeader:
      return "IP header contradicts itself";
    case Fault::BadTransport:
      return "IP packet is too short for its transport header";
    case Fault::TooManyHeaders:
      return "too many tags, labels or extension headers";
    case Fault::ImpossibleTime:
      return "time of the packet is impossible";
    case Fault::UnknownInterface:
      return "packet of an interface that the file does not describe";
    case Fault::FileCutShort:
      return "capture ends inside a packet";
    case Fault::FileDamaged:
      return "capture is damaged; the rest of it cannot be read";
  }
  return "frame is not decoded";
}

bool is_malformed(Fault fault) {
  return fault != Fault::None && fault != Fault::NotIp && fault != Fault::UnknownLinkType &&
         fault != Fault::Wireless;
}

}  // namespace noroshi::telescope
