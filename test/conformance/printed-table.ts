export interface PrintedTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Labels of a matrix' rows, which stand before a bar. */
  readonly labels?: readonly string[]
}

/** Reads a table or matrix as we print it, without a line break at the end: a header, dashes that show where each column lies, and rows. */
export function readPrintedTable(printed: string): PrintedTable | undefined {
  const lines = printed.split('\n')
  const rule = lines.findIndex(line => /^ *-[ -]*$/.test(line))
  if (rule < 1) return undefined
  // A column reaches from its first dash to just before the next one: what is wider than its dashes still belongs to it.
  const starts = [...lines[rule].matchAll(/-+/g)].map(match => match.index)
  const cut = (line: string) => starts.map((start, i) => line.slice(start, starts[i + 1]).trim())
  const body = lines.slice(rule + 1)
  const labelled = starts[0] > 0 && body.every(line => line.slice(0, starts[0]).trimEnd().endsWith('|'))
  return {
    header: cut(lines[rule - 1]),
    rows: body.map(cut),
    labels: labelled
      ? body.map(line =>
          line
            .slice(0, starts[0])
            .replace(/\|\s*$/, '')
            .trim(),
        )
      : undefined,
  }
}
