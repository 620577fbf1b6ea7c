/** What can be told about a script without parsing it: its statements, and the names they set. */

/** The statements of a script: lines, joined while a bracket is open; comments and strings' contents are left out. */
export function statements(source: string): string[] {
  const lines = source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map(line => line.replace(/"[^"\n]*"|'[^'\n]*'/g, '""').replace(/\/\/.*$/, ''))
  const found: string[] = []
  let open = ''
  for (const line of lines) {
    open = open ? `${open}\n${line}` : line
    if (depth(open) > 0) continue
    found.push(...open.split(/;(?![^({[]*[)}\]])/))
    open = ''
  }
  return [...found, open].map(statement => statement.trim()).filter(Boolean)
}

function depth(text: string): number {
  return (text.match(/[[({]/g)?.length ?? 0) - (text.match(/[\])}]/g)?.length ?? 0)
}

const definitions = [
  /^\s*((?:\w+\s*,\s*)*\w+)\s*(?:\[[^\]]*\]|\.\w+)?\s*[-+*/]?=(?!=)/gm,
  /\bdefg?\s+(\w+)/g,
  /\bclass\s+(\w+)/g,
  /\bfor\s*\(\s*(\w+)\s+in\b/g,
  /\bshare\s+[^;\n]*?\bas\s+`?(\w+)/g,
  /\b(?:insert\s+into|update|delete\s+from)\s+(\w+)/g,
  /\b(\w+)\s*\.\s*\w+!/g,
  /\b\w+!\s*\(\s*(\w+)/g,
]

/** The names a script sets, changes or defines. */
export function assignedNames(source: string): string[] {
  return definitions.flatMap(pattern =>
    [...source.matchAll(pattern)].flatMap(match => match[1].split(',').map(name => name.trim())),
  )
}

/** The reason of the first tainted name a statement mentions. */
export function mentionsAny(statement: string, tainted: ReadonlyMap<string, string>): string | undefined {
  for (const [name, reason] of tainted) {
    if (new RegExp(`(?<![\\w.\`])${name}\\b`).test(statement)) return reason
  }
  return undefined
}
