import { type FoundFile, files } from '../../runtime/files.ts'
import { TIMESTAMP } from '../../values/data-type.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { bools, FixedVector, longs } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { text, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { likeTest } from '../strings/like.ts'

export const mkdir = define({
  name: 'mkdir',
  signature: 'mkdir(directory)',
  kind: 'system',
  doc: 'Makes a folder, with its parents.',
  examples: [['mkdir("made/here"); exists("made/here")', 'true']],
  run: (context, directory) => {
    context.service(files).makeFolder(text(directory, 'mkdir(directory)', 'directory'))
    return NOTHING
  },
})

export const rmdir = define({
  name: 'rmdir',
  signature: 'rmdir(dir, [recursive=false], [keepRootDir=false])',
  kind: 'system',
  doc: 'Removes an empty folder; with recursive=true all that is in it too, and with keepRootDir=true only that.',
  examples: [['mkdir("gone/inner"); rmdir("gone", true); exists("gone")', 'false']],
  run: (context, directory, recursive, keepRoot) => {
    const usage = 'rmdir(dir, [recursive=false], [keepRootDir=false])'
    const all = truth(recursive, usage, 'recursive', false)
    const keep = truth(keepRoot, usage, 'keepRootDir', false)
    if (keep && !all) throw wrongArgument(usage, 'recursive', 'true where keepRootDir is', recursive)
    context.service(files).removeFolder(text(directory, usage, 'dir'), all, keep)
    return NOTHING
  },
})

export const rm = define({
  name: 'rm',
  signature: 'rm(filename)',
  kind: 'system',
  doc: 'Removes a file.',
  examples: [['file("removed.txt", "w").close(); rm("removed.txt"); exists("removed.txt")', 'false']],
  run: (context, name) => {
    context.service(files).remove(text(name, 'rm(filename)', 'filename'))
    return NOTHING
  },
})

/** A table of files and folders, in order of their names. */
function listing(found: readonly FoundFile[]): Table {
  const moments = (times: readonly number[]) =>
    FixedVector.of(
      TIMESTAMP,
      times.map(time => BigInt(time)),
    )
  return new Table(
    ['filename', 'isDir', 'fileSize', 'lastAccessed', 'lastModified'],
    [
      StringVector.of(found.map(each => each.name)),
      bools(found.map(each => each.isFolder)),
      longs(found.map(each => BigInt(each.bytes))),
      moments(found.map(each => each.accessed)),
      moments(found.map(each => each.modified)),
    ],
  )
}

export const filesIn = define({
  name: 'files',
  signature: 'files(directory, [pattern])',
  kind: 'table',
  doc: 'What is in a folder, or what of it has a name like the pattern: a table of names, sizes and times.',
  examples: [
    [
      'mkdir("listed"); saveTextFile("abc", "listed/a.txt"); select filename, isDir, fileSize from files("listed")',
      'filename isDir fileSize\n-------- ----- --------\na.txt    false 3',
    ],
  ],
  run: (context, directory, pattern) => {
    const usage = 'files(directory, [pattern])'
    const found = context.service(files).list(text(directory, usage, 'directory'))
    if (pattern === undefined) return listing(found)
    const named = likeTest(text(pattern, usage, 'pattern'), true)
    return listing(found.filter(each => named(each.name)))
  },
})
