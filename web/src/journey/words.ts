import { waypoints, type Counts, type Segment, type Waypoint } from "./waypoints";

// Who is at the ends of a journey, as sentences name them.
export interface Ends {
  readonly source: string;
  readonly target: string;
  // Whom what is delivered reaches: "our stand-in", "NetManager"; "": the target's kernel.
  readonly taker: string;
}

function of(name: string): string {
  return name.endsWith("s") ? `${name}'` : `${name}'s`;
}

function passing(waypoint: Waypoint, ends: Ends): string {
  switch (waypoint) {
    case "sent":
      return "were sent";
    case "left-source":
      return `left ${ends.source}`;
    case "reached-target":
      return `came to ${ends.target}`;
    case "admitted":
      return `got past ${of(ends.target)} firewall`;
    case "delivered":
      return ends.taker ? `reached ${ends.taker}` : `were accepted by ${ends.target}`;
    case "answered":
      return "were answered";
    case "answer-left":
      return `left ${ends.target}`;
    case "answer-reached":
      return `came to ${ends.source}`;
    case "answer-admitted":
      return `got past ${of(ends.source)} firewall`;
    case "answer-delivered":
      return `were heard by ${ends.source}`;
  }
}

const name_letters_max = 10; // that have room at a waypoint

// A waypoint in a word or two, as it is written at it. Longer names of nodes are left out: they stand above it.
export function waypointWords(waypoint: Waypoint, { source, target }: Ends): string {
  const with_name = (word: string, name: string, alone: string): string =>
    name.length <= name_letters_max ? `${word} ${name}` : alone;
  switch (waypoint) {
    case "sent":
      return "sent";
    case "left-source":
      return with_name("left", source, "left");
    case "reached-target":
      return with_name("came to", target, "arrived");
    case "admitted":
    case "answer-admitted":
      return "let in";
    case "delivered":
      return "delivered";
    case "answered":
      return "answered";
    case "answer-left":
      return with_name("left", target, "left");
    case "answer-reached":
      return with_name("came to", source, "arrived");
    case "answer-delivered":
      return "heard";
  }
}

interface Leg {
  readonly count: number;
  readonly ways: string[];
}

// From `first` up to `last`, out of `total`. Where none passed one, none passed any further one;
// where all came to the end, that says all.
function wayWords(counts: Counts, first: Waypoint, last: Waypoint, total: number, ends: Ends): string {
  const legs: Leg[] = [];
  for (let at = waypoints.indexOf(first); at <= waypoints.indexOf(last); ++at) {
    const count = counts[at] ?? null;
    const waypoint = waypoints[at];
    if (count === null || waypoint === undefined) continue;
    const way = passing(waypoint, ends);
    const leg = legs[legs.length - 1];
    if (leg?.count === count) leg.ways.push(way);
    else legs.push({ count, ways: [way] });
    if (count === 0) break;
  }
  const [only] = legs;
  if (only && legs.length === 1 && only.count === total)
    return `${total === 1 ? "1 of 1" : `all ${total}`} ${only.ways[only.ways.length - 1]}`;
  return legs
    .map(({ count, ways }) => `${count === 0 ? "none" : `${count} of ${total}`} ${ways.join(", ")}`)
    .join("; ");
}

// "3 of 3 left w1, came to w3; none got past w3's firewall"; "": nothing was sent.
export function wayThere(counts: Counts, ends: Ends): string {
  const sent = counts[0] ?? 0;
  if (sent === 0) return "";
  return wayWords(counts, "left-source", "delivered", sent, ends) || `${sent} were sent`;
}

// "": nothing was answered.
export function wayBack(counts: Counts, ends: Ends): string {
  const answered = counts[waypoints.indexOf("answered")] ?? 0;
  return answered === 0
    ? ""
    : wayWords(counts, "answer-left", "answer-delivered", answered, ends);
}

const places: Record<Segment, (ends: Ends) => string> = {
  "source-host": (ends) => `${ends.source} itself`,
  "source-firewall": (ends) => `${of(ends.source)} firewall`,
  network: () => "the network",
  "target-firewall": (ends) => `${of(ends.target)} firewall`,
  "target-host": (ends) => `${ends.target} itself`,
  "return-target-firewall": (ends) => `${of(ends.target)} firewall, on the way back`,
  "return-network": () => "the network, on the way back",
  "return-source-firewall": (ends) => `${of(ends.source)} firewall, on the way back`,
};

// "w3's firewall"; "one of: w1's firewall, the network"; "": nothing is known to stop it.
export function placeWords(where: readonly Segment[], ends: Ends): string {
  const words = where.map((segment) => places[segment](ends));
  return words.length > 1 ? `one of: ${words.join("; ")}` : (words[0] ?? "");
}

// The whole journey as one text, for who does not see the drawing.
export function journeyWords(counts: Counts, where: readonly Segment[], ends: Ends): string {
  const there = wayThere(counts, ends);
  const back = wayBack(counts, ends);
  const nothing = counts[0] === 0 ? "Nothing was sent." : "How far the probes came was not seen.";
  const sentences = [
    there ? `Of the probes from ${ends.source} to ${ends.target}, ${there}.` : nothing,
  ];
  if (back) sentences.push(`Of the answers, ${back}.`);
  const place = placeWords(where, ends);
  if (place) sentences.push(`It is stopped at ${place}.`);
  return sentences.join(" ");
}
