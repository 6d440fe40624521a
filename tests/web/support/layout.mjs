// In the page: what of its text lies upon other text, and what makes it wider than the window.

export function horizontalOverflow() {
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(-5)
    .map((one) => `${one.tagName}.${one.getAttribute("class") ?? ""}`);
  return [`${scrollWidth} px in ${innerWidth} px: ${wide.join(", ")}`];
}

// Lines of text of different elements that cover each other, by more than letters and underlines do.
export function overlappingTexts() {
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(".offscreen, script, style, option, noscript, title")) continue;
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const line = clipped(rect, element);
      if (line.right - line.left > 1 && line.bottom - line.top > 1) lines.push({ ...line, element, text: node.data.trim().slice(0, 40) });
    }
  }
  function clipped({ left, right, top, bottom }, element) {
    const box = { left, right, top, bottom };
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(one);
      const frame = one.getBoundingClientRect();
      if (overflowX !== "visible") Object.assign(box, { left: Math.max(box.left, frame.left), right: Math.min(box.right, frame.right) });
      if (overflowY !== "visible") Object.assign(box, { top: Math.max(box.top, frame.top), bottom: Math.min(box.bottom, frame.bottom) });
    }
    return box;
  }
  lines.sort((a, b) => a.top - b.top);
  const found = [];
  for (let i = 0; i < lines.length && found.length < 5; ++i) {
    const a = lines[i];
    for (let j = i + 1; j < lines.length && lines[j].top < a.bottom; ++j) {
      const b = lines[j];
      if (a.element === b.element) continue;
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const lower = Math.min(a.bottom - a.top, b.bottom - b.top);
      if (width > 2 && height > 0.45 * lower) found.push(`"${a.text}" and "${b.text}"`);
    }
  }
  return found;
}
