/** Which steps of a page can be compared on one node without files or network, and why the others can't. */
import type { Step } from './extract.ts'
import { assignedNames, mentionsAny, statements } from './script-scan.ts'

interface Rule {
  readonly reason: string
  /** What in a script calls for it. */
  readonly script?: RegExp
  /** Pages that are about it. */
  readonly page?: RegExp
  /** Whether the script may still be run, for what it leaves behind. */
  readonly runs: boolean
}

const call = (names: string) => new RegExp(`\\b(?:${names})\\b(?=\\s*[({!]|\\s+[\\w\`"(])`)
const word = (names: string) => new RegExp(`\\b(?:${names})\\b`)

/** In order: the first rule that fits names the reason. */
export const rules: readonly Rule[] = [
  {
    reason: 'stream tables and engines',
    script: word(
      '\\w*[sS]treamTable\\w*|(un)?subscribeTable|create\\w*(Engine|Aggregator)|createStreamGraph|DStream|\\w*StreamGraph\\w*|\\w*StreamEngine\\w*|appendMsg|appendForJoin|replay(DS)?|\\w*StreamingSQL\\w*|streamFilter|enableTable(Share|Persist|Cache)\\w*|dropAggregator|\\w*Orca\\w*|appendEvent|\\w*CEP\\w*|\\w*DataView\\w*|streamEngineParser|getUdfEngineVariable|genOutputColumnsForOBSnapshotEngine',
    ),
    page: /Stream|^DStream|Engine|Orca|CEP|EventListener|Aggregator|^(add|delete|update)Rule$|ReactiveMetrics|DataView|Event$/,
    runs: false,
  },
  {
    reason: "a cluster's catalogs, and what only DolphinDB's storage engines have",
    script: word(
      '(create|drop|exists|rename)Catalog|create catalog|createDistributedInMemoryTable|haMvccTable|createIMOLTPTable|loadMvccTable|backup\\w*|restore\\w*|migrate\\w*|chunk\\w*|\\w*IPCInMemoryTable|oltp|PKEY|textIndex|indexes|loadTextEx|ploadText|textChunkDS|replayDS|saveText',
    ),
    page: /Catalog|TSDB|IOTDB|OLAP|PKEY|IMOLTP|VectorIndex|TextDB|Chunk|CacheEngine|Backup|backup|restore|Recovery|Tablet|migrate|Volumes?$|LevelFile|HaMvcc|IPCInMemory|DatabasesBy|TablesBy|DFSTables|^match(All|Any|Fuzzy|Phrase|Prefix|Span|Suffix|Unordered)/,
    runs: false,
  },
  {
    reason: 'other nodes, users and jobs',
    script: word(
      'pnodeRun|rpc|remoteRun\\w*|xdb|login|logout|createUser|deleteUser|grant|deny|revoke|addFunctionView|dropFunctionView|submitJob\\w*|scheduleJob|getJob\\w*|getRecentJobs|cancelJob|runScript|\\w*MCP\\w*|createGroup|addAccessControl|getNodeAlias|getControllerAlias|getUser\\w*|httpGet|httpPost|sendEmail|share',
    ),
    page: /Cluster|Node|User|Group(Member|s?By|List|Access)?|Job|MCP|Access|Privilege|Pwd|Password|Session|Console|License|Plugin|Module|TDE|Controller|Raft|Memory|MemLimit|MaxMem|Timeout|Heap|Log(Level)?$|IPWhite|IPBlack|Ticket|Quer(y|ies)|Connection|Config|Quota|FunctionView|Replica|Slow|Perf|DiskIO|Compute|Supporter|SupportBundle|WorkerNum|OAuth|SSO|Login|^get(ActiveMaster|AllDB|ExecDir|RedoLog|Transaction)|^(isLoggedIn|listTables|rpc|xdb|mem|license|version|shell|objs)$/,
    runs: false,
  },
  {
    reason: 'files',
    script: word(
      'file|loadText|saveText\\w*|saveTable|loadRecord|readLines?!?|writeLines?|readBytes|writeBytes|readRecord!?|writeRecord|readObject|writeObject|mkdir|rmdir|rm|files|exists|WORK_DIR|HomeDir|\\w*HomeDir|extractTextSchema|loadNpy|saveNpy|loadNpz|saveNpz|loadModel|saveModel|cd|pwd|saveAsNpy|saveDualPartition|loadDualPartition|saveDatabase|savePartition|loadVocab|loadVec|tokenizeBert|syncToRemote',
    ),
    page: /^(read|write|file|seek|exists|mkdir|rm|flush|fflush|close|isFile|loadText|saveText|toCharArray)/i,
    runs: false,
  },
  {
    reason: 'plugins and modules',
    script:
      /\b(loadPlugin|installPlugin|listRemotePlugins|listPlugins\w*|installModule)\b|^\s*(use|module)\s+\w/m,
    runs: false,
  },
  {
    reason: 'financial instruments and market data',
    script: word(
      'parseInstrument|parseMktData|extractMktData|extractInstrument|getInstrument\\w*|\\w+Pricer|bondYieldCurveBuilder|\\w+SurfaceBuilder|\\w+CurveBuilder',
    ),
    page: /Pricer|Builder$|Instrument|MktData|portfolioPricing|^curvePredict$|VolSurface|optionVol/,
    runs: false,
  },
  {
    reason: "exchanges' trading calendars",
    script:
      /\bX(NYS|SHG|SHE|SES|SHENZHEN|CFFEX|HKG|LON|TKS|NAS)\b|\b(CCFX|CFET|getMarketCalendar|listAllMarkets|tradingDays)\b|\b\d+(XNYS|XSHG|CCFX)\b/,
    runs: true,
  },
  {
    reason: 'plots and other graphics',
    script: call('plot|plotHist'),
    runs: false,
  },
  {
    reason: "the machine's own state",
    script: word(
      'getOS\\w*|getEnv|getSystem\\w*|getCpu\\w*|getPerf|getWorkDir|getTotalMem\\w*|getMemory\\w*|version|license|memSize|constantDesc|getCores|syncDict|getDynamic\\w*|setDynamic\\w*|setMax\\w*|shell|address|compress|decompress|generateMachineFingerprint|getIdentity',
    ),
    runs: true,
  },
  {
    reason: 'random numbers',
    script: call(
      'rand|rand[A-Z]\\w*|multivariateNormal|norm|shuffle!?|kmeans|randomForest\\w*|adaBoost\\w*|gaussianKde|gmm|differentialEvolution|piecewiseLinFit|sample|genShortGenomeSeq|setRandomSeed|gpTrain|gpPredict',
    ),
    runs: true,
  },
  {
    reason: 'the clock',
    script: /\b(now|today|gmtime|localtime|timer|evalTimer|getCurrent\w*|date\(now|sleep)\b/,
    runs: true,
  },
]

// Functions that see the shape of an argument and not its random contents.
const seesOnlyShape =
  /^\s*(?:print\s*\(?\s*)?(typestr|size|count|shape|rows|cols|type|form|isVoid|isNull|columnNames)\b/

export interface Verdict {
  readonly step: Step
  /** Whether to run the script at all. */
  readonly runs: boolean
  /** Why its result is not compared; nothing if it is. */
  readonly excluded?: string
}

/** Goes through a page and says of each step whether it runs and is compared; what an excluded step defines taints later ones. */
export function judge(page: string, steps: readonly Step[]): Verdict[] {
  const whole = rules.find(rule => rule.page?.test(page))
  if (whole) return steps.map(step => ({ step, runs: false, excluded: whole.reason }))
  const tainted = new Map<string, string>()
  return steps.map(step => judgeStep(step, tainted))
}

function judgeStep(step: Step, tainted: Map<string, string>): Verdict {
  const forbidden = rules.find(rule => !rule.runs && rule.script?.test(step.source.replace(/\/\/.*$/gm, '')))
  if (forbidden) {
    for (const name of assignedNames(step.source)) tainted.set(name, forbidden.reason)
    return { step, runs: false, excluded: forbidden.reason }
  }
  let excluded: string | undefined
  for (const statement of statements(step.source)) {
    const reason = rules.find(rule => rule.script?.test(statement))?.reason ?? mentionsAny(statement, tainted)
    const names = assignedNames(statement)
    for (const name of names) {
      if (reason) tainted.set(name, reason)
      else if (!/[!.]|insert|update|delete/.test(statement)) tainted.delete(name)
    }
    if (reason && names.length === 0 && !seesOnlyShape.test(statement)) excluded = reason
  }
  return { step, runs: true, excluded }
}
