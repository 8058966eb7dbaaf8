// Answers as tables of text, so that the answers of two stores can be compared and shown.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/store.hpp"

namespace noroshi::store_test {

struct Grid {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;  ///< whole numbers as such, octets as hexadecimal
  friend bool operator==(const Grid&, const Grid&) = default;
};

/// Adds the rows of a chunk.
void add(Grid& grid, const store::AnswerChunk& chunk);

/// The whole answer.
Result<Grid> ask(store::Store& store, const std::string& sql);

/// The one cell of an answer; a number of an answer that is none fails the test.
std::string cell(store::Store& store, const std::string& sql);

/// "equal", or the first difference in words.
std::string difference(const Grid& expected, const Grid& actual);

/// The shapes of question that detection and hunting ask, in the one dialect: (name, SQL).
/// Together with query::examples() this is what every engine must answer alike.
std::vector<std::pair<std::string, std::string>> questions();

}  // namespace noroshi::store_test
