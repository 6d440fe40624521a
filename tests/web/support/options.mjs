// What tests/web/run was told.
const words = process.argv.slice(2);

export const has = (name) => words.includes(name);
export const option = (name) => (has(name) ? words[words.indexOf(name) + 1] : undefined);

// How many times as long as on an idle machine anything may take.
export const slack = Number(option("--slack") ?? 1);
if (!(slack >= 1)) throw new Error("--slack is a number of at least 1");
