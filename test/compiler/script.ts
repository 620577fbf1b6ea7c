import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Compiler } from '../../src/compiler/compiler.ts'
import { builtins } from '../../src/functions/builtins.ts'
import { Context } from '../../src/runtime/context.ts'
import { queries } from '../../src/runtime/query.ts'
import { ScriptError } from '../../src/runtime/script-error.ts'
import { type ScriptFile, scriptFiles } from '../../src/runtime/script-files.ts'
import { queryRunner } from '../../src/sql/runner.ts'
import { display } from '../../src/values/format/format.ts'

const registry = builtins()

/** A session by itself: no engine, no store. `files` are modules (`a/b`) and scripts by path. */
export class ScriptSession {
  readonly context: Context
  readonly compiler: Compiler
  readonly cancelFlag = new Int32Array(new SharedArrayBuffer(4))
  readonly printed: string[] = []
  #nanoseconds = 0n

  constructor(files: Readonly<Record<string, string>> = {}, shared?: Context['shared']) {
    this.context = new Context(
      {
        print: text => this.printed.push(text),
        now: () => 0n,
        // Every look at the clock finds it a millisecond later.
        monotonic: () => (this.#nanoseconds += 1_000_000n),
        sleep: () => {},
        cancelFlag: this.cancelFlag,
        seeds: () => [1, 2, 3, 4],
      },
      shared,
    )
    this.compiler = new Compiler(this.context, registry)
    this.context.evaluator = this.compiler
    this.context.provide(queries, queryRunner)
    const file = (path: string): ScriptFile | undefined =>
      files[path] === undefined ? undefined : { path, text: files[path] }
    this.context.provide(scriptFiles, {
      module: path => file(path.join('/')),
      saveModule: () => {
        throw new ScriptError('These modules are on no disk.')
      },
      writeModule: () => {
        throw new ScriptError('These modules are on no disk.')
      },
      read: path => {
        const found = file(path)
        if (!found) throw new ScriptError(`Can't read ${path}.`)
        return found
      },
    })
  }

  /** What the script prints and its statements show, line by line; an error ends it as `!message <the place>`. */
  run(script: string): string {
    const before = this.printed.length
    try {
      this.compiler.execute(script, value => {
        if (value) this.printed.push(display(value))
      })
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error
      this.printed.push(`!${error.message} <${placeOf(error)}>`)
    }
    return this.printed.slice(before).join('\n')
  }
}

export const placeOf = ({ source, span }: ScriptError): string =>
  source === null || span === null ? 'nowhere' : source.slice(span.start, span.end)

/** Scripts and what they print, each in a session of its own. */
export function rows(title: string, cases: readonly (readonly [script: string, prints: string])[]): void {
  test(title, () => {
    for (const [script, prints] of cases) {
      assert.equal(new ScriptSession().run(script), prints, script)
    }
  })
}
