// Shows every component in every state: for those who build screens, and for the tests.
import { Page } from "@/components/page";
import { Tabs } from "@/components/tabs";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { Charts } from "./charts";
import { Fields } from "./fields";
import { Maps } from "./maps";
import { States, Words } from "./states";
import { Tables } from "./tables";
import { text } from "./text";

const kParts = ["tables", "charts", "maps", "forms", "states", "words"] as const;
const kPanels = { tables: Tables, charts: Charts, maps: Maps, forms: Fields, states: States, words: Words } as const;
const kQuery = { part: param.choice(kParts, "tables") };

export default function Gallery() {
  const words = useText(text);
  const [{ part }, set] = useQuery(kQuery);
  const Panel = kPanels[part];
  return (
    <Page title={words.title} lead={words.lead}>
      <Tabs label={words.title} value={part} onChange={(next) => set({ part: next })} tabs={kParts.map((one) => ({ value: one, text: words.parts[one] }))}>
        <Panel />
      </Tabs>
    </Page>
  );
}
