import type { DataType } from '../data-type.ts'
import { FunctionValue } from './function-value.ts'
import { SystemObject } from './system-object.ts'
import { TableValue } from './table-value.ts'

// What another thread's functions, handles and distributed tables are here: they can be shown, and nothing else.

export class ForeignFunction extends FunctionValue {
  readonly name: string
  readonly #text: string

  constructor(name: string, text: string) {
    super()
    this.name = name
    this.#text = text
  }

  describe(): string {
    return this.#text
  }
}

export class ForeignObject extends SystemObject {
  readonly type: DataType
  readonly #text: string

  constructor(type: DataType, text: string) {
    super()
    this.type = type
    this.#text = text
  }

  describe(): string {
    return this.#text
  }
}

export class ForeignTable extends TableValue {
  readonly names: readonly string[]
  readonly types: readonly DataType[]
  readonly describe: string

  constructor(names: readonly string[], types: readonly DataType[], describe: string) {
    super()
    this.names = names
    this.types = types
    this.describe = describe
  }
}
