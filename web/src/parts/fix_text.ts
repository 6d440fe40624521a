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

// What the copy button copies: the commands, a line each; without any the whole fix.
export function copyOfFix(fix: string, commands: readonly string[] = []): string {
  const found = partsOfFix(fix, commands).filter((part) => part.command);
  return found.length > 0 ? found.map((part) => part.text).join("\n") : fix;
}
