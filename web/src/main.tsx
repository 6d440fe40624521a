import { render } from "preact";
import { data_element_id, EmbeddedSource } from "./data/embedded_source";
import { ServedSource } from "./data/served_source";
import { App } from "./state/app";
import { AppContext } from "./state/context";
import { Page } from "./views/page";
import "./style/style.css";

function start(): void {
  const data = document.getElementById(data_element_id);
  const app = new App(data ? new EmbeddedSource(data.textContent ?? "") : new ServedSource());
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
