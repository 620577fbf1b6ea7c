import type { IToken } from 'chevrotain'
import { decodeString } from '../tokens/literals.ts'
import {
  Dot,
  keywords,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  NumberLiteral,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Star,
  StringLiteral,
  Template,
} from '../tokens/tokens.ts'
import type { Argument, Expression, WindowFunction } from '../tree/ast.ts'
import { inBrackets, type Rule } from './core.ts'
import { FunctionRules } from './functions.ts'
import { spanOver } from './links.ts'

// Nothing can be called, indexed or asked for members here.
const finished = new Set<Expression['kind']>([
  'unary',
  'predicate',
  'select',
  'union',
  'distinct',
  'star',
  'pair',
])

const plainArgument = (value: Expression): Argument => ({ name: null, value, alias: null })

/** What may stand behind an operand: calls, indexes, members, templates. */
export class PostfixRules extends FunctionRules {
  declare protected readonly window: Rule<Pick<WindowFunction, 'partitionBy' | 'orderBy' | 'frame'>>

  // operand := primary {call | partial | index | template | member | window} [argument without brackets]
  protected override readonly operand = this.RULE('operand', (): Expression => {
    let left = this.SUBRULE(this.primary)
    this.MANY({
      GATE: () => this.isPostfix(left),
      DEF: () => {
        left = this.choose<Expression>([
          { ALT: () => this.SUBRULE(this.call, { ARGS: [left] }) },
          { ALT: () => this.SUBRULE(this.partial, { ARGS: [left] }) },
          { ALT: () => this.SUBRULE(this.index, { ARGS: [left] }) },
          { ALT: () => this.SUBRULE(this.template, { ARGS: [left] }) },
          { ALT: () => this.SUBRULE(this.member, { ARGS: [left] }) },
          { ALT: () => this.SUBRULE(this.windowFunction, { ARGS: [left] }) },
        ])
      },
    })
    const argument = this.OPTION({
      GATE: () => !this.setting.bare && this.isPrefixArgument(left) && !this.isInfixFunction(left),
      DEF: () => this.SUBRULE(this.operation),
    })
    return this.ACTION(() =>
      argument === undefined
        ? left
        : {
            kind: 'call',
            span: spanOver(left, argument),
            callee: left,
            arguments: [plainArgument(argument)],
            style: 'prefix',
          },
    )
  })

  private isPostfix(left: Expression): boolean {
    if (finished.has(left.kind) && !(left.kind === 'unary' && left.operator === '&')) return false
    const type = this.type(1)
    if (left.kind === 'function' && !left.braced && left.body.kind !== 'block') return false
    switch (type) {
      case Dot:
        return this.isMember(left)
      case LeftParenthesis:
        return this.sameLine() && left.kind !== 'literal' && left.kind !== 'series' && !this.isColumnList()
      case LeftBracket:
        return this.sameLine() && left.kind !== 'template' && !this.isBlankBeforeArgument(left)
      case LeftBrace:
        return this.isPartial(left)
      case Template:
        return this.isTemplate(1, left)
      case keywords.over:
        return this.setting.sql && this.type(2) === LeftParenthesis && left.kind === 'call'
      default:
        return false
    }
  }

  // `1.add(2)` calls, but numbers have no members; nor have strings, but for paths of tables.
  private isMember(left: Expression): boolean {
    if (left.kind !== 'literal' || left.literal === 'string' || left.literal === 'symbol') return true
    const behind = this.text(3)
    if (this.type(2) === LeftBrace) return true
    return (
      this.isWord(2) &&
      (behind === '(' || behind === '{' || (this.type(3) === Template && this.text(4) === '('))
    )
  }

  // `insert into t(a, b) values …` names columns, `insert into loadTable(d, "t") values …` calls.
  private isColumnList(): boolean {
    if (this.setting.columnList !== 'insert') return this.setting.columnList === 'create'
    const end = this.partner(1)
    const follows =
      this.isKeyword(end + 1, 'values') ||
      this.isKeyword(end + 1, 'select') ||
      this.isKeyword(end + 1, 'exec')
    if (!follows || end % 2 === 0) return false
    for (let ahead = 2; ahead < end; ahead += 2) if (!this.isWord(ahead)) return false
    return true
  }

  // `sum [1,2]` calls, `x [1]` indexes: a blank before the bracket, and a function's name.
  private isBlankBeforeArgument(left: Expression): boolean {
    if (!this.around(1).blankBefore) return false
    return (
      (left.kind === 'name' && this.arity(left.name) !== undefined) ||
      left.kind === 'partial' ||
      (left.kind === 'function' && left.braced)
    )
  }

  private isPartial(left: Expression): boolean {
    const blank = this.around(1).blankBefore
    if (blank && (!this.sameLine() || this.isDictionary(1) || this.isLambdaBrace(1))) return false
    switch (left.kind) {
      case 'name':
      case 'partial':
      case 'parenthesized':
      case 'operatorFunction':
      case 'call':
      case 'index':
        return true
      case 'function':
        return (left.braced || !blank) && !this.isLambdaBrace(1)
      default:
        return false
    }
  }

  // call := '(' arguments ')'
  private readonly call = this.RULE('call', (callee: Expression): Expression => {
    const list = this.SUBRULE(this.callArguments)
    return this.ACTION(() => {
      const span = this.spanFrom(callee.span)
      if (this.setting.sql && callee.kind === 'name' && callee.name.toLowerCase() === 'exists') {
        const query = list.length === 1 ? list[0]!.value : null
        if (query?.kind === 'select' || query?.kind === 'union') {
          return { kind: 'predicate', span, predicate: 'exists', operands: [query] }
        }
      }
      return { kind: 'call', span, callee, arguments: list, style: 'call' }
    })
  })

  private readonly callArguments = this.RULE('callArguments', (): Argument[] => {
    this.CONSUME(LeftParenthesis)
    const list = this.SUBRULE(this.argumentList)
    this.CONSUME(RightParenthesis)
    return list
  })

  // partial := '{' arguments '}'
  protected readonly partial = this.RULE('partial', (callee: Expression): Expression => {
    const list = this.SUBRULE(this.partialArguments)
    return this.ACTION(() => ({
      kind: 'partial',
      span: this.spanFrom(callee.span),
      callee,
      arguments: list,
      style: 'call',
    }))
  })

  private readonly partialArguments = this.RULE('partialArguments', (): Argument[] => {
    this.CONSUME(LeftBrace)
    const list = this.SUBRULE(this.argumentList)
    this.CONSUME(RightBrace)
    return list
  })

  // index := '[' [item {',' item}] ']'
  private readonly index = this.RULE('index', (object: Expression): Expression => {
    this.CONSUME(LeftBracket)
    const indices = this.within({ ...inBrackets, commaEnds: true }, () => this.SUBRULE(this.items))
    this.CONSUME(RightBracket)
    return this.ACTION(() => ({ kind: 'index', span: this.spanFrom(object.span), object, indices }))
  })

  // template := ':E'
  protected readonly template = this.RULE('template', (callee: Expression): Expression => {
    const token = this.CONSUME(Template)
    return this.ACTION(() => templateOf(callee, token))
  })

  // window := 'over' '(' … ')'
  private readonly windowFunction = this.RULE('windowFunction', (call: Expression): Expression => {
    this.CONSUME(keywords.over)
    const window = this.SUBRULE(this.window)
    return this.ACTION(() => ({ kind: 'window', span: this.spanFrom(call.span), call, ...window }))
  })

  // member := '.' (method | name | string | integer | '*')
  private readonly member = this.RULE('member', (object: Expression): Expression => {
    this.CONSUME(Dot)
    const named = (name: string): Expression =>
      this.ACTION(() => ({ kind: 'member', span: this.spanFrom(object.span), object, name }))
    return this.choose<Expression>(
      [
        {
          ALT: () => {
            this.CONSUME(Star)
            return this.ACTION(() => ({
              kind: 'star',
              span: this.spanFrom(object.span),
              table: object.kind === 'name' ? object.name : this.fail('Only a table can have .*', this.LA(0)),
            }))
          },
        },
        { ALT: () => named(decodeString(this.CONSUME(StringLiteral).image)) },
        { GATE: () => /^\d+$/.test(this.text(1)), ALT: () => named(this.CONSUME(NumberLiteral).image) },
        {
          ALT: () => {
            const callee = this.SUBRULE(this.bracedCallee)
            return this.SUBRULE(this.methodCall, { ARGS: [object, callee] })
          },
        },
        {
          ALT: () => {
            const callee = this.SUBRULE(this.name)
            return (
              this.OPTION({
                GATE: () => this.isMethod(callee),
                DEF: () => this.SUBRULE2(this.methodCall, { ARGS: [object, callee] }),
              }) ?? named(callee.name)
            )
          },
        },
      ],
      'a name',
    )
  })

  private isMethod(callee: Expression): boolean {
    if (this.type(1) === LeftParenthesis) return this.sameLine() && !this.isColumnList()
    if (this.type(1) === LeftBrace) return !this.around(1).blankBefore
    return this.isTemplate(1, callee) && this.type(2) === LeftParenthesis
  }

  // braced callee := braced function | '{' expression '}'
  private readonly bracedCallee = this.RULE(
    'bracedCallee',
    (): Expression =>
      this.choose<Expression>([
        { GATE: () => this.isLambdaBrace(1), ALT: () => this.SUBRULE(this.bracedFunction) },
        {
          ALT: () => {
            this.CONSUME(LeftBrace)
            const callee = this.within(inBrackets, () => this.SUBRULE(this.expression))
            this.CONSUME(RightBrace)
            return callee
          },
          IGNORE_AMBIGUITIES: true,
        },
      ]),
  )

  // method call := [':E'] '(' arguments ')' | '{' arguments '}'
  private readonly methodCall = this.RULE(
    'methodCall',
    (object: Expression, name: Expression): Expression => {
      const token = this.OPTION(() => this.CONSUME(Template))
      return this.choose<Expression>(
        [
          {
            ALT: () => {
              const list = this.SUBRULE(this.callArguments)
              return this.ACTION(() => ({
                kind: 'call',
                span: this.spanFrom(object.span),
                callee: token === undefined ? name : templateOf(name, token),
                arguments: [plainArgument(object), ...list],
                style: 'method',
              }))
            },
          },
          {
            ALT: () => {
              const list = this.SUBRULE(this.partialArguments)
              return this.ACTION(() => ({
                kind: 'partial',
                span: this.spanFrom(object.span),
                callee: name,
                arguments: [plainArgument(object), ...list],
                style: 'method',
              }))
            },
          },
        ],
        '(',
      )
    },
  )
}

function templateOf(callee: Expression, token: IToken): Expression {
  return {
    kind: 'template',
    span: { start: callee.span.start, end: token.endOffset! + 1 },
    callee,
    template: token.image.slice(1),
  }
}
