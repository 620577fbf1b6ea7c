import { administrators } from '../../runtime/administrators.ts'
import type { Context } from '../../runtime/context.ts'
import { files } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { scriptFiles } from '../../runtime/script-files.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { text, truth } from '../argument.ts'
import { define } from '../define.ts'

/** One `@testing:case="…"` of a file, up to the next. */
interface TestCase {
  readonly name: string
  /** It is right that it fails: at its syntax, or while it runs. */
  readonly expects: 'nothing' | 'exception' | 'syntax error'
  readonly source: string
}

const ANNOTATION = /^@testing:.*$/m

/** What stands in front of a file's first case, and its cases. */
function partsOfFile(source: string): { preamble: string; cases: TestCase[] } {
  const [preamble = '', ...sources] = source.split(/^(?=@testing:)/m)
  if (ANNOTATION.test(preamble)) return partsOfFile(`\n${source}`)
  const cases = sources.map((each): TestCase => {
    const [annotation] = ANNOTATION.exec(each)!
    const name = /case\s*=\s*["'`]([^"'`]*)/.exec(annotation)?.[1] ?? ''
    const says = (flag: string) => new RegExp(`\\b${flag}\\s*=\\s*(1|true)\\b`).test(annotation)
    const expects = says('syntaxError') ? 'syntax error' : says('exception') ? 'exception' : 'nothing'
    return { name, expects, source: each }
  })
  return { preamble, cases }
}

/** The names of what fails: of assertions `case_label`, and of a case that fails otherwise, or should have. */
function failuresOf(context: Context, { name, expects, source }: TestCase): string[] {
  const failed: string[] = []
  context.failedAssertions = failed
  try {
    context.evaluator.run(source)
    return expects === 'nothing' ? failed : [...failed, `${name}: it should fail, and doesn't`]
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    return expects === 'nothing' ? [...failed, `${name}: ${error.message}`] : failed
  } finally {
    context.failedAssertions = null
  }
}

interface Tally {
  total: number
  failedCases: number
  readonly failures: string[]
}

// Variables of the session are out of sight meanwhile, and there again afterwards; those of the file are gone.
function runFile(context: Context, path: string, tally: Tally): void {
  const { preamble, cases } = partsOfFile(context.service(scriptFiles).read(path).text)
  const own = [...context.variables]
  context.variables.clear()
  try {
    if (preamble.trim() !== '') context.evaluator.run(preamble)
    for (const each of cases) {
      context.checkCancelled()
      const before = context.surroundings.monotonic()
      const failures = failuresOf(context, each)
      const milliseconds = Number(context.surroundings.monotonic() - before) / 1e6
      context.surroundings.print(`Testing case ${each.name}: ${Number(milliseconds.toFixed(3))} ms`)
      tally.total++
      if (failures.length > 0) tally.failedCases++
      tally.failures.push(...failures)
    }
  } finally {
    context.variables.clear()
    for (const [name, value] of own) context.variables.set(name, value)
  }
}

// The files of a folder, without those of the folders within.
function filesAt(context: Context, path: string): string[] {
  const there = context.service(files)
  const found = there.describe(path)
  if (!found) throw new ScriptError(`test: there is no ${path}.`)
  if (!found.isFolder) return [path]
  return there
    .list(path)
    .filter(each => !each.isFolder)
    .map(each => `${path.replace(/\/$/, '')}/${each.name}`)
}

export const test = define({
  name: 'test',
  signature: 'test(scriptFile, [outputFile], [testMemLeaking=false])',
  kind: 'system',
  doc: 'Runs the cases of a file, or of all files of a folder, that begin with @testing:case="name", and tells which fail, or writes that to a file. For who has TEST_EXEC.',
  examples: [
    ['saveTextFile("x = 1\\n", "no-cases.txt"); test("no-cases.txt")', '#Fail/#Total Testing Cases: 0/0'],
  ],
  run: (context, scriptFile, outputFile, testMemLeaking) => {
    const usage = 'test(scriptFile, [outputFile], [testMemLeaking=false])'
    const path = text(scriptFile, usage, 'scriptFile')
    const output = outputFile === undefined ? '' : text(outputFile, usage, 'outputFile')
    if (truth(testMemLeaking, usage, 'testMemLeaking', false)) {
      throw new ScriptError('test: there is no test for memory that leaks: it is collected.')
    }
    if (context.has(administrators))
      context.service(administrators).requirePrivilege('TEST_EXEC', 'execute tests')
    const tally: Tally = { total: 0, failedCases: 0, failures: [] }
    for (const each of filesAt(context, path)) runFile(context, each, tally)
    const told = [`#Fail/#Total Testing Cases: ${tally.failedCases}/${tally.total}`, ...tally.failures]
    if (output === '') for (const line of told) context.surroundings.print(line)
    else {
      context.service(files).create(output)
      context.service(files).write(output, 0, new TextEncoder().encode(`${told.join('\n')}\n`))
    }
    return NOTHING
  },
})
