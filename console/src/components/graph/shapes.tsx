// A shape for each type of object, so that types are told apart without colours.
import { ownOf } from "@/text/own";
interface Look {
  readonly shape: string;
  readonly series: number;
}

const kCircle = "M9,0A9,9 0 1 1 -9,0A9,9 0 1 1 9,0Z";
const kSquare = "M-8,-8H8V8H-8Z";
const kDiamond = "M0,-11L11,0L0,11L-11,0Z";
const kTriangle = "M0,-11L10.5,8H-10.5Z";
const kHexagon = "M-10,0L-5,-9H5L10,0L5,9H-5Z";
const kPentagon = "M0,-10.5L10,-3L6.2,9H-6.2L-10,-3Z";
const kHouse = "M-8,9V-3L0,-11L8,-3V9Z";
const kCross = "M-3.5,-10H3.5V-3.5H10V3.5H3.5V10H-3.5V3.5H-10V-3.5H-3.5Z";

const kOther: Look = { shape: kCircle, series: 7 };
const kLooks: Readonly<Record<string, Look>> = {
  indicator: { shape: kDiamond, series: 0 },
  infrastructure: { shape: kHouse, series: 1 },
  malware: { shape: kTriangle, series: 6 },
  "threat-actor": { shape: kTriangle, series: 4 },
  "intrusion-set": { shape: kTriangle, series: 3 },
  campaign: { shape: kHexagon, series: 3 },
  identity: { shape: kPentagon, series: 2 },
  "attack-pattern": { shape: kHexagon, series: 4 },
  "course-of-action": { shape: kCross, series: 2 },
  vulnerability: { shape: kCross, series: 6 },
  report: { shape: kSquare, series: 7 },
  grouping: { shape: kSquare, series: 7 },
  sighting: { shape: kHexagon, series: 5 },
  "observed-data": { shape: kHexagon, series: 1 },
  "ipv4-addr": { shape: kCircle, series: 1 },
  "ipv6-addr": { shape: kCircle, series: 1 },
  "domain-name": { shape: kCircle, series: 5 },
  url: { shape: kCircle, series: 4 },
  "network-traffic": { shape: kSquare, series: 1 },
  file: { shape: kSquare, series: 3 },
};

export const lookOf = (kind: string): Look => ownOf(kLooks, kind) ?? kOther;

export function Shape({ kind, scale = 1 }: { readonly kind: string; readonly scale?: number | undefined }) {
  const { shape, series } = lookOf(kind);
  return <path class={`shape series-${series}`} d={shape} transform={scale === 1 ? undefined : `scale(${scale})`} />;
}
