// What is read of an answer at most. A server, or whoever made a file, may be hostile: what is above
// is refused before it is allocated.
export const nodes_max = 10_000;
export const flows_max = 1_000;
export const outcomes_max = 1_000_000;
export const paths_max = 100_000_000;
// Of JSON text, as it comes from a server or out of gzip.
export const answer_bytes_max = 256 * 1024 * 1024;
