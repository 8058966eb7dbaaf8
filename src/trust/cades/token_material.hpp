// What an unsigned attribute brings along: values of the long forms, and whatever stands within a
// time-stamp token.
#pragma once

#include "trust/cades/material.hpp"

namespace noroshi::cades {

bool is_time_stamp(const der::Oid& attribute_type);

void add_attribute_material(const cms::Attribute& attribute, pki::Material& to,
                            std::vector<std::string>& remarks);

}  // namespace noroshi::cades
