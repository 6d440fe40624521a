// "Its agent answered." of "its agent answered".
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1) + ".";
}
