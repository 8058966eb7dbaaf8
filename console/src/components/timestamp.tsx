// An instant, absolute or relative; the other one and the exact second are in its title.
//
// Relative times go stale, so that they are written anew each half minute while they are seen.
import { useEffect } from "preact/hooks";
import { useFormat } from "@/format/format";
import { instantOf } from "@/format/zones";
import { cell, useCell } from "@/state/cell";

const now = cell(new Date());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function useNow(): Date {
  useEffect(() => {
    watchers += 1;
    timer ??= setInterval(() => now.set(new Date()), 30_000);
    return () => {
      watchers -= 1;
      if (watchers > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return useCell(now);
}

export interface TimestampProps {
  readonly at: string | number | Date | null | undefined;
  /** "2 hours ago" instead of the time. */
  readonly relative?: boolean | undefined;
}

export function Timestamp({ at, relative = false }: TimestampProps) {
  return relative ? <Relative at={at} /> : <Absolute at={at} />;
}

function Absolute({ at }: { readonly at: TimestampProps["at"] }) {
  const format = useFormat();
  const instant = instantOf(at);
  if (!instant) return <span class="soft">–</span>;
  const title = `${format.exactTime(instant)} · ${format.relative(instant)}`;
  return (
    <time dateTime={instant.toISOString()} title={title}>
      {format.time(instant)}
    </time>
  );
}

function Relative({ at }: { readonly at: TimestampProps["at"] }) {
  const format = useFormat();
  const instant = instantOf(at);
  const today = useNow();
  if (!instant) return <span class="soft">–</span>;
  return (
    <time dateTime={instant.toISOString()} title={format.exactTime(instant)}>
      {format.relative(instant, today)}
    </time>
  );
}
