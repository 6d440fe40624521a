// What the API answers (docs/serve.md, docs/report.md). Keys that do not apply are left out, and new
// ones may come. All texts are of other machines: they are shown as text, never as markup.

export type Status = "open" | "degraded" | "blocked" | "exposed" | "closed" | "unknown";
export type AgentState = "reached" | "unreachable" | "lost" | "none";
export type Severity = "info" | "warning" | "error";
export type Protocol = "tcp" | "udp";

export interface Where {
  where?: string;
  where_any?: string[];
}

export interface RunTimes {
  id: string;
  started: string;
  finished: string;
}

export interface Run extends RunTimes {
  took_ms?: number;
  oakprobe?: string;
  oakestra?: string;
  oakestra_assumed?: boolean;
  interrupted?: boolean;
  exposure_checked?: boolean;
  fail_on?: string[];
  failed_paths?: number;
  paths_listed?: "all" | "failed" | "none";
  coverage?: { plan: "full" | "cover" | "rotate"; possible: number; tried: number };
}

export type Summary = Record<Status | "paths" | "accepted", number>;

export interface Finding {
  severity: Severity;
  code: string;
  message: string;
  fix?: string;
  fix_commands?: string[];
  flows?: string[];
}

export interface ReportNode {
  name: string;
  roles: string[];
  cluster?: string;
  address: string;
  agent: AgentState;
  agent_error?: string;
  privileged?: boolean;
  findings: Finding[];
  touched?: { bound: string[]; live_connections: number; live_datagrams: number };
}

export interface Cause extends Where {
  id: number;
  status: Status;
  cause?: string;
  node?: string;
  paths: number;
  of?: number;
  source?: string;
  source_network?: string;
  target?: string;
  target_network?: string;
  protocol?: Protocol;
  port?: number;
  unknown?: number;
  silenced?: number;
  firewall_rule?: string;
  message: string;
  fix?: string;
  fix_commands?: string[];
  // Of a served page alone: when the oldest of its paths was found so.
  since?: string;
}

export interface Silence {
  flow?: string;
  source?: string;
  target?: string;
  node?: string;
  until: string;
  why: string;
  state: "muting" | "idle" | "over" | "empty";
  paths: number;
  causes?: number[];
}

export interface RoundTrip {
  min: number;
  median: number;
  max: number;
}

export interface Path extends Where {
  flow: string;
  source: string;
  target: string;
  protocol: Protocol;
  address: string;
  port: number;
  dialled?: string;
  alternatives?: string[];
  alternatives_left_out?: number;
  expect: "open" | "closed";
  need: "required" | "optional";
  status: Status;
  accepted?: boolean;
  silenced?: boolean;
  cause?: string;
  cause_id?: number;
  message: string;
  fix?: string;
  fix_commands?: string[];
  caveats?: string[];
  listener: { mode: "stand-in" | "live" | "none"; process?: string; pid?: number };
  service?: { answer: string; said?: string };
  // How many attempts passed each waypoint, in the order of the journey; null: nobody could see.
  waypoints: Record<string, number | null>;
  rtt_us?: RoundTrip;
  observed_source?: string;
  path_mtu?: number;
  icmp?: { type: number; code: number; from: string; mtu?: number };
  nat?: { dialled: string; own: string[]; own_left_out?: number };
  firewall_rule?: string;
  firewall_rule_details?: {
    node: string;
    segment: string;
    family: string;
    table: string;
    chain: string;
    policy: boolean;
    handle?: number;
    text?: string;
    comment?: string;
    owner?: string;
    known_by: "read" | "counted" | "traced";
  };
  last_hop?: string;
}

// oakprobe.report/1, without `record`.
export interface Report {
  schema: string;
  deployment?: string;
  run: Run;
  summary: Summary;
  nodes: ReportNode[];
  causes: Cause[];
  silences?: Silence[];
  paths?: Path[];
}

export interface MatrixNode {
  name: string;
  roles?: string[];
  cluster?: string;
  address?: string;
  agent?: AgentState;
}

export interface MatrixFlow {
  id: string;
  protocol?: Protocol;
  port?: number;
  expect?: "open" | "closed";
  need?: "required" | "optional";
}

export interface Outcome extends Where {
  status: Status;
  cause?: string;
  accepted?: boolean;
  silenced?: boolean;
  cause_id?: number;
  waypoints?: (number | null)[];
  paths: number;
}

// oakprobe.matrix/1, as it comes.
export interface MatrixAnswer {
  schema: string;
  run: RunTimes;
  nodes: MatrixNode[];
  flows: MatrixFlow[];
  outcomes: Outcome[];
  paths: number;
  rows: string;
  round_trips?: string;
}

export interface CausesAnswer {
  schema: string;
  run: RunTimes;
  causes: Cause[];
}

export interface Interval extends Where {
  since: string;
  until?: string | null;
  status?: Status;
  state?: string;
  cause?: string;
  accepted?: boolean;
  facts?: unknown;
}

export interface TimePoint {
  at: string;
  seconds: number;
  median_us?: number;
  min_us?: number;
  max_us?: number;
  sent?: number;
  lost?: number;
}

export interface PathAnswer {
  schema: string;
  flow: string;
  source: string;
  target: string;
  now: Path | null;
  run?: RunTimes | string;
  finished?: string;
  as_expected?: number;
  intervals?: Interval[];
  round_trips?: TimePoint[];
  of?: "clusters";
}

export interface NodeAnswer {
  schema: string;
  name: string;
  now: ReportNode | null;
  agent?: { intervals: Interval[] };
  findings?: { code: string; intervals: Interval[] }[];
}

export interface TimesAnswer {
  schema: string;
  series: { flow: string; from: string; to: string; points: TimePoint[] }[];
}

export interface RunsAnswer {
  schema: string;
  runs: HistoryRun[];
}

export interface HistoryRun {
  id: string | number;
  started: string;
  finished?: string;
  [key: string]: unknown;
}

export interface DiffPath {
  flow: string;
  source: string;
  target: string;
  before?: unknown;
  after?: unknown;
  worse?: boolean;
}

export interface DiffAnswer {
  schema: string;
  from: unknown;
  to: unknown;
  worse: boolean;
  newly_broken?: DiffPath[];
  mended?: DiffPath[];
  changed?: DiffPath[];
  unknown_now?: DiffPath[];
  known_again?: DiffPath[];
  new_paths?: DiffPath[];
  vanished_paths?: DiffPath[];
  slower?: unknown[];
  new_nodes?: string[];
  vanished_nodes?: string[];
  // Of a list that is too long: how many are not in it.
  left_out?: Record<string, number>;
}

// oakprobe.page/1: what a single file has inside.
export interface PageData {
  schema: string;
  report: Report;
  matrix: MatrixAnswer;
  paths: Path[];
  paths_left_out?: number;
}
