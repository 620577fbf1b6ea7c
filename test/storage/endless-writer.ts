// Run by process.test.ts: writes the numbers from argv[3] on into two chunks at once, and prints each that is committed.
import { writeSync } from 'node:fs'
import { realHost } from '../../src/host/real/host.ts'
import { Store } from '../../src/storage/store.ts'
import { ints } from '../../src/values/vectors/fixed-vector.ts'

const [folder, first] = process.argv.slice(2)
const store = await Store.open(realHost(), folder!, { inlineBytes: 1000 })
for (let number = Number(first); ; number++) {
  const transaction = store.begin()
  // Now a file, now a few bytes in the catalog.
  const count = number % 3 === 0 ? 500 : 1
  for (const path of ['1', '2']) {
    const rows = ints(Array(count).fill(number))
    await transaction.append('dfs://test', 'pt', path, [ints(Array(count).fill(Number(path))), rows])
  }
  await transaction.commit()
  writeSync(1, `${number}\n`)
}
