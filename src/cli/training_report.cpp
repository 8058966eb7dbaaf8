#include "cli/training_report.hpp"

#include <fmt/format.h>
#include <map>

#include "detect/c2/hunt.hpp"

namespace noroshi::cli {
namespace {

constexpr double kDeviations = 1.96;  // of a 95 % interval

constexpr std::string_view kOpening = R"(# How these coefficients were made

Written by `noroshi lab train`. The same command on the same captures gives the same coefficients and the same report,
byte for byte, on any number of threads. The model and its file: docs/formats/c2-coefficients.md.

    {}

Version **{}**: the first 12 hexadecimal digits of the SHA-256 over the hashes below and the coefficients.

Generated days are synthetic (docs/formats/lab-traffic.md). Figures on exam days say how well the fit carries over to
other days of the same generator; they claim no rate on a real network. No record of an exam day enters a lesson; a
capture that is grafted on an exam day was grafted, on other subscribers, on a lesson too. That is why the families are
also left out one by one, generated and captured.

Each generated day has one abandoned service, switched off long ago, to which innocent devices retry. It is an innocent
here, in lessons and exams, though `noroshi c2 score` forgives its report. Next to nothing tells it from a dead C2
server, so that what the model says of either follows from how many of each the generator holds to be there.
)";

constexpr std::string_view kFitNote = R"(
## The fit

Penalised maximum likelihood of the additive model, each input's sign fixed. A server's offset is its prior, and on a
practice day the logarithm of how many times more C2 servers it holds than the prior expects. The ridge draws N = 1 to
what people judged the inputs to be worth, and each further interval to the one before it; its strength is the one under
which groups that were left out (families; each day's innocents; six folds) are likeliest.

)";

constexpr std::string_view kCoefficientsNote = R"(
## Coefficients

Log-odds at full strength, with the half-width of a 95 % interval from the curvature of the penalised likelihood; "·"
where a constraint holds it (its sign; no more than 12; shared suspicion, whose strength follows from the model itself,
no more than 2; inbound and attack target, which rule a server out, 30). Servers of a botnet resemble one another, so the intervals are
narrower than the truth.

)";

std::string percent(std::size_t part, std::size_t of) {
  if (of == 0) return "–";
  return fmt::format("{:.0f} %", 100.0 * static_cast<double>(part) / static_cast<double>(of));
}

std::string sources_text(const Training& training) {
  std::string text =
      "\n## Data\n\n| source | SHA-256 (of the file; of a generated day: of its truth) | "
      "subscribers | records | servers at N = 1 | C2 |\n|---|---|---:|---:|---:|---:|\n";
  const auto& sources = training.course->sources;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const lesson::Source& one = sources[i];
    text += fmt::format("| {} | `{}` | {} | {} | {} | {} |\n", one.name,
                        training.hashes[i].substr(0, 16), one.subscribers, one.records, one.servers,
                        one.c2);
  }
  return text;
}

std::string fits_text(const Training& training) {
  std::string text(kFitNote);
  text += "| N | servers | of them C2 | rounds | ridge |";
  for (const double ridge : fit::kRidges) text += fmt::format(" loss at {} |", ridge);
  text += "\n|---:|---:|---:|---:|---:|";
  for (std::size_t i = 0; i < fit::kRidges.size(); ++i) text += "---:|";
  text += "\n";
  for (const fit::BandFit& one : training.fits) {
    text +=
        fmt::format("| {} | {:.0f} | {:.0f} | {}{} | {} |", one.sampling, one.servers, one.c2,
                    one.fit.rounds, one.fit.converged ? "" : " (not converged)", one.penalty.ridge);
    for (const fit::Tried& tried : one.tried) text += fmt::format(" {:.1f} |", tried.loss);
    text += "\n";
  }
  return text;
}

std::string cell_of(const fit::Fit& fit, std::size_t parameter) {
  if (fit.error[parameter] == 0) return fmt::format("{:.2f} ·", fit.at[parameter] + 0.0);
  return fmt::format("{:.2f} ± {:.2f}", fit.at[parameter] + 0.0,
                     kDeviations * fit.error[parameter]);
}

std::string coefficients_text(const Training& training) {
  std::string text(kCoefficientsNote);
  text += "| input | judged |";
  for (const fit::BandFit& one : training.fits) text += fmt::format(" N = {} |", one.sampling);
  text += "\n|---|---:|";
  for (std::size_t i = 0; i < training.fits.size(); ++i) text += "---:|";
  text += "\n";
  const fit::Parameters judged = lesson::judgement();
  for (std::size_t i = 0; i < fit::kParameters; ++i) {
    text += fmt::format("| `{}` | {:.1f} |", i == 0 ? "bias" : c2::inputs()[i - 1].name, judged[i]);
    for (const fit::BandFit& one : training.fits) text += " " + cell_of(one.fit, i) + " |";
    text += "\n";
  }
  return text;
}

void add_exam_row(std::string& text, std::string_view who, const ExamResult& one) {
  text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.3f} | {:.4f} | {:.3f} |\n",
                      one.sampling, who, one.innocent, one.c2, one.seen, one.reported,
                      percent(one.reported, one.seen), one.wrong, one.among_first,
                      one.average_precision, one.calibration.expected_error(),
                      one.calibration.expected_error(fit::Calibration::kSuspected));
}

std::string exam_text(const Training& training) {
  std::string text = fmt::format(
      "\n## Exam\n\nDays that no lesson has seen. *reported*: at p ≥ {}. *among the first*: C2 "
      "servers among as many of the\nlikeliest of a day as it has C2 servers in view. *error*: "
      "expected calibration error, over all servers and over\nthose given p ≥ {}; an exam day "
      "holds "
      "more C2 servers than the prior expects, so each counts for less than one\n"
      "in it.\n\n",
      c2::kDefaultThreshold, fit::Calibration::kSuspected);
  text +=
      "| N | weights | innocent | C2 | in view | reported | recall | wrong | among the first | "
      "PR-AUC | error, all | error, suspected |\n"
      "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  for (std::size_t i = 0; i < training.exam.size(); ++i) {
    add_exam_row(text, "fitted", training.exam[i]);
    add_exam_row(text, "judged", training.judgement[i]);
  }
  return text;
}

std::string calibration_text(const Training& training) {
  std::string text =
      "\n## Calibration on the exam days\n\nServers given a probability from here on; their mean "
      "promise; the share that is C2.\n\n| p from |";
  for (const ExamResult& one : training.exam) text += fmt::format(" N = {} |", one.sampling);
  text += "\n|---:|";
  for (std::size_t i = 0; i < training.exam.size(); ++i) text += "---:|";
  text += "\n";
  for (std::size_t bin = 0; bin < fit::Calibration::kEdges.size(); ++bin) {
    text += fmt::format("| {} |", fit::Calibration::kEdges[bin]);
    for (const ExamResult& one : training.exam) {
      const auto& here = one.calibration.bins()[bin];
      text += here.servers > 0 ? fmt::format(" {:.1f}: {:.3f} → {:.3f} |", here.servers,
                                             here.mean_promise(), here.share())
                               : " – |";
    }
    text += "\n";
  }
  return text;
}

std::string families_text(const Training& training) {
  std::string text =
      "\n## Each family left out\n\nServers of the family in view on the exam days; how many of "
      "them are reported by the fit, and by a fit whose lessons\nhave nothing of the family.\n\n"
      "| family |";
  for (const fit::BandFit& one : training.fits) text += fmt::format(" N = {} |", one.sampling);
  text += "\n|---|";
  for (std::size_t i = 0; i < training.fits.size(); ++i) text += "---:|";
  std::map<std::uint32_t, FamilyResult> sums;
  std::string family;
  for (const FamilyResult& one : training.families) {
    if (one.family != family) text += fmt::format("\n| {} |", family = one.family);
    text += one.servers == 0
                ? " – |"
                : fmt::format(" {} of {} → {} |", one.reported, one.servers, one.reported_without);
    FamilyResult& sum = sums[one.sampling];
    sum.servers += one.servers;
    sum.reported += one.reported;
    sum.reported_without += one.reported_without;
  }
  text += "\n| **all** |";
  for (const auto& [sampling, sum] : sums) {
    text += fmt::format(" {} of {} → {} |", sum.reported, sum.servers, sum.reported_without);
  }
  text += "\n| recall, and without the family |";
  for (const auto& [sampling, sum] : sums) {
    text += fmt::format(" {} → {} |", percent(sum.reported, sum.servers),
                        percent(sum.reported_without, sum.servers));
  }
  return text + "\n";
}

}  // namespace

std::string report_of(const Training& training) {
  return fmt::format(fmt::runtime(kOpening), training.command, training.coefficients.version()) +
         sources_text(training) + fits_text(training) + coefficients_text(training) +
         exam_text(training) + calibration_text(training) + families_text(training);
}

}  // namespace noroshi::cli
