// Small projects, each broken in one way, and what the checker says of them.

#include "check.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"

namespace noroshi::layers {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kToml = R"([layers]
base = []
net = ["base"]
probe = ["base", "net"]
"detect/c2" = ["base", "net"]
"observe/survey" = ["base", "net", "probe"]

[probe]
may_include = ["observe/survey"]
)";

// A project of five leaves that obeys every rule, in a folder of its own.
class Project : public testing::Test {
 protected:
  Project() {
    write("src/CMakeLists.txt",
          "foreach(leaf base net probe detect/c2 observe/survey)\nendforeach()\n");
    write("src/base/CMakeLists.txt", "noroshi_library(base)\n");
    write("src/base/result.hpp", "#include <string>\n");
    write("src/net/CMakeLists.txt", "noroshi_library(net DEPENDS base)\n");
    write("src/net/address.hpp", "#include \"base/result.hpp\"\n");
    write("src/probe/CMakeLists.txt", "noroshi_library(probe DEPENDS base net)\n");
    write("src/probe/permit.hpp", "#include \"net/address.hpp\"\n");
    write("src/detect/c2/CMakeLists.txt", "noroshi_library(detect_c2 DEPENDS base net)\n");
    write("src/detect/c2/hunt.cpp", "#include \"net/address.hpp\"\n#include <vector>\n");
    write("src/observe/survey/CMakeLists.txt",
          "noroshi_library(observe_survey DEPENDS base net probe LINK fmt::fmt)\n");
    write("src/observe/survey/survey.cpp", "#include \"probe/permit.hpp\"\n");
  }

  void write(const std::string& path, std::string_view text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  [[nodiscard]] std::vector<std::string> violations(std::string_view toml = kToml) const {
    std::vector<std::string> lines;
    const Rules rules = parse_rules(toml).value();
    const auto found = check_tree(rules, root_);
    EXPECT_TRUE(found.has_value());
    for (const Violation& violation : *found)
      lines.push_back(violation.place + ": " + violation.text);
    return lines;
  }

  base::TemporaryFolder folder_;
  const fs::path& root_ = folder_.path();
};

TEST_F(Project, ThatObeysHasNoViolation) { EXPECT_THAT(violations(), IsEmpty()); }

TEST_F(Project, MayNotIncludeAgainstTheArrows) {
  write("src/net/prefix.cpp", "\n#include \"detect/c2/hunt.hpp\"\n");
  write("src/detect/c2/hunt.hpp", "");
  EXPECT_THAT(violations(), ElementsAre("src/net/prefix.cpp:2: net may not include detect/c2; "
                                        "layers.toml allows it: base"));
}

TEST_F(Project, MayNotIncludeWhatOnlyItsOwnArrowsReach) {
  // survey → probe → net is allowed arrow by arrow, but survey must itself be given net.
  constexpr std::string_view kWithout = R"([layers]
base = []
net = ["base"]
probe = ["base", "net"]
"detect/c2" = ["base", "net"]
"observe/survey" = ["base", "probe"]
[probe]
may_include = ["observe/survey"]
)";
  write("src/observe/survey/survey.cpp", "#include \"net/address.hpp\"\n");
  write("src/observe/survey/CMakeLists.txt",
        "noroshi_library(observe_survey DEPENDS base probe)\n");
  EXPECT_THAT(violations(kWithout), ElementsAre(HasSubstr("observe/survey may not include net")));
}

TEST_F(Project, MayNotIncludeInAngleBracketsEither) {
  write("src/net/prefix.cpp", "#include <probe/permit.hpp>\n#include <net/if.h>\n");
  EXPECT_THAT(violations(), ElementsAre(HasSubstr("net may not include probe")));
}

TEST_F(Project, MayNotIncludeByAWayAround) {
  write("src/net/prefix.cpp", "#include \"../probe/permit.hpp\"\n");
  write("src/base/time.cpp", "#include \"../../outside.hpp\"\n");
  write("outside.hpp", "");
  EXPECT_THAT(violations(), ElementsAre(HasSubstr("\"../../outside.hpp\" lies in no leaf"),
                                        HasSubstr("net may not include probe")));
}

TEST_F(Project, MayNotIncludeProbeUnlessListed) {
  constexpr std::string_view kTempting = R"([layers]
base = []
net = ["base"]
probe = ["base", "net"]
"detect/c2" = ["base", "net", "probe"]
"observe/survey" = ["base", "net", "probe"]
[probe]
may_include = ["observe/survey"]
)";
  write("src/detect/c2/hunt.cpp", "#include \"probe/permit.hpp\"\n");
  EXPECT_THAT(violations(kTempting),
              ElementsAre("src/detect/c2/hunt.cpp:1: detect/c2 may not include probe; only these "
                          "may: observe/survey"));
  EXPECT_THAT(check_rules(parse_rules(kTempting).value()),
              ElementsAre(testing::Field(&Violation::text, HasSubstr("may not use probe"))));
}

TEST_F(Project, MayNotLinkAgainstTheArrows) {
  write("src/net/CMakeLists.txt", "noroshi_library(net\n  DEPENDS base detect_c2)\n");
  EXPECT_THAT(violations(), ElementsAre("src/net/CMakeLists.txt:2: net may not link detect/c2; "
                                        "layers.toml allows it: base"));
}

TEST_F(Project, MayNotLinkPastDepends) {
  write("src/net/CMakeLists.txt",
        "noroshi_library(net DEPENDS base)\n"
        "target_link_libraries(noroshi_net PRIVATE noroshi_probe)\n");
  EXPECT_THAT(violations(), ElementsAre(HasSubstr("src/net/CMakeLists.txt:2: net may not link")));
}

TEST_F(Project, MayNotDependOnWhatIsNoLeaf) {
  write("src/net/CMakeLists.txt", "noroshi_library(net DEPENDS base sockets)\n");
  EXPECT_THAT(violations(), ElementsAre(HasSubstr("sockets is no leaf of layers.toml")));
}

TEST_F(Project, MustLinkWhatItIncludes) {
  write("src/detect/c2/CMakeLists.txt", "noroshi_library(detect_c2 DEPENDS base)\n");
  EXPECT_THAT(violations(), ElementsAre("src/detect/c2/hunt.cpp:1: includes net/address.hpp, but "
                                        "src/detect/c2/CMakeLists.txt has no DEPENDS net"));
}

TEST_F(Project, MustNameALibraryAfterItsLeaf) {
  write("src/detect/c2/CMakeLists.txt", "noroshi_library(c2 DEPENDS base net)\n");
  EXPECT_THAT(violations(),
              ElementsAre(HasSubstr("the library of detect/c2 must be called detect_c2")));
}

TEST_F(Project, MayNotHoldCodeOutsideItsLeaves) {
  write("src/intel/store.cpp", "");
  write("src/intel/taxii.cpp", "");
  EXPECT_THAT(violations(),
              ElementsAre("src/intel/store.cpp: layers.toml names no leaf that holds this file"));
}

TEST_F(Project, MayIncludeWhatTheBuildMakesOnlyAlongTheArrows) {
  write("src/detect/c2/hunt.cpp", "#include \"detect/c2/made.hpp\"\n#include \"net/made.hpp\"\n");
  EXPECT_THAT(violations(), IsEmpty());
  write("src/net/prefix.cpp", "#include \"detect/c2/made.hpp\"\n");
  EXPECT_THAT(violations(), ElementsAre(HasSubstr("net may not include detect/c2")));
}

TEST_F(Project, MayNotIncludeAFileOfNoLeaf) {
  write("src/net/prefix.cpp", "#include \"strings.hpp\"\n#include \"intel/store.hpp\"\n");
  EXPECT_THAT(violations(), ElementsAre(HasSubstr("\"strings.hpp\" lies in no leaf"),
                                        HasSubstr("\"intel/store.hpp\" lies in no leaf")));
}

TEST_F(Project, MustHaveEveryLeafThatIsNamed) {
  fs::remove_all(root_ / "src/detect");
  EXPECT_THAT(violations(),
              ElementsAre("layers.toml:5: leaf detect/c2 has no src/detect/c2/CMakeLists.txt"));
}

TEST_F(Project, MustBuildEveryLeafThatIsNamed) {
  write("src/CMakeLists.txt", "foreach(leaf base net probe observe/survey)\nendforeach()\n");
  EXPECT_THAT(violations(), ElementsAre(HasSubstr("src/CMakeLists.txt does not build detect/c2")));
}

std::vector<std::string> faults(std::string_view toml) {
  std::vector<std::string> lines;
  for (const Violation& violation : check_rules(parse_rules(toml).value())) {
    lines.push_back(violation.place + ": " + violation.text);
  }
  return lines;
}

TEST(Arrows, MayNotPointUp) {
  EXPECT_THAT(faults("[layers]\nbase = [\"net\"]\nnet = []\n"),
              ElementsAre("layers.toml:2: the arrow base → net points up"));
}

TEST(Arrows, MayNotRunInACircle) {
  EXPECT_THAT(faults("[layers]\na = [\"c\"]\nb = [\"a\"]\nc = [\"b\"]\n"),
              ElementsAre("layers.toml:2: the arrow a → c points up, in a circle: a → c → b → a"));
  EXPECT_THAT(faults("[layers]\na = [\"a\"]\n"), ElementsAre("layers.toml:2: a names itself"));
}

TEST(Arrows, MayNotPointToWhatIsNoLeaf) {
  EXPECT_THAT(faults("[layers]\na = [\"b\"]\n"),
              ElementsAre("layers.toml:2: a uses b, which is no leaf"));
}

}  // namespace
}  // namespace noroshi::layers
