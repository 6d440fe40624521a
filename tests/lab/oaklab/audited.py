"""Programs that go on while the lab changes under them: `oakprobe audit`, and `check --wait`."""

import json
import time

from .audit_play import AuditPlay

_SEEN_SECONDS = 2.0  # a change, by who watches a repair


def an_audit(binaries, directory, slack):
    play = AuditPlay(binaries, directory, slack)
    with play.going_on("audit", play.inventory, "--every", "2s", "--log-format", "json",
                       "--history", play.file("history"), "--textfile", play.file("metrics"),
                       "--alert-command", f"tee -a {play.file('alerts')}"):
        first = play.wait_for("the first run", play.events)[0]
        if first["open"] != first["paths"]:
            play.errors.append(f"not all is open at first: {first}")
        steady = play.descriptors()
        memory = play.memory_kb()
        _break_and_mend(play)
        play.look_back("history")  # who reads it meanwhile takes nothing away
        _lose_an_agent(play)
        _lose_a_node(play)
        print(f"      {len(play.events())} runs, {memory} kB after the first, {play.memory_kb()} kB "
              f"after the last; {steady} descriptors, {play.descriptors()} with a node less")
        if play.descriptors() > steady:
            play.errors.append(f"{play.descriptors()} descriptors are open, {steady} at first")
        if (code := play.stop()) != 0:
            play.errors.append(f"exit code {code} after SIGTERM")
        if failed := play.events("failed"):
            play.errors.append(f"it failed: {failed}")
        _look_back(play)
    return play.errors


def _look_back(play):
    """What is left of the audit: its runs, the life of the path that broke, who was told, metrics."""
    runs = play.look_back("history")["runs"]
    if len(runs) != len([run for run in play.events() if not run["interrupted"]]):
        play.errors.append(f"{len(play.events())} runs, of which the history has {len(runs)}")
    life = play.look_back("history", "--path", "w1", "w3", "--flow", "worker-tunnel")
    text = json.dumps(life)
    if text.count('"blocked"') != 1 or '"open"' not in text:
        play.errors.append(f"the life of what broke once and was mended: {text}")
    alerts = [json.loads(line) for line in open(play.file("alerts"))]
    told = [(alert["id"], alert["status"], alert["cause"]["cause"]) for alert in alerts]
    tunnel = [one for one in told if one[2] == "dropped"]
    if [status for _, status, _ in tunnel] != ["firing", "resolved"] or \
            len({identity for identity, _, _ in tunnel}) != 1:
        play.errors.append(f"an alert that fires and is resolved, by one id: {told}")
    metrics = open(play.file("metrics")).read()
    if 'oakprobe_runs_total{outcome="passed"}' not in metrics:
        play.errors.append(f"the metrics count no runs: {metrics}")


def _break_and_mend(play):
    play.block("w1", "w3")
    wanted = {"flow": "worker-tunnel", "source": "w1", "target": "w3", "change": "confirmed"}
    runs = play.next_runs(2)  # the first one may have been under way
    seen = [change for run in runs for change in run["changes"]]
    if not any(wanted.items() <= change.items() and change["now"]["status"] == "blocked"
               for change in seen):
        play.errors.append(f"the next run did not see what broke: {runs}")
    play.mend("w3")
    runs = play.next_runs(2)
    seen = [change for run in runs for change in run["changes"]]
    if not any(wanted.items() <= change.items() and change["now"]["status"] == "open"
               for change in seen):
        play.errors.append(f"the next run did not see what was mended: {runs}")
    if any(count != 1 for count in play.logins().values()):
        play.errors.append(f"more than one login a node: {play.logins()}")


def _lose_an_agent(play):
    play.kill_agent("w2")
    play.wait_for("the agent that came back",
                  lambda: play.logins()["w2"] == 2 and play.next_runs(1)[0]["unknown"] == 0)
    if play.events()[-1]["open"] != play.events()[-1]["paths"]:
        play.errors.append(f"not all is open again: {play.events()[-1]}")
    others = {name: count for name, count in play.logins().items() if name != "w2"}
    if any(count != 1 for count in others.values()):
        play.errors.append(f"others were started again, too: {others}")


def _lose_a_node(play):
    paths = play.events()[-1]["paths"]
    play.write_inventory(without=("w3",))
    play.wait_for("the changed inventory", lambda: play.events("inventory"))
    run = play.next_runs(1)[0]
    if run["paths"] >= paths or run["open"] != run["paths"]:
        play.errors.append(f"the inventory was not taken up: {run}")
    if "w3" in play.lab.processes().values():
        play.errors.append("the agent of a node that left still runs")


def a_watched_repair(binaries, directory, slack):
    play = AuditPlay(binaries, directory, slack)
    with play.going_on("check", play.inventory, "--wait", "60s", "--no-color", "--source", "w1"):
        # Nothing is broken: it ends at once.
        if (code := play.exit_code()) != 0:
            play.errors.append(f"exit code {code} where all is well")
    if play.errors:
        return play.errors
    play = AuditPlay(binaries, directory, slack)
    play.lab.build = _with_fault(play, play.lab.build)
    with play.going_on("check", play.inventory, "--wait", "60s", "--no-color"):
        play.wait_for("what is watched", lambda: any("watching 1 path" in x for x in play.lines()))
        play.mend("w3")
        mended = time.monotonic()
        play.wait_for("the repair", lambda: any(
            "worker-tunnel from w1 to w3 is open" in line for line in play.lines()))
        seconds = time.monotonic() - mended
        print(f"      a repair was seen after {seconds:.2f} s")
        if seconds > _SEEN_SECONDS * slack:
            play.errors.append(f"the repair was seen after {seconds:.1f} s")
        if (code := play.exit_code()) != 0:
            play.errors.append(f"exit code {code} after the repair")
    return play.errors


def a_second_look(binaries, directory, slack):
    """Only at what a report, and then the history, knows as broken."""
    play = AuditPlay(binaries, directory, slack)
    play.lab.build = _with_fault(play, play.lab.build)
    kept = ["--json", play.file("broken.json"), "--history", play.file("history")]
    with play.going_on("check", play.inventory, "--quiet", *kept):
        if (code := play.exit_code()) != 1:
            play.errors.append(f"exit code {code} where a path is blocked")
        again = ["check", play.inventory, "--no-color", "--only-failed"]
        looks = [([play.file("broken.json")], 1, "1 as before."),
                 (["last", "--history", play.file("history")], 0, "1 mended.")]
        for words, wanted, told in looks:
            if wanted == 0:
                play.mend("w3")
            look = play.run(*again, *words)
            if look.returncode != wanted or told not in look.stdout or \
                    "\n1 path: " not in look.stdout:
                play.errors.append(f"{words}: exit code {look.returncode}:\n{look.stdout}"
                                   f"{look.stderr}")
    return play.errors


def _with_fault(play, build):
    def built():
        build()
        play.block("w1", "w3")
    return built
