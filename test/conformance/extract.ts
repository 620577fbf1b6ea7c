/**
 * Reads a page of documentation into steps: a piece of script, and what the page says it prints.
 *
 * Pages show results in many ways: `// output: 5` after or beside a statement, a comment block, the lines under a bare `// output`, a
 * fence that holds nothing but results, a Markdown or HTML table after the fence, `f(x) => message` or `// Error: message` for failures.
 */
import { isDictionaryLine, isOutputLine, looksLikeOutput } from './output-shape.ts'
import { htmlTable, markdownTable } from './page-table.ts'

export interface TableCells {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export type Expected =
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'table'; readonly table: TableCells }
  | { readonly form: 'error'; readonly message: string }

export interface Step {
  /** Everything since the step before. */
  readonly source: string
  readonly expected: Expected
}

const fenceLine = /^\s*```/
const headingLine = /^#+\s+(.*)$/
const proseSections = /syntax|parameter|argument|return/i
// `output`, in the spellings that occur; at the start of a comment, it introduces a result.
const outputWord = /^\s*(?:[Oo]utput|OUTPUT|[Oo]uput|[Oo]utout|[Oo]utpu)\s*(?:double\s*)?(?:[:：;]|(?!\w))\s*/
const errorWord = /^\s*(?:error|throw(?:s)? (?:an )?(?:error|exception))\s*:?\s*/i
const announcement =
  /^(?:the )?(?:output|result|a dictionary is returned)s?(?: is| are)?(?: as follows| shown below)?\s*[:：]$/i

/** All steps of a page, in order. */
export function extractSteps(markdown: string): Step[] {
  // Pages have invisible blanks, and fences that open behind a table on its last line.
  const text = markdown.replace(/[\u200b\ufeff]/g, '').replace(/<\/table>(?=.)/g, '</table>\n')
  return new PageReader(text.split('\n')).read()
}

class PageReader {
  readonly #lines: readonly string[]
  #at = 0
  /** Statements since the last comparison. */
  #source: string[] = []
  readonly #steps: Step[] = []

  constructor(lines: readonly string[]) {
    this.#lines = lines
  }

  read(): Step[] {
    let prose = false
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at]
      const heading = headingLine.exec(line)
      if (heading) prose = proseSections.test(heading[1])
      if (fenceLine.test(line)) {
        const fence = asScript(this.#fence())
        if (prose || isOtherLanguage(fence)) continue
        if (looksLikeOutput(fence)) this.#expectText(fence.join('\n'))
        else this.#code(fence)
        this.#tableAfterFence()
      } else this.#at++
    }
    return this.#steps
  }

  /** The lines inside the fence that starts here, with its indentation taken away. */
  #fence(): string[] {
    const indent = /^\s*/.exec(this.#lines[this.#at])![0].length
    const inside: string[] = []
    for (this.#at++; this.#at < this.#lines.length && !fenceLine.test(this.#lines[this.#at]); this.#at++) {
      const line = this.#lines[this.#at]
      inside.push(line.slice(Math.min(indent, /^\s*/.exec(line)![0].length)))
    }
    this.#at++
    return inside
  }

  /** A table right after a fence is what its last statement prints. */
  #tableAfterFence(): void {
    const start = this.#skipBlank(this.#at)
    let at = start
    if (announcement.test(this.#lines[at]?.trim() ?? '')) at = this.#skipBlank(at + 1)
    const found = markdownTable(this.#lines, at) ?? htmlTable(this.#lines, at)
    if (!found) return
    this.#at = found.end
    if (this.#lastStatementPrints()) this.#finish({ form: 'table', table: found.table })
  }

  #skipBlank(at: number): number {
    while (at < this.#lines.length && !this.#lines[at].trim()) at++
    return at
  }

  /** The last line of script since the step before, without its comment. */
  #lastStatement(): string {
    const lines = this.#source.filter(line => line.trim() && !/^\s*\/\//.test(line))
    return (
      lines
        .at(-1)
        ?.replace(/\/\/.*$/, '')
        .trim() ?? ''
    )
  }

  #lastStatementPrints(): boolean {
    const last = this.#lastStatement()
    if (last === '' || last === '}') return false
    return !/^[\w.`[\]]+\s*[-+*/]?:?=(?!=)|^(def|insert|update|delete|share|undef)\b/.test(last)
  }

  #code(lines: readonly string[]): void {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]
      if (/^\s*\/\*/.test(line)) i = this.#blockComment(lines, i)
      else if (/^\s*\/\//.test(line)) i = this.#lineComment(lines, i)
      else i = this.#statementLine(lines, i)
    }
  }

  /** `/* … *\/`: a result if it says so or looks like one. Returns the last line of the comment. */
  #blockComment(lines: readonly string[], start: number): number {
    let end = start
    while (end < lines.length - 1 && !lines[end].includes('*/')) end++
    const comment = lines.slice(start, end + 1).join('\n')
    const inside = comment.replace(/^\s*\/\*/, '').replace(/\*\/[\s\S]*$/, '')
    const said = outputWord.exec(inside)
    if (said) this.#expectText(inside.slice(said[0].length))
    else if (looksLikeOutput(inside.split('\n').filter(line => line.trim()))) this.#expectText(inside)
    else this.#source.push(comment)
    return end
  }

  /** `// …`: a result, an error, or a remark. Returns the last line that belongs to it. */
  #lineComment(lines: readonly string[], start: number): number {
    const inside = lines[start].replace(/^\s*\/\//, '')
    const said = outputWord.exec(inside)
    if (said) return this.#result(lines, start, inside.slice(said[0].length))
    const failed = errorWord.exec(inside)
    if (failed) this.#finish({ form: 'error', message: inside.slice(failed[0].length).trim() })
    else this.#source.push(lines[start])
    return start
  }

  /** A statement, perhaps with its result in a comment beside it. Returns the last line that belongs to both. */
  #statementLine(lines: readonly string[], start: number): number {
    const line = lines[start]
    const beside = /^(.*?\S)\s*\/\/(.*)$/.exec(line)
    const said = beside && outputWord.exec(beside[2])
    if (said) {
      this.#source.push(beside[1])
      return this.#result(lines, start, beside[2].slice(said[0].length))
    }
    const failed = beside && errorWord.exec(beside[2])
    if (failed) {
      this.#source.push(beside[1])
      this.#finish({ form: 'error', message: beside[2].slice(failed[0].length).trim() })
      return start
    }
    const refused = /^(.*?\S)\s+=>\s+(?:.* => )?([A-Z].*)$/.exec(line)
    if (refused) {
      if (!this.#endsWith(refused[1])) this.#source.push(refused[1].replace(/^::/, ''))
      this.#finish({ form: 'error', message: refused[2] })
      return start
    }
    const complaint = /^(?:Error: *|(?=Failed to [a-z]))(.*)$/.exec(line)
    if (complaint) {
      this.#finish({ form: 'error', message: complaint[1] })
      return start
    }
    this.#source.push(line)
    return start
  }

  #endsWith(statement: string): boolean {
    const plain = (text: string) => text.replace(/[;\s]/g, '')
    return plain(this.#source.filter(line => line.trim()).at(-1) ?? '') === plain(statement)
  }

  /** A result that begins with `first` on line `start` and may go on below. Returns its last line. */
  #result(lines: readonly string[], start: number, first: string): number {
    const uncomment = (line: string) => line.replace(/^\s*\/\/\s?/, '')
    const commented = (line: string | undefined) => line !== undefined && /^\s*\/\//.test(line)
    const text = [first]
    let end = start
    const take = () => text.push(uncomment(lines[++end]))
    if (!first.trim()) {
      // The result is below: comments up to the next statement, or bare lines.
      if (commented(lines[end + 1])) while (commented(lines[end + 1])) take()
      else if (lines[end + 1]?.trim()) take()
    }
    const more = () => end + 1 < lines.length && lines[end + 1].trim() !== ''
    while (more() && unclosed(text.join('\n'))) take()
    while (more() && isDictionaryLine(text.at(-1)!) && isOutputLine(uncomment(lines[end + 1]))) take()
    this.#expectText(text.join('\n'))
    return end
  }

  #expectText(raw: string): void {
    const text = raw
      .replace(/^\s*\n/, '')
      .replace(/\s+$/, '')
      .replace(/\\([[\]()])/g, '$1')
    const refused = /^(?:[^\n]*?=> |Syntax Error: *|Error: *|Exception: *)(.*)$/i.exec(text)
    if (refused) this.#finish({ form: 'error', message: refused[1].replace(/^\[line #\d+\] */, '') })
    else this.#finish({ form: 'text', text: withoutRemark(text) })
  }

  #finish(expected: Expected): void {
    // What is shown after an assignment is the variable's value.
    const assigned =
      expected.form === 'text' ? /^\s*(\w+)\s*=(?!=)/.exec(this.#lastStatement())?.[1] : undefined
    if (assigned) this.#source.push(assigned)
    const source = this.#source.join('\n').trim()
    this.#source = []
    if (source.replace(/^\s*\/\/.*$/gm, '').trim()) this.#steps.push({ source, expected })
  }
}

/** A fence's lines without what only Markdown or a terminal puts there: escapes, entities, prompts, `#` comments. */
function asScript(lines: readonly string[]): string[] {
  const escaped = lines.some(line => /\\[)\]]/.test(line))
  return lines.map(line => {
    const plain = escaped ? line.replace(/\\([()[\]{}*#_])/g, '$1') : line
    return plain
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/^\$ /, '')
      .replace(/^#\s*(?=output)/i, '// ')
  })
}

/** Python, shell and pseudo code stand between the examples of some pages. */
function isOtherLanguage(lines: readonly string[]): boolean {
  return lines.some(line => /^\s*(import |sudo |pip )|<function>|\bnp\.\w|\bpd\./.test(line))
}

/** Whether a bracket opened in a result is still open. */
function unclosed(text: string): boolean {
  const plain = text.replace(/"[^"\n]*"/g, '')
  return (plain.match(/[[({]/g)?.length ?? 0) > (plain.match(/[\])}]/g)?.length ?? 0)
}

/** A one-line result without the explanation some pages put behind it. */
function withoutRemark(text: string): string {
  return text.includes('\n') ? text : text.replace(/\s+\/\/.*$/, '').replace(/;$/, '')
}
