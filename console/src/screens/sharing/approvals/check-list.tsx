// The check-list of one contribution: what the hub looked for, what it found, and what only a person
// can judge.
import { Icon } from "@/components/icon";
import { useText } from "@/text/dictionary";
import { useSettings } from "@/settings/settings";
import { checkList, type Check, type Remark } from "./checks";
import { text } from "./text";
import { ownOf } from "@/text/own";

export interface CheckListProps {
  readonly remarks: readonly Remark[];
  /** Shows a property in the object. */
  readonly show: (pointer: string) => void;
}

export function CheckList({ remarks, show }: CheckListProps) {
  const words = useText(text);
  return (
    <div class="stack close">
      <p class="soft small">{words.checkNote}</p>
      <ul class="checks">
        {checkList(remarks).map((check) => (
          <CheckLine key={check.rule} check={check} show={show} />
        ))}
      </ul>
      <h3>{words.ownReading}</h3>
      <ul class="checks own">
        {Object.values(words.ownQuestions).map((question) => (
          <li key={question}>
            <span class="sign" aria-hidden="true">
              ?
            </span>
            <span>{question}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function CheckLine({ check, show }: { readonly check: Check; readonly show: (pointer: string) => void }) {
  const words = useText(text);
  const found = check.remarks.length > 0;
  const look = check.blocks ? "blocks" : found ? "look" : "fine";
  const said = check.blocks ? words.blocks : found ? words.look : words.nothing;
  const title = ownOf(words.rules as Readonly<Record<string, string>>, check.rule) ?? check.rule;
  return (
    <li class={look}>
      <span class="sign">
        <Icon name={check.blocks ? "cross" : found ? "triangle" : "check"} size={13} />
      </span>
      <div>
        <span class="rule">{title}</span> <span class="soft small">{said}</span>
        {check.remarks.map((remark) => (
          <RemarkLine key={remark.property + remark.en} remark={remark} show={show} />
        ))}
      </div>
    </li>
  );
}

export function RemarkLine({ remark, show }: { readonly remark: Remark; readonly show?: ((pointer: string) => void) | undefined }) {
  const words = useText(text);
  const { language } = useSettings();
  return (
    <div class="remark">
      <span>{remark[language]}</span>{" "}
      {show ? (
        <button type="button" class="pointer mono" onClick={() => show(remark.property)} title={words.showAt(remark.property)}>
          {remark.property}
        </button>
      ) : (
        <span class="mono soft">{remark.property}</span>
      )}
    </div>
  );
}
