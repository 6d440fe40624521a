"""A deployment in namespaces that stands while a play asks it one thing after the other."""

import subprocess

from . import inventory, processes, runner
from .netns_lab import NetnsLab


class Standing:
    """Within `with`; `directory` is for its files, `seconds` is how long oakprobe may take."""

    def __init__(self, scenario, binaries, directory, seconds):
        self._scenario, self._binaries, self._directory = scenario, binaries, directory
        self._seconds = seconds
        self._lab = NetnsLab(scenario.topology)
        self._inventory = str(directory / "inventory.yaml")
        self._owners = []

    def prepare(self):
        """What else is to stand before the play begins."""

    def __enter__(self):
        try:
            runner.set_up(self._scenario, self._lab)
            self._owners = processes.start(self._scenario, self._lab, self._directory)
            made = inventory.make_inventory(self._scenario, self._lab, self._binaries,
                                            self._directory)
            inventory.write_inventory(made, self._inventory, [self._scenario.why])
            self.prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for owner in self._owners:
            owner.end()
        self._lab.take_down()

    def oakprobe(self, *words):
        return subprocess.run([str(self._binaries / "oakprobe"), *words], capture_output=True,
                              text=True, env=runner.check_environment(self._directory),
                              timeout=self._seconds)

    def sanitizers(self):
        return [f"a sanitizer spoke: {path}" for path in self._directory.glob("sanitizer.*")]
