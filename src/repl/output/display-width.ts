// East Asian wide and full-width characters, and emoji, take two cells of a terminal.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Cells that `text` takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
  return width
}

/** `text` with blanks behind up to `width` cells. */
export const padded = (text: string, width: number) =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)))

/** `text` cut to `width` cells, with an ellipsis where something was cut. */
export function clipped(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let used = 0
  let cut = ''
  for (const character of text) {
    used += WIDE.test(character) ? 2 : 1
    if (used > width - 1) break
    cut += character
  }
  return `${cut}…`
}
