#include "trust/xml/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/xml/node_set.hpp"

namespace noroshi::xml {
namespace {

using testing::HasSubstr;

Document parsed(std::string_view text) {
  auto document = Document::parse(der::view_of(text));
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document.value();
}

std::string refusal(std::string_view text) {
  const auto document = Document::parse(der::view_of(text));
  return document ? "" : document.error().message;
}

std::string canonical(const Document& document, Node node, CanonicalForm form,
                      const std::vector<std::string>& prefixes = {}) {
  const auto octets = canonicalized(document, node, form, prefixes);
  return octets ? std::string(der::text_of(*octets)) : octets.error().message;
}

TEST(XmlDocument, FindsElementsByNamespaceAndName) {
  const Document document = parsed(
      R"(<a xmlns="urn:1" xmlns:b="urn:2"><b:c i="1"> x<!-- no -->y </b:c><c/><d><b:c/></d></a>)");
  EXPECT_TRUE(document.root().is("urn:1", "a"));
  EXPECT_EQ(document.root().children().size(), 3U);
  EXPECT_EQ(document.all("urn:2", "c").size(), 2U);
  const Node first = document.root().child("urn:2", "c");
  EXPECT_EQ(first.text(), " xy ");
  EXPECT_EQ(first.trimmed(), "xy");
  EXPECT_EQ(first.attribute("i"), "1");
  EXPECT_EQ(first.attribute("j"), std::nullopt);
  EXPECT_EQ(first.parent(), document.root());
  EXPECT_FALSE(document.root().parent());
  EXPECT_FALSE(document.root().child("urn:3", "c"));
  EXPECT_EQ(Node().text(), "");
  EXPECT_EQ(Node().attribute("i"), std::nullopt);
}

TEST(XmlDocument, RefusesEveryDocumentTypeDeclaration) {
  EXPECT_THAT(refusal("<!DOCTYPE a><a/>"), HasSubstr("DTD"));
  EXPECT_THAT(refusal(R"(<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>)"), HasSubstr("DTD"));
  EXPECT_THAT(refusal(R"(<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>)"), HasSubstr("DTD"));
  EXPECT_THAT(refusal(R"(<!DOCTYPE a [<!ENTITY % p SYSTEM "http://192.0.2.1/"> %p;]><a/>)"),
              HasSubstr("DTD"));
}

TEST(XmlDocument, KnowsXmlsFiveEntitiesAndNoOther) {
  EXPECT_EQ(parsed("<a>&lt;&gt;&amp;&quot;&apos;&#65;</a>").root().text(), "<>&\"'A");
  EXPECT_NE(refusal("<a>&nbsp;</a>"), "");
}

TEST(XmlDocument, SaysTheLineOfAFault) {
  EXPECT_THAT(refusal("<a>\n<b>\n</a>"), HasSubstr("line 3"));
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("no XML"), "");
  EXPECT_NE(refusal("<a/><b/>"), "");
  EXPECT_NE(refusal("<p:a/>"), "") << "a prefix that nobody bound";
  EXPECT_NE(refusal("<a i='1' i='2'/>"), "");
}

TEST(XmlDocument, RefusesDepthWithoutEnd) {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<a>";
  for (int i = 0; i < 300; ++i) deep += "</a>";
  EXPECT_NE(refusal(deep), "");
}

TEST(XmlDocument, RefusesATagOfManyAttributesBeforeItIsCompared) {
  std::string wide = "<a";
  for (int i = 0; i < 200'000; ++i) wide += " a" + std::to_string(i) + "='>'";
  EXPECT_THAT(refusal(wide + "/>"), HasSubstr("attributes"));
  const std::string text = "<a>" + std::string(5000, '=') + "</a>";
  EXPECT_EQ(refusal(text), "") << "equals signs in a text are no attributes";
}

TEST(XmlDocument, RefusesMoreNamespacesThanAnybodyNeeds) {
  std::string text;
  std::string end;
  for (int depth = 0; depth < 20; ++depth) {
    text += "<a";
    for (int i = 0; i < 100; ++i) {
      const std::string number = std::to_string(100 * depth + i);
      text += " xmlns:p" + number + "='urn:" + number + "'";
    }
    text += ">";
    end += "</a>";
  }
  EXPECT_THAT(refusal(text + end), HasSubstr("namespaces"));
}

TEST(XmlDocument, RefusesMoreNodesThanItsBound) {
  std::string text = "<a>";
  for (int i = 0; i < 1'000'001; ++i) text += "<b/>";
  EXPECT_THAT(refusal(text + "</a>"), HasSubstr("nodes"));
}

TEST(XmlDocument, ReadsOtherEncodings) {
  EXPECT_EQ(parsed("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>").root().text(), "é");
  const std::string utf16("\xFF\xFE<\0a\0/\0>\0", 10);
  EXPECT_EQ(parsed(utf16).root().name(), "a");
}

TEST(XmlDocument, ReadsBase64WithBlanks) {
  const auto octets = parsed("<a> bm9y\n b3No\taQ== </a>").root().base64();
  ASSERT_TRUE(octets);
  EXPECT_EQ(der::text_of(*octets), "noroshi");
  for (const char* wrong : {"bm9y!", "b", "bm9=y", "bm9y===", "bm9yb3NoaQ="}) {
    EXPECT_FALSE(base64_octets(wrong)) << wrong;
  }
  EXPECT_FALSE(Node().base64());
}

constexpr std::string_view kContext =
    R"(<r xmlns="urn:r" xmlns:u="urn:u" xml:lang="ja"><u:s b="2" a='1'><!--c--><t/></u:s></r>)";

TEST(XmlCanonical, InclusiveKeepsTheContextOfNamespaces) {
  const Document document = parsed(kContext);
  const Node node = document.root().child("urn:u", "s");
  EXPECT_EQ(canonical(document, node, {Canonical::Inclusive10, false}),
            R"(<u:s xmlns="urn:r" xmlns:u="urn:u" a="1" b="2" xml:lang="ja"><t></t></u:s>)");
  EXPECT_EQ(
      canonical(document, node, {Canonical::Inclusive11, true}),
      R"(<u:s xmlns="urn:r" xmlns:u="urn:u" a="1" b="2" xml:lang="ja"><!--c--><t></t></u:s>)");
}

TEST(XmlCanonical, ExclusiveKeepsWhatIsUsedAndThePrefixesThatAreNamed) {
  const Document document = parsed(R"(<r xmlns:u="urn:u" xmlns:v="urn:v"><u:s/></r>)");
  const Node node = document.root().child("urn:u", "s");
  EXPECT_EQ(canonical(document, node, {Canonical::Exclusive10, false}),
            R"(<u:s xmlns:u="urn:u"></u:s>)");
  EXPECT_EQ(canonical(document, node, {Canonical::Exclusive10, false}, {"v"}),
            R"(<u:s xmlns:u="urn:u" xmlns:v="urn:v"></u:s>)");
}

TEST(XmlCanonical, ASetOfNodesLeavesTheOthersOut) {
  const Document document = parsed("<a><b><c/></b><d>x</d></a>");
  const Node left_out = document.root().child("", "b");
  const auto octets = canonicalized(
      document, [&](const _xmlNode* node, const _xmlNode*) { return node != left_out.raw(); },
      CanonicalForm{});
  ASSERT_TRUE(octets);
  EXPECT_EQ(der::text_of(*octets), "<a><c></c><d>x</d></a>");
}

TEST(XmlCanonical, TextIsTextHoweverItWasWritten) {
  const Document document = parsed("<a>x<![CDATA[<&]]>\r\ny</a>");
  EXPECT_EQ(canonical(document, document.root(), {}), "<a>x&lt;&amp;\ny</a>");
}

TEST(XmlCanonical, ARelativeNamespaceHasNoCanonicalForm) {
  const Document document = parsed("<a xmlns='relative'/>");
  EXPECT_THAT(canonical(document, document.root(), {}), HasSubstr("canonical"));
}

TEST(XmlCanonical, KnowsTheSixForms) {
  EXPECT_EQ(canonical_form("http://www.w3.org/2006/12/xml-c14n11#WithComments")->method,
            Canonical::Inclusive11);
  EXPECT_TRUE(canonical_form("http://www.w3.org/2001/10/xml-exc-c14n#WithComments")->comments);
  EXPECT_FALSE(canonical_form("http://www.w3.org/TR/2001/REC-xml-c14n-20010315")->comments);
  EXPECT_EQ(canonical_form("http://www.w3.org/TR/1999/REC-xslt-19991116"), std::nullopt);
}

std::string canonical(const NodeSet& nodes) {
  const auto octets = nodes.canonicalized({{Canonical::Inclusive10, true}, {}});
  return octets ? std::string(der::text_of(*octets)) : octets.error().message;
}

constexpr std::string_view kTree =
    R"(<a><b i="1" j="2">x<!--c--></b><s><x>self::node()[not(ancestor-or-self::b)]</x></s></a>)";

TEST(XmlNodeSet, AWholeDocumentLessItsCommentsAndASubtree) {
  const Document document = parsed(kTree);
  NodeSet nodes = NodeSet::whole(document, false);
  nodes.leave_out(document.root().child("", "s"));
  EXPECT_EQ(canonical(nodes), R"(<a><b i="1" j="2">x</b></a>)");
  EXPECT_EQ(nodes.text(), "x");
  const NodeSet part = NodeSet::subtree(document, document.root().child("", "b"), true);
  EXPECT_EQ(canonical(part), R"(<b i="1" j="2">x<!--c--></b>)");
}

NodeSet filtered(const Document& document, std::string_view expression_element, bool& right) {
  NodeSet nodes = NodeSet::whole(document, true);
  right = nodes.keep_where(document.all("", expression_element).at(0)).has_value();
  return nodes;
}

TEST(XmlNodeSet, AnXPathFilterKeepsNodesOneByOne) {
  const Document document = parsed(kTree);
  bool right = false;
  const NodeSet nodes = filtered(document, "x", right);
  EXPECT_TRUE(right);
  EXPECT_EQ(canonical(nodes), "<a><s><x>self::node()[not(ancestor-or-self::b)]</x></s></a>");
}

TEST(XmlNodeSet, AnXPathFilterKnowsAttributesNamespacesAndHere) {
  const Document document =
      parsed(R"(<n:a xmlns:n="urn:n"><n:b i="1" j="2"/><x>not(self::n:c) and name() != "j" and )"
             R"(count(. | here()) = 2</x></n:a>)");
  bool right = false;
  const NodeSet nodes = filtered(document, "x", right);
  EXPECT_TRUE(right);
  EXPECT_THAT(canonical(nodes),
              testing::StartsWith(R"(<n:a xmlns:n="urn:n"><n:b i="1"></n:b>not(self)"));
}

TEST(XmlNodeSet, AnXPathThatIsNoneOrNeverEndsIsRefused) {
  std::string text = "<a><none>((</none><unknown>fetch('http://192.0.2.1/')</unknown>";
  text += "<long>count(//*[count(//*[count(//*) > 1]) > 1]) > 1</long>";
  for (int i = 0; i < 3000; ++i) text += "<b/>";
  const Document document = parsed(text + "</a>");
  for (const char* name : {"none", "unknown", "long"}) {
    bool right = true;
    (void)filtered(document, name, right);
    EXPECT_FALSE(right) << name;
  }
}

TEST(XmlNodeSet, Filter2AddsKeepsAndTakesSubtreesAway) {
  const Document document = parsed(
      "<a><b><c/></b><d><e/></d><f><x Filter='intersect'>/a/b | /a/d</x>"
      "<x Filter='subtract'>//e</x><x Filter='union'>/a/f/y</x><y/></f></a>");
  NodeSet nodes = NodeSet::whole(document, true);
  ASSERT_TRUE(nodes.filter(document.all("", "x")));
  EXPECT_EQ(canonical(nodes), "<b><c></c></b><d></d><y></y>");
  NodeSet wrong = NodeSet::whole(document, true);
  EXPECT_FALSE(wrong.filter(document.all("", "y")));
}

TEST(XmlDocument, LooksAtTheFirstLetter) {
  EXPECT_TRUE(is_xml(der::view_of("\xEF\xBB\xBF \n<a/>")));
  EXPECT_TRUE(is_xml(der::view_of(std::string_view("\xFE\xFF\0<", 4))));
  EXPECT_FALSE(is_xml(der::view_of("{\"a\": 1}")));
  EXPECT_FALSE(is_xml({}));
}

}  // namespace
}  // namespace noroshi::xml
