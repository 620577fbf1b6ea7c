import { unexpected } from '../messages.ts'
import {
  Comma,
  Equal,
  keywords,
  LeftBracket,
  LeftParenthesis,
  RightBracket,
  RightParenthesis,
  Word,
} from '../tokens/tokens.ts'
import type { Expression, Statement } from '../tree/ast.ts'
import type {
  AlterTable,
  ColumnDefinition,
  CreateDatabase,
  CreateTable,
  TruncateTable,
} from '../tree/schema-statements.ts'
import { ChangeRules } from './changes.ts'
import { inBrackets } from './core.ts'
import { spanOver } from './links.ts'

type Option = CreateTable['options'][number]

/** Statements about databases and tables: `create`, `drop`, `alter`, `truncate`. */
export class SchemaRules extends ChangeRules {
  /** A word that is no token of its own: `table`, `exists`, `partitioned`. */
  protected readonly expectWord = this.RULE('expectWord', (word: string): void => {
    const token = this.CONSUME(Word)
    this.ACTION(() => {
      if (token.image.toLowerCase() !== word) this.fail(unexpected(token, word), token)
    })
  })

  // 'if' ['not'] 'exists'
  protected readonly ifExists = this.RULE('ifExists', (): boolean => {
    const found = this.OPTION(() => {
      this.CONSUME(keywords.if)
      this.OPTION2(() => this.CONSUME(keywords.not))
      this.SUBRULE(this.expectWord, { ARGS: ['exists'] })
      return true
    })
    return found ?? false
  })

  // create := 'create' (database | ['local' 'temporary'] table)
  protected readonly create = this.RULE('create', (): CreateDatabase | CreateTable => {
    const start = this.CONSUME(keywords.create)
    return this.within({ sql: true }, () =>
      this.choose<CreateDatabase | CreateTable>([
        {
          GATE: () => this.isText(1, 'database'),
          ALT: () => {
            const created = this.SUBRULE(this.createDatabase)
            return this.ACTION(() => ({ ...created, span: this.spanFrom(start) }))
          },
        },
        {
          ALT: () => {
            const created = this.SUBRULE(this.createTable)
            return this.ACTION(() => ({ ...created, span: this.spanFrom(start) }))
          },
          IGNORE_AMBIGUITIES: true,
        },
      ]),
    )
  })

  // database := 'database' ['if' 'not' 'exists'] path 'partitioned' 'by' partition {',' partition} {[','] option}
  protected readonly createDatabase = this.RULE('createDatabase', (): CreateDatabase => {
    const start = this.CONSUME(Word)
    const ifNotExists = this.SUBRULE(this.ifExists)
    const path = this.SUBRULE(this.tableOperand)
    const partitions: { type: string; scheme: Expression }[] = []
    this.OPTION(() => {
      this.SUBRULE(this.expectWord, { ARGS: ['partitioned'] })
      this.CONSUME(keywords.by)
      partitions.push(this.SUBRULE(this.partition))
      this.MANY({
        GATE: () => this.text(3) === '(',
        DEF: () => {
          this.CONSUME(Comma)
          partitions.push(this.SUBRULE2(this.partition))
        },
      })
    })
    const options = this.SUBRULE(this.tableOptions)
    return this.ACTION(() => ({
      kind: 'createDatabase',
      span: this.spanFrom(start),
      path,
      ifNotExists,
      partitions,
      options,
    }))
  })

  protected readonly partition = this.RULE('partition', (): { type: string; scheme: Expression } => {
    const word = this.CONSUME(Word)
    this.CONSUME(LeftParenthesis)
    const scheme = this.within({ ...inBrackets, sql: false }, () => this.SUBRULE(this.expression))
    this.CONSUME(RightParenthesis)
    return { type: word.image, scheme }
  })

  // options := {[','] word '=' expression}
  protected readonly tableOptions = this.RULE('tableOptions', (): Option[] => {
    const options: Option[] = []
    this.MANY({
      GATE: () => this.isOption(),
      DEF: () => {
        this.OPTION(() => this.CONSUME(Comma))
        const word = this.CONSUME(Word)
        this.CONSUME(Equal)
        const value = this.within({ sql: false, floor: 0 }, () => this.SUBRULE(this.expression))
        options.push({ name: word.image, value })
      },
    })
    return options
  })

  protected readonly optionNames =
    /^(engine|atomic|chunkGranularity|sortColumns|keepDuplicates|sortKeyMappingFunction|softDelete|comment|compress|compressMethods|encryptMode|indexes|primaryKey|latestKeyCache|compressHashSortKey|tableComment)$/i

  // Behind a comma any option; on a line of its own only a known one, or the next assignment would be taken.
  protected isOption(): boolean {
    if (this.type(1) === Comma) return this.isWord(2) && this.type(3) === Equal
    return (
      this.isWord(1) && this.type(2) === Equal && (this.sameLine() || this.optionNames.test(this.text(1)))
    )
  }

  // table := ['local' 'temporary'] 'table' ['if' 'not' 'exists'] path (columns | 'as' query) [partitioned] options
  protected readonly createTable = this.RULE('createTable', (): CreateTable => {
    const start = this.LA(1)
    const temporary = this.OPTION({
      GATE: () => !this.isText(1, 'table'),
      DEF: () => {
        this.OPTION2({
          GATE: () => this.isText(1, 'local') || this.isText(1, 'global'),
          DEF: () => this.CONSUME(Word),
        })
        this.SUBRULE(this.expectWord, { ARGS: ['temporary'] })
        return true
      },
    })
    this.SUBRULE2(this.expectWord, { ARGS: ['table'] })
    const ifNotExists = this.SUBRULE(this.ifExists)
    const { database, table } = this.SUBRULE(this.tablePath)
    const columns = this.OPTION3(() => this.SUBRULE(this.columnDefinitions)) ?? []
    const query = this.OPTION4(() => {
      this.CONSUME(keywords.as)
      return this.OR([
        { ALT: () => this.SUBRULE(this.query) },
        { ALT: () => this.SUBRULE(this.queryInParentheses) },
      ])
    })
    const partitionedBy = this.OPTION5({
      GATE: () => this.isText(1, 'partitioned'),
      DEF: () => this.SUBRULE(this.partitionedBy),
    })
    const options = this.SUBRULE(this.tableOptions)
    this.OPTION6({ GATE: () => this.isText(2, 'commit'), DEF: () => this.SUBRULE(this.onCommit) })
    return this.ACTION(() => ({
      kind: 'createTable',
      span: this.spanFrom(start),
      database,
      table,
      ifNotExists,
      temporary: temporary ?? false,
      columns,
      partitionedBy: partitionedBy ?? [],
      options,
      query: query ?? null,
    }))
  })

  // 'on' 'commit' 'preserve' 'rows': the only way there is
  protected readonly onCommit = this.RULE('onCommit', (): void => {
    this.CONSUME(keywords.on)
    this.CONSUME(keywords.commit)
    this.SUBRULE(this.expectWord, { ARGS: ['preserve'] })
    this.SUBRULE2(this.expectWord, { ARGS: ['rows'] })
  })

  /** `t`, `"dfs://db"."t"`, `catalog.schema.t`. */
  protected readonly tablePath = this.RULE(
    'tablePath',
    (): { database: Expression | null; table: Expression } => {
      const path = this.within({ columnList: 'create' }, () => this.SUBRULE(this.tableOperand))
      return this.ACTION(() => {
        if (path.kind !== 'member') return { database: null, table: path }
        const span = { start: path.object.span.end + 1, end: path.span.end }
        return { database: path.object, table: { kind: 'literal', span, literal: 'string', text: path.name } }
      })
    },
  )

  // A comma may be missing before the next line, and stand behind the last column.
  protected readonly columnDefinitions = this.RULE('columnDefinitions', (): ColumnDefinition[] => {
    const columns: ColumnDefinition[] = []
    this.CONSUME(LeftParenthesis)
    this.within(inBrackets, () => {
      this.AT_LEAST_ONE(() => {
        columns.push(this.SUBRULE(this.columnDefinition))
        this.OPTION(() => this.CONSUME(Comma))
      })
    })
    this.CONSUME(RightParenthesis)
    return columns
  })

  // column := name type ['[' options ']']
  protected readonly columnDefinition = this.RULE('columnDefinition', (): ColumnDefinition => {
    const name = this.SUBRULE(this.columnName)
    const type = this.SUBRULE(this.typeName)
    const options: Option[] = []
    this.OPTION(() => {
      this.CONSUME(LeftBracket)
      this.within({ sql: false, commaEnds: true }, () =>
        this.AT_LEAST_ONE_SEP({
          SEP: Comma,
          DEF: () => {
            const word = this.CONSUME(Word)
            this.CONSUME(Equal)
            options.push({ name: word.image, value: this.SUBRULE(this.expression) })
          },
        }),
      )
      this.CONSUME(RightBracket)
    })
    return this.ACTION(() => {
      const defaultValue = options.find(option => option.name.toLowerCase() === 'default')?.value ?? null
      return { name, type, options: options.filter(option => option.value !== defaultValue), defaultValue }
    })
  })

  /** `DOUBLE`, `DECIMAL32(3)`, `INT[]`. */
  protected readonly typeName = this.RULE('typeName', (): string => {
    const start = this.CONSUME(Word)
    const parts = [start.image]
    this.OPTION(() => {
      this.CONSUME(LeftParenthesis)
      parts.push('(', this.SUBRULE(this.literal).text, ')')
      this.CONSUME(RightParenthesis)
    })
    this.OPTION2({
      GATE: () => this.text(2) === ']',
      DEF: () => {
        this.CONSUME(LeftBracket)
        this.CONSUME(RightBracket)
        parts.push('[]')
      },
    })
    return parts.join('')
  })

  protected readonly partitionedBy = this.RULE('partitionedBy', (): Expression[] => {
    this.CONSUME(Word)
    this.CONSUME(keywords.by)
    const columns = [this.SUBRULE(this.tableOperand)]
    this.MANY({
      GATE: () => this.text(3) !== '=',
      DEF: () => {
        this.CONSUME(Comma)
        columns.push(this.SUBRULE2(this.tableOperand))
      },
    })
    return columns
  })

  // drop := 'drop' ('database' | 'table') ['if' 'exists'] path
  protected readonly drop = this.RULE('drop', (): Statement => {
    const start = this.CONSUME(keywords.drop)
    const what = this.CONSUME(Word)
    const ifExists = this.SUBRULE(this.ifExists)
    return this.within({ sql: true }, () => {
      const { database, table } = this.SUBRULE(this.tablePath)
      return this.ACTION((): Statement => {
        const span = this.spanFrom(start)
        if (what.image.toLowerCase() === 'table')
          return { kind: 'dropTable', span, database, table, ifExists }
        const path: Expression =
          database === null || table.kind !== 'literal'
            ? table
            : { kind: 'member', span: spanOver(database, table), object: database, name: table.text }
        return { kind: 'dropDatabase', span, path, ifExists }
      })
    })
  })

  protected readonly truncate = this.RULE('truncate', (): TruncateTable => {
    const start = this.CONSUME(keywords.truncate)
    this.SUBRULE(this.expectWord, { ARGS: ['table'] })
    return this.within({ sql: true }, () => {
      const path = this.SUBRULE(this.tablePath)
      return this.ACTION(() => ({ kind: 'truncateTable', span: this.spanFrom(start), ...path }))
    })
  })

  // alter := 'alter' 'table' table ('add' columns | 'drop' names | 'rename' name 'to' name)
  protected readonly alter = this.RULE('alter', (): AlterTable => {
    const start = this.CONSUME(keywords.alter)
    this.SUBRULE(this.expectWord, { ARGS: ['table'] })
    return this.within({ sql: true }, () => {
      const table = this.SUBRULE(this.tableOperand)
      const action = this.choose<AlterTable['action']>(
        [
          { GATE: () => this.isText(1, 'add'), ALT: () => this.SUBRULE(this.addColumns) },
          { GATE: () => this.isText(1, 'drop'), ALT: () => this.SUBRULE(this.dropColumns) },
          { ALT: () => this.SUBRULE(this.renameColumn), IGNORE_AMBIGUITIES: true },
        ],
        'add, drop or rename',
      )
      return this.ACTION(() => ({ kind: 'alterTable', span: this.spanFrom(start), table, action }))
    })
  })

  protected readonly addColumns = this.RULE('addColumns', (): AlterTable['action'] => {
    this.CONSUME(Word)
    this.SUBRULE(this.columnWord)
    const columns: ColumnDefinition[] = []
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        columns.push(this.SUBRULE(this.columnDefinition))
      },
    })
    return { is: 'add', columns }
  })

  protected readonly dropColumns = this.RULE('dropColumns', (): AlterTable['action'] => {
    this.CONSUME(Word)
    this.SUBRULE(this.columnWord)
    const columns: string[] = []
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        columns.push(this.SUBRULE(this.columnName))
      },
    })
    return { is: 'drop', columns }
  })

  protected readonly renameColumn = this.RULE('renameColumn', (): AlterTable['action'] => {
    this.SUBRULE(this.expectWord, { ARGS: ['rename'] })
    this.SUBRULE(this.columnWord)
    const from = this.SUBRULE(this.columnName)
    this.SUBRULE2(this.expectWord, { ARGS: ['to'] })
    return { is: 'rename', from, to: this.SUBRULE2(this.columnName) }
  })

  // ['column'], unless the column itself is called so
  protected readonly columnWord = this.RULE('columnWord', (): void => {
    this.OPTION({
      GATE: () => this.isText(1, 'column') && this.isWord(2) && !this.isText(2, 'to'),
      DEF: () => this.CONSUME(Word),
    })
  })
}
