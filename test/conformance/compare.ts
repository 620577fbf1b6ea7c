/**
 * Whether what we print is what a page shows. Pages come from many versions of the server and many hands: numbers are shown with
 * fewer digits than are computed, nulls and booleans are spelled in several ways, tables were pasted into Markdown.
 */
import type { Expected, TableCells } from './extract.ts'
import { isRule } from './output-shape.ts'
import { type PrintedTable, readPrintedTable } from './printed-table.ts'
import { agree, cellTokens, type Token, tokensAgree, tokensOf } from './tokens.ts'

export interface Outcome {
  readonly printed: string
  readonly error?: string
}

/** Nothing if a result agrees with what a page shows, else what is wrong. */
export function difference(expected: Expected, ours: Outcome, unordered = false): string | undefined {
  switch (expected.form) {
    case 'error':
      if (ours.error === undefined) return 'an error was expected'
      return messagesAgree(expected.message, ours.error) ? undefined : 'another error was expected'
    case 'text':
      if (ours.error !== undefined)
        return messagesAgree(expected.text, ours.error) && expected.text.includes(' ')
          ? undefined
          : 'an error'
      return textsAgree(expected.text, ours.printed, unordered) ? undefined : 'another value'
    case 'table':
      if (ours.error !== undefined) return 'an error'
      return tableDifference(expected.table, ours.printed, unordered)
  }
}

/** Messages are worded differently; at least half of the expected words must be there. An unknown name is another matter. */
function messagesAgree(expected: string, ours: string): boolean {
  const words = (text: string) => new Set(text.toLowerCase().match(/[a-z']{3,}/g) ?? [])
  const wanted = words(expected)
  const given = words(ours)
  if (
    /recognize|not (yet )?(supported|implemented)|unknown function/i.test(ours) &&
    !/recognize/.test(expected)
  )
    return false
  const found = [...wanted].filter(word => given.has(word)).length
  return found * 2 >= wanted.size
}

function textsAgree(expected: string, printed: string, unordered: boolean): boolean {
  const ours = printed.trim()
  if (expected.trim() === ours) return true
  if (/^[^\n]*->/m.test(expected) && /->/.test(ours)) return dictionariesAgree(expected, ours)
  const table = readPrintedTable(printed)
  if (isTableText(expected) || (table && /\n/.test(expected) && !/[[(]/.test(expected)))
    return looseTablesAgree(expected, ours)
  const wanted = tokensOf(withoutGroupedDigits(expected))
  // A table of one cell is shown as that value.
  const given =
    table && table.rows.length === 1 && table.header.length === 1
      ? cellTokens(table.rows[0][0])
      : cellTokens(ours)
  if (tokensAgree(wanted.length > 0 ? wanted : cellTokens(''), given)) return true
  // Vectors without commas, or without brackets too.
  if (/^\[/.test(ours) && !expected.includes(',') && tokensAgree(withoutMarks(wanted), withoutMarks(given)))
    return true
  const isSet = /^set\(/.test(ours) && /^set\(/.test(expected.trim())
  return (isSet || unordered) && sameMultiset(wanted, given)
}

const withoutMarks = (tokens: readonly Token[]) => tokens.filter(token => token.kind !== 'mark')

/** `1,234,567` alone is one number. */
function withoutGroupedDigits(text: string): string {
  return /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text.trim()) ? text.replaceAll(',', '') : text
}

function sameMultiset(wanted: readonly Token[], given: readonly Token[]): boolean {
  if (wanted.length !== given.length) return false
  const left = [...given]
  return wanted.every(token => {
    const at = left.findIndex(candidate => agree(token, candidate))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

/** Entries of a printed dictionary: a line `key->value` and what follows it up to the next. */
function entriesOf(text: string): Map<string, string> {
  const entries = new Map<string, string>()
  let key = ''
  for (const line of text.trim().split('\n')) {
    const entry = /^([^\s>(]*?)->(.*)$/.exec(line.trimEnd())
    if (entry) {
      key = entry[1].replace(/["'`]/g, '')
      entries.set(key, entry[2])
    } else entries.set(key, `${entries.get(key) ?? ''}\n${line}`)
  }
  return entries
}

function dictionariesAgree(expected: string, ours: string): boolean {
  const wanted = entriesOf(expected)
  const given = entriesOf(ours)
  if (wanted.size !== given.size) return tokensAgree(tokensOf(expected), tokensOf(ours))
  for (const [key, value] of wanted) {
    const other =
      given.get(key) ?? [...given].find(([name]) => tokensAgree(tokensOf(key), tokensOf(name)))?.[1]
    if (other === undefined) return false
    if (
      !(isTableText(value) ? looseTablesAgree(value, other) : tokensAgree(tokensOf(value), tokensOf(other)))
    )
      return false
  }
  return true
}

/** A table pasted as text: a rule under its header, tabs, or columns of lines without brackets. */
function isTableText(text: string): boolean {
  const lines = text.trim().split('\n')
  if (lines.length < 2) return false
  return (
    lines.some(isRule) ||
    lines[0].includes('\t') ||
    lines.every(line => /\S\s{2,}\S/.test(line) && !/[[(]/.test(line))
  )
}

/** Tables of text whose columns no longer line up: the same words in every row, nulls aside. */
function looseTablesAgree(expected: string, ours: string): boolean {
  const rows = (text: string) =>
    text
      .split('\n')
      .filter(line => line.trim() && !isRule(line))
      .map(line =>
        cellTokens(line.replace(/(?<=\d),(?=\d{3}\b)/g, '')).filter(token => token.kind !== 'null'),
      )
  const wanted = rows(expected)
  const given = rows(ours).filter(row => row.length > 0)
  const headersAgree =
    wanted[0] &&
    given[0] &&
    (tokensAgree(wanted[0], given[0]) || isMatrixHeader(wanted[0].map(token => token.text)))
  return (
    headersAgree === true &&
    wanted.length === given.length &&
    wanted.slice(1).every((row, i) => tokensAgree(row, given[i + 1]))
  )
}

function isMatrixHeader(names: readonly string[]): boolean {
  return names.every((name, i) =>
    [`#${i}`, `#${i + 1}`, `${i}`, `col${i + 1}`, `col${i}`, `C${i}`, `c${i + 1}`].includes(name),
  )
}

function tableDifference(wanted: TableCells, printed: string, unordered: boolean): string | undefined {
  const read = readPrintedTable(printed)
  const ours = read && unordered ? withColumnsAs(wanted.header, read) : read
  if (!ours) return vectorAsTable(wanted, printed) ? undefined : 'a table was expected'
  const { header, rows, labels } = ours
  // A matrix' row labels stand under an empty or made-up header on the page, or are not shown at all.
  const labelled = labels !== undefined && wanted.header.length === header.length + 1
  const columns = labelled ? ['', ...header] : header
  const filled = labelled ? rows.map((row, i) => [labels[i], ...row]) : rows
  return headerDifference(wanted, ours, labelled) ?? rowsDifference(wanted.rows, filled, columns)
}

function headerDifference(
  { header: names }: TableCells,
  { header, labels }: PrintedTable,
  labelled: boolean,
): string | undefined {
  const shown = labelled ? names.slice(1) : names
  if (shown.length !== header.length) return `${names.length} columns were expected`
  if (shown.every((name, i) => namesAgree(name, header[i]))) return undefined
  // Pages may have lost the names of a matrix' columns.
  const isMatrix = labels !== undefined || header.every((name, i) => name === `#${i}`)
  return isMatrix && isMatrixHeader(shown) ? undefined : `columns ${shown.join(', ')} were expected`
}

type Rows = readonly (readonly string[])[]

/** Rows of a page's table may end, or leave out what lies between, with dots: then only those before count. */
function rowsDifference(wanted: Rows, given: Rows, columns: readonly string[]): string | undefined {
  const dots = wanted.findIndex(row => row.every(cell => cell === '...' || cell === '…'))
  const shown = dots < 0 ? wanted : wanted.slice(0, dots)
  if (dots < 0 ? given.length !== shown.length : given.length < shown.length)
    return `${shown.length} rows were expected`
  for (let r = 0; r < shown.length; r++) {
    const c = columns.findIndex((_, c) => !cellsAgree(shown[r][c] ?? '', given[r][c] ?? ''))
    if (c >= 0) return `row ${r}, column ${columns[c] || c}`
  }
  return undefined
}

/** The same table with its columns in another order, if they are the same columns: a dictionary's keys have none. */
function withColumnsAs(names: readonly string[], table: PrintedTable): PrintedTable {
  const places = names.map(name => table.header.indexOf(name))
  if (names.length !== table.header.length || new Set(places).size < names.length || places.includes(-1))
    return table
  return { header: names, rows: table.rows.map(row => places.map(place => row[place])), labels: table.labels }
}

const namesAgree = (wanted: string, given: string) =>
  wanted.replace(/\s/g, '') === given.replace(/\s/g, '') || tokensAgree(tokensOf(wanted), tokensOf(given))

function cellsAgree(wanted: string, given: string): boolean {
  return tokensAgree(cellTokens(withoutGroupedDigits(wanted)), cellTokens(given))
}

/** Some pages show a vector as a table of one column, or of one row under its indices. */
function vectorAsTable(wanted: TableCells, printed: string): boolean {
  const cells =
    wanted.header.length === 1
      ? wanted.rows.map(row => row[0])
      : wanted.rows.length === 1
        ? wanted.rows[0]
        : []
  if (cells.length === 0) return false
  return tokensAgree(withoutMarks(cells.flatMap(cellTokens)), withoutMarks(tokensOf(printed.trim())))
}
