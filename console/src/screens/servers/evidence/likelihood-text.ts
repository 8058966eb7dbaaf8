// A probability in words, after the seven terms of ICD 203.
import { dictionary } from "@/text/dictionary";

export const likelihoodWords = dictionary({
  en: {
    certain: "almost certain",
    veryLikely: "very likely",
    likely: "likely",
    even: "about even",
    unlikely: "unlikely",
    veryUnlikely: "very unlikely",
    remote: "almost no chance",
  },
  ja: {
    certain: "ほぼ確実",
    veryLikely: "可能性が非常に高い",
    likely: "可能性が高い",
    even: "どちらとも言えない",
    unlikely: "可能性が低い",
    veryUnlikely: "可能性が非常に低い",
    remote: "ほぼあり得ない",
  },
});
