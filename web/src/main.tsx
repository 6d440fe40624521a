import { render } from "preact";
import { data_element_id, EmbeddedSource } from "./data/embedded_source";
import { ServedSource } from "./data/served_source";
import { App } from "./state/app";
import { AppContext } from "./state/context";
import { Page } from "./views/page";
import "./style/style.css";

// A token lasts as long as the browser's tab; where the browser keeps nothing, as long as the page.
const token_key = "oakprobe-token";

function keptToken(): string | null {
  try {
    return sessionStorage.getItem(token_key);
  } catch {
    return null;
  }
}

function keepToken(token: string): void {
  try {
    sessionStorage.setItem(token_key, token);
  } catch {
    // It is asked for again.
  }
}

function servedApp(): App {
  const source = new ServedSource();
  source.token = keptToken();
  return new App(source, (token) => {
    source.token = token;
    keepToken(token);
  });
}

function start(): void {
  const data = document.getElementById(data_element_id);
  const app = data ? new App(new EmbeddedSource(data.textContent ?? "")) : servedApp();
  let root = document.getElementById("oakprobe");
  if (!root) {
    root = document.createElement("div");
    root.id = "oakprobe";
    document.body.prepend(root);
  }
  render(
    <AppContext.Provider value={app}>
      <Page />
    </AppContext.Provider>,
    root,
  );
  void app.reload();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
