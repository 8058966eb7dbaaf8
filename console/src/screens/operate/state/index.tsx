// The state of the hub: how much there is, and what it runs on.
import { useAnswer } from "@/api/answer";
import { Figures, KeyValue } from "@/components/keyvalue";
import { Section } from "@/components/page";
import { Answered } from "@/components/states";
import { useFormat } from "@/format/format";
import { useMe } from "@/session/session";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export function HubState() {
  const words = useText(text);
  const format = useFormat();
  const me = useMe();
  const answer = useAnswer("/state", {}, { everySeconds: 15 });
  return (
    <div class="stack">
      <p class="soft">{words.lead}</p>
      <Answered answer={answer} lines={4}>
        {(state) => (
          <div class="stack far">
            <Figures
              pairs={[
                { name: words.objects, value: format.count(state.objects) },
                { name: words.revisions, value: format.count(state.revisions) },
                { name: words.assertions, value: format.count(state.assertions) },
                { name: words.values, value: format.count(state.values) },
                { name: words.waiting, value: format.count(state.waiting) },
                { name: words.listeners, value: format.count(state.listeners) },
                { name: words.octets, value: format.storage(state.octets) },
              ]}
            />
            <Section title={words.about}>
              <KeyValue
                pairs={[
                  { name: words.title, value: me?.hub },
                  { name: words.version, value: me?.version },
                  { name: words.base, value: <span class="mono">{state.base}</span> },
                  { name: words.address, value: <span class="mono">{location.origin}</span> },
                ]}
              />
            </Section>
          </div>
        )}
      </Answered>
    </div>
  );
}
