import { ScriptError } from '../../runtime/script-error.ts'
import { STRING } from '../../values/data-type.ts'
import { int, NULL, string } from '../../values/forms/scalar.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { integer, text, truth, vector, wrongArgument } from '../argument.ts'
import { asColumnOf } from '../as-column.ts'
import { define } from '../define.ts'
import { type FileHandle, fileHandle } from './file-handle.ts'

const encoder = new TextEncoder()

export const readLine = define({
  name: 'readLine',
  signature: 'readLine(handle)',
  kind: 'system',
  doc: 'The next line of a file without its end; at the end of the file a null, of which isVoid is true.',
  examples: [
    ['file("one.txt", "w").writeLine("a,b"); f = file("one.txt"); f.readLine()', 'a,b'],
    ['file("one.txt", "w").writeLine("a"); f = file("one.txt"); f.readLine(); isVoid(f.readLine())', 'true'],
  ],
  run: (_, handle) => {
    const line = fileHandle(handle, 'readLine(handle)').readLine()
    return line === undefined ? NULL : string(line)
  },
})

function linesOf(handle: FileHandle, most: number): string[] {
  const lines: string[] = []
  while (lines.length < most) {
    const line = handle.readLine()
    if (line === undefined) break
    lines.push(line)
  }
  return lines
}

export const readLines = define({
  name: 'readLines',
  signature: 'readLines(handle, [length=1024])',
  kind: 'system',
  doc: 'The next lines of a file, at most `length`.',
  examples: [['file("lines.txt", "w").writeLines(`a`b`c); file("lines.txt").readLines(2)', '["a","b"]']],
  run: (_, handle, length) => {
    const usage = 'readLines(handle, [length=1024])'
    return StringVector.of(linesOf(fileHandle(handle, usage), integer(length, usage, 'length', 1024)))
  },
})

export const readLinesInto = define({
  name: 'readLines!',
  signature: 'readLines!(handle, holder, [offset=0], [length=1])',
  kind: 'system',
  doc: 'Reads lines into a vector of strings, from the element `offset` on, and gives how many there were.',
  examples: [
    [
      'file("lines.txt", "w").writeLines(`a`b`c); y = array(STRING, 4); file("lines.txt").readLines!(y, 1, 2); y',
      '[,"a","b",]',
    ],
  ],
  mutates: [1],
  run: (_, handle, holder, offset, length) => {
    const usage = 'readLines!(handle, holder, [offset=0], [length=1])'
    const target = vector(holder, usage, 'holder')
    if (target.type.category !== 'LITERAL')
      throw wrongArgument(usage, 'holder', 'a vector of strings', holder)
    const start = integer(offset, usage, 'offset', 0)
    const most = integer(length, usage, 'length', 1)
    if (start < 0 || most < 0 || start + most > target.length) {
      throw new ScriptError(`${usage}: the holder has ${target.length} elements, not ${start + most}.`)
    }
    const lines = linesOf(fileHandle(handle, usage), most)
    lines.forEach((line, i) => {
      target.set(start + i, string(line))
    })
    return int(lines.length)
  },
})

export const writeLine = define({
  name: 'writeLine',
  signature: 'writeLine(handle, line, [windowsLineEnding=false])',
  kind: 'system',
  doc: 'Writes a line, and its end, to a file. Gives 1.',
  examples: [['f = file("one.txt", "w"); f.writeLine("hello")', '1']],
  run: (_, handle, line, windows) => {
    const usage = 'writeLine(handle, line, [windowsLineEnding])'
    const end = truth(windows, usage, 'windowsLineEnding', false) ? '\r\n' : '\n'
    fileHandle(handle, usage).write(encoder.encode(text(line, usage, 'line') + end))
    return int(1)
  },
})

export const writeLines = define({
  name: 'writeLines',
  signature: 'writeLines(handle, object, [offset=0], [length], [windowsLineEnding=false])',
  kind: 'system',
  doc: 'Writes the elements of a vector as lines to a file, and gives how many.',
  examples: [
    ['f = file("lines.txt", "w"); f.writeLines(`a`b`c)', '3'],
    ['file("lines.txt", "w").writeLines(`a`b`c, 1, 1); file("lines.txt").readLines()', '["b"]'],
  ],
  run: (_, handle, object, offset, length, windows) => {
    const usage = 'writeLines(handle, object, [offset=0], [length])'
    const given = vector(object, usage, 'object')
    const start = integer(offset, usage, 'offset', 0)
    const count = integer(length, usage, 'length', given.length - start)
    if (start < 0 || count < 0 || start + count > given.length) {
      throw new ScriptError(`${usage}: the object has only ${given.length} elements.`)
    }
    const end = truth(windows, usage, 'windowsLineEnding', false) ? '\r\n' : '\n'
    const lines = asColumnOf(STRING, given.slice(start, start + count)) as StringVector
    fileHandle(handle, usage).write(
      encoder.encode(
        lines
          .texts()
          .map(line => line + end)
          .join(''),
      ),
    )
    return int(count)
  },
})
