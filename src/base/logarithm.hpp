// Natural logarithm and exponential that are the same bits on every machine.
//
// libm's differ between machines and versions in the last place, and what is generated or fitted
// from a seed must not.  These use + − × ÷ and bit patterns only, and are compiled without fused
// multiply-add.  Relative error about 1e-12.
#pragma once

namespace noroshi::base {

/// Natural logarithm of a positive, normal number.
double ln(double x);

/// e to the x; x outside ±700 is clamped.
double exp(double x);

}  // namespace noroshi::base
