import {
  Arrow,
  At,
  Colon,
  Comma,
  Equal,
  keywords,
  LeftBrace,
  LeftParenthesis,
  RightBrace,
  RightParenthesis,
  Word,
} from '../tokens/tokens.ts'
import type {
  Block,
  Expression,
  FunctionDefinition,
  FunctionLiteral,
  Parameter,
  Statement,
} from '../tree/ast.ts'
import { inBlock, inBrackets, type Rule } from './core.ts'
import { OperandRules } from './operands.ts'
import { nameOf } from './terminals.ts'

interface Head {
  readonly name: string | null
  readonly aggregate: boolean
  readonly parameters: readonly Parameter[]
}

/** Functions, named or not: `def f(x){…}`, `def (x): e`, `x->e`, `{x, y->e}`. */
export class FunctionRules extends OperandRules {
  declare protected readonly block: Rule<Block>
  declare protected readonly simpleStatement: Rule<Statement>

  // parameter := ['mutable' | 'const'] word ['=' expression]
  protected readonly parameter = this.RULE('parameter', (): Parameter => {
    const mutable = this.OPTION({
      GATE: () => this.isName(2),
      DEF: () =>
        this.OR([{ ALT: () => this.CONSUME(keywords.mutable) }, { ALT: () => this.CONSUME(keywords.const) }]),
    })
    const word = this.CONSUME(Word)
    const defaultValue = this.OPTION2(() => {
      this.CONSUME(Equal)
      return this.SUBRULE(this.expression)
    })
    return this.ACTION(() => {
      const name = nameOf(word)
      this.declareVariable(name)
      return { name, mutable: mutable?.tokenType === keywords.mutable, defaultValue: defaultValue ?? null }
    })
  })

  protected readonly parameters = this.RULE('parameters', (): Parameter[] => {
    const list: Parameter[] = []
    this.CONSUME(LeftParenthesis)
    this.within({ ...inBrackets, commaEnds: true, sql: false, equality: false }, () =>
      this.MANY_SEP({
        SEP: Comma,
        DEF: () => {
          list.push(this.SUBRULE(this.parameter))
        },
      }),
    )
    this.CONSUME(RightParenthesis)
    return list
  })

  private readonly head = this.RULE('head', (): Head => {
    const start = this.OR([
      { ALT: () => this.CONSUME(keywords.def) },
      { ALT: () => this.CONSUME(keywords.defg) },
    ])
    const word = this.OPTION(() => this.CONSUME(Word))
    const parameters = this.SUBRULE(this.parameters)
    return this.ACTION(() => {
      const name = word === undefined ? null : nameOf(word)
      if (name !== null) this.declareFunction(name, arityOfParameters(parameters))
      return { name, aggregate: start.tokenType === keywords.defg, parameters }
    })
  })

  // body := block | (':' | '->') (expression | statement)
  private readonly functionBody = this.RULE('functionBody', (): Expression | Block =>
    this.within({ sql: false, equality: false, metacode: false, floor: 0 }, () =>
      this.choose<Expression | Block>(
        [
          { ALT: () => this.SUBRULE(this.block) },
          {
            ALT: () => {
              this.OR2([{ ALT: () => this.CONSUME(Colon) }, { ALT: () => this.CONSUME(Arrow) }])
              return this.SUBRULE(this.shortBody)
            },
          },
        ],
        'a body',
      ),
    ),
  )

  private readonly shortBody = this.RULE('shortBody', (): Expression | Block =>
    this.choose<Expression | Block>(
      [
        {
          GATE: () => this.startsShortStatement(),
          ALT: () => {
            const statement = this.within(inBlock, () => this.SUBRULE(this.simpleStatement))
            return this.ACTION(() => ({ kind: 'block', span: statement.span, statements: [statement] }))
          },
        },
        {
          GATE: () => this.type(1) === LeftBrace && !this.isLambdaBrace(1) && !this.isDictionary(1),
          ALT: () => this.SUBRULE2(this.block),
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.SUBRULE(this.expression), IGNORE_AMBIGUITIES: true },
      ],
      'an expression',
    ),
  )

  // `def f(x): return x`: a statement where an expression is expected.
  private startsShortStatement(): boolean {
    const type = this.type(1)
    return (
      type === keywords.return ||
      type === keywords.throw ||
      (this.isEmbeddedStatement() && !this.setting.metacode)
    )
  }

  /** `{a: …`, `{"a": …`, and `{}` where an expression stands. */
  protected isDictionary(ahead: number): boolean {
    if (this.type(ahead) !== LeftBrace) return false
    if (this.type(ahead + 1) === RightBrace) return true
    const behind = this.text(ahead + 2)
    return behind === ':' && this.text(ahead + 1) !== '('
  }

  // function := ('def' | 'defg') [word] parameters body
  protected override readonly functionLiteral = this.RULE(
    'functionLiteral',
    (): FunctionLiteral =>
      this.scoped(() => {
        const start = this.LA(1)
        const head = this.SUBRULE(this.head)
        const body = this.SUBRULE(this.functionBody)
        return this.ACTION(() => ({ ...plainFunction, ...head, span: this.spanFrom(start), body }))
      }),
  )

  // arrow function := (word | '(' words ')') '->' expression
  protected override readonly arrowFunction = this.RULE(
    'arrowFunction',
    (): FunctionLiteral =>
      this.scoped(() => {
        const start = this.LA(1)
        const parameters = this.OR([
          { ALT: () => [this.SUBRULE(this.parameter)] },
          { ALT: () => this.SUBRULE(this.parameters) },
        ])
        this.CONSUME(Arrow)
        const body = this.SUBRULE(this.arrowBody)
        return this.ACTION(() => ({
          ...plainFunction,
          span: this.spanFrom(start),
          parameters,
          body,
          arrow: true,
        }))
      }),
  )

  private readonly arrowBody = this.RULE('arrowBody', (): Expression | Block =>
    this.within({ sql: this.setting.sql, floor: 0 }, () => this.SUBRULE(this.shortBody)),
  )

  // braced function := '{' (words '->' expression | function) '}'
  protected override readonly bracedFunction = this.RULE('bracedFunction', (): FunctionLiteral => {
    const start = this.CONSUME(LeftBrace)
    const inner = this.within({ ...inBrackets, commaEnds: false }, () =>
      this.OR([
        { ALT: () => this.SUBRULE(this.functionLiteral), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.SUBRULE(this.bareArrowFunction), IGNORE_AMBIGUITIES: true },
      ]),
    )
    this.CONSUME(RightBrace)
    return this.ACTION(() => ({ ...inner, span: this.spanFrom(start), braced: true }))
  })

  private readonly bareArrowFunction = this.RULE(
    'bareArrowFunction',
    (): FunctionLiteral =>
      this.scoped(() => {
        const start = this.LA(1)
        const bare: Parameter[] = []
        const enclosed = this.choose<Parameter[] | null>([
          { ALT: () => this.SUBRULE(this.parameters) },
          {
            ALT: () => {
              this.AT_LEAST_ONE_SEP({
                SEP: Comma,
                DEF: () => {
                  bare.push(this.SUBRULE(this.parameter))
                },
              })
              return null
            },
          },
        ])
        this.CONSUME(Arrow)
        const body = this.SUBRULE(this.arrowBody)
        const parameters = enclosed ?? bare
        return this.ACTION(() => ({
          ...plainFunction,
          span: this.spanFrom(start),
          parameters,
          body,
          arrow: true,
        }))
      }),
  )

  // definition := {'@' word} ('def' | 'defg') word parameters [body]
  protected readonly functionDefinition = this.RULE('functionDefinition', (): FunctionDefinition => {
    const start = this.LA(1)
    const annotations: string[] = []
    this.MANY(() => {
      this.CONSUME(At)
      annotations.push(this.CONSUME(Word).image)
    })
    return this.scopedDefinition(() => {
      const head = this.SUBRULE(this.head)
      const body = this.OPTION({ GATE: () => this.hasBody(), DEF: () => this.SUBRULE(this.functionBody) })
      return this.ACTION((): FunctionDefinition => {
        const span = this.spanFrom(start)
        const { name, aggregate, parameters } = head
        return {
          kind: 'functionDefinition',
          span,
          name: name!,
          parameters,
          aggregate,
          function: body === undefined ? null : { ...plainFunction, ...head, span, body, annotations },
        }
      })
    })
  })

  // The function's name outlives its own scope.
  private scopedDefinition(rule: () => FunctionDefinition): FunctionDefinition {
    const definition = this.scoped(rule)
    this.ACTION(() => this.declareFunction(definition.name, arityOfParameters(definition.parameters)))
    return definition
  }

  // A body may begin on the next line if it is a block.
  private hasBody(): boolean {
    return (
      this.type(1) === LeftBrace || (this.sameLine() && (this.type(1) === Colon || this.type(1) === Arrow))
    )
  }
}

const plainFunction = {
  kind: 'function',
  name: null,
  aggregate: false,
  annotations: [],
  arrow: false,
  braced: false,
} as const

function arityOfParameters(parameters: readonly Parameter[]): { least: number; most: number } {
  return {
    least: parameters.filter(parameter => parameter.defaultValue === null).length,
    most: parameters.length,
  }
}
