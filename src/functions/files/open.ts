import { Closable } from '../../runtime/closable.ts'
import { files } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { INT } from '../../values/data-type.ts'
import { long, NOTHING, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { integer, text, truth } from '../argument.ts'
import { define } from '../define.ts'
import { FileHandle, type FileMode, fileHandle, fileModes } from './file-handle.ts'

export const file = define({
  name: 'file',
  signature: 'file(name, [mode="r"], [isLittleEndian=true])',
  kind: 'system',
  doc: 'Opens a file: "r" to read, "w" to write anew, "a" to append, with a "+" to do both. Scripts can use files in the working folder of the node, and in the folders files and modules of its home.',
  examples: [
    [
      'f = file("hello.txt", "w"); f.writeLine("hello world!"); f.close(); file("hello.txt").readLine()',
      'hello world!',
    ],
  ],
  run: (context, name, mode, littleEndian) => {
    const usage = 'file(name, [mode="r"], [isLittleEndian])'
    const way = text(mode, usage, 'mode', 'r')
    if (!fileModes.includes(way)) {
      throw new ScriptError(`Usage: ${usage}. mode should be one of ${fileModes.join(', ')}, not "${way}".`)
    }
    return new FileHandle(
      context.service(files),
      text(name, usage, 'name'),
      way as FileMode,
      truth(littleEndian, usage, 'isLittleEndian', true),
    )
  },
})

export const close = define({
  name: 'close',
  signature: 'close(X)',
  kind: 'system',
  doc: 'Closes a file, or a connection to another node.',
  examples: [
    [
      'f = file("closed.txt", "w"); f.close(); try { f.writeLine("x") } catch (ex) { print ex[1] }',
      'The file handle is closed.',
    ],
  ],
  run: (context, handle) => {
    if (handle instanceof Closable) handle.close(context)
    else fileHandle(handle, 'close(X)').close()
    return NOTHING
  },
})

// The places are names in scripts, and 0, 1, 2 where they are constants.
const places = ['HEAD', 'CURRENT', 'TAIL'] as const

function placeOf(value: Value | undefined): (typeof places)[number] {
  if (value === undefined) return 'CURRENT'
  if (value instanceof Scalar && value.type === INT) {
    const place = places[value.raw as number]
    if (place) return place
  }
  const name = text(value, 'seek(handle, offset, [mode])', 'mode').toUpperCase()
  const place = places.find(each => each === name)
  if (place) return place
  throw new ScriptError(`seek: mode is HEAD, CURRENT or TAIL, not ${name}.`)
}

export const seek = define({
  name: 'seek',
  signature: 'seek(handle, offset, [mode=CURRENT])',
  kind: 'system',
  doc: 'Moves the cursor of a file, from its beginning (HEAD), its end (TAIL) or where it is, and gives where it is then.',
  examples: [['f = file("sought.txt", "w+"); f.writeLine("abc"); f.seek(1, HEAD); f.readLine()', 'bc']],
  run: (_, handle, offset, mode) => {
    const usage = 'seek(handle, offset, [mode])'
    return long(BigInt(fileHandle(handle, usage).seek(integer(offset, usage, 'offset'), placeOf(mode))))
  },
})

export const fflush = define({
  name: 'fflush',
  signature: 'fflush(obj)',
  kind: 'system',
  doc: 'Gives what was written to a file to the system. Every write does that already.',
  examples: [
    ['f = file("flushed.txt", "w"); f.writeLine("x"); f.fflush(); file("flushed.txt").readLine()', 'x'],
  ],
  run: (_, handle) => {
    fileHandle(handle, 'fflush(obj)')
    return NOTHING
  },
})
