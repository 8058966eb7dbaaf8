// The report for people: one outline, written as text for a terminal or as a page of HTML.
//
// Both come from the same lines, so that they cannot disagree; what others wrote (names, reasons)
// is escaped by the page and freed of control characters by the text.
#include <array>
#include <fmt/format.h>

#include "trust/validate/certificate_check.hpp"
#include "trust/validate/report.hpp"

namespace noroshi::validate {
namespace {

enum class Mark : std::uint8_t { Plain, Good, Unsure, Bad };

struct Line {
  unsigned depth = 0;  ///< 0: a heading
  std::string name{};
  std::string value{};
  Mark mark = Mark::Plain;
};
using Lines = std::vector<Line>;

Mark mark_of(Indication indication) {
  constexpr std::array kMarks{Mark::Good, Mark::Unsure, Mark::Bad};
  return kMarks.at(static_cast<std::size_t>(indication));
}

std::string verdict_text(const Conclusion& conclusion, std::string_view indication,
                         Language language) {
  auto text = std::string(indication);
  if (!conclusion.is(SubIndication::None)) {
    text += fmt::format(" / {}", to_string(conclusion.sub));
  }
  return fmt::format("{}: {}", text, conclusion.reason.sentence(language));
}

/// Writes the outline in one language.
class Outline {
 public:
  explicit Outline(Language language) : language_(language) {}

  void report(const Report& report) {
    static constexpr Text kHeading{"Validation report", "検証報告"};
    static constexpr Text kAt{"validated as of", "検証時刻"};
    static constexpr Text kTable{"algorithms judged by", "暗号アルゴリズムの基準"};
    static constexpr Text kContainer{"container", "コンテナー"};
    static constexpr Text kUncovered{"NOT COVERED by any signature",
                                     "どの署名の対象でもないファイル"};
    static constexpr Text kVerdict{"verdict", "結論"};
    static constexpr Text kValid{"valid", "有効"};
    static constexpr Text kNotValid{"not proved valid", "有効と確認できません"};
    static constexpr Text kEmpty{"there is no signature in it", "署名がありません"};
    line(0, kHeading, {});
    const bool valid = report.valid();
    line(1, kVerdict, std::string((valid ? kValid : kNotValid).in(language_)),
         valid ? Mark::Good : Mark::Bad);
    if (report.signatures.empty() && report.stamps.empty()) {
      line(1, kVerdict, std::string(kEmpty.in(language_)));
    }
    line(1, kAt, base::to_rfc3339(report.validated_at));
    line(1, kTable, report.algorithms);
    if (!report.container.empty()) line(1, kContainer, report.container);
    for (const auto& one : report.uncovered) line(1, kUncovered, one, Mark::Unsure);
    remarks(report.remarks);
    for (const auto& one : report.signatures) signature(one);
    for (const auto& one : report.stamps) stamp(one, 0);
  }

  Lines lines{};

 private:
  void line(unsigned depth, const Text& name, std::string value, Mark mark = Mark::Plain) {
    lines.push_back({depth, std::string(name.in(language_)), std::move(value), mark});
  }

  void remarks(const std::vector<std::string>& all) {
    static constexpr Text kRemark{"remark", "注記"};
    for (const auto& one : all) line(1, kRemark, one);
  }

  void conclusion(unsigned depth, const Text& name, const Conclusion& found,
                  std::string_view indication) {
    static constexpr Text kAdvice{"what to do", "対処"};
    line(depth, name, verdict_text(found, indication, language_), mark_of(found.indication));
    const auto advice = found.reason.advice(language_);
    if (!advice.empty()) line(depth + 1, kAdvice, std::string(advice));
  }

  void signature(const SignatureReport& one) {
    static constexpr Text kSignature{"Signature", "署名"};
    static constexpr Text kVerdict{"verdict", "結論"};
    static constexpr Text kBasic{"judged as of now alone", "現時点だけでの判定"};
    static constexpr Text kForm{"form", "形式"};
    static constexpr Text kPlace{"place", "場所"};
    static constexpr Text kSigned{"signed", "署名対象"};
    line(0, kSignature, one.id);
    conclusion(1, kVerdict, one.conclusion, total_name(one.conclusion.indication));
    if (one.basic.sub != one.conclusion.sub) {
      line(1, kBasic, verdict_text(one.basic, block_name(one.basic.indication), language_));
    }
    line(1, kForm,
         fmt::format("{}, {}, {}", signature::to_string(one.format),
                     signature::to_string(one.level), one.algorithm));
    if (!one.position.empty()) line(1, kPlace, one.position);
    times(one);
    claims(one);
    certificates(one);
    references(1, kSigned, one.references);
    for (const auto& each : one.stamps) stamp(each, 1);
    proofs(one);
    remarks(one.remarks);
    for (const auto& counter : one.counter_signatures) signature(counter);
  }

  void times(const SignatureReport& one) {
    static constexpr Text kClaimed{"claimed time (the signer's word)", "申告された署名時刻"};
    static constexpr Text kBest{"proved to exist since", "存在が証明された時刻"};
    static constexpr Text kNow{"{} (only by this validation)", "{} (この検証によるのみ)"};
    static constexpr Text kBy{"{}, by {}", "{} ({} による)"};
    if (one.claimed_time) line(1, kClaimed, base::to_rfc3339(*one.claimed_time));
    const auto time = base::to_rfc3339(one.best_time);
    line(1, kBest,
         one.best_time_by == "validation" ? kNow.in(language_, time)
                                          : kBy.in(language_, time, one.best_time_by));
  }

  void claims(const SignatureReport& one) {
    static constexpr Text kPolicy{"signature policy (its rules were not applied)",
                                  "署名ポリシー (その規則は適用していません)"};
    static constexpr Text kRole{"claimed role", "申告された役割"};
    static constexpr Text kLocation{"claimed place", "申告された場所"};
    if (one.policy) line(1, kPolicy, *one.policy);
    for (const auto& role : one.claimed_roles) line(1, kRole, role);
    if (one.location) line(1, kLocation, *one.location);
  }

  void certificates(const SignatureReport& one) {
    static constexpr Text kSigner{"sealed by", "署名者"};
    static constexpr Text kIssuer{"issued by", "発行者"};
    static constexpr Text kAnchor{"trusted as given", "与えられた信頼の起点"};
    static constexpr Text kNumber{"corporate number", "法人番号"};
    static constexpr Text kIdentifier{"organization identifier", "組織識別子"};
    for (std::size_t i = 0; i < one.chain.size(); ++i) {
      const auto& certificate = one.chain[i];
      const bool anchor = one.anchored && i + 1 == one.chain.size();
      line(1,
           anchor   ? kAnchor
           : i == 0 ? kSigner
                    : kIssuer,
           fmt::format("{} ({} – {}, SHA-256 {})", certificate.subject,
                       base::to_rfc3339(certificate.not_before),
                       base::to_rfc3339(certificate.not_after), certificate.fingerprint));
      if (i > 0) continue;
      if (certificate.corporate_number) line(2, kNumber, *certificate.corporate_number);
      if (certificate.organization_identifier) {
        line(2, kIdentifier, *certificate.organization_identifier);
      }
    }
  }

  void references(unsigned depth, const Text& name, const std::vector<ReferenceReport>& all) {
    static constexpr Text kIntact{"{}: unchanged", "{}: 変更なし"};
    static constexpr Text kAltered{"{}: CHANGED", "{}: 変更されています"};
    static constexpr Text kMissing{"{}: not at hand", "{}: ありません"};
    for (const auto& reference : all) {
      const auto& text = !reference.found ? kMissing : reference.intact ? kIntact : kAltered;
      const auto mark = !reference.found ? Mark::Unsure : reference.intact ? Mark::Good : Mark::Bad;
      line(depth, name, text.in(language_, reference.name), mark);
    }
  }

  void stamp(const StampReport& one, unsigned depth) {
    static constexpr Text kStamp{"Time stamp", "タイムスタンプ"};
    static constexpr Text kTime{"time", "時刻"};
    static constexpr Text kBy{"by", "発行者"};
    static constexpr Text kVerdict{"verdict", "結論"};
    static constexpr Text kIndex{"index of what it covers", "対象の索引"};
    static constexpr Text kStamped{"stamped", "対象"};
    line(depth, kStamp, fmt::format("{} ({})", one.id, signature::to_string(one.kind)));
    conclusion(depth + 1, kVerdict, one.conclusion, block_name(one.conclusion.indication));
    if (one.time) line(depth + 1, kTime, base::to_rfc3339(*one.time));
    if (one.stamper) line(depth + 1, kBy, one.stamper->subject);
    if (one.index_flaw) line(depth + 1, kIndex, *one.index_flaw, Mark::Bad);
    references(depth + 1, kStamped, one.references);
  }

  void proofs(const SignatureReport& one) {
    static constexpr Text kProof{"proved", "証明"};
    static constexpr Text kLine{"{} existed on {}, by {}", "{} は {} に存在しました ({} による)"};
    for (const auto& proof : one.proofs) {
      line(1, kProof, kLine.in(language_, proof.object, base::to_rfc3339(proof.time), proof.by));
    }
  }

  Language language_;
};

/// Control characters of a name must not reach a terminal.
std::string plain(std::string_view text) {
  std::string made;
  for (const auto character : text) {
    const auto code = static_cast<unsigned char>(character);
    made += code < 0x20U || code == 0x7FU ? '?' : character;
  }
  return made;
}

std::string escaped(std::string_view text) {
  std::string made;
  for (const auto character : plain(text)) {
    switch (character) {
      case '&':
        made += "&amp;";
        break;
      case '<':
        made += "&lt;";
        break;
      case '>':
        made += "&gt;";
        break;
      case '"':
        made += "&quot;";
        break;
      case '\'':
        made += "&#39;";
        break;
      default:
        made += character;
    }
  }
  return made;
}

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.5rem 0 .3rem;border-bottom:1px solid #bbb}"
    "dl{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.2rem 1rem;margin:0}"
    "dt{color:#555}dd{margin:0;overflow-wrap:anywhere}dt.d2,dt.d3{padding-left:1.2rem}"
    "dd.good::before{content:'\\2713  ';color:#0a6b2d}dd.unsure::before{content:'? ';color:#8a5a00}"
    "dd.bad::before{content:'\\2717  ';color:#b00020}dd.good,dd.bad,dd.unsure{font-weight:600}"
    "@media print{body{margin:0;max-width:none}}";

std::string_view class_of(Mark mark) {
  constexpr std::array<std::string_view, 4> kClasses{"", "good", "unsure", "bad"};
  return kClasses.at(static_cast<std::size_t>(mark));
}

}  // namespace

std::string to_text(const Report& report, Language language) {
  Outline outline(language);
  outline.report(report);
  std::string text;
  for (const auto& line : outline.lines) {
    if (line.depth == 0 && !text.empty()) text += '\n';
    text += std::string(2UL * line.depth, ' ') + plain(line.name);
    if (!line.value.empty()) text += fmt::format(": {}", plain(line.value));
    text += '\n';
  }
  return text;
}

std::string to_html(const Report& report, std::string_view title, Language language) {
  Outline outline(language);
  outline.report(report);
  auto page = fmt::format(
      "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<title>{}</title><style>{}</style></head><body>\n<h1>{}</h1>\n",
      language == Language::Japanese ? "ja" : "en", escaped(title), kStyle, escaped(title));
  bool open = false;
  for (const auto& line : outline.lines) {
    if (line.depth == 0) {
      page += fmt::format("{}<h2>{} {}</h2>\n<dl>\n", open ? "</dl>\n" : "", escaped(line.name),
                          escaped(line.value));
      open = true;
      continue;
    }
    page += fmt::format("<dt class=\"d{}\">{}</dt><dd class=\"{}\">{}</dd>\n", line.depth,
                        escaped(line.name), class_of(line.mark), escaped(line.value));
  }
  return page + (open ? "</dl>\n" : "") + "</body></html>\n";
}

}  // namespace noroshi::validate
