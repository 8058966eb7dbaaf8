#include "train/fit/cholesky.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::fit {
namespace {

constexpr double kLeastPivot = 1e-12;  // rounding may leave less than nothing

}  // namespace

Cholesky::Cholesky(Matrix matrix) : lower_(std::move(matrix)) {
  for (std::size_t row = 0; row < lower_.size(); ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      double rest = lower_.at(row, column);
      for (std::size_t k = 0; k < column; ++k) rest -= lower_.at(row, k) * lower_.at(column, k);
      lower_.at(row, column) =
          row == column ? std::sqrt(std::max(rest, kLeastPivot)) : rest / lower_.at(column, column);
    }
  }
}

std::vector<double> Cholesky::solve(std::vector<double> right) const {
  for (std::size_t row = 0; row < right.size(); ++row) {
    for (std::size_t k = 0; k < row; ++k) right[row] -= lower_.at(row, k) * right[k];
    right[row] /= lower_.at(row, row);
  }
  for (std::size_t row = right.size(); row-- > 0;) {
    for (std::size_t k = row + 1; k < right.size(); ++k) right[row] -= lower_.at(k, row) * right[k];
    right[row] /= lower_.at(row, row);
  }
  return right;
}

std::vector<double> Cholesky::inverse_diagonal() const {
  std::vector<double> diagonal(lower_.size());
  for (std::size_t i = 0; i < diagonal.size(); ++i) {
    std::vector<double> unit(diagonal.size());
    unit[i] = 1;
    diagonal[i] = solve(std::move(unit))[i];
  }
  return diagonal;
}

}  // namespace noroshi::fit
