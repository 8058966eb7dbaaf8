// The filter of the list: the language with completion, and the few filters that everybody wants.
import { get } from "@/api/client";
import { Choice } from "@/components/button";
import { FilterInput } from "@/components/filter-input";
import { useText } from "@/text/dictionary";
import { text } from "../text";

export const quickFilters = {
  all: "",
  new: "status new",
  watched: "watched",
  unjudged: "status in [new changed standing]",
  confirmed: "status confirmed",
  rejected: "status rejected",
} as const;
type Quick = keyof typeof quickFilters;
const kQuick = Object.keys(quickFilters) as readonly Quick[];

// A filter that somebody wrote presses none of the buttons.
const kOwn = "";

const kExamples = [
  { text: "probability > 95% and clients >= 5", says: "likely" },
  { text: "country in [US NL] and port 443", says: "place" },
  { text: "evidence periodic_contact and country unknown", says: "evidence" },
  { text: "first > -2d", says: "fresh" },
] as const;

export interface FiltersProps {
  readonly q: string;
  readonly onChange: (q: string) => void;
}

export function Filters({ q, onChange }: FiltersProps) {
  const words = useText(text);
  const pressed = kQuick.find((quick) => quickFilters[quick] === q.trim()) ?? kOwn;
  return (
    <div class="stack close no-print">
      <FilterInput
        label={words.filter}
        value={q}
        onSubmit={onChange}
        complete={(typed, caret, signal) => get("/servers/completion", { query: { text: typed, caret } }, signal)}
        placeholder={words.filterPlaceholder}
        examples={kExamples.map((example) => ({ text: example.text, says: words.example[example.says] }))}
      />
      <div class="quick-filters">
        <Choice<Quick | typeof kOwn>
          label={words.quick}
          value={pressed}
          options={kQuick.map((quick) => ({ value: quick, text: words.quickFilter[quick] }))}
          onChange={(quick) => quick !== kOwn && onChange(quickFilters[quick])}
        />
      </div>
    </div>
  );
}
