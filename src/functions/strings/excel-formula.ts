import { ScriptError } from '../../runtime/script-error.ts'
import { string } from '../../values/forms/scalar.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, text, texts } from '../argument.ts'
import { define } from '../define.ts'

// Formulas of spreadsheets as expressions over columns col0, col1 …

/** Where the data of a sheet lie; columns are counted from A, which is 0. */
interface Sheet {
  readonly firstColumn: number
  readonly lastColumn: number
  readonly rows: number
}

const functions: Readonly<Record<string, string>> = {
  SUM: 'sum',
  AVERAGE: 'avg',
  AVG: 'avg',
  COUNT: 'count',
  MAX: 'max',
  MIN: 'min',
  PRODUCT: 'prod',
  STDEV: 'std',
  STDEVP: 'stdp',
  VAR: 'var',
  VARP: 'varp',
  MEDIAN: 'med',
  IF: 'iif',
  AND: 'and',
  OR: 'or',
  NOT: 'not',
  POWER: 'pow',
  LN: 'log',
}

const aggregates: readonly string[] = [
  'sum',
  'avg',
  'count',
  'max',
  'min',
  'prod',
  'std',
  'stdp',
  'var',
  'varp',
  'med',
]

const columnNumber = (letters: string) =>
  [...letters.toUpperCase()].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1

const cell = '\\$?([A-Za-z]{1,3})\\$?(\\d+)'
const piece = new RegExp(
  `"(?:[^"]|"")*"|([A-Za-z]+)\\(\\s*${cell}(?::${cell})?\\s*\\)|${cell}(?::${cell})?|([A-Za-z]+)(?=\\()|<>|<=|>=|=`,
  'g',
)

function nameOf(letters: string, sheet: Sheet): string {
  const number = columnNumber(letters)
  if (number < sheet.firstColumn || number > sheet.lastColumn) {
    throw new ScriptError(`convertExcelFormula: the column ${letters} is not among those of the data.`)
  }
  return `col${number - sheet.firstColumn}`
}

const row = (name: string) => `row${name[0]!.toUpperCase()}${name.slice(1)}`

/** An aggregate of a cell (all up to there), of cells side by side (by row), or of a column (all of it, or a window). */
function aggregated(
  name: string,
  from: string,
  fromRow: string,
  to: string,
  toRow: string,
  sheet: Sheet,
): string {
  if (from === to && fromRow === toRow) return `cum${name}(${nameOf(from, sheet)})`
  if (fromRow === toRow) {
    const [first, last] = [columnNumber(from), columnNumber(to)]
    const columns = Array.from({ length: last - first + 1 }, (_, i) => `col${first + i - sheet.firstColumn}`)
    nameOf(from, sheet)
    nameOf(to, sheet)
    return `${row(name)}(${columns.join(', ')})`
  }
  if (from !== to) {
    throw new ScriptError('convertExcelFormula: ranges over rows and columns at once are not supported.')
  }
  const rows = Number(toRow) - Number(fromRow) + 1
  return rows === sheet.rows ? `${name}(${nameOf(from, sheet)})` : `m${name}(${nameOf(from, sheet)}, ${rows})`
}

function converted(formula: string, sheet: Sheet): string {
  const source = formula.trim().replace(/^=/, '')
  const open = (source.match(/\(/g)?.length ?? 0) - (source.match(/\)/g)?.length ?? 0)
  const whole = source + ')'.repeat(Math.max(0, open))
  return whole.replace(
    piece,
    (found, called, from, fromRow, to, toRow, single, _row, until, _until, named) => {
      if (found === '=') return '=='
      if (found === '<>') return '!='
      if (single !== undefined) {
        if (until === undefined) return nameOf(single, sheet)
        throw new ScriptError(`convertExcelFormula: the range ${found} stands in no function of one range.`)
      }
      if (named !== undefined) return functions[named.toUpperCase()] ?? named.toLowerCase()
      if (called === undefined) return found
      const name = functions[called.toUpperCase()] ?? called.toLowerCase()
      if (aggregates.includes(name))
        return aggregated(name, from, fromRow, to ?? from, toRow ?? fromRow, sheet)
      if (to === undefined) return `${name}(${nameOf(from, sheet)})`
      throw new ScriptError(`convertExcelFormula: ${called} takes no range.`)
    },
  )
}

export const convertExcelFormula = define({
  name: 'convertExcelFormula',
  signature: 'convertExcelFormula(formula, colStart, colEnd, rowStart, rowEnd)',
  kind: 'system',
  doc: 'Formulas of a spreadsheet as expressions here, where its columns from colStart on are called col0, col1 …: arithmetic, comparisons, conditions, and aggregates of cells, rows and columns.',
  examples: [
    ['convertExcelFormula("A2+B2", "A", "Z", 2, 10)', 'col0+col1'],
    ['convertExcelFormula("SUM(A2:C2)", "A", "Z", 2, 10)', 'rowSum(col0, col1, col2)'],
    [
      'convertExcelFormula(["=SUM(A1:A10)", "IF(A1>0,B1,0"], "A", "D", 1, 10)',
      '["sum(col0)","iif(col0>0,col1,0)"]',
    ],
  ],
  run: (_, formula, colStart, colEnd, rowStart, rowEnd) => {
    const usage = 'convertExcelFormula(formula, colStart, colEnd, rowStart, rowEnd)'
    const [first, last] = [integer(rowStart, usage, 'rowStart'), integer(rowEnd, usage, 'rowEnd')]
    if (first < 1 || last < first) {
      throw new ScriptError(`Usage: ${usage}. rowEnd should be no less than rowStart, which is positive.`)
    }
    const sheet: Sheet = {
      firstColumn: columnNumber(text(colStart, usage, 'colStart')),
      lastColumn: columnNumber(text(colEnd, usage, 'colEnd')),
      rows: last - first + 1,
    }
    const made = texts(formula, usage, 'formula').map(each => converted(each, sheet))
    return formula instanceof Vector ? StringVector.of(made) : string(made[0]!)
  },
})
