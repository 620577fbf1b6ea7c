import { asking, bridgeSlot } from '../../engine/bridge/bridge.ts'
import { text, texts, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { isFloating, isIntegral, isLiteral } from '../../values/data-type.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'

const ask = asking('privileges')

// A privilege by its constant or by name.
function accessType(value: Value | undefined, usage: string): number | string {
  if (value instanceof Scalar && !value.isNull) {
    if (isIntegral(value.type)) return Number(value.raw)
    if (isLiteral(value.type)) return value.raw as string
  }
  throw wrongArgument(usage, 'accessType', 'a privilege such as TABLE_READ', value)
}

// Names; null: all; a number where a limit is meant.
function objectsOf(value: Value | undefined, usage: string): string[] | number | null {
  if (value === undefined || (value instanceof Scalar && value.type.name === 'VOID')) return null
  if (value instanceof Scalar && !value.isNull && (isIntegral(value.type) || isFloating(value.type))) {
    return Number(value.raw)
  }
  return texts(value, usage, 'objs')
}

const change = (name: 'grant' | 'deny' | 'revoke', doc: string, examples: readonly [string, string][]) =>
  define({
    name,
    signature: `${name}(userId, accessType, [objs])`,
    kind: 'system',
    doc,
    examples,
    run: (context, holder, type, objects) => {
      const usage = `${name}(userId, accessType, [objs])`
      ask(context, name, text(holder, usage, 'userId'), accessType(type, usage), objectsOf(objects, usage))
      return NOTHING
    },
  })

export const grant = change(
  'grant',
  'Gives a user or group a privilege, on all objects or on those named; or a limit of memory or partitions.',
  [
    [
      'createUser(`granted, "Qb0507#$"); grant(`granted, TABLE_READ, "*"); exec ACCESS_READ from getUserAccess(`granted)',
      '["allow"]',
    ],
  ],
)

export const deny = change(
  'deny',
  'Denies a user or group a privilege, whatever else allows it, on all objects or on those named.',
  [],
)

export const revoke = change(
  'revoke',
  'Takes back what was granted or denied on these objects and on parts of them. What was said of wider ones stays.',
  [],
)

export const getUserAccess = define({
  name: 'getUserAccess',
  signature: 'getUserAccess([userIds], [finalAccess=false])',
  kind: 'system',
  doc: 'A table of privileges, a row a user: his own, or with finalAccess=true with those of his groups. Of others: for administrators.',
  examples: [['exec isAdmin from getUserAccess()', '[true]']],
  run: (context, users, final) => {
    const usage = 'getUserAccess([userIds], [finalAccess=false])'
    const isNone = users === undefined || (users instanceof Scalar && users.isNull)
    const names = isNone ? null : texts(users, usage, 'userIds')
    const table = ask(context, 'userAccess', names, truth(final, usage, 'finalAccess', false))
    return fromTransferable(table)
  },
})

export const getGroupAccess = define({
  name: 'getGroupAccess',
  signature: 'getGroupAccess(groupIds)',
  kind: 'system',
  doc: 'A table of groups’ members and privileges. For administrators.',
  examples: [],
  run: (context, groups) => {
    const names = texts(groups, 'getGroupAccess(groupIds)', 'groupIds')
    return fromTransferable(ask(context, 'groupAccess', names))
  },
})

export const addAccessControl = define({
  name: 'addAccessControl',
  signature: 'addAccessControl(table)',
  kind: 'system',
  doc: 'From now on a shared table is for who shared it, for administrators, and for whom they grant TABLE_READ or TABLE_WRITE on its name.',
  examples: [['share table(1 2 as x) as guarded; addAccessControl(guarded); exec sum(x) from guarded', '3']],
  run: (context, table) => {
    const name = table instanceof Table ? table.sharedName : null
    if (name === null) throw wrongArgument('addAccessControl(table)', 'table', 'a shared table', table)
    context.service(bridgeSlot).call('shared access', 'guard', name)
    return NOTHING
  },
})
