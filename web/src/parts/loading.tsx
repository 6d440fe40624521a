// Stands where a part of a view is being loaded.
export function Loading() {
  return (
    <p class="soft" aria-busy="true">
      Loading…
    </p>
  );
}
