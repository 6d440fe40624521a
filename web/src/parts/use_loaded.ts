import { useEffect, useState } from "preact/hooks";

export interface LoadedPart<T> {
  readonly value: T | null;
  readonly error: Error | null;
  readonly loading: boolean;
}

// Loads a part of a view, anew when `key` changes; null: nothing is to be loaded. While it is loaded
// anew, the last value of the same `of` stays.
export function useLoaded<T>(
  of: string,
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
): LoadedPart<T> {
  const [state, setState] = useState<LoadedPart<T> & { of: string }>({
    of,
    value: null,
    error: null,
    loading: key !== null,
  });
  useEffect(() => {
    if (key === null) return undefined;
    const request = new AbortController();
    setState((last) =>
      last.of === of ? { ...last, loading: true } : { of, value: null, error: null, loading: true },
    );
    load(request.signal).then(
      (value) => {
        if (!request.signal.aborted) setState({ of, value, error: null, loading: false });
      },
      (error: unknown) => {
        if (request.signal.aborted) return;
        const known = error instanceof Error ? error : new Error(String(error));
        setState((last) => ({ of, value: last.of === of ? last.value : null, error: known, loading: false }));
      },
    );
    return () => request.abort();
  }, [of, key]);
  return state.of === of ? state : { value: null, error: null, loading: key !== null };
}
