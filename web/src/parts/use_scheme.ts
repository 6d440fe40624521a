import { useEffect, useState } from "preact/hooks";

// "light" or "dark", as the page is shown.
export function useScheme(): "light" | "dark" {
  const query = matchMedia("(prefers-color-scheme: dark)");
  const [is_dark, setDark] = useState(query.matches);
  useEffect(() => {
    const listener = (): void => setDark(query.matches);
    query.addEventListener("change", listener);
    return () => query.removeEventListener("change", listener);
  }, []);
  return is_dark ? "dark" : "light";
}
