/**
 * Scenario files: scripts and what they print.
 *
 *     # Anything said about the file.
 *
 *     == A section: its cases share a session
 *
 *     x = 1 2 3
 *     sum x
 *     ----
 *     6
 *
 * Blank lines part the cases. Output that has blank lines of its own stands between two double lines of dashes. `error: some words`
 * stands for an error whose message has these words; `error:` for any. `node test/scenario.ts --rewrite [file …]` writes what is printed
 * now into the files: read the diff before it is kept.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSession, type Ran } from './check.ts'

export interface Case {
  readonly line: number
  readonly input: string
  readonly output: string
}

export interface Section {
  readonly title: string
  readonly line: number
  readonly cases: readonly Case[]
}

/** A file's text in pieces: what is copied as it stands, and cases. */
type Piece = string | Case

const separator = '----'

function pieces(text: string): Piece[] {
  const lines = text.replace(/\n$/, '').split('\n')
  const found: Piece[] = []
  let at = 0
  while (at < lines.length) {
    if (lines[at] === '' || /^(#|== )/.test(lines[at])) {
      found.push(lines[at++])
      continue
    }
    const start = at
    while (at < lines.length && lines[at] !== separator) {
      if (lines[at] === '') throw new Error(`line ${at + 1}: a case ends before its ${separator}`)
      at++
    }
    if (at === lines.length) throw new Error(`line ${start + 1}: a case without ${separator}`)
    const input = lines.slice(start, at++).join('\n')
    const output: string[] = []
    if (lines[at] === separator) {
      at++
      while (at < lines.length && !(lines[at] === separator && lines[at + 1] === separator))
        output.push(lines[at++])
      at += 2
    } else while (at < lines.length && lines[at] !== '') output.push(lines[at++])
    found.push({ line: start + 1, input, output: output.join('\n').replace(/\n+$/, '') })
  }
  return found
}

/** The sections of a scenario file. */
export function readSections(text: string): Section[] {
  const sections: { title: string; line: number; cases: Case[] }[] = []
  let line = 1
  for (const piece of pieces(text)) {
    if (typeof piece === 'string') {
      if (piece.startsWith('== ')) sections.push({ title: piece.slice(3), line, cases: [] })
      line++
      continue
    }
    const section = sections.at(-1)
    if (!section) throw new Error(`line ${piece.line}: a case before the first section`)
    section.cases.push(piece)
    line = piece.line
  }
  return sections
}

/** What a case's output is compared with. */
export function outcomeText({ printed, error }: Ran): string {
  const text = printed.replace(/[ \t]+$/gm, '').replace(/\n+$/, '')
  if (error === undefined) return text
  return [text, `error: ${error.split('\n')[0]}`].filter(Boolean).join('\n')
}

/** Whether an output is the expected one; of errors, only the words that are expected count. */
export function agrees(expected: string, outcome: string): boolean {
  const wanted = expected.split('\n')
  const given = outcome.split('\n')
  if (wanted.length !== given.length) return false
  return wanted.every((line, i) => {
    if (!line.startsWith('error:') || i < wanted.length - 1) return line === given[i]
    const words = line.slice('error:'.length).trim().toLowerCase()
    return given[i].startsWith('error:') && given[i].toLowerCase().includes(words)
  })
}

/** Runs the cases of a section in one session; gives what was printed for each. */
export function runSection(section: Section): string[] {
  const session = openSession()
  return section.cases.map(({ input }) => outcomeText(session.run(input)))
}

/** The text of a file with the outputs of now; `run` gives those of a section. */
export function rewritten(text: string, run: (section: Section) => string[] = runSection): string {
  const outputs = new Map<number, string>()
  for (const section of readSections(text)) {
    const results = run(section)
    section.cases.forEach((one, i) => {
      outputs.set(one.line, agrees(one.output, results[i]) ? one.output : results[i])
    })
  }
  return `${pieces(text)
    .map(piece => (typeof piece === 'string' ? piece : caseText(piece.input, outputs.get(piece.line)!)))
    .join('\n')}\n`
}

function caseText(input: string, output: string): string {
  if (/^\n|\n\n/.test(output)) return [input, separator, separator, output, separator, separator].join('\n')
  return output === '' ? `${input}\n${separator}` : `${input}\n${separator}\n${output}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const named = process.argv.slice(2).filter(word => word !== '--rewrite')
  const files = named.length > 0 ? named : globSync(`${here}{language,sql}/*.txt`).sort()
  for (const file of files) {
    if (!existsSync(file)) throw new Error(`no file ${file}`)
    const before = readFileSync(file, 'utf8')
    const after = rewritten(before)
    if (before === after) continue
    if (process.argv.includes('--rewrite')) writeFileSync(file, after)
    console.log(
      `${relative(process.cwd(), file)} ${process.argv.includes('--rewrite') ? 'rewritten' : 'differs'}`,
    )
  }
}
