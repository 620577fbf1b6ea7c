import type { QueryRunner } from '../runtime/query.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { change } from './change.ts'
import { runQuery } from './query.ts'

/** SQL over tables in memory and elsewhere, for compiled scripts. */
export const queryRunner: QueryRunner = {
  select: runQuery,
  change,
  define() {
    throw new ScriptError('create, drop and alter are being built.')
  },
}
