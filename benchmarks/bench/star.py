"""Few sources, many targets on 127.0.0.0/8: the real coordinator against hosted agents, and the
same addresses for other programs to scan."""

import contextlib
import json
import pathlib
import subprocess
import tempfile

from . import mesh

TCP_PORT, UDP_PORT = 20001, 20002


def addresses(first, count):
    return [mesh.address(node) for node in range(first, first + count)]


def _inventory(sources, targets, protocol, hand_over, socket):
    agent = {"command": [str(hand_over), str(socket)]}
    nodes = [{"name": f"s{node}", "address": mesh.address(node), "bind": mesh.address(node),
              "roles": ["client"], "tags": ["source"], "agent": agent} for node in range(sources)]
    nodes += [{"name": f"t{node}", "address": mesh.address(node), "bind": mesh.address(node),
               "roles": ["client"], "tags": ["target"], "agent": agent}
              for node in range(sources, sources + targets)]
    nodes.append({"name": "root", "address": "127.91.0.1", "roles": ["root"], "agent": "none"})
    port = TCP_PORT if protocol == "tcp" else UDP_PORT
    flows = [{"id": "star", "from": {"tag": "source"}, "to": {"tag": "target"}, "protocol": protocol, "port": port}]
    return {"version": 1, "nodes": nodes, "flows": flows}


class Star(mesh.Mesh):
    """One check from `sources` to `targets`, `--attempts 1`."""

    def __init__(self, binaries, sources, targets, protocol):
        self._shape = (sources, targets, protocol)
        super().__init__(binaries, sources + targets, ["--attempts", "1"], report=True)
        self.paths = sources * targets

    def _write_inventory(self, file, hand_over, socket):
        file.write_text(json.dumps(_inventory(*self._shape, hand_over, socket)))

    flow = "star"

    def probing(self):
        """(wall, CPU) from the first packet to the last answer."""
        wall, *cpu = self.phases["probing"]
        return wall, sum(cpu)

    def counts(self):
        return {status: count for status, count in self.report["summary"].items()
                if count and status not in ("paths", "accepted")}


def floor_tcp(binaries, sources, targets):
    done = subprocess.run([pathlib.Path(binaries) / "floor-tcp", str(sources), str(targets)],
                          stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def drop(port, those):
    """Silently drops UDP to these addresses."""
    rules = (f"table inet benchmark {{\n  chain in {{\n    type filter hook input priority 0;\n"
             f"    udp dport {port} ip daddr {{ {', '.join(those)} }} drop\n  }}\n}}\n")
    subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)


@contextlib.contextmanager
def open_ports(binaries):
    server = subprocess.Popen([pathlib.Path(binaries) / "open-ports", str(TCP_PORT), str(UDP_PORT)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    server.stdout.readline()
    try:
        yield
    finally:
        server.stdin.close()
        server.wait()


@contextlib.contextmanager
def target_file(those):
    with tempfile.NamedTemporaryFile("w", prefix="oakprobe-targets-") as file:
        file.write("\n".join(those) + "\n")
        file.flush()
        yield file.name
