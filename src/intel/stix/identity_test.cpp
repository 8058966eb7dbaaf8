#include "intel/stix/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::stix {
namespace {

TEST(Probe, Ids) {
  for (const auto* text :
       {R"({"type":"ipv4-addr","value":"198.51.100.3"})",
        R"({"type":"domain-name","value":"example.com"})",
        R"({"type":"email-addr","value":"john@example.com"})",
        R"({"type":"url","value":"https://example.com/research/index.html"})",
        R"({"type":"mac-addr","value":"d2:fb:49:24:37:18"})",
        R"({"type":"mutex","name":"__CLEANSWEEP__"})",
        R"({"type":"autonomous-system","number":15139,"name":"Slime Industries","rir":"ARIN"})",
        R"({"type":"directory","path":"C:\\Windows\\System32"})",
        R"({"type":"ipv6-addr","value":"2001:0db8:85a3:0000:0000:8a2e:0370:7334"})"})
    printf("%s\n", observable_id(text).c_str());
  printf(
      "%s\n",
      canonical_json(
          R"({"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})")
          .c_str());
}

}  // namespace
}  // namespace noroshi::stix
