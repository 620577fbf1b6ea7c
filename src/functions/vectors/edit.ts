import type { Context } from '../../runtime/context.ts'
import { ScriptObject } from '../../runtime/script-class.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { INT, isIntegral, isLiteral } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { own, retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { vector, wrongArgument } from '../argument.ts'
import { Builtin, define } from '../define.ts'
import { read } from '../indexing/read.ts'
import { write } from '../indexing/write.ts'
import { overwrite } from '../nulls/nulls.ts'

// Changes in place of parts of a value.

export const remove = define({
  name: 'remove!',
  signature: 'remove!(obj, index)',
  kind: 'system',
  doc: 'Removes the elements at these places, which ascend, in place.',
  examples: [['v = 1..10; v.remove!(1 3 5); v', '[1,3,5,7,8,9,10]']],
  mutates: [0],
  run: (_, x, index) => {
    const usage = 'remove!(obj, index)'
    const target = vector(x, usage, 'obj')
    const given = index instanceof Scalar ? vectorOf([index]) : vector(index, usage, 'index')
    if (given.length > 0 && !isIntegral(given.type))
      throw wrongArgument(usage, 'index', 'an integer or integers', index)
    const places = castFlat(given, INT).data as Int32Array
    places.forEach((place, i) => {
      if (place < 0 || place >= target.length)
        throw new ScriptError(
          `remove!: the index ${place} is out of range, there are ${target.length} elements.`,
        )
      if (i > 0 && place <= places[i - 1]!) throw new ScriptError('remove!: the indices must ascend.')
    })
    const kept = new Int32Array(target.length - places.length)
    for (let i = 0, at = 0, next = 0; i < target.length; i++) {
      if (places[next] === i) next++
      else kept[at++] = i
    }
    overwrite(target, target.gather(kept))
    return target
  },
})

export const fill = define({
  name: 'fill!',
  signature: 'fill!(obj, index, value)',
  kind: 'system',
  doc: 'obj[index] = value: changes elements of a vector or tuple, columns of a matrix or table, values of a dictionary, in place. Of a matrix, a tuple is an index of rows and one of columns.',
  examples: [
    ['a = 1 2 3 4; a.fill!(0 1, 10 11); a', '[10,11,3,4]'],
    ['m = 1..4$2:2; m.fill!((1, 0), 9); flatten(m)', '[1,9,3,4]'],
  ],
  mutates: [0],
  run: (context, x, index, value) => write(context, x!, dimensionsOf(index), retain(value!)),
})

// A place that is left out of a tuple means all of that dimension.
function dimensionsOf(index: Value | undefined): (Value | undefined)[] {
  if (!(index instanceof Tuple)) return [index]
  const items = index.items.map(item =>
    item instanceof Scalar && item.type.category === 'VOID' ? undefined : item,
  )
  return items.length === 1 ? [items[0], undefined] : items
}

/** A place inside a tuple, dictionary or object, and what is there. */
function changeMember(
  context: Context,
  holder: Value,
  path: readonly Value[],
  change: (member: Value) => void,
): void {
  const [first, ...rest] = path
  const member = own<Value>(memberAt(context, holder, first!))
  if (rest.length > 0) changeMember(context, member, rest, change)
  else change(member)
  if (holder instanceof ScriptObject) holder.set(attributePlace(holder, first!), member)
  else write(context, holder, [first], member)
}

function memberAt(context: Context, holder: Value, index: Value): Value {
  if (holder instanceof ScriptObject) return holder.values[attributePlace(holder, index)]!
  if (!(holder instanceof Tuple || holder instanceof Dictionary))
    throw wrongArgument('memberModify!(obj, function, indices)', 'obj', 'a tuple or dictionary', holder)
  if (holder instanceof Dictionary) {
    const value = index instanceof Scalar ? holder.get(index.raw) : undefined
    if (value) return value
    throw new ScriptError('memberModify!: the dictionary has no such key.')
  }
  return read(context, holder, [index])
}

function attributePlace(object: ScriptObject, index: Value): number {
  const name = index instanceof Scalar && isLiteral(index.type) ? (index.raw as string) : ''
  const place = object.placeOf(name)
  if (place >= 0) return place
  throw new ScriptError(`memberModify!: the class ${object.class.name} has no attribute ${name}.`)
}

export const memberModify = define({
  name: 'memberModify!',
  signature: 'memberModify!(obj, function, indices, [parameters])',
  kind: 'system',
  doc: 'Calls a built-in that changes its first argument, such as append!, on members of a tuple, dictionary or object. A vector of indices means several members, each of which gets its element of the parameters; a tuple leads into what members hold. A tuple of parameters are several arguments.',
  examples: [
    ['a = (1 2, 3 4 5); memberModify!(a, append!, 0, 3 4); a', '([1,2,3,4],[3,4,5])'],
    ['c = (1, [1 2 3, 4 5]); c.memberModify!(append!, (1, 0), 6); c', '(1,([1,2,3,6],[4,5]))'],
  ],
  mutates: [0],
  run: (context, x, callee, indices, parameters) => {
    const usage = 'memberModify!(obj, function, indices)'
    if (!(callee instanceof Builtin) || !callee.isMutable(0))
      throw wrongArgument(usage, 'function', 'a built-in that changes its first argument', callee)
    const several = indices instanceof Vector && !(indices instanceof Tuple)
    const paths = several
      ? Array.from({ length: indices.length }, (_, i) => [indices.get(i)])
      : [indices instanceof Tuple ? indices.items : [indices!]]
    paths.forEach((path, i) => {
      const args =
        several && parameters instanceof Vector && parameters.length === paths.length
          ? [parameters.get(i)]
          : argumentsOf(parameters)
      changeMember(context, x!, path, member => {
        callee.invoke(context, [member, ...args.map(arg => retain(arg))])
      })
    })
    return x instanceof ScriptObject ? NOTHING : x!
  },
})

function argumentsOf(parameters: Value | undefined): readonly Value[] {
  if (parameters === undefined) return []
  return parameters instanceof Tuple ? parameters.items : [parameters]
}
