/**
 * `npm run fuzz [-- --seed 7 --cases 100000 --case 123]`: random scripts and calls through parser and engine. `--case` shows and runs one
 * case of a seed's story.
 */
import { parseArgs } from 'node:util'
import { makeCase } from './cases.ts'
import { fuzz } from './fuzz-pool.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    cases: { type: 'string', default: '100000' },
    case: { type: 'string' },
    limit: { type: 'string', default: '20' },
  },
})
const seed = Number(values.seed)
const from = Number(values.case ?? 0)
const to = values.case ? from + 1 : Number(values.cases)
if (values.case) console.log(makeCase(seed, from).text)

const start = performance.now()
const { complaints, done } = await fuzz({ seed, from, to, limit: Number(values.limit) })
for (const { index, text, complaint } of complaints) {
  console.log(
    `---- seed ${seed}, case ${index}\n${text}\n==>\n${complaint.split('\n').slice(0, 6).join('\n')}\n`,
  )
}
console.log(
  `seed ${seed}: ${done} cases, ${complaints.length} complaints, ${((performance.now() - start) / 1000).toFixed(0)} s`,
)
process.exit(complaints.length === 0 ? 0 : 1)
