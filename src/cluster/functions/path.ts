import { texts } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { files } from '../../runtime/files.ts'
import { bool, Scalar } from '../../values/forms/scalar.ts'
import { bools } from '../../values/vectors/fixed-vector.ts'
import { storeSlot } from '../bridge/store-slot.ts'

// A folder of the distributed file system is a database, or a partition of one.
function existsInStore(context: Context, path: string): boolean {
  const store = context.service(storeSlot)
  const wanted = path.replace(/\/+$/, '')
  const found = store.databases().find(({ path: each }) => wanted === each || wanted.startsWith(`${each}/`))
  if (!found) return false
  if (wanted === found.path) return true
  const partition = wanted.slice(found.path.length)
  return store
    .tables(found.path)
    .flatMap(({ name }) => store.chunks(found.path, name))
    .some(chunk => chunk.path === partition.slice(1) || `${chunk.path}/`.startsWith(`${partition.slice(1)}/`))
}

export const exists = define({
  name: 'exists',
  signature: 'exists(path)',
  kind: 'system',
  doc: 'Whether there is a file or folder at a path, or at each of several; of paths that begin with dfs://, whether there is such a database or partition.',
  examples: [
    ['saveTextFile("x", "there.txt"); exists(["there.txt", "nowhere.txt"])', '[true,false]'],
    ['exists("dfs://thereIsNone")', 'false'],
  ],
  run: (context, path) => {
    const known = texts(path, 'exists(path)', 'path').map(each =>
      each.startsWith('dfs://')
        ? existsInStore(context, each)
        : context.service(files).describe(each) !== undefined,
    )
    return path instanceof Scalar ? bool(known[0]!) : bools(known)
  },
})
