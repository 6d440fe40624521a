import type { Path } from "../data/api_types";
import { icmpWords } from "./icmp";

export interface NamedWords {
  readonly name: string;
  readonly words: string;
  // Set apart, to be read letter by letter: a rule, an address.
  readonly code?: string;
}

const caveatMeanings: Record<string, string> = {
  "docker-path":
    "Oakestra's own process will take Docker's path through FORWARD and DNAT; the probes took the host's",
  "nothing-listens-yet":
    "closed perhaps only because nothing listens there yet; the firewall may let others through",
  unconfirmed: "the service answered, but no agent on the target confirmed the receipt",
  "sequence-rewritten":
    "something on the way rewrites TCP sequence numbers: a firewall, or a SYN proxy that answers in the target's name before it asks the target",
};

const knownBy: Record<string, string> = {
  read: "no other rule there can end such a packet",
  counted: "its counter alone rose as packets were sent",
  traced: "the kernel told so of a packet that it traced",
};

const answers: Record<string, string> = {
  itself: "the service that belongs there answered",
  certificate: "its certificate was shown",
  other: "another service answered",
  doubtful: "its protocol, not the answer that it is known for",
  unclear: "an answer that does not tell whose it is",
  closed: "the connection was closed without an answer",
  silent: "no answer to what it was asked",
};

function listenerWords(path: Path): string {
  const { mode, process, pid } = path.listener;
  const owner = (process || "a program") + (pid ? ` (pid ${pid})` : "");
  if (mode === "stand-in") return "our stand-in listened";
  if (mode === "live") return `${owner} listens`;
  return process ? `${owner} does not take it` : "nobody listened there for us";
}

function andMore(list: readonly string[], leftOut: number | undefined): string {
  return list.join(", ") + (leftOut ? `, and ${leftOut} more` : "");
}

function resolvedWords(path: Path): string {
  if (!path.dialled || path.dialled === path.address) return "";
  const others = (path.alternatives ?? []).filter((one) => one !== path.dialled);
  return (
    `${path.address} is ${path.dialled}` +
    (others.length > 0 ? `; not taken: ${andMore(others, path.alternatives_left_out)}` : "")
  );
}

function natWords(path: Path): string {
  if (!path.nat) return "";
  const own = andMore(path.nat.own, path.nat.own_left_out);
  return (
    `${path.nat.dialled} is no address of ${path.target}'s own` +
    (own ? `, which are ${own}` : "") +
    ": somebody translates"
  );
}

function ruleRow(path: Path): NamedWords[] {
  if (!path.firewall_rule) return [];
  const details = path.firewall_rule_details;
  const words = [
    details ? `on ${details.node}` : "",
    details ? (knownBy[details.known_by] ?? "") : "",
    details?.owner ? `made by ${details.owner}` : "",
  ];
  return [
    {
      name: "firewall rule",
      code: path.firewall_rule,
      words: words.filter((one) => one !== "").join("; "),
    },
  ];
}

// What is known of a path beside its journey, a line each.
export function evidenceOf(path: Path): NamedWords[] {
  const lines: NamedWords[] = [
    { name: `${path.protocol} ${path.port} of ${path.target}`, words: listenerWords(path) },
    ...ruleRow(path),
    { name: "told", words: path.icmp ? icmpWords(path.icmp) : "" },
    {
      name: "service",
      words: path.service ? (answers[path.service.answer] ?? path.service.answer) : "",
      code: path.service?.said || undefined,
    },
    { name: "name", words: resolvedWords(path) },
    { name: "NAT", words: natWords(path) },
    {
      name: "seen as",
      words: path.observed_source ? `by ${path.target}` : "",
      code: path.observed_source,
    },
    {
      name: "largest packet",
      words: path.path_mtu
        ? `${path.path_mtu.toLocaleString("en")} bytes were seen to pass unfragmented`
        : "",
    },
    { name: "last router", words: path.last_hop ? "that answered a trace" : "", code: path.last_hop },
    ...(path.caveats ?? []).map((one) => ({
      name: "caveat",
      words: caveatMeanings[one] ?? one,
    })),
  ];
  return lines.filter((line) => line.words !== "" || line.code !== undefined);
}
