// Small symmetric positive definite systems, by Cholesky's decomposition.
#pragma once

#include <cstddef>
#include <vector>

namespace noroshi::fit {

/// A square matrix, row by row.
class Matrix {
 public:
  explicit Matrix(std::size_t size) : size_(size), cells_(size * size) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  double& at(std::size_t row, std::size_t column) { return cells_[row * size_ + column]; }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return cells_[row * size_ + column];
  }

 private:
  std::size_t size_;
  std::vector<double> cells_;
};

/// The decomposition of a matrix of which the lower triangle counts.
class Cholesky {
 public:
  explicit Cholesky(Matrix matrix);

  /// x of matrix · x = `right`.
  [[nodiscard]] std::vector<double> solve(std::vector<double> right) const;
  /// The diagonal of the inverse.
  [[nodiscard]] std::vector<double> inverse_diagonal() const;

 private:
  Matrix lower_;
};

}  // namespace noroshi::fit
