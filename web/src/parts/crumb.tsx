import type { ComponentChildren } from "preact";

// Where a view stands below another: "Now › w1 ⇄ w3".
export function Crumb({ to, children }: { to: string; children: ComponentChildren }) {
  return (
    <nav class="crumb" aria-label="Where this is">
      <a href={to}>Now</a> <span aria-hidden="true">›</span> <span aria-current="page">{children}</span>
    </nav>
  );
}
