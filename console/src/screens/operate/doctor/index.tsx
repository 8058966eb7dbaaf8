// The doctor: examined when somebody asks, since it may read for a while.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import type { Schema } from "@/api/contract";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { DownloadCsv } from "@/components/download";
import { Answered, EmptyState } from "@/components/states";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { text } from "./text";
import { ownOf } from "@/text/own";

type Doctor = Schema<"Doctor">;

export function DoctorPart() {
  const words = useText(text);
  const [turn, setTurn] = useState(0);
  return (
    <div class="stack">
      <p class="soft told">{words.lead}</p>
      {turn === 0 ? (
        <EmptyState
          title={words.start}
          action={
            <Button kind="primary" onClick={() => setTurn(1)}>
              {words.run}
            </Button>
          }
        >
          {words.startText}
        </EmptyState>
      ) : (
        <Examined />
      )}
    </div>
  );
}

function Examined() {
  const words = useText(text);
  const answer = useAnswer("/doctor", {});
  return (
    <>
      <div class="no-print">
        <Button busy={answer.state === "loading"} onClick={answer.again}>
          {words.again}
        </Button>
      </div>
      <Answered answer={answer} lines={8}>
        {(doctor) => <Result doctor={doctor} />}
      </Answered>
    </>
  );
}

export function Result({ doctor }: { readonly doctor: Doctor }) {
  const words = useText(text);
  const format = useFormat();
  const [at] = useState(() => new Date());
  const ill = doctor.checks.filter((check) => !check.well);
  const names = words.names as Readonly<Record<string, string>>;
  const checks = [...ill, ...doctor.checks.filter((check) => check.well)];
  return (
    <div class="stack">
      <div class="row apart">
        <h2>
          <Icon name={doctor.well ? "check" : "cross"} />{" "}
          <span role="status">{doctor.well ? words.well : words.ill(format.count(ill.length))}</span>
        </h2>
        <span class="row small soft">
          {words.examined} <Timestamp at={at} />
          <DownloadCsv
            name="doctor"
            head={[words.check, words.result, words.finding]}
            rows={() => checks.map((check) => [check.name, check.well ? "well" : "ill", check[format.language]])}
          />
        </span>
      </div>
      <ul class="checks-made">
        {checks.map((check, at) => (
          <li key={at}>
            <span>{check.well ? <Badge tone="good">{words.checkWell}</Badge> : <Badge tone="bad">{words.checkIll}</Badge>}</span>
            <strong>{ownOf(names, check.name) ?? check.name}</strong>
            <span>{check[format.language]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
