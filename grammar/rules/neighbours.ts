import type { TokenType } from 'chevrotain'
import { binaryFunctions, infixPrecedence, MULTIPLICATION } from '../operators.ts'
import {
  Ampersand,
  BinaryOperator,
  Colon,
  keywords,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Less,
  Macro,
  Minus,
  Not,
  NumberLiteral,
  Scope,
  StringLiteral,
  SymbolLiteral,
  Template,
} from '../tokens/tokens.ts'
import type { Keyword } from '../tokens/words.ts'
import type { Expression } from '../tree/ast.ts'
import { Core } from './core.ts'

/** How many arguments a function takes. */
export interface Arity {
  readonly least: number
  readonly most: number
}

/** What the caller knows of a name, so that `avg sin x` isn't read as `sin(avg, x)`; undefined when it is no function. */
export type ArityOf = (name: string) => Arity | undefined

type Declared = 'variable' | Arity

const typesOf = (words: readonly Keyword[]): ReadonlySet<TokenType> =>
  new Set(words.map(word => keywords[word]))

// biome-ignore format: a list is read as lines of words
const clauseWords = typesOf([
  'from', 'where', 'group', 'context', 'pivot', 'segment', 'cgroup', 'csort', 'order', 'having', 'limit', 'union', 'on',
])
const otherEnds = typesOf(['asc', 'desc', 'nulls', 'when', 'then', 'end', 'set', 'values', 'over'])
const joinWords = typesOf(['inner', 'left', 'right', 'full', 'cross', 'asof'])
const joiningWords = typesOf(['and', 'or', 'in', 'like', 'between'])
const plainOperands = new Set([NumberLiteral, StringLiteral, SymbolLiteral, Macro])
const blankOperands = new Set([Minus, Less, Ampersand, Scope, LeftBrace, LeftBracket, Not])

/** Decides what a name standing next to something means: `f x`, `x f y`, a clause, a new statement. */
export class Neighbours extends Core {
  protected arityOf: ArityOf = () => undefined
  // What the text itself has defined so far. Later definitions win; what a function declares is forgotten behind it.
  #declared = new Map<string, Declared>()

  protected forgetDeclarations(): void {
    this.#declared = new Map()
  }

  protected declareVariable(name: string): void {
    this.#declared.set(name, 'variable')
  }

  protected declareFunction(name: string, arity: Arity): void {
    this.#declared.set(name, arity)
  }

  /** Runs `rule`; declarations made in it don't outlive it. */
  protected scoped<Tree>(rule: () => Tree): Tree {
    const saved = this.#declared
    this.#declared = new Map(saved)
    try {
      return rule()
    } finally {
      this.#declared = saved
    }
  }

  protected isVariable(name: string): boolean {
    return this.#declared.get(name) === 'variable'
  }

  protected arity(name: string): Arity | undefined {
    const declared = this.#declared.get(name)
    if (declared === 'variable') return undefined
    if (name === 'not') return { least: 1, most: 1 }
    return declared ?? this.arityOf(name) ?? (binaryFunctions.has(name) ? { least: 2, most: 2 } : undefined)
  }

  /** The word at `ahead` begins a clause of a query, or ends an operand in one. */
  protected endsOperand(ahead: number): boolean {
    const type = this.type(ahead)
    if (type === keywords.as || this.isPredicate(ahead) || this.beginsStatement(ahead)) return true
    if (!this.setting.sql || this.isCallOfClauseWord(ahead)) return false
    if (clauseWords.has(type) || otherEnds.has(type)) return true
    if (joinWords.has(type)) return this.isJoin(ahead)
    if (type === keywords.map) return !this.startsOperand(ahead + 1) || this.around(ahead + 1).lineBefore
    return this.isFrame(ahead) || (this.isText(ahead, 'offset') && this.type(ahead + 1) === NumberLiteral)
  }

  // `x in set(1 2 3)`, `x in values(d)`: built-ins that are called as clauses begin.
  private isCallOfClauseWord(ahead: number): boolean {
    const type = this.type(ahead)
    if (this.text(ahead + 1) !== '(') return false
    const afterIn = this.type(ahead - 1) === keywords.in
    return type === keywords.set || (afterIn && (type === keywords.values || type === keywords.union))
  }

  /** Words that can only begin a statement, so that it needs nothing that parts it from the one before: `t = f() share t as s`. */
  protected beginsStatement(ahead: number): boolean {
    if (!this.setting.lineEnds || this.setting.sql) return false
    switch (this.type(ahead)) {
      case keywords.share:
        return this.sharesAs(ahead)
      case keywords.insert:
        return this.type(ahead + 1) === keywords.into
      case keywords.delete:
        return this.type(ahead + 1) === keywords.from
      case keywords.update:
        return this.isWord(ahead + 1) && this.type(ahead + 2) === keywords.set
      case keywords.go:
        return this.around(ahead + 1).lineBefore || this.atEnd(ahead + 1)
      default:
        return false
    }
  }

  /** `share t as u`, `share f(x) as u`, `share (select …) as u`; not the function, `share(t, "u")`. */
  private sharesAs(ahead: number): boolean {
    let at = ahead + 1
    if (this.isName(at) && this.sameLine(at)) at++
    while (this.partner(at) > 0) at = this.partner(at) + 1
    return at > ahead + 1 && this.isKeyword(at, 'as')
  }

  /** `is null`, `not in`, … behind an operand. */
  protected isPredicate(ahead: number): boolean {
    if (!this.sameLine(ahead + 1)) return false
    const next = this.type(ahead + 1)
    if (this.type(ahead) === keywords.is) return next === keywords.not || this.isText(ahead + 1, 'null')
    return (
      this.type(ahead) === keywords.not &&
      (next === keywords.in || next === keywords.like || next === keywords.between)
    )
  }

  // `rows between …`, `range 3 preceding`
  private isFrame(ahead: number): boolean {
    if (!this.isText(ahead, 'rows') && !this.isText(ahead, 'range')) return false
    return /^(between|unbounded|current|\d+\w*)$/i.test(this.text(ahead + 1))
  }

  /** `inner join`, `left semijoin`, … */
  protected isJoin(ahead: number): boolean {
    const next = this.text(ahead + 1).toLowerCase()
    return next === 'join' || next === 'outer' || next === 'semi' || next === 'semijoin'
  }

  /** An operand that needs no bracket begins here: a literal, a name, a query. */
  protected startsOperand(ahead: number): boolean {
    const type = this.type(ahead)
    if (plainOperands.has(type) || type === keywords.select || type === keywords.exec) return true
    if (type === keywords.def || type === keywords.defg || this.isLiteralWord(ahead)) return true
    if (
      joiningWords.has(type) &&
      !(this.type(ahead + 1) === LeftParenthesis && !this.around(ahead + 1).blankBefore)
    )
      return false
    return this.isName(ahead) && !this.endsOperand(ahead)
  }

  /** `-x`, `<x>`, `[x]` … with a blank before and none behind the sign: an operand, not an operator's right side. */
  protected startsMarkedOperand(ahead: number): boolean {
    if (!blankOperands.has(this.type(ahead)) || !this.around(ahead).blankBefore) return false
    if (this.type(ahead + 1) === Template) return false
    return (
      this.type(ahead) === LeftBracket || this.type(ahead) === LeftBrace || !this.around(ahead).blankAfter
    )
  }

  /** How far behind a function's name its last token stands: `f`, `a::f`, `f:E`, `f{1}`, `{x->x}`. */
  protected functionEnd(ahead: number): number {
    let end = ahead
    if (this.type(end) === LeftBrace) {
      end = this.partner(end)
      if (end === 0) return ahead
    } else {
      while (this.type(end + 1) === Scope && this.isWord(end + 2) && !this.around(end + 1).blankBefore)
        end += 2
      if (this.type(end + 1) === LeftBrace && !this.around(end + 1).blankBefore && this.partner(end + 1) > 0)
        end = this.partner(end + 1)
    }
    return this.type(end + 1) === Template ? end + 1 : end
  }

  /** Behind an operand: the next word is a function that joins it to what follows. */
  protected isInfixFunction(left: Expression): boolean {
    const braced = this.type(1) === LeftBrace
    if (!this.sameLine() && !this.continuesQuery()) return false
    if (braced ? !this.isLambdaBrace(1) : !this.isName(1) || this.endsOperand(1)) return false
    const end = this.functionEnd(1)
    // `a and` at the end of a text: more must follow.
    if (this.atEnd(2) && joiningWords.has(this.type(1))) return true
    const opens = this.type(end + 1) === LeftParenthesis
    if (!opens && !this.startsOperand(end + 1) && !this.startsRightSide(end + 1)) return false
    // `f x` at a line's end calls f; behind what can't be called, a function's right side may be in the next line.
    const calls = left.kind === 'name' && !this.isVariable(left.name)
    if (calls && !this.sameLine(end + 1) && infixPrecedence(this.text(1)) === MULTIPLICATION) return false
    if (left.kind === 'template' || left.kind === 'partial' || left.kind === 'function') return false
    return left.kind !== 'name' || left.qualifiers.length > 0 || braced || this.prefersInfix(left.name, end)
  }

  // What stands right of a function between its arguments; `and -x` and `in [1,2]` need no blank to be told apart.
  private startsRightSide(ahead: number): boolean {
    if (this.type(ahead) === Not || this.startsMarkedOperand(ahead)) return true
    return infixPrecedence(this.text(1)) < MULTIPLICATION && blankOperands.has(this.type(ahead))
  }

  // `a b c`: is it b(a, c) or a(b(c))?
  private prefersInfix(left: string, end: number): boolean {
    const name = this.text(1)
    if (this.type(end) === Template) return true
    if (this.isVariable(name)) return false
    const word = this.type(1)
    if (joiningWords.has(word)) return true
    if (word === keywords.not) return false
    if (this.isVariable(left)) return true
    if (this.type(end + 1) === LeftParenthesis && !this.around(end + 1).blankBefore) return false
    if (this.type(end + 1) === LeftBracket && !this.around(end + 1).blankBefore) return false
    const arity = this.arity(name)
    if (arity === undefined) return this.arity(left) === undefined
    return arity.least > 1 || (arity.most > 1 && this.arity(left) === undefined)
  }

  // In a query these words go on in the next line.
  private continuesQuery(): boolean {
    const type = this.type(1)
    if (type === keywords.and || type === keywords.or) return true
    return this.setting.sql && (type === keywords.in || type === keywords.like || type === keywords.between)
  }

  /** Behind a function: what follows is its only argument, `f x`. */
  protected isPrefixArgument(left: Expression): boolean {
    if (!this.sameLine()) return false
    switch (left.kind) {
      case 'name':
        if (this.startsOperand(1) || (this.type(1) === Not && this.around(1).blankBefore)) return true
        return this.startsMarkedOperand(1) && !this.setting.sql && this.arity(left.name) !== undefined
      case 'template':
      case 'partial':
        return this.startsAnyOperand(1)
      case 'function':
        return left.braced && this.startsAnyOperand(1)
      default:
        return false
    }
  }

  private startsAnyOperand(ahead: number): boolean {
    return (
      this.startsOperand(ahead) ||
      this.startsMarkedOperand(ahead) ||
      this.type(ahead) === LeftBracket ||
      this.type(ahead) === LeftBrace
    )
  }

  /** `{x->`, `{x,y->`, `{def(`: a function in braces. */
  protected isLambdaBrace(ahead: number): boolean {
    if (this.type(ahead) !== LeftBrace) return false
    const first = this.type(ahead + 1)
    if (first === keywords.def || first === keywords.defg) return this.type(ahead + 2) === LeftParenthesis
    return this.isArrowAhead(ahead + 1, true)
  }

  /** `x->`, `(x, y)->`; with `bare` also `x, y->`. */
  protected isArrowAhead(ahead: number, bare: boolean): boolean {
    if (this.setting.arrowEnds) return false
    let at = ahead
    if (this.type(at) === LeftParenthesis) {
      at = this.partner(at)
      return at > 0 && this.text(at + 1) === '->'
    }
    while (this.isWord(at)) {
      if (this.text(at + 1) === '->') return true
      if (!bare || this.text(at + 1) !== ',') return false
      at += 2
    }
    return false
  }

  /** `:E` at `ahead` applies a template to `left`; otherwise the colon makes a pair. */
  protected isTemplate(ahead: number, left: Expression): boolean {
    if (this.type(ahead) !== Template || !this.sameLine(ahead)) return false
    switch (left.kind) {
      case 'partial':
      case 'operatorFunction':
      case 'function':
      case 'template':
        return true
      case 'name':
      case 'parenthesized': {
        const next = this.type(ahead + 1)
        if (!this.sameLine(ahead + 1)) return false
        if (next === LeftParenthesis || next === LeftBrace) return true
        return this.startsOperand(ahead + 1) || this.startsMarkedOperand(ahead + 1)
      }
      default:
        return false
    }
  }

  /** An operator standing for its function: `each(+, …)`, `+:E`, `+{1}`. */
  protected isOperatorValue(ahead: number): boolean {
    const type = this.type(ahead)
    if (type === Colon || (type !== Not && !type.CATEGORIES?.includes(BinaryOperator))) return false
    const next = this.text(ahead + 1)
    if (this.type(ahead + 1) === Template) return this.sameLine(ahead + 1)
    return (
      next === ',' ||
      next === ')' ||
      next === ']' ||
      next === '}' ||
      (next === '{' && !this.around(ahead + 1).blankBefore)
    )
  }

  /**
   * `>` closes the metacode it stands in, rather than comparing: nothing comparable follows,
   * or no other `>` is left to close it.
   */
  protected closesMetacode(): boolean {
    if (this.around(2).lineBefore) return true
    if (!this.startsOperand(2) && !blankOperands.has(this.type(2)) && this.type(2) !== LeftParenthesis)
      return true
    for (let ahead = 2; !this.atEnd(ahead); ahead++) {
      const text = this.text(ahead)
      if (text === '>') return false
      if (text === ')' || text === ']' || text === '}' || text === ';') return true
      ahead = this.partner(ahead) || ahead
    }
    return true
  }
}
