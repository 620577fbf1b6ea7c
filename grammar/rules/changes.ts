import { Comma, Equal, keywords, LeftParenthesis, RightParenthesis } from '../tokens/tokens.ts'
import type { Delete, Expression, InsertInto, Statement, Update } from '../tree/ast.ts'
import { inBrackets } from './core.ts'
import { spanOver } from './links.ts'
import { QueryRules } from './queries.ts'

const inQuery = { sql: true, equality: true } as const

/** Statements that change what tables hold: `insert`, `update`, `delete`. */
export class ChangeRules extends QueryRules {
  // insert := 'insert' 'into' table ['(' columns ')'] ('values' row {',' row} | table)
  protected readonly insertInto = this.RULE('insertInto', (): InsertInto => {
    const start = this.CONSUME(keywords.insert)
    this.CONSUME(keywords.into)
    return this.within({ sql: true }, () => {
      const table = this.within({ columnList: 'insert' }, () => this.SUBRULE(this.tableOperand))
      const columns =
        this.OPTION({ GATE: () => this.text(1) === '(', DEF: () => this.SUBRULE(this.columnNames) }) ?? null
      return this.choose<InsertInto>(
        [
          {
            ALT: () => {
              this.CONSUME(keywords.values)
              const values = this.within({ sql: false, equality: false }, () => this.SUBRULE(this.rows))
              return this.ACTION(() => ({
                kind: 'insertInto',
                span: this.spanFrom(start),
                table,
                columns,
                values,
                query: null,
              }))
            },
          },
          {
            ALT: () => {
              const query = this.SUBRULE(this.expression)
              return this.ACTION(() => ({
                kind: 'insertInto',
                span: this.spanFrom(start),
                table,
                columns,
                values: null,
                query,
              }))
            },
            IGNORE_AMBIGUITIES: true,
          },
        ],
        'values or a query',
      )
    })
  })

  // Several rows become one vector a column.
  protected readonly rows = this.RULE('rows', (): Expression[] => {
    const rows = [this.SUBRULE(this.row)]
    this.MANY(() => {
      this.CONSUME(Comma)
      rows.push(this.SUBRULE2(this.row))
    })
    return this.ACTION(() => (rows.length === 1 ? rows[0]! : this.transpose(rows)))
  })

  protected transpose(rows: readonly Expression[][]): Expression[] {
    const first = rows[0]!
    if (rows.some(row => row.length !== first.length))
      this.fail('Every row of values needs as many values as the first', this.LA(0))
    return first.map((value, column) => {
      const items = rows.map(row => row[column]!)
      return { kind: 'vector', span: spanOver(value, items.at(-1)!), items }
    })
  }

  // Between two commas there is a null.
  private omitted(): Expression {
    const { startOffset } = this.LA(1)
    return { kind: 'literal', span: { start: startOffset, end: startOffset }, literal: 'void', text: 'NULL' }
  }

  protected readonly row = this.RULE('row', (): Expression[] => {
    const values: Expression[] = []
    this.CONSUME(LeftParenthesis)
    this.within({ ...inBrackets, commaEnds: true }, () =>
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          values.push(this.SUBRULE(this.item) ?? this.omitted())
        },
      }),
    )
    this.CONSUME(RightParenthesis)
    return values
  })

  // update := 'update' table 'set' column '=' expression {','} ['from' source] ['where' …] ['context' 'by' …]
  protected readonly update = this.RULE('update', (): Update => {
    const start = this.CONSUME(keywords.update)
    return this.within(inQuery, () => {
      const table = this.SUBRULE(this.tableOperand)
      const sets: { column: Expression; value: Expression }[] = []
      this.CONSUME(keywords.set)
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          const column = this.SUBRULE2(this.tableOperand)
          this.CONSUME(Equal)
          sets.push({ column, value: this.SUBRULE(this.expression) })
        },
      })
      const clauses = this.SUBRULE(this.clauses)
      return this.ACTION(() => ({
        kind: 'update',
        span: this.spanFrom(start),
        table,
        sets,
        from: clauses.from?.[0] ?? null,
        where: clauses.where ?? [],
        contextBy: clauses.groupBy ?? [],
        contextSort: clauses.contextSort ?? [],
        having: clauses.having ?? null,
      }))
    })
  })

  // delete := 'delete' [table] 'from' source ['where' …] ['context' 'by' …] ['map']
  protected readonly deleteFrom = this.RULE('deleteFrom', (): Delete => {
    const start = this.CONSUME(keywords.delete)
    return this.within(inQuery, () => {
      const table = this.OPTION({
        GATE: () => !this.isKeyword(1, 'from'),
        DEF: () => this.SUBRULE(this.tableOperand),
      })
      this.CONSUME(keywords.from)
      const from = this.SUBRULE(this.joinedSource)
      const clauses = this.SUBRULE(this.clauses)
      return this.ACTION(() => ({
        kind: 'delete',
        span: this.spanFrom(start),
        table: table ?? null,
        from,
        where: clauses.where ?? [],
        contextBy: clauses.groupBy ?? [],
        contextSort: clauses.contextSort ?? [],
        having: clauses.having ?? null,
        map: clauses.map ?? false,
      }))
    })
  })

  protected override readonly embeddedStatement = this.RULE(
    'embeddedStatement',
    (): Statement =>
      this.choose<Statement>([
        { ALT: () => this.SUBRULE(this.insertInto) },
        { ALT: () => this.SUBRULE(this.update) },
        { ALT: () => this.SUBRULE(this.deleteFrom) },
      ]),
  )
}
