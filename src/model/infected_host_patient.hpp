// The patient reader of infected hosts: takes every form that JSON allows, and says what is wrong
// with the rest.  The quick one (infected_host_read.cpp) asks it about whatever it does not take
// at once, and tests and fuzzers hold the quick one to its answers.
#pragma once

#include <string_view>

#include "model/infected_host.hpp"

namespace noroshi::model {

Result<InfectedHost> read_patiently(std::string_view json);

}  // namespace noroshi::model
