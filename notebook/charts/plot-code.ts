import type { Kind } from './picture.ts'

const NAME = /^[A-Za-z_]\w*$/

const quoted = (text: string) => JSON.stringify(text)

/**
 * The script that makes a chart of a result: `source` is what gave it. Columns with names that aren't words are reached by the names'
 * texts.
 */
export function plotCode(source: string, kind: Kind, x: string, ys: readonly string[]): string {
  const statement = source.trim().replace(/;$/, '')
  const isName = NAME.test(statement)
  const table = isName ? statement : 'plotted'
  const column = (name: string) => (NAME.test(name) ? name : `_${quoted(name)}`)
  const title = `${ys.join(', ')} over ${x}`
  const call = `plot(select ${ys.map(column).join(', ')} from ${table}, ${table}[${quoted(x)}], ${quoted(title)}, ${kind.toUpperCase()})`
  return isName ? call : `plotted = ${statement}\n${call}`
}
