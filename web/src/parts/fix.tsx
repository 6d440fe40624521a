import { CopyButton } from "./copy";
import { copyOfFix, partsOfFix } from "./fix_text";

// What to do, with its commands set apart, and a button that copies them.
export function Fix({ fix, fix_commands }: { fix?: string; fix_commands?: string[] }) {
  if (!fix) return null;
  const parts = partsOfFix(fix, fix_commands);
  const commands = parts.filter((part) => part.command).length;
  const what = commands === 0 ? "the fix" : commands === 1 ? "the command" : "the commands";
  return (
    <div class="fix">
      <b class="fix-word">Fix</b>
      <CopyButton text={copyOfFix(fix, fix_commands)} what={what} />
      <p>
        {parts.map((part, index) =>
          part.command ? <code key={index}>{part.text}</code> : <span key={index}>{part.text}</span>,
        )}
      </p>
    </div>
  );
}
