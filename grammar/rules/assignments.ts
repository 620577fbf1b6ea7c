import type { IToken } from 'chevrotain'
import { unexpected } from '../messages.ts'
import { Ampersand, AssignmentOperator, Comma, Equal, keywords } from '../tokens/tokens.ts'
import type { Assignment, Expression, Statement } from '../tree/ast.ts'
import { spanOver } from './links.ts'
import { SchemaRules } from './schemas.ts'

/** Expressions standing alone, and assignments. */
export class AssignmentRules extends SchemaRules {
  /** `a, b`: several values are a tuple. `f(x) as y` is f(x). */
  protected readonly values = this.RULE('values', (): Expression => {
    const items = [this.SUBRULE(this.namedExpression)]
    this.MANY(() => {
      this.CONSUME(Comma)
      items.push(this.SUBRULE2(this.namedExpression))
    })
    return this.ACTION(() =>
      items.length === 1 ? items[0]! : { kind: 'tuple', span: spanOver(items[0]!, items.at(-1)!), items },
    )
  })

  protected readonly constant = this.RULE('constant', (): Assignment => {
    const start = this.CONSUME(keywords.const)
    const target = this.SUBRULE(this.name)
    this.CONSUME(Equal)
    const value = this.SUBRULE(this.values)
    return this.ACTION(() => this.assignment(start.startOffset, [target], '', value, { constant: true }))
  })

  protected readonly referenceAssignment = this.RULE('referenceAssignment', (): Assignment => {
    const start = this.CONSUME(Ampersand)
    const target = this.SUBRULE(this.name)
    this.CONSUME(Equal)
    const value = this.SUBRULE(this.values)
    return this.ACTION(() => this.assignment(start.startOffset, [target], '', value, { byReference: true }))
  })

  // assignment := expression {',' expression} ('=' | '+=' | …) values
  protected readonly expressionOrAssignment = this.RULE('expressionOrAssignment', (): Statement => {
    const first = this.SUBRULE(this.expression)
    const targets = [first]
    const commas: IToken[] = []
    this.MANY(() => {
      commas.push(this.CONSUME(Comma))
      targets.push(this.SUBRULE2(this.expression))
    })
    const assigned = this.OPTION(() => {
      const sign = this.CONSUME(AssignmentOperator)
      const named = this.ACTION(() => this.targetsOf(targets))
      return { sign, named, value: this.SUBRULE(this.values) }
    })
    return this.ACTION(() => {
      if (assigned !== undefined)
        return this.assignment(
          first.span.start,
          assigned.named,
          assigned.sign.image.slice(0, -1),
          assigned.value,
        )
      if (targets.length > 1) this.failAtComma(commas[0]!)
      return { kind: 'expressionStatement', span: first.span, value: first }
    })
  })

  // Without what is assigned, the comma is what can't be there; unless more may come.
  private failAtComma(comma: IToken): never {
    return this.atEnd(1) && this.text(0) === ','
      ? this.fail(unexpected(this.LA(1)))
      : this.fail(unexpected(comma), comma)
  }

  // `(a, b) = f()` names its targets as `a, b = f()` does.
  protected targetsOf(read: readonly Expression[]): readonly Expression[] {
    const [first] = read
    const targets = read.length === 1 && first?.kind === 'tuple' ? first.items : read
    for (const target of targets) {
      if (target?.kind !== 'name' && target?.kind !== 'index' && target?.kind !== 'member') {
        this.fail(unexpected(this.LA(0)), this.LA(0))
      }
    }
    return targets as readonly Expression[]
  }

  protected assignment(
    start: number,
    targets: readonly Expression[],
    operator: string,
    value: Expression,
    how: { constant?: boolean; byReference?: boolean } = {},
  ): Assignment {
    for (const target of targets) if (target.kind === 'name') this.declareTarget(target.name, value)
    return {
      kind: 'assignment',
      span: { start, end: value.span.end },
      targets,
      operator,
      value,
      byReference: how.byReference ?? false,
      constant: how.constant ?? false,
    }
  }

  // `f = def(x){…}` makes f a function as much as `def f(x){…}` does.
  protected declareTarget(name: string, value: Expression): void {
    if (value.kind === 'function')
      this.declareFunction(name, { least: value.parameters.length, most: value.parameters.length })
    else if (value.kind === 'partial' || value.kind === 'template')
      this.declareFunction(name, { least: 1, most: 9 })
    else this.declareVariable(name)
  }
}
