#include "cli/answer_columns.hpp"

#include <iterator>
#include <utility>

namespace noroshi::cli {

using Unit = Sheet::Unit;

Sheet::Column source_column() {
  static constexpr Text kFrom{"from", "送信元"};
  return {"source", kFrom, Unit::Text, false, ""};
}

Sheet::Column destination_column() {
  static constexpr Text kTo{"to", "宛先"};
  return {"destination", kTo, Unit::Text, false, ""};
}

Sheet::Column port_column() {
  static constexpr Text kPort{"port", "ポート"};
  return {"port", kPort, Unit::Text, false, ""};
}

Sheet::Column protocol_column() {
  static constexpr Text kProto{"proto", "プロトコル"};
  return {"proto", kProto, Unit::Text, false, ""};
}

Columns count_columns() {
  static constexpr Text kFlows{"flows", "フロー"};
  static constexpr Text kPackets{"packets", "パケット"};
  static constexpr Text kOctets{"octets", "オクテット"};
  return {{"flows", kFlows, Unit::Count, false, ""},
          {"packets", kPackets, Unit::Count, false, ""},
          {"octets", kOctets, Unit::Octets, false, ""}};
}

Columns reverse_columns() {
  static constexpr Text kPackets{"packets back", "戻りパケット"};
  static constexpr Text kOctets{"octets back", "戻りオクテット"};
  return {{"reverse_packets", kPackets, Unit::Count, false, ""},
          {"reverse_octets", kOctets, Unit::Octets, false, ""}};
}

Columns estimate_columns(bool reverse) {
  static constexpr Text kPackets{"est. packets", "推定パケット"};
  static constexpr Text kOctets{"est. octets", "推定オクテット"};
  static constexpr Text kBackPackets{"est. packets back", "推定戻りパケット"};
  static constexpr Text kBackOctets{"est. octets back", "推定戻りオクテット"};
  static constexpr Text kUnknown{"unknown rate", "率不明"};
  Columns columns{{"estimated_packets", kPackets, Unit::Count, false, ""},
                  {"estimated_octets", kOctets, Unit::Octets, false, ""}};
  if (reverse) {
    columns.push_back({"estimated_reverse_packets", kBackPackets, Unit::Count, false, ""});
    columns.push_back({"estimated_reverse_octets", kBackOctets, Unit::Octets, false, ""});
  }
  columns.push_back({"flows_of_unknown_sampling", kUnknown, Unit::Count, false, ""});
  return columns;
}

void append(Columns& columns, Columns more) {
  columns.insert(columns.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

}  // namespace noroshi::cli
