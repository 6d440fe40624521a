import { now } from "./clock";
import { absoluteText, parseTime, relativeText } from "./time_text";

// A time: how long ago, and in its title the date. What is no time stands as it is.
export function When({ at, absolute = false }: { at: string; absolute?: boolean }) {
  const time = parseTime(at);
  if (time === null) return <span>{at}</span>;
  const [words, title] = absolute
    ? [absoluteText(time), relativeText(time, now.value)]
    : [relativeText(time, Math.max(now.value, Date.now())), absoluteText(time)];
  return (
    <time dateTime={at} title={title}>
      {words}
    </time>
  );
}
