/** A part of a notebook: script, or a text in Markdown. */
export interface Cell {
  /** The same as long as the cell lives; not saved. */
  readonly key: string
  readonly kind: 'code' | 'markdown'
  /** What stands behind `// %%`. */
  readonly title: string
  readonly text: string
}

let last = 0

export function newCell(kind: Cell['kind'], text = '', title = ''): Cell {
  return { key: `cell-${++last}`, kind, title, text }
}

/**
 * A notebook is a script that runs anywhere: cells begin with a line `// %% title`, texts stand in comments that open with a line `/*md`. What comes
 * before the first mark is a cell, too.
 */
export function cellsOf(script: string): Cell[] {
  const cells: Cell[] = []
  let title = ''
  let lines: string[] = []
  let marked = false
  const finish = () => {
    const text = trimmed(lines)
    if (marked || text !== '') cells.push(newCell('code', text, title))
    lines = []
    title = ''
    marked = false
  }
  const all = script.replaceAll('\r\n', '\n').split('\n')
  for (let i = 0; i < all.length; i++) {
    const line = all[i]!
    const mark = /^\/\/ ?%%(.*)$/.exec(line)
    const end = /^\/\*md\s*$/.test(line) ? all.indexOf('*/', i + 1) : -1
    if (mark) {
      finish()
      marked = true
      title = mark[1]!.trim()
    } else if (end > i) {
      finish()
      cells.push(newCell('markdown', trimmed(all.slice(i + 1, end)).replaceAll('* /', '*/')))
      i = end
    } else lines.push(line)
  }
  finish()
  return cells
}

/** The script that `cellsOf` reads as these cells. */
export function scriptOf(cells: readonly Cell[]): string {
  const parts = cells.map(({ kind, title, text }) =>
    kind === 'markdown'
      ? `/*md\n${text.replaceAll('*/', '* /')}\n*/\n`
      : `// %%${title === '' ? '' : ` ${title}`}\n${text}${text === '' ? '' : '\n'}`,
  )
  return parts.join('\n')
}

function trimmed(lines: readonly string[]): string {
  const text = lines.join('\n')
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd()
}
