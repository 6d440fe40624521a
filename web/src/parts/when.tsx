import { now } from "./clock";
import { absoluteText, durationText, parseTime, relativeText } from "./time_text";

interface Props {
  at: string;
  // The date, and in the title how long ago; else the other way round.
  absolute?: boolean;
  // "3 h 20 min" of a time that was.
  short?: boolean;
}

// A time. What is no time stands as it is.
export function When({ at, absolute = false, short = false }: Props) {
  const time = parseTime(at);
  if (time === null) return <span>{at}</span>;
  // The clock moves in steps; what has just come is not in the future for that.
  const against = Math.max(now.value, Date.now());
  const ago = short ? durationText((against - time) / 1000) : relativeText(time, against);
  const [words, title] = absolute ? [absoluteText(time), ago] : [ago, absoluteText(time)];
  return (
    <time dateTime={at} title={title}>
      {words}
    </time>
  );
}
