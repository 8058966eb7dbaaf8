// Fields and actions of the gallery.
import { useState } from "preact/hooks";
import { Button, Choice } from "@/components/button";
import { Copy } from "@/components/copy";
import { Dialog } from "@/components/dialog";
import { FilterInput, type Completion } from "@/components/filter-input";
import { Checkbox, Field, Radios, Select, TextArea } from "@/components/forms";
import { Menu } from "@/components/menu";
import { Section } from "@/components/page";
import { Pager } from "@/components/pager";
import { toast } from "@/components/toast";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { kHostile, kLong } from "./samples";
import { text } from "./text";

const kWords = [
  { text: "port", kind: "field", en: "port of the server", ja: "サーバのポート番号" },
  { text: "probability", kind: "field", en: "calibrated probability", ja: "較正済みの確率" },
  { text: "country", kind: "field", en: "country of the server", ja: "サーバの所在国" },
] as const;

/** Completes the last word; objects to words with an exclamation mark. */
function complete(typed: string, caret: number): Promise<Completion> {
  const from = typed.slice(0, caret).search(/\S*$/);
  const word = typed.slice(from, caret);
  const wrong = typed.search(/\S*!\S*/);
  const items = kWords.filter((one) => one.text.startsWith(word));
  if (wrong < 0) return Promise.resolve({ from, to: caret, items });
  const to = wrong + (/^\S+/.exec(typed.slice(wrong))?.[0].length ?? 0);
  return Promise.resolve({ from, to: caret, items, error: { from: wrong, to, en: "unknown field", ja: "不明な項目です" } });
}

export function Fields() {
  const words = useText(text);
  const shared = useText(common);
  const [typed, setTyped] = useState("");
  const [filter, setFilter] = useState("");
  const [choice, setChoice] = useState<"a" | "b" | "c">("a");
  const [checked, setChecked] = useState(true);
  const [open, setOpen] = useState(false);
  const [offset, setOffset] = useState(0);
  const options = [
    { value: "a" as const, text: words.confirmed },
    { value: "b" as const, text: words.rejected },
    { value: "c" as const, text: words.both },
  ];
  return (
    <div class="stack far">
      <Section title={words.filter}>
        <FilterInput
          label={words.filter}
          value={filter}
          onSubmit={setFilter}
          complete={complete}
          placeholder="port = 443 and probability > 0.9"
          examples={[{ text: "port!", says: words.filterError }]}
        />
      </Section>
      <Section title={words.parts.forms}>
        <div class="row">
          <Button>{words.open}</Button>
          <Button kind="primary">{words.open}</Button>
          <Button kind="danger">{words.rejected}</Button>
          <Button kind="quiet">{words.open}</Button>
          <Button disabled>{words.open}</Button>
          <Button busy>{words.open}</Button>
          <Choice label={words.pick} value={choice} onChange={setChoice} options={options} />
          <Menu
            label={words.pick}
            start
            items={[
              { text: words.open, act: () => toast(words.said) },
              { text: words.rejected, danger: true, act: () => toast(words.failed, "bad") },
              { text: words.both, disabled: true },
            ]}
          />
          <Button onClick={() => setOpen(true)}>{words.note}…</Button>
          <Copy value={kHostile} />
        </div>
        <div class="columns">
          <Field label={words.address} value={typed} onInput={setTyped} mono placeholder="203.0.113.7" hint={words.noteHint} />
          <Field label={words.address} value={kHostile} onInput={setTyped} error={words.noteWrong} />
          <Select label={words.status} value={choice} options={options} onChange={setChoice} />
          <TextArea label={words.note} value={kLong} onInput={setTyped} optional />
          <Radios label={words.pick} value={choice} onChange={setChoice} options={options} />
          <Checkbox label={words.confirmed} checked={checked} onChange={setChecked} hint={words.noteHint} />
        </div>
        <Pager offset={offset} size={50} total={1_234} onChange={setOffset} />
      </Section>
      <Dialog
        open={open}
        title={words.note}
        onClose={() => setOpen(false)}
        onSubmit={() => setOpen(false)}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{shared.cancel}</Button>
            <Button kind="primary" type="submit">
              {shared.save}
            </Button>
          </>
        }
      >
        <TextArea label={words.note} value={typed} onInput={setTyped} hint={words.noteHint} required />
      </Dialog>
    </div>
  );
}
