// RFC 3339, in whole seconds, of seconds since 1970.
export function rfc3339Of(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
