import type { Context } from '../../runtime/context.ts'
import { files, type ScriptFolders } from '../../runtime/files.ts'
import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Code } from '../../values/forms/code.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { given, text, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { headerLine, linesOf } from './text-rows.ts'

const encoder = new TextEncoder()

/** What is written, column by column; names only of tables. */
function columnsOf(
  context: Context,
  value: Value | undefined,
): { names: readonly string[] | null; columns: Vector[] } {
  const obj = value instanceof Code ? context.evaluator.evaluate(value) : value
  const table = obj instanceof RemoteTable ? obj.load(context) : obj
  if (table instanceof Table) return { names: table.names, columns: table.columns }
  if (table instanceof Matrix) {
    const { data, rows, columns } = table
    return {
      names: null,
      columns: Array.from({ length: columns }, (_, i) => data.slice(i * rows, (i + 1) * rows)),
    }
  }
  if (table instanceof Vector) return { names: null, columns: [table] }
  throw wrongArgument(
    'saveText(obj, filename)',
    'obj',
    'a table, matrix, vector or metacode of a query',
    table,
  )
}

function writeRows(
  context: Context,
  target: ScriptFolders,
  path: string,
  columns: readonly Vector[],
  delimiter: string,
): void {
  for (const lines of linesOf(columns, delimiter)) {
    context.checkCancelled()
    target.write(path, 'end', encoder.encode(lines))
  }
}

export const saveText = define({
  name: 'saveText',
  signature: 'saveText(obj, filename, [delimiter=","], [append=false], [header=true], [bom])',
  kind: 'system',
  doc: 'Writes a table, matrix, vector or the result of a query in metacode to a file of text, a row a line. Fields that hold the delimiter are put in quotation marks, array vectors always read `"1,2,3"`.',
  examples: [
    [
      'saveText(table(`A`B as sym, 0.5 1.25 as x), "saved.csv"); file("saved.csv").readLines()',
      '["sym,x","A,0.5","B,1.25"]',
    ],
    [
      't = table(1 2 as id); saveText(t, "twice.csv"); saveText(t, "twice.csv", , true); exec count(*) from loadText("twice.csv")',
      '4',
    ],
  ],
  run: (context, obj, filename, delimiter, append, header, bom) => {
    const usage = 'saveText(obj, filename, [delimiter], [append=false], [header=true])'
    const path = text(filename, usage, 'filename')
    const between = text(given(delimiter), usage, 'delimiter', ',')
    const mark = text(given(bom), usage, 'bom', '').trim().toUpperCase()
    if (mark !== '' && mark !== 'UTF-8')
      throw new ScriptError(`${usage}: the only byte order mark is that of UTF-8.`)
    const { names, columns } = columnsOf(context, obj)
    const target = context.service(files)
    const goesOn = truth(given(append), usage, 'append', false) && (target.describe(path)?.bytes ?? 0) > 0
    if (!goesOn) target.create(path)
    const withHeader = names !== null && !goesOn && truth(given(header), usage, 'header', true)
    const top = withHeader ? headerLine(names, between) : ''
    const front = mark === '' || goesOn ? '' : '\ufeff'
    if (front + top !== '') target.write(path, 'end', encoder.encode(front + top))
    writeRows(context, target, path, columns, between)
    return NOTHING
  },
})

export const saveTextFile = define({
  name: 'saveTextFile',
  signature: 'saveTextFile(content, filename, [append=false], [lastModified])',
  kind: 'system',
  doc: 'Writes a text to a file, anew or behind what is there.',
  examples: [['saveTextFile("a\\nb\\n", "text.txt"); file("text.txt").readLines()', '["a","b"]']],
  run: (context, content, filename, append) => {
    const usage = 'saveTextFile(content, filename, [append=false])'
    const target = context.service(files)
    const path = text(filename, usage, 'filename')
    const bytes = encoder.encode(text(content, usage, 'content'))
    if (!truth(given(append), usage, 'append', false)) target.create(path)
    target.write(path, 'end', bytes)
    return NOTHING
  },
})
