#include "model/pane.hpp"

namespace noroshi::model {

void PairBatch::clear() {
  each_column([](auto& column) { column.clear(); });
}

void ServerBatch::clear() {
  each_column([](auto& column) { column.clear(); });
}

}  // namespace noroshi::model
