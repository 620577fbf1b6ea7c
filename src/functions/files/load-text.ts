import type { Context } from '../../runtime/context.ts'
import { files } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type TextColumnType, textReader } from '../../runtime/text-reader.ts'
import { castVector } from '../../values/cast/vector.ts'
import { DATE, type DataType, isTemporal, typeOfName } from '../../values/data-type.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { emptyVector } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { given, integer, text, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { temporalParse } from '../temporal/text.ts'
import { markedFields } from './records.ts'
import type { TextPiece } from './text-pieces.ts'
import { textSchema } from './text-schema.ts'

/** What of a column the schema given by a script says. */
interface ColumnPlan {
  readonly name: string
  readonly type: DataType
  /** Of temporal columns; empty where the types' own forms are read. */
  readonly format: string
  /** Its field in the file. */
  readonly place: number
}

/** The arguments that all functions that load text files have. */
export interface TextArguments {
  readonly usage: string
  readonly filename: Value | undefined
  readonly delimiter: Value | undefined
  readonly schema?: Value | undefined
  readonly skipRows?: Value | undefined
  readonly arrayDelimiter?: Value | undefined
  readonly containHeader?: Value | undefined
  readonly arrayMarker?: Value | undefined
}

function layoutOf(context: Context, args: TextArguments) {
  const { usage } = args
  const path = context.service(files).resolve(text(args.filename, usage, 'filename'))
  const delimiter = text(given(args.delimiter), usage, 'delimiter', ',')
  if (delimiter === '' || /[\r\n"]/.test(delimiter)) {
    throw wrongArgument(usage, 'delimiter', 'characters that part columns', args.delimiter)
  }
  const skipRows = integer(given(args.skipRows), usage, 'skipRows', 0)
  if (skipRows < 0 || skipRows > 1024) {
    throw new ScriptError(`Usage: ${usage}. skipRows should be between 0 and 1024, not ${skipRows}.`)
  }
  const header = given(args.containHeader)
  const containHeader = header === undefined ? null : truth(header, usage, 'containHeader')
  return { path, delimiter, skipRows, containHeader }
}

/** A file of text whose columns are known. */
export interface OpenText {
  readonly path: string
  /** Lines before the first record. */
  readonly skipLines: number
  /** Its rows, or those of a piece of it. @throws ScriptError */
  read(piece?: TextPiece): Table
}

/** The rows of a file of text. @throws ScriptError */
export const loadTextFile = (context: Context, args: TextArguments): Table => openText(context, args).read()

/** Finds out what columns there are. @throws ScriptError */
export function openText(context: Context, args: TextArguments): OpenText {
  const layout = layoutOf(context, args)
  const known = textSchema(context.service(files), layout.path, layout)
  const guessed = known.names.map((name, place) => ({
    name,
    type: typeOfName(known.types[place]!)!,
    format: '',
    place,
  }))
  const schema = given(args.schema)
  const plans = schema === undefined ? guessed : plansOf(schema, known.names, args.usage)
  const arrayDelimiter = given(args.arrayDelimiter)
  const elements = arrayDelimiter === undefined ? ',' : text(arrayDelimiter, args.usage, 'arrayDelimiter')
  const markers = markersOf(given(args.arrayMarker), args.usage)
  const request = {
    path: layout.path,
    delimiter: layout.delimiter,
    skipLines: known.skipLines,
    width: known.names.length,
    columns: plans.map(({ type, place }) => ({ place, type: readAs(type) })),
    quoted: true,
  }
  const read = (piece?: TextPiece) => {
    const asked = piece ? { ...request, ...piece } : request
    const columns = markers ? markedColumns(context, asked, markers) : context.service(textReader).read(asked)
    return new Table(
      plans.map(({ name }) => name),
      plans.map((plan, i) => converted(context, columns[i]!, plan, elements)),
    )
  }
  return { path: layout.path, skipLines: known.skipLines, read }
}

// Types that the reader knows itself.
const direct: readonly string[] = ['BOOL', 'SHORT', 'INT', 'LONG', 'FLOAT', 'DOUBLE', 'SYMBOL']

const readAs = (type: DataType): TextColumnType =>
  direct.includes(String(type)) ? (String(type) as TextColumnType) : 'STRING'

function plansOf(schema: Value, names: readonly string[], usage: string): ColumnPlan[] {
  if (!(schema instanceof Table))
    throw wrongArgument(usage, 'schema', 'a table with columns name and type', schema)
  const texts = (column: string): string[] | null => {
    const vector = schema.column(column)
    if (!vector) return null
    return Array.from({ length: vector.length }, (_, i) => {
      const each = vector.get(i)
      return each instanceof Scalar && typeof each.raw === 'string' ? each.raw : ''
    })
  }
  const [columnNames, types, formats] = [texts('name'), texts('type'), texts('format')]
  if (!columnNames || !types)
    throw wrongArgument(usage, 'schema', 'a table with columns name and type', schema)
  const places = schema.column('col')
  return columnNames.map((name, i) => {
    const type = typeOfName(types[i]!.toUpperCase())
    if (!type)
      throw new ScriptError(
        `Usage: ${usage}. The schema says that ${name} is of type ${types[i]}, which is no type.`,
      )
    const place = places
      ? Number((places.get(i) as Scalar).raw)
      : columnNames.length === names.length
        ? i
        : names.indexOf(name)
    if (place < 0 || place >= names.length) {
      throw new ScriptError(
        `Usage: ${usage}. The file has ${names.length} columns, among them none for ${name}.`,
      )
    }
    return { name, type, format: formats?.[i] ?? '', place }
  })
}

function markersOf(value: Value | undefined, usage: string): readonly [string, string] | null {
  if (value === undefined) return null
  const pair =
    value instanceof Pair
      ? [value.first, value.second].map(raw => String.fromCharCode(Number(raw)))
      : [...text(value, usage, 'arrayMarker')]
  if (
    pair.length !== 2 ||
    pair.some(each => /[\s\dA-Za-z]/.test(each)) ||
    (pair.includes('"') && pair[0] !== pair[1])
  ) {
    throw wrongArgument(usage, 'arrayMarker', 'two characters that are no letters, digits or blanks', value)
  }
  return pair[0] === '"' ? null : [pair[0]!, pair[1]!]
}

// Where markers enclose arrays, delimiters within them part no columns: lines are read whole and split here.
function markedColumns(
  context: Context,
  request: Parameters<ReturnType<typeof readerOf>['read']>[0],
  [left, right]: readonly [string, string],
): Vector[] {
  const [lines] = readerOf(context).read({
    ...request,
    delimiter: '\u0001',
    width: 1,
    columns: [{ place: 0, type: 'STRING' }],
    quoted: false,
  })
  const rows = (lines as StringVector).texts().map(line => markedFields(line, request.delimiter, left, right))
  return request.columns.map(({ place, type }) =>
    castVector(StringVector.of(rows.map(row => row[place] ?? '')), typeOfName(type)!),
  )
}

const readerOf = (context: Context) => context.service(textReader)

function converted(context: Context, column: Vector, plan: ColumnPlan, elements: string): Vector {
  const { type, format } = plan
  if (column.type === type) return column
  const fields = column as StringVector
  if (type.element) return arrays(fields, type.element, elements)
  if (format !== '' && isTemporal(type)) {
    const parsed = temporalParse.invoke(context, [fields, string(format)]) as Vector
    return castVector(parsed, type)
  }
  return castVector(type === DATE ? withCenturies(fields) : fields, type)
}

// Dates whose years have two digits, as yyMMdd or with a character between the parts.
function withCenturies(column: StringVector): StringVector {
  const short = /^\s*(\d{2})([-./]?)(\d{1,2})\2(\d{1,2})\s*$/
  return StringVector.of(
    column.texts().map(field => {
      const parts = field.length <= 8 ? short.exec(field) : null
      if (!parts || (parts[2] === '' && field.trim().length !== 6)) return field
      const [, year, , month, day] = parts
      return `${Number(year) < 40 ? '20' : '19'}${year}.${month!.padStart(2, '0')}.${day!.padStart(2, '0')}`
    }),
  )
}

function arrays(column: StringVector, element: DataType, delimiter: string): ArrayVector {
  const rows = column
    .texts()
    .map(field =>
      castVector(
        StringVector.of(field === '' ? [''] : field.split(delimiter).map(part => part.trim())),
        element,
      ),
    )
  return ArrayVector.ofRows(rows, emptyVector(element))
}

export const textNotes =
  'Names come from the first row, unless a field of it begins with a digit (or as containHeader says); types are guessed from a sample of rows, or given by a schema with columns name, type, and if wanted format and col. What does not fit its type is null.'

export const loadText = define({
  name: 'loadText',
  signature:
    'loadText(filename, [delimiter=","], [schema], [skipRows=0], [arrayDelimiter], [containHeader], [arrayMarker])',
  kind: 'table',
  doc: `The rows of a file of text as a table. ${textNotes}`,
  examples: [
    [
      'saveTextFile("sym,qty,day\\nA,1,2020.01.02\\nB,,2020.01.03\\n", "q.csv"); loadText("q.csv")',
      'sym qty day\n--- --- ----------\nA   1   2020.01.02\nB       2020.01.03',
    ],
  ],
  run: (context, filename, delimiter, schema, skipRows, arrayDelimiter, containHeader, arrayMarker) =>
    loadTextFile(context, {
      usage: 'loadText(filename, …)',
      filename,
      delimiter,
      schema,
      skipRows,
      arrayDelimiter,
      containHeader,
      arrayMarker,
    }),
})

export const extractTextSchema = define({
  name: 'extractTextSchema',
  signature: 'extractTextSchema(filename, [delimiter=","], [skipRows=0])',
  kind: 'table',
  doc: 'What loadText takes a file of text for: a table of the names and types of its columns.',
  examples: [
    [
      'saveTextFile("sym,qty,at\\nA,1,10:20:30\\n", "s.csv"); extractTextSchema("s.csv")',
      'name type\n---- ------\nsym  SYMBOL\nqty  INT\nat   SECOND',
    ],
  ],
  run: (context, filename, delimiter, skipRows) => {
    const layout = layoutOf(context, {
      usage: 'extractTextSchema(filename, [delimiter], [skipRows=0])',
      filename,
      delimiter,
      skipRows,
    })
    const { names, types } = textSchema(context.service(files), layout.path, layout)
    return new Table(['name', 'type'], [StringVector.of([...names]), StringVector.of([...types])])
  },
})
