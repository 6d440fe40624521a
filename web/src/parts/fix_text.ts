// A part of a fix: prose, or a command to be copied.
export interface FixPart {
  text: string;
  command: boolean;
}

// The fix with its commands set apart. They come as a list, in the order in which they stand in it;
// one that is not found there is passed over, so that nothing is shown that is not in the text.
export function partsOfFix(fix: string, commands: readonly string[] = []): FixPart[] {
  const parts: FixPart[] = [];
  let at = 0;
  for (const command of commands) {
    if (typeof command !== "string" || command === "") continue;
    const begin = fix.indexOf(command, at);
    if (begin < 0) continue;
    if (begin > at) parts.push({ text: fix.slice(at, begin), command: false });
    parts.push({ text: command, command: true });
    at = begin + command.length;
  }
  if (at < fix.length) parts.push({ text: fix.slice(at), command: false });
  return parts;
}

// What the fix's copy button copies, which may be pasted into a root shell: its command, or, of a fix
// without one, its words as comments. null: there are several, each copied alone, as one is often instead of
// another ("ufw …; firewall-cmd …").
export function copyOfFix(parts: readonly FixPart[]): string | null {
  const commands = parts.filter((part) => part.command);
  if (commands.length > 1) return null;
  if (commands[0]) return commands[0].text;
  const words = parts.map((part) => part.text).join("");
  return words.split(/\r\n|[\r\n]/).map((line) => `# ${line}`).join("\n");
}
