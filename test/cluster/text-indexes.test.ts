import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSession } from '../check.ts'

const session = openSession()

/** What a script prints, or its error; all tests share a store. */
function shown(script: string): string {
  const { printed, error } = session.run(script)
  return error === undefined ? printed : `error: ${error}`
}

// The texts of the documentation's examples.
const REMARKS = `["There are some apples and oranges.", "Mike likes apples.", "Alice likes oranges.",
  "Mike gives Alice an apple.", "Alice gives Mike an orange.", "John likes peaches, so he does not give them to anyone.",
  "Mike, can you give me some apples?", "Alice, can you give me some oranges?", "Mike traded an orange for an apple with Alice."]`
const KEYS = 'table([1,1,1,2,2,2,3,3,3] as id1, [1,2,3,1,2,3,1,2,3] as id2'

test('words of a column with a text index are found as documented', () => {
  shown(`t = ${KEYS}, ${REMARKS} as remark)
    db = database(directory="dfs://textDB", partitionType=VALUE, partitionScheme=[1,2,3], engine="PKEY")
    pt = createPartitionedTable(dbHandle=db, table=t, tableName="pt", partitionColumns="id1", primaryKey=\`id1\`id2,
      indexes={"remark":"textindex(parser=english, full=false, lowercase=true, stem=true)"})
    pt.tableInsert(t)`)
  const documented: readonly (readonly [condition: string, rows: string])[] = [
    ['matchAll(textCol=remark, terms="apple orange")', '11 33'],
    ['matchAny(textCol=remark, terms="apple orange")', '11 12 13 21 22 31 32 33'],
    ['matchPhrase(remark, "give Mike")', '22'],
    ['matchPhrasePrefix(remark, "give", "mi")', '22'],
    ['matchPhraseSuffix(remark, "ke", "give")', '21'],
    ['matchPhraseInfix(remark, "ke", "give", "al")', '21'],
    ['matchPrefix(remark, "app")', '11 12 21 31 33'],
    ['matchSuffix(remark, "ke")', '12 13 21 22 23 31 33'],
    ['matchPrefixSuffix(remark, "m", "ke")', '12 21 22 31 33'],
    ['matchSpan(remark, "mike apple", 2)', '12 21 33'],
    ['matchUnorderedSpan(remark, "apple mike", 2)', '12 21 33'],
    ['matchFuzzy(textCol=remark, term="make", minimumSimilarity=0.6, prefixLength=1)', '12 21 22 31 33'],
  ]
  for (const [condition, rows] of documented) {
    const keys = (where: string) =>
      shown(`found = exec string(10 * id1 + id2) from pt where ${where}; concat(found, " ")`)
    assert.equal(keys(condition), rows, condition)
    assert.equal(keys(`id1 > 1, ${condition}`), rows.replace(/1\d ?/g, '').trim(), condition)
  }
  assert.equal(shown('exec count(*) from pt where matchAny(remark, "the such")'), '0')
  assert.equal(
    shown('select count(*) as n from pt where matchAny(remark, "orange") group by id1').split('\n').length,
    5,
  )
  shown('update pt set remark = "pears" where matchPhrase(remark, "give Mike")')
  assert.equal(shown('exec id2 from pt where remark.matchAny("pear")'), '[2]')
  shown('delete from pt where matchAny(remark, "pear peach")')
  assert.equal(shown('exec count(*) from pt'), '7')
})

test('a text index is declared in SQL, with any parser that is there', () => {
  shown(`create database "dfs://texts" partitioned by HASH([INT, 3]), engine="PKEY"
    create table "dfs://texts"."pt" (
      col0 INT, col1 INT,
      english STRING [indexes="textIndex(parser=english,full=true,lowercase=true,stem=false)"],
      mixed STRING [indexes="textindex(parser=mixed)"],
      whole STRING [indexes="textindex(parser=none)"],
      plain STRING) partitioned by col0, primaryKey=\`col0\`col1
    go
    pt = loadTable("dfs://texts", "pt")
    pt.append!(table(1 2 3 as a, 1 2 3 as b,
      ["The picnic basket was filled with juicy apple slices and ripe banana", "enjoying the warmth of the summer day", "Darkness"] as e,
      ["武汉市长江大桥 is long", "关税提高通过增加进口商品价格", "通货膨胀"] as m,
      ["apple is delicious", "apple", ""] as w, \`a\`b\`c as p))`)
  const found = (where: string) => shown(`exec col0 from pt where ${where} order by col0`)
  assert.equal(found('matchPhrasePrefix(english, "filled with juicy", "ap")'), '[1]')
  assert.equal(found('matchPhraseInfix(english, "th", "of the summer", "da")'), '[2]')
  assert.equal(found('matchSpan(english, "enjoying the summer day", 0)'), '[]')
  assert.equal(found('matchUnorderedSpan(english, "day summer the enjoying", 1)'), '[2]')
  assert.equal(found('matchAny(english, "dark")'), '[]')
  assert.equal(found('matchPrefix(english, "Dark")'), '[3]')
  assert.equal(found('matchAny(mixed, "关税")'), '[2]')
  assert.equal(found('matchAll(mixed, "长江 LONG")'), '[1]')
  assert.equal(found('matchPhrase(mixed, "长江大桥")'), '[1]')
  assert.equal(found('matchAny(mixed, "长桥")'), '[]')
  assert.equal(found('matchAny(whole, "apple")'), '[2]')
  assert.equal(found('matchAny(whole, "apple is delicious")'), '[1]')
  assert.equal(found('whole in ["apple", "apple is delicious"]'), '[1,2]')
  assert.match(found('matchAny(plain, "a")'), /plain|no column with a text index/)
  assert.match(shown('matchAny(["a"], "a")'), /no column with a text index/)
  assert.match(found('matchAny(english, "a", "score")'), /scores are not computed/)
})

test('indexes that can not be are refused', () => {
  shown(`t = table(1 as id, "a" as s, 1 as x, symbol([\`b]) as sym)
    pkey = database("dfs://refusedIndexes", VALUE, 1..2, engine="PKEY")
    olap = database("dfs://ignoredIndexes", VALUE, 1..2)`)
  const made = (index: string) =>
    shown(`pkey.createPartitionedTable(t, "t", "id", primaryKey="id", indexes={${index}})`)
  assert.match(made('"s": "textindex(parser=chinese)"'), /parser chinese is not there/)
  assert.match(made('"s": "textindex(lowercase=true)"'), /needs a parser/)
  assert.match(made('"s": "textindex(parser=english, color=red)"'), /no color/)
  assert.match(
    made('"x": "textindex(parser=english)"'),
    /x of type INT can't have the index .*STRING and BLOB/,
  )
  assert.match(made('"sym": "textindex(parser=english)"'), /STRING and BLOB/)
  assert.match(made('"s": "btree"'), /indexes are textindex\(…\), bloomfilter/)
  assert.match(made('"other": "bloomfilter"'), /no column other/)
  shown('pkey.createPartitionedTable(t, "t", "id", primaryKey="id", indexes={"x": "bloomfilter"}).append!(t)')
  assert.equal(shown('exec s from loadTable("dfs://refusedIndexes", "t") where x = 1'), '["a"]')
  shown('olap.createPartitionedTable(t, "t", "id", indexes={"s": "textindex(parser=english)"}).append!(t)')
  assert.match(
    shown('exec s from loadTable("dfs://ignoredIndexes", "t") where matchAny(s, "a")'),
    /no column with a text index/,
  )
})

test('English words lose their endings as the Snowball project has it', () => {
  const stems = 'tokenize("%", "english", stem=true)'
  const words: readonly (readonly [words: string, stems: string])[] = [
    ['shining walked enjoying warmth', 'shine walk enjoy warmth'],
    ['consigned consistency consolation', 'consign consist consol'],
    ['knightly knives knocked kneeled', 'knight knive knock kneel'],
    ['generously communism arsenal', 'generous communism arsenal'],
    ['ties cries gas kiwis caresses', 'tie cri gas kiwi caress'],
    ['hopping hoping sized falling', 'hop hope size fall'],
    ['relational rationally happiness hopefulness', 'relat ration happi hope'],
    ['skies dying ugly news inning succeed', 'sky die ugli news inning succeed'],
    ['adoption electricity controlling apples Mike likes', 'adopt electr control appl mike like'],
    ['cry say by youth', 'cri say youth'],
  ]
  for (const [given, expected] of words) {
    const printed = shown(stems.replace('%', given))
    assert.equal(JSON.parse(printed).join(' '), expected)
  }
  assert.match(shown('tokenize("武汉", `chinese)'), /not there/)
})
