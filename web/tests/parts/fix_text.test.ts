import assert from "node:assert/strict";
import test from "node:test";
import { copyOfFix, partsOfFix } from "../../src/parts/fix_text";

test("A fix: its commands are set apart, in their order", () => {
  const fix = "On w3 let them pass: ufw allow 1; then ufw allow 1 again.";
  assert.deepEqual(partsOfFix(fix, ["ufw allow 1", "ufw allow 1"]), [
    { text: "On w3 let them pass: ", command: false },
    { text: "ufw allow 1", command: true },
    { text: "; then ", command: false },
    { text: "ufw allow 1", command: true },
    { text: " again.", command: false },
  ]);
});

test("A fix: its one command is copied alone, of several none with another", () => {
  const fix = "On w3: ufw allow 1; firewall-cmd --add-port=1/udp, whichever is there.";
  assert.equal(copyOfFix(partsOfFix(fix, ["ufw allow 1"])), "ufw allow 1");
  assert.equal(copyOfFix(partsOfFix(fix, ["ufw allow 1", "firewall-cmd --add-port=1/udp"])), null);
});

test("A fix: words are copied as comments, line by line", () => {
  assert.equal(copyOfFix(partsOfFix("Ask them; then\nreboot\r\nit.")), "# Ask them; then\n# reboot\n# it.");
});

test("A fix: nothing is shown or copied that is not in its text", () => {
  const fix = "Start it.";
  const commands = ["rm -rf /", "", 7 as unknown as string];
  assert.deepEqual(partsOfFix(fix, commands), [{ text: fix, command: false }]);
  assert.equal(copyOfFix(partsOfFix(fix, commands)), "# Start it.");
});
