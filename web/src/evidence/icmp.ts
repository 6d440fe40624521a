import type { Path } from "../data/api_types";

type IcmpError = NonNullable<Path["icmp"]>;

const v4: Record<string, string> = {
  "3/0": "network unreachable",
  "3/1": "host unreachable",
  "3/2": "protocol unreachable",
  "3/3": "port unreachable",
  "3/4": "fragmentation needed",
  "3/6": "network unknown",
  "3/7": "host unknown",
  "3/9": "network prohibited",
  "3/10": "host prohibited",
  "3/11": "network unreachable for this type of service",
  "3/12": "host unreachable for this type of service",
  "3/13": "administratively prohibited",
  "11": "time exceeded",
};

const v6: Record<string, string> = {
  "1/0": "no route to destination",
  "1/1": "administratively prohibited",
  "1/3": "address unreachable",
  "1/4": "port unreachable",
  "1/5": "source address failed the policy",
  "1/6": "route rejected",
  "2": "packet too big",
  "3": "time exceeded",
};

// "ICMP 3/13 (administratively prohibited) from 192.0.2.1", as the other reports name it.
export function icmpWords(error: IcmpError): string {
  const isV6 = error.from.includes(":");
  const names = isV6 ? v6 : v4;
  const meaning = names[`${error.type}/${error.code}`] ?? names[String(error.type)];
  return (
    `${isV6 ? "ICMPv6" : "ICMP"} ${error.type}/${error.code}` +
    (meaning ? ` (${meaning})` : "") +
    ` from ${error.from}` +
    (error.mtu ? `, which says MTU ${error.mtu.toLocaleString("en")}` : "")
  );
}
