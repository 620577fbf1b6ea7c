import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSession } from '../check.ts'

const session = openSession()

function shown(script: string): string {
  const { printed, error } = session.run(script)
  return error === undefined ? printed : `error: ${error}`
}

test('a catalog groups databases, and SQL names their tables by it', () => {
  assert.equal(shown('createCatalog("trading")\nuse catalog trading\ngetCurrentCatalog()'), 'trading')
  shown(`create database stock partitioned by VALUE(1..6), engine='OLAP'
    create table stock.quote (id INT, date DATE[comment="the day"], value DOUBLE) partitioned by id`)
  shown('stock.quote.append!(table(1 2 1 2 as id, 2023.01.01..2023.01.04 as date, 1.5 2 3 4 as value))')
  assert.equal(
    shown('select sum(value) from stock.quote group by id'),
    'id sum_value\n-- ---------\n1  4.5\n2  6',
  )
  assert.equal(shown('exec value from trading.stock.quote where id = 2'), '[2,4]')
  assert.equal(shown('exec comment from schema(stock.quote).colDefs where name = "date"'), '["the day"]')
  shown('update stock.quote set value = -1 where id = 2; delete from stock.quote where id = 1')
  shown('insert into trading.stock.quote values(3, 2023.02.01, 9.0)')
  assert.equal(shown('exec value from stock.quote'), '[-1,-1,9]')
  shown('alter table stock.quote add place STRING')
  assert.equal(shown('stock.quote.columnNames()'), '["id","date","value","place"]')
})

test('functions name its tables too; a variable of that name comes first', () => {
  assert.equal(shown('def f() { return exec count(*) from trading.stock.quote }\nf()'), '3')
  assert.match(shown('stock = {quote: 7}; stock.quote'), /^7$/)
  shown('undef(`stock)')
})

test('names change, paths of databases do not', () => {
  const path = shown('exec first(dbUrl) from getSchemaByCatalog("trading")')
  assert.match(path, /^dfs:\/\/trading_stock_\d+$/)
  shown('renameCatalog("trading", "trade"); renameSchema("trade", "stock", "shares")')
  assert.equal(shown('getCurrentCatalog()'), 'trade')
  assert.equal(shown('exec dbUrl from getSchemaByCatalog("trade") where schema = "shares"'), `["${path}"]`)
  assert.equal(shown('exec count(*) from shares.quote'), '3')
})

test('a database is in one catalog at most, and leaves it when it is dropped', () => {
  shown('createCatalog("other"); db = database("dfs://grouped", VALUE, 1..3)')
  shown('createSchema("other", "dfs://grouped", "g")')
  assert.match(shown('createSchema("trade", "dfs://grouped", "g")'), /dfs:\/\/grouped is already other\.g/)
  assert.match(shown('createSchema("other", "dfs://nosuch", "h")'), /There is no database dfs:\/\/nosuch/)
  assert.match(shown('createCatalog("other")'), /exists already/)
  assert.match(shown('createCatalog("2nd")'), /A catalog is named by a letter/)
  shown('dropDatabase("dfs://grouped")')
  assert.equal(shown('size(getSchemaByCatalog("other"))'), '0')
  shown('drop table trade.shares.quote; drop database trade.shares; drop database if exists trade.shares')
  assert.equal(shown('size(getSchemaByCatalog("trade"))'), '0')
  assert.equal(shown('existsDatabase("dfs://grouped")'), 'false')
})

test('what there is not is said', () => {
  shown('dropCatalog("trade")')
  assert.match(shown('getCurrentCatalog() == ""'), /true/)
  assert.match(shown('use catalog nosuch'), /The catalog nosuch doesn't exist/)
  assert.match(shown('create database alone partitioned by VALUE(1..3)'), /The catalog doesn't exist/)
  assert.match(shown('select * from other.nosuch.t'), /^error: /)
  assert.match(shown('nosuch.t'), /Cannot recognize the token nosuch/)
})
