import { CopyButton } from "./copy";
import { copyOfFix, partsOfFix } from "./fix_text";

// What to do, with its commands set apart. A button copies the one command, or the words of a fix without
// any; of several commands each has its own.
export function Fix({ fix, fix_commands }: { fix?: string; fix_commands?: string[] }) {
  if (!fix) return null;
  const parts = partsOfFix(fix, fix_commands);
  const copied = copyOfFix(parts);
  return (
    <div class="fix">
      <b class="fix-word">Fix</b>
      {copied === null ? null : (
        <CopyButton text={copied} what={parts.some((part) => part.command) ? "the command" : "the fix"} />
      )}
      <p>
        {parts.map((part, index) => {
          if (!part.command) return <span key={index}>{part.text}</span>;
          if (copied !== null) return <code key={index}>{part.text}</code>;
          return <Command key={index} text={part.text} />;
        })}
      </p>
    </div>
  );
}

const tail_max = 32;

// The button stays on the line of the last word, if that is no very long one.
function Command({ text }: { text: string }) {
  const cut = text.lastIndexOf(" ") + 1;
  const tail = text.slice(cut);
  return (
    <code>
      {text.slice(0, cut)}
      <span class={tail.length <= tail_max ? "nowrap" : ""}>
        {tail}
        <CopyButton text={text} what={text} compact />
      </span>
    </code>
  );
}
