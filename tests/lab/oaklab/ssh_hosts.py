"""Machines of the lab that are reached as real ones are: a real sshd, users, a home, a sudo.

Each sshd has a mount namespace of its own: its /etc is what the lab wrote for it, and every
directory that a pushed agent could be put into is an empty tmpfs."""

import os
import pathlib
import shlex
import signal
import subprocess
import time

from . import namespaces
from .namespaces import LabError, run
from .topology import only_keys

USER, USER_ID = "pi", 4242
_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/home", "/root", "/run", "/var/lib/sudo")
_HOST_KEYS = "user sudo password bashrc banner jump sshd mounts key known"
_KEYS = "client hosts typed"
_START_SECONDS = 30.0
_POLL_SECONDS = 0.01


def check_keys(ssh, machines):
    only_keys(ssh, _KEYS, "ssh")
    for name, keys in ssh.get("hosts", {}).items():
        only_keys(keys or {}, _HOST_KEYS, f"ssh of {name}")
    for name in (ssh["client"], *ssh["hosts"]):
        if name not in machines:
            raise ValueError(f"ssh: there is no machine {name}")


class SshHost:
    """One machine's sshd, and what is left on the machine after a check."""

    def __init__(self, lab, name, keys, directory):
        self.name, self._lab = name, lab
        self._keys = keys
        for path, content in self._etc(directory).items():
            lab.write_file(name, path, content)
        script = self._script()
        # The keeper holds the mount namespace, whatever becomes of sshd.
        self._keeper = subprocess.Popen(
            lab.command(name, ["sh", "-ec", script]), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_plain_environment())
        if (line := self._keeper.stdout.readline()) != "ready\n":
            raise LabError(f"{name}: no sshd: {line}{self._keeper.stdout.read()}")
        self._listener = self._sshd_pid()

    def _etc(self, directory):
        password = self._keys.get("password")
        hashed = run(["openssl", "passwd", "-6", "-stdin"], password).strip() if password else "*"
        key = "stranger.pub" if self._keys.get("key") == "refused" else "id.pub"
        sudoers = {"password": f"{USER} ALL=(ALL:ALL) ALL\n",
                   "nopasswd": f"{USER} ALL=(ALL:ALL) NOPASSWD: ALL\n"}.get(self._keys.get("sudo"), "")
        config = ["Port 22", "HostKey /etc/ssh/host", "AuthorizedKeysFile /etc/ssh/authorized",
                  "StrictModes no", "UsePAM no", "PasswordAuthentication no",
                  "PermitRootLogin prohibit-password", "PidFile /run/sshd.pid", "LogLevel ERROR",
                  "UseDNS no",
                  "KbdInteractiveAuthentication no", *self._keys.get("sshd", [])]
        if "banner" in self._keys:
            config.append("Banner /etc/ssh/banner")
        return {
            "passwd": "root:x:0:0:root:/root:/bin/bash\n"
                      "sshd:x:101:65534::/run/sshd:/usr/sbin/nologin\n"
                      f"{USER}:x:{USER_ID}:{USER_ID}::/home/{USER}:/bin/bash\n",
            "group": f"root:x:0:\n{USER}:x:{USER_ID}:\n",
            "shadow": f"root:*:19000:0:99999:7:::\n{USER}:{hashed}:19000:0:99999:7:::\n",
            "sudoers": "Defaults env_reset, use_pty\n"
                       'Defaults secure_path="/usr/sbin:/usr/bin:/sbin:/bin"\n'
                       f"root ALL=(ALL:ALL) ALL\n{sudoers}",
            "ssh/sshd_config": "\n".join(config) + "\n",
            "ssh/host": (directory / "host").read_text(),
            "ssh/authorized": (directory / key).read_text(),
            "ssh/banner": self._keys.get("banner", ""),
        }

    def _script(self):
        mounts = self._keys.get("mounts", {})
        lines = ["chmod 400 /etc/sudoers /etc/shadow /etc/ssh/host"]
        for place in _PLACES:
            options = ["mode=1777" if place in _PLACES[:3] else "mode=755"]
            if place in mounts:
                options.append(mounts[place])
            lines.append(f"mount -t tmpfs -o {','.join(options)} lab {place}")
        home = f"/home/{USER}"
        lines.append(f"mkdir -p /run/sshd {home}")
        if "bashrc" in self._keys:
            for place in (home, "/root"):
                lines.append(f"printf %s {shlex.quote(self._keys['bashrc'])} >{place}/.bashrc")
        lines += [f"chown -R {USER_ID}:{USER_ID} {home}", "/usr/sbin/sshd", "echo ready",
                  "exec sleep infinity"]
        return "\n".join(lines)

    def _inside(self, place):
        return pathlib.Path(f"/proc/{self._keeper.pid}/root{place}")

    def _sshd_pid(self):
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            try:
                pid = int(self._inside("/run/sshd.pid").read_text())
                if "tcp/22" in self._lab.bound_ports(self.name):
                    return pid
            except (OSError, ValueError):
                pass
            time.sleep(_POLL_SECONDS)
        raise LabError(f"{self.name}: sshd does not listen")

    @property
    def own_pids(self):
        return {self._keeper.pid, self._listener}

    def agent_files(self):
        """What lies where an agent may be put."""
        return [str(path).removeprefix(f"/proc/{self._keeper.pid}/root")
                for place in (*_PLACES, f"/home/{USER}", f"/home/{USER}/.cache", "/run/user")
                for path in self._inside(place).glob("oakprobe*")]

    def receives(self):
        """An agent is being written."""
        return any(self._inside(path + "/oakprobe-agent").exists() for path in self.agent_files())

    def kill_sshd(self):
        """sshd and its sessions' own processes, as an administrator would; not what they started."""
        for pid, machine in self._lab.processes().items():
            if machine == self.name and namespaces.command_line(pid).startswith(("sshd:", "/usr/sbin/sshd")):
                os.kill(pid, signal.SIGKILL)

    def end(self):
        namespaces.end([self._keeper.pid])
        self._keeper.wait()
        self._keeper.stdout.close()


class SshHosts:
    """All of a scenario's, and the client's configuration for them."""

    def __init__(self, scenario, lab, directory):
        self._lab, self._ssh = lab, scenario.ssh
        self._directory = directory / "ssh"
        self._directory.mkdir()
        self.hosts = {}
        for key in ("id", "stranger", "host"):
            run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self._directory / key)])
        self._write_client_files(scenario)
        try:
            for name, keys in self._ssh["hosts"].items():
                self.hosts[name] = SshHost(lab, name, keys or {}, self._directory)
        except BaseException:
            self.end()
            raise

    def _write_client_files(self, scenario):
        host_key = " ".join((self._directory / "host.pub").read_text().split()[:2])
        known, lines = [], []
        for name, keys in self._ssh["hosts"].items():
            keys = keys or {}
            address = scenario.topology.machines[name].ipv4
            if keys.get("known", True):
                known.append(f"{address} {host_key}\n")
            lines += [f"Host {name}", f"  HostName {address}", f"  User {keys.get('user', 'root')}"]
            if "jump" in keys:
                lines.append(f"  ProxyJump {keys['jump']}")
        lines += ["Host *", f"  IdentityFile {self._directory}/id", "  IdentitiesOnly yes",
                  f"  UserKnownHostsFile {self._directory}/known_hosts",
                  "  GlobalKnownHostsFile /dev/null"]
        (self._directory / "known_hosts").write_text("".join(known))
        (self._directory / "config").write_text("\n".join(lines) + "\n")

    def transport(self, name):
        """The words that reach a shell there: as a user's `ssh -T -o BatchMode=yes NAME`."""
        return self._lab.command(self._ssh["client"], [
            "ssh", "-F", str(self._directory / "config"), "-T", "-o", "BatchMode=yes", name])

    @property
    def own_pids(self):
        return {pid for host in self.hosts.values() for pid in host.own_pids}

    def leftovers(self):
        return [f"{name} still has {', '.join(files)}" for name, host in self.hosts.items()
                if (files := host.agent_files())]

    def end(self):
        for host in self.hosts.values():
            host.end()


def _plain_environment():
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
