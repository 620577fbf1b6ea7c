import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { Page } from 'playwright-core'
import { TutorialCluster } from '../cluster/processes.ts'
import { closeBrowser, login, noBrowser, openPage, pageTest } from './chromium.ts'

// The tutorial of high availability as a person does it in the browser; each test goes on where the one before it stopped.

const SCRIPT = `n=1000000
date=rand(2018.08.01..2018.08.03,n)
sym=rand(\`AAPL\`MS\`C\`YHOO,n)
qty=rand(1..1000,n)
price=rand(100.0,n)
t=table(date,sym,qty,price)
if(existsDatabase("dfs://db1")){
	dropDatabase("dfs://db1")
}
db=database("dfs://db1",VALUE,2018.08.01..2018.08.03)
trades=db.createPartitionedTable(t,\`trades,\`date).append!(t)`
const COUNT = 'select count(*) as rows from loadTable("dfs://db1", "trades") group by date'

let cluster: TutorialCluster
/** On the leading controller, and on the first data node. */
let leader: Page
let datanode: Page

before(async () => {
  if (noBrowser) return
  cluster = await TutorialCluster.make()
  await cluster.begin()
})
after(async () => {
  await closeBrowser()
  await cluster?.end()
})

const url = (alias: string) => `http://${cluster.address(alias)}/`
const state = (alias: string, text: string) =>
  leader
    .getByRole('region', { name: 'Cluster', exact: true })
    .getByRole('row')
    .filter({ hasText: alias })
    .getByText(text)
    .waitFor({ timeout: 60_000 })
const cell = (number: number) => datanode.getByRole('region', { name: `Cell ${number}`, exact: true })

async function run(number: number, script: string): Promise<void> {
  await cell(number)
    .getByRole('textbox', { name: `Script of cell ${number}` })
    .focus()
  await datanode.keyboard.press('Control+A')
  await datanode.keyboard.insertText(script)
  await datanode.keyboard.press('Shift+Enter')
}

async function start(...aliases: string[]): Promise<void> {
  for (const alias of aliases) await leader.getByLabel(`Select ${alias}`).check()
  await leader.getByRole('button', { name: 'Start', exact: true }).click()
  for (const alias of aliases) await state(alias, 'running')
}

/** The rows of the explorer's list of chunks: `partition sites`. */
const chunks = () => datanode.getByRole('region', { name: 'Partitions' }).locator('tbody tr')

pageTest('3: a controller’s page leads to the leader; its notebook tells who that is', async () => {
  const alias = await cluster.leader()
  leader = await openPage(url('controller2'))
  await leader.waitForURL(new RegExp(`^${url(alias)}`))
  await state(alias, 'leader')
  await leader.getByRole('button', { name: 'Log in' }).click()
  await login(leader)
  await start('datanode1', 'datanode2')
})

pageTest('2: the script runs in a data node’s notebook', async () => {
  const address = await leader.getByRole('link', { name: 'Notebook of datanode1' }).getAttribute('href')
  datanode = await openPage(`${address}/tutorial`)
  await login(datanode)
  await run(1, 'getActiveMaster()')
  await cell(1)
    .getByText(await cluster.leader(), { exact: true })
    .waitFor()
  await run(2, SCRIPT)
  await run(3, COUNT)
  await cell(3).getByText('3 rows × 2 columns').waitFor({ timeout: 60_000 })
})

pageTest('2: the explorer shows three partitions, each on two machines', async () => {
  await datanode.getByRole('link', { name: 'DFS Explorer' }).click()
  await datanode.getByRole('link', { name: 'trades' }).click()
  for (const day of ['20180801', '20180802', '20180803']) {
    const row = chunks().filter({ hasText: day })
    await row.getByText('datanode1').waitFor()
    await row.getByText('datanode2').waitFor()
    await row.getByText('COMPLETE').waitFor()
    await row.getByText('MiB').waitFor()
  }
  await datanode.getByRole('list', { name: 'Chunks over nodes' }).getByText('datanode2 3 chunks').waitFor()
  // A partition of the tree shows its rows.
  await datanode
    .getByRole('navigation', { name: 'Databases' })
    .getByRole('button', { name: '20180802' })
    .click()
  await datanode.getByRole('grid').getByText('2018.08.02').first().waitFor()
})

pageTest('2: with a data node gone the same query runs', async () => {
  await cluster.kill('datanode2')
  await state('datanode2', 'stopped')
  await datanode.getByRole('link', { name: 'Notebook' }).click()
  await datanode.getByRole('button', { name: 'Open' }).click()
  await datanode.getByRole('dialog').getByRole('link', { name: 'tutorial' }).click()
  await cell(3).getByText('count(*)').waitFor()
  await run(3, COUNT)
  await cell(3).getByText('3 rows × 2 columns').waitFor({ timeout: 60_000 })
  await start('datanode2')
})

pageTest('5: a node on a new machine is added in the page, seen stopped, and started', async () => {
  for (const machine of ['P1', 'P2', 'P3']) {
    const [from, to] = ['P4', machine].map(each => join(cluster.folder, each, 'config', 'cluster.nodes'))
    copyFileSync(from, to)
  }
  cluster.launch('agent2')
  await state('agent2', 'running')
  const { host, port } = cluster.node('datanode3')
  await run(4, `addNode("${host}",${port},"datanode3")`)
  await state('datanode3', 'stopped')
  await start('datanode3')
  await leader.getByRole('link', { name: 'Notebook of datanode3' }).waitFor()
})

pageTest('the log of any node is read from any page', async () => {
  await datanode.getByRole('link', { name: 'Log', exact: true }).click()
  await datanode.getByLabel('Node').selectOption('agent1')
  await datanode
    .getByRole('region', { name: 'Log lines' })
    .getByText(/agent1 has joined the cluster/)
    .waitFor()
})
