// Files of STIX objects as people have them: one document, or one a line.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::cli {

/// The files named on the command line; standard input if there are none.
std::vector<std::string> stix_files(const Arguments& arguments);

/// Reads a document, or JSON Lines.  A text that is no STIX at all is one complaint (rule "json");
/// an Error only where the file cannot be read.
Result<stix::Reading> read_stix_file(const std::string& path, const stix::Policy& policy);

/// What is wrong with the patterns of indicators (rule "pattern"), which intel/stix does not parse.
std::vector<stix::Complaint> pattern_complaints(const std::vector<stix::Object>& objects);

}  // namespace noroshi::cli
