// What the own flow store tells of a server: contacts, clients and intervals over time, its life, and
// where its clients went.  Without a store it says what would give one.
import { useAnswer, type Answer } from "@/api/answer";
import { Button } from "@/components/button";
import { Section } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { useText } from "@/text/dictionary";
import type { Story } from "../story";
import { Contacts } from "./contacts";
import { LifeSection } from "./life";
import { Moves } from "./moves";
import type { Server } from "./page";
import { asked, lifeRange, useRange } from "./range";
import { text } from "./text";
import { trafficText } from "./traffic-text";

export function Traffic({ server }: { readonly server: Server }) {
  return server.can.story ? <WithStore server={server} /> : <NoStore />;
}

const kSetting = '[flows]\nstore = "/var/lib/noroshi/store"';

function NoStore() {
  const words = useText(text);
  const told = useText(trafficText).story;
  return (
    <>
      {(["contacts", "life", "moves"] as const).map((section) => (
        <Section key={section} title={words.section[section]} id={section}>
          {section === "contacts" ? (
            <EmptyState title={told.noStoreTitle}>
              {told.noStore}
              <pre class="setting">{kSetting}</pre>
            </EmptyState>
          ) : (
            <p class="soft">{told.noStoreTitle}</p>
          )}
        </Section>
      ))}
    </>
  );
}

function WithStore({ server }: { readonly server: Server }) {
  const words = useText(text);
  const told = useText(trafficText).story;
  const range = useRange();
  const zoomed = range.from !== null || range.to !== null;
  const { id } = server.row;
  const story = useAnswer("/servers/{id}/story", { path: { id }, query: asked(range) });
  // The life needs to know what is kept; that does not change with the zoom, so that the first answer does.
  const whole = useAnswer("/servers/{id}/story", { path: { id }, query: {} });
  const lifetime = whole.data && lifeRange(whole.data, range.days);
  const life = useAnswer("/servers/{id}/life", lifetime ? { path: { id }, query: lifetime } : null);
  return (
    <>
      <Section title={words.section.contacts} id="contacts">
        {notKept(story) ? (
          <EmptyState title={told.missingTitle} action={zoomed && <Button onClick={range.whole}>{told.zoomOut}</Button>}>
            {told.missing}
          </EmptyState>
        ) : (
          <Answered answer={story} empty={null}>
            {(data) => <Contacts story={data} server={server} range={range} />}
          </Answered>
        )}
      </Section>
      <Section title={words.section.life} id="life">
        {notKept(whole) ? <p class="soft">{told.missing}</p> : <LifeSection answer={life} server={server} range={range} />}
      </Section>
      <Section title={words.section.moves} id="moves">
        {lifetime ? <Moves server={server} time={lifetime} /> : <p class="soft">{told.missing}</p>}
      </Section>
    </>
  );
}

/** 404 of a hub that has a store: it keeps nothing of that time. */
function notKept(story: Answer<Story>): boolean {
  return story.state === "error" && story.problem.trouble === "missing";
}
