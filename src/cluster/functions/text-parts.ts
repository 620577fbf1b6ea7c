import type { Select } from '../../../grammar/tree/ast.ts'
import { integer } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { openText, type TextArguments, textNotes } from '../../functions/files/load-text.ts'
import { textPieces } from '../../functions/files/text-pieces.ts'
import { parsed } from '../../functions/metacode/syntax.ts'
import type { Context } from '../../runtime/context.ts'
import { files } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { SequenceLevel } from '../../storage/partitions/sequence.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { DataSource } from '../data-sources/data-source.ts'
import { PartitionedMemoryTable } from '../tables/partitioned-memory-table.ts'

// Large files of text, in parts.

const MEGABYTE = 1 << 20
// As documented: smaller files are loaded as one table, and parts of larger ones come from about as many bytes.
const PART_BYTES = 16 * MEGABYTE

export const ploadText = define({
  name: 'ploadText',
  signature:
    'ploadText(filename, [delimiter=","], [schema], [skipRows=0], [arrayDelimiter], [containHeader], [arrayMarker])',
  kind: 'table',
  doc: `The rows of a file of text as a table: in memory, and if the file has more than 16 MB, partitioned in the order of its rows. ${textNotes}`,
  examples: [
    [
      'saveTextFile("sym,qty\\nA,1\\nB,2\\n", "parallel.csv"); exec sum(qty) from ploadText("parallel.csv")',
      '3',
    ],
  ],
  run: (context, filename, delimiter, schema, skipRows, arrayDelimiter, containHeader, arrayMarker) => {
    const usage = 'ploadText(filename, …)'
    const rest = { delimiter, schema, skipRows, arrayDelimiter, containHeader, arrayMarker }
    const text = openText(context, { usage, filename, ...rest })
    const rows = text.read()
    const bytes = context.service(files).describe(text.path)?.bytes ?? 0
    if (bytes <= PART_BYTES) return rows
    const parts = new PartitionedMemoryTable(rows, [new SequenceLevel(Math.ceil(bytes / PART_BYTES))], [])
    parts.append(context, rows)
    return parts
  },
})

// What the query of such a data source calls its rows.
const ROWS = 'textChunk'

function sourcesOf(context: Context, args: TextArguments, pieceBytes: number): DataSource[] {
  const text = openText(context, args)
  const select = parsed(`select * from ${ROWS}`) as Select
  return textPieces(context.service(files), text.path, text.skipLines, pieceBytes).map(
    piece => new DataSource(select, name => (name === ROWS ? text.read(piece) : undefined), null, 0),
  )
}

export const textChunkDS = define({
  name: 'textChunkDS',
  signature:
    'textChunkDS(filename, chunkSize, [delimiter=","], [schema], [skipRows=0], [arrayDelimiter], [containHeader], [arrayMarker])',
  kind: 'system',
  doc: `Data sources of so many megabytes (1 to 2,048) each of a file of text, which are read one by one: for files that memory can't hold. ${textNotes}`,
  examples: [
    [
      'saveText(table(1..5 as id), "chunks.csv"); mr(textChunkDS("chunks.csv", 1), def(t): sum(t.id))',
      '(15)',
    ],
  ],
  run: (
    context,
    filename,
    chunkSize,
    delimiter,
    schema,
    skipRows,
    arrayDelimiter,
    containHeader,
    arrayMarker,
  ) => {
    const usage = 'textChunkDS(filename, chunkSize, …)'
    const size = integer(chunkSize, usage, 'chunkSize')
    if (size < 1 || size > 2048) {
      throw new ScriptError(`Usage: ${usage}. chunkSize should be 1 to 2,048 megabytes, not ${size}.`)
    }
    const rest = { delimiter, schema, skipRows, arrayDelimiter, containHeader, arrayMarker }
    return new Tuple(sourcesOf(context, { usage, filename, ...rest }, size * MEGABYTE))
  },
})
