import { DataError, RequestError } from "../data/data_error";
import { useApp } from "../state/context";
import { now } from "./clock";
import { relativeText } from "./time_text";

interface Told {
  title: string;
  text: string;
}

// What an error means, and what to do about it.
export function tellProblem(error: Error): Told {
  if (error instanceof RequestError) {
    if (error.status === 0)
      return {
        title: "The server does not answer",
        text: "Is oakprobe serve still running, and the network between it and this browser up?",
      };
    if (error.status === 401)
      return {
        title: "The server wants its token",
        text: "It is in the file that --token-file names, and the password that the browser asks for.",
      };
    return { title: "The server can't answer", text: error.message };
  }
  if (error instanceof DataError)
    return { title: "The data can't be read", text: error.message };
  return { title: "The page met an error", text: error.message };
}

// An error, and since when the data is that is still shown. Nothing without one.
export function Problem({ error, since }: { error: Error | null; since?: number | null }) {
  const app = useApp();
  if (!error) return null;
  const { title, text } = tellProblem(error);
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{title}.</strong> {text}
        {since != null && <> What is shown is of {relativeText(since, Math.max(now.value, since))}.</>}
      </p>
      <button type="button" onClick={() => void app.reload()}>
        Try again
      </button>
    </div>
  );
}
