// How far a source is trusted, and where a thing may go, in words: the two axes of the Admiralty code
// (source A to F, information 1 to 6), and TLP 2.0.
import { dictionary } from "@/text/dictionary";

export const trustWords = dictionary({
  en: {
    reliability: {
      A: "reliable",
      B: "usually reliable",
      C: "fairly reliable",
      D: "not usually reliable",
      E: "unreliable",
      F: "reliability cannot be judged",
    },
    credibility: {
      "1": "confirmed by others",
      "2": "probably true",
      "3": "possibly true",
      "4": "doubtful",
      "5": "improbable",
      "6": "truth cannot be judged",
    },
    tlp: {
      "TLP:CLEAR": "May be passed on without limit.",
      "TLP:GREEN": "May be passed on within the community, not in public.",
      "TLP:AMBER": "For the own organisation and its clients, where they need to know.",
      "TLP:AMBER+STRICT": "For the own organisation alone, where people need to know.",
      "TLP:RED": "For the named recipients alone; passed on to nobody.",
    },
  },
  ja: {
    reliability: {
      A: "信頼できる",
      B: "おおむね信頼できる",
      C: "ある程度信頼できる",
      D: "あまり信頼できない",
      E: "信頼できない",
      F: "信頼性を判断できない",
    },
    credibility: {
      "1": "他の情報源により確認済み",
      "2": "おそらく正しい",
      "3": "正しい可能性がある",
      "4": "疑わしい",
      "5": "可能性が低い",
      "6": "真偽を判断できない",
    },
    tlp: {
      "TLP:CLEAR": "開示に制限はありません。",
      "TLP:GREEN": "コミュニティ内に限り共有できます。公開はできません。",
      "TLP:AMBER": "自組織とその顧客のうち、知る必要のある者に限り共有できます。",
      "TLP:AMBER+STRICT": "自組織内の知る必要のある者に限り共有できます。",
      "TLP:RED": "名指しされた受領者限りです。ほかへの共有はできません。",
    },
  },
});
