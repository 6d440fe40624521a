import type { Finding, MatrixFlow } from "../../data/api_types";

// Tunnels are udp flows, and are named so by the catalogue (`worker-tunnel`, `outsider-tunnel`) and,
// mostly, by whoever writes a flow for one.
export function isTunnel({ id, protocol }: MatrixFlow): boolean {
  return id.includes("tunnel") && protocol !== "tcp";
}

const about_tunnel = new Set([
  "overlay-not-expected",
  "address-in-overlay-range",
  "config-newer-than-process",
  "netcfg-unreadable",
  "tuncfg-unreadable",
]);

// Whether a finding says what a worker's tunnel is like, or what it is advertised as.
export function isOfTunnel({ code, flows }: Finding): boolean {
  return (
    code.startsWith("tunnel-") ||
    code.startsWith("advertised-") ||
    about_tunnel.has(code) ||
    (flows ?? []).some((id) => id.includes("tunnel"))
  );
}
