import type { Expression, Statement } from '../../../grammar/tree/ast.ts'
import { CODE } from '../data-type.ts'
import type { Value } from '../value.ts'

/** Finds what a name in metacode stands for where the metacode was written; undefined: not there. */
export type Lookup = (name: string) => Value | undefined

/** Metacode: a tree, and the variables around it. `lookup` is null where there were only the session's. */
export class Code {
  readonly node: Expression | Statement
  readonly lookup: Lookup | null
  /** Names that mean something else where it will run: columns. They are not taken along to another node. */
  readonly unbound: ((name: string) => boolean) | null

  constructor(
    node: Expression | Statement,
    lookup: Lookup | null = null,
    unbound: ((name: string) => boolean) | null = null,
  ) {
    this.node = node
    this.lookup = lookup
    this.unbound = unbound
  }

  get form(): 'code' {
    return 'code'
  }

  get type() {
    return CODE
  }
}
