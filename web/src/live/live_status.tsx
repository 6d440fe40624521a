import { useEffect, useMemo } from "preact/hooks";
import { useApp } from "../state/context";
import { LiveFeed } from "./feed";
import { progressWords } from "./progress";

// In the header: whether the server tells its events, how far an audit's run is, and what changed.
export function LiveStatus() {
  const app = useApp();
  const feed = useMemo(() => new LiveFeed(app), [app]);
  useEffect(() => {
    feed.start();
    return () => feed.close();
  }, [feed]);
  if (app.source.history === null) return null;
  const progress = feed.progress.value;
  const connected = app.connected.value;
  return (
    <div class="live">
      {connected === false ? (
        <span class="live-off">Cut off from the server; trying again</span>
      ) : progress ? (
        <span class="live-run">
          <progress
            aria-label="The audit's run"
            max={progress.total || undefined}
            value={progress.total ? progress.done : undefined}
          />
          <span class="number">Audit, {progressWords(progress)}</span>
        </span>
      ) : connected ? (
        <span class="live-on">Live</span>
      ) : null}
      <span class="live-changes" role="status" aria-live="polite">
        {feed.announcement.value}
      </span>
    </div>
  );
}
