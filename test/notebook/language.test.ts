import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from '../../grammar/parser.ts'
import { chinese } from '../../notebook/language/chinese.ts'
import { chineseParameters } from '../../notebook/language/chinese-parameters.ts'
import { english } from '../../notebook/language/english.ts'
import { scriptMessages } from '../../notebook/language/script-messages.ts'
import { serverMessages } from '../../notebook/language/server-messages.ts'
import { syntaxMessages } from '../../notebook/language/syntax-messages.ts'
import { toldInChinese, toldInEnglish } from '../../notebook/language/told.ts'
import { parameters } from '../../src/cluster/config/parameters.ts'
import { run } from '../check.ts'

const put = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort()

test('both languages put the same into their texts, and neither lacks one', () => {
  for (const [name, text] of Object.entries(english)) {
    const other = chinese[name as keyof typeof english]
    assert.notEqual(other, '', name)
    assert.deepEqual(put(other), put(text), name)
  }
})

test('what each parameter of the configuration means is there in Chinese', () => {
  assert.deepEqual(Object.keys(chineseParameters).sort(), [...parameters.keys()].sort())
  for (const [name, text] of Object.entries(chineseParameters)) assert.match(text, /[\u4e00-\u9fff]/, name)
})

test('what values of parameters must be is told in Chinese', () => {
  for (const { name, kind } of parameters.values())
    assert.match(toldInChinese(kind.expected), /[\u4e00-\u9fff]|^Raft$|^raft$/, name)
})

test('every message that is translated is one that the server has', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const files = [
    'grammar',
    'src/server',
    'src/cluster',
    'src/client',
    'src/functions',
    'src/engine',
    'src/runtime',
    'src/values',
    'src/compiler',
    'src/sql',
    'notebook/node',
  ]
  const source = files
    .flatMap(folder =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(name =>
        join(root, folder, name),
      ),
    )
    .filter(path => path.endsWith('.ts'))
    .map(path => readFileSync(path, 'utf8').replaceAll("\\'", "'"))
    .join('\n')
  for (const [message, translation] of [...serverMessages, ...syntaxMessages, ...scriptMessages]) {
    assert.deepEqual(put(translation), put(message), message)
    for (const part of message.split(/\{\w+\}/)) {
      // What a plural or a hint adds is put together by the server.
      const fixed = part
        .replace(/(letter|digit|character)s\.$/, '$1')
        .replace(/^( \w+)+\.$/, '')
        .replace(/^: /, '')
        .trim()
      const words = fixed.split(/(?<=\.) |,$|(?= of at least| from)/).filter(piece => piece.length > 3)
      for (const piece of words) assert.ok(source.includes(piece), `${message}: “${piece}” is nowhere said`)
    }
  }
})

test('a message is told without the function that the page called, in Chinese if it is known', () => {
  assert.equal(toldInEnglish('changePwd(oldPwd, newPwd) => The password is empty.'), 'The password is empty.')
  assert.equal(toldInChinese('changePwd => The password is empty.'), '密码为空。')
  assert.equal(
    toldInChinese('maxMemSize=much: a number of at least 0 is expected.'),
    'maxMemSize=much：应为不小于 0 的数。',
  )
  assert.equal(
    toldInChinese('startDataNode => datanode2: It ended at once (exit 1). | line one\n| line two'),
    'datanode2：启动后立即退出（exit 1）。| line one\n| line two',
  )
  assert.equal(toldInChinese('Something new.'), 'Something new.')
})

test('what a script lacks is told in Chinese, while it is typed and when it is run', () => {
  const [fault] = parse('x = wavg(a, ').errors
  assert.equal(toldInChinese(fault.message), '应为 )，但遇到 脚本的结尾')
  assert.equal(
    toldInChinese(String(fault)),
    `语法错误：[第 1 行] 应为 )，但遇到 the end of the script\n${fault.excerpt}`,
  )
  for (const script of ['select from from t', '"abc', '/* a', 'select top a b from t', 'x = {', '￥'])
    for (const { message } of parse(script).errors) assert.notEqual(toldInChinese(message), message, script)
})

const wrong = [
  ['nothere', '语法错误：[第 1 行] 无法识别 nothere'],
  ['select b from table(1 2 as a)', '无法识别列名 [b]'],
  ['msum(1)', '语法错误：[第 1 行] 函数 [msum] 需要 2 至 3 个参数，但实际给出了 1 个'],
  ['1 2 3 + 1 2', '向量长度不一致：3 和 2。'],
  ['sum(`a`b)', '函数 [sum] 不能聚合 STRING。'],
  ['rand("a", 3)', '用法：rand(X, count)。X 应为正数或向量，而不是 STRING 标量。'],
  ['loadTable("dfs://nope", "t")', '没有数据库 dfs://nope。'],
  ['x = 1..3\nx[5] = 1', '下标越界：共有 3 个元素。'],
  ['use nomodule', '找不到模块 nomodule。'],
] as const

test('what scripts do wrong most often is told in Chinese', async () => {
  for (const [script, told] of wrong) {
    const { error } = await run(script)
    assert.equal(toldInChinese(error!).split('\n')[0], told)
  }
})
