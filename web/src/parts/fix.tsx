import { CopyButton } from "./copy";
import { copyOfFix, partsOfFix } from "./fix_text";

// What to do, with its commands set apart. A button copies the one command, or the whole fix; of several
// commands each has its own.
export function Fix({ fix, fix_commands }: { fix?: string; fix_commands?: string[] }) {
  if (!fix) return null;
  const parts = partsOfFix(fix, fix_commands);
  const commands = parts.filter((part) => part.command).length;
  return (
    <div class="fix">
      <b class="fix-word">Fix</b>
      <CopyButton text={copyOfFix(parts)} what={commands === 1 ? "the command" : "the fix"} />
      <p>
        {parts.map((part, index) => {
          if (!part.command) return <span key={index}>{part.text}</span>;
          return (
            <span key={index}>
              <code>{part.text}</code>
              {commands > 1 && <CopyButton text={part.text} what={part.text} compact />}
            </span>
          );
        })}
      </p>
    </div>
  );
}
