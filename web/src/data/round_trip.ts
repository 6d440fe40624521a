// Round trips in one byte, in logarithmic steps (evidence/round_trip_code.hpp). Code 0: not known.
export const round_trip_steps_us: Uint32Array = (() => {
  const steps = new Uint32Array(256);
  for (let code = 2; code < steps.length; ++code) {
    const before = steps[code - 1]!;
    const step = Math.floor(before / 100) * 7 + Math.floor(((before % 100) * 7) / 100);
    steps[code] = before + Math.max(1, step);
  }
  return steps;
})();

// Microseconds; null: not known.
export function roundTripUs(code: number): number | null {
  return code > 0 && code < 256 ? round_trip_steps_us[code]! : null;
}
