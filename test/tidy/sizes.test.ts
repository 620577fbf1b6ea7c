import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import ts from 'typescript'
import { codeFiles } from './source-files.ts'

const longestFile = 700
const longestFunction = 70

interface LongFunction {
  readonly path: string
  readonly name: string
  readonly lines: number
}

/** Named functions of a file that are longer than the limit; a callback without a name is part of its surroundings. */
export function longFunctions(path: string, text: string): LongFunction[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: LongFunction[] = []
  const visit = (node: ts.Node) => {
    const name = functionName(node)
    if (name !== undefined) {
      const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line
      const last = file.getLineAndCharacterOfPosition(node.end).line
      const lines = last - first + 1
      if (lines > longestFunction) found.push({ path, name, lines })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function functionName(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name?.text ?? 'default'
  if (ts.isMethodDeclaration(node) || ts.isAccessor(node)) return node.name.getText()
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return undefined
  const parent = node.parent
  const named =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)
  return named ? parent.name.getText() : undefined
}

test('files are short enough to read', () => {
  const long = codeFiles()
    .map(file => ({ path: file.path, lines: file.text.split('\n').length - 1 }))
    .filter(file => file.lines > longestFile)
    .map(file => `${file.path}: ${file.lines} lines, at most ${longestFile}: split it by concept`)
  assert.deepEqual(long, [])
})

// A ratchet: what is listed in long-functions.txt may shrink but not grow, and nothing is added without a reason.
test('functions are short enough to read', () => {
  const allowed = new Map<string, number>()
  const list = readFileSync(new URL('long-functions.txt', import.meta.url), 'utf8')
  for (const line of list.split('\n')) {
    const entry = /^(\S+) (\S+) (\d+)$/.exec(line)
    if (entry) allowed.set(`${entry[1]} ${entry[2]}`, Number(entry[3]))
  }
  const complaints: string[] = []
  const seen = new Set<string>()
  for (const { path, name, lines } of codeFiles().flatMap(file => longFunctions(file.path, file.text))) {
    const key = `${path} ${name}`
    seen.add(key)
    const limit = allowed.get(key) ?? longestFunction
    if (lines > limit) complaints.push(`${key}: ${lines} lines, at most ${limit}`)
    else if (lines < limit)
      complaints.push(`${key}: now ${lines} lines, lower its entry in long-functions.txt`)
  }
  for (const key of allowed.keys()) {
    if (!seen.has(key)) complaints.push(`${key}: short enough now, remove it from long-functions.txt`)
  }
  assert.deepEqual(complaints, [])
})

test('a long function is noticed', () => {
  const body = 'x()\n'.repeat(80)
  const text = `const f = () => {\n${body}}\nclass A { m() {\n${body}} }\ntest('t', () => {\n${body}})\nfunction g() {}\n`
  assert.deepEqual(
    longFunctions('a.ts', text).map(found => found.name),
    ['f', 'm'],
  )
})
