import * as aggregate from './aggregate.ts'
import * as aggregateContext from './aggregate-context.ts'
import * as aggregateOrder from './aggregate-order.ts'
import * as aggregatePairs from './aggregate-pairs.ts'
import * as append from './append.ts'
import * as arithmetic from './arithmetic.ts'
import * as at from './at.ts'
import * as bars from './bars.ts'
import * as bits from './bits.ts'
import * as buckets from './buckets.ts'
import * as byteFormat from './byte-format.ts'
import * as calculus from './calculus.ts'
import * as calendarPeriods from './calendar-periods.ts'
import * as callables from './callables.ts'
import * as cast from './cast.ts'
import * as changes from './changes.ts'
import * as clip from './clip.ts'
import * as coalesce from './coalesce.ts'
import * as comparison from './comparison.ts'
import * as composite from './composite.ts'
import * as conditional from './conditional.ts'
import * as conditionalFilter from './conditional-filter.ts'
import * as construct from './construct.ts'
import * as copies from './copies.ts'
import * as covarianceMatrix from './covariance-matrix.ts'
import * as cutPoints from './cut-points.ts'
import * as decimalMultiply from './decimal-multiply.ts'
import * as decompositions from './decompositions.ts'
import * as dictionaryChange from './dictionary-change.ts'
import * as dictionaryConstruct from './dictionary-construct.ts'
import * as digests from './digests.ts'
import * as distances from './distances.ts'
import * as distinct from './distinct.ts'
import * as distributions from './distributions.ts'
import * as dynamicGroups from './dynamic-groups.ts'
import * as edit from './edit.ts'
import * as encodings from './encodings.ts'
import * as equality from './equality.ts'
import * as excelFormula from './excel-formula.ts'
import * as exponentialWeights from './exponential-weights.ts'
import * as extreme from './extreme.ts'
import * as fileBinary from './files/binary.ts'
import * as fileFolders from './files/folders.ts'
import * as fileLines from './files/lines.ts'
import * as fileLoadRecord from './files/load-record.ts'
import * as fileLoadText from './files/load-text.ts'
import * as fileOpen from './files/open.ts'
import * as fileSaveText from './files/save-text.ts'
import * as fileTableText from './files/table-text.ts'
import * as fills from './fills.ts'
import * as firstHit from './first-hit.ts'
import * as genome from './genome.ts'
import * as groupings from './groupings.ts'
import * as histogramOf from './histogram.ts'
import * as infinite from './infinite.ts'
import * as interpolate from './interpolate.ts'
import * as iterate from './iterate.ts'
import * as joins from './joins.ts'
import * as json from './json.ts'
import * as jsonObject from './json-object.ts'
import * as jsonTable from './json-table.ts'
import * as like from './like.ts'
import * as linearAlgebra from './linear-algebra.ts'
import * as logic from './logic.ts'
import * as math from './math.ts'
import * as matrixConstruct from './matrix-construct.ts'
import * as matrixLabels from './matrix-labels.ts'
import * as matrixTriangle from './matrix-triangle.ts'
import * as membership from './membership.ts'
import * as metacodeComponents from './metacode/components.ts'
import * as metacodeExpressions from './metacode/expressions.ts'
import * as metacodeParseExpr from './metacode/parse-expr.ts'
import * as metacodeQueries from './metacode/queries.ts'
import * as metacodeRunSQL from './metacode/run-sql.ts'
import * as modules from './modules.ts'
import * as moving from './moving.ts'
import * as movingAverage from './moving-average.ts'
import * as names from './names.ts'
import * as nulls from './nulls.ts'
import * as numberText from './number-text.ts'
import * as objects from './objects.ts'
import * as pairStatistics from './pair-statistics.ts'
import * as panel from './panel.ts'
import * as peaks from './peaks.ts'
import * as plot from './plot.ts'
import * as positions from './positions.ts'
import * as random from './random.ts'
import * as rank from './rank.ts'
import * as rankCorrelation from './rank-correlation.ts'
import * as ranks from './ranks.ts'
import * as regression from './regression.ts'
import * as regressionWindows from './regression-windows.ts'
import * as replacing from './replace.ts'
import * as resampling from './resampling.ts'
import * as rounding from './rounding.ts'
import * as rowAlign from './row-align.ts'
import * as rowAt from './row-at.ts'
import * as rowQuotes from './row-quotes.ts'
import * as rowRunning from './row-running.ts'
import * as rows from './rows.ts'
import * as running from './running.ts'
import * as search from './search.ts'
import * as shape from './shape.ts'
import * as sliceByKey from './slice-by-key.ts'
import * as sort from './sort.ts'
import * as standing from './standing.ts'
import * as streaks from './streaks.ts'
import * as streamTables from './stream-tables.ts'
import * as stringBuild from './string-build.ts'
import * as stringCase from './string-case.ts'
import * as stringFormat from './string-format.ts'
import * as stringParts from './string-parts.ts'
import * as stringSearch from './string-search.ts'
import * as summary from './summary.ts'
import * as system from './system.ts'
import * as tableChange from './table-change.ts'
import * as tableConstruct from './table-construct.ts'
import * as technical from './technical.ts'
import * as templateGroups from './template/by-group.ts'
import * as templateRows from './template/by-row.ts'
import * as templateCalls from './template/calls.ts'
import * as templateCross from './template/cross.ts'
import * as templateEach from './template/each.ts'
import * as templateFold from './template/fold.ts'
import * as templateNulls from './template/null-handling.ts'
import * as templateQuantify from './template/quantify.ts'
import * as templateValidWindows from './template/valid-windows.ts'
import * as templateWindows from './template/windows.ts'
import * as temporalArithmetic from './temporal-arithmetic.ts'
import * as temporalParts from './temporal-parts.ts'
import * as temporalText from './temporal-text.ts'
import * as tensors from './tensor.ts'
import * as timeMoving from './time-moving.ts'
import * as timeZones from './time-zones.ts'
import * as topRows from './top-rows.ts'
import * as tradingCalendars from './trading-calendars.ts'
import * as tuples from './tuples.ts'
import * as typeInfo from './type-info.ts'
import * as ungroup from './ungroup.ts'
import * as unitTests from './unit-tests.ts'
import * as unpivot from './unpivot.ts'
import * as variablesInMemory from './variables-in-memory.ts'
import * as windowRows from './window-rows.ts'
import * as winsorize from './winsorize.ts'

// A theme is a module whose exported built-ins are registered; to add one, list it here.
export const themes: readonly Readonly<Record<string, unknown>>[] = [
  aggregate,
  aggregateContext,
  aggregateOrder,
  aggregatePairs,
  append,
  arithmetic,
  at,
  bars,
  bits,
  buckets,
  calendarPeriods,
  callables,
  cast,
  changes,
  clip,
  coalesce,
  comparison,
  composite,
  conditional,
  conditionalFilter,
  construct,
  copies,
  covarianceMatrix,
  cutPoints,
  decimalMultiply,
  decompositions,
  dictionaryChange,
  dictionaryConstruct,
  digests,
  distances,
  distinct,
  distributions,
  byteFormat,
  calculus,
  genome,
  groupings,
  histogramOf,
  rankCorrelation,
  dynamicGroups,
  edit,
  encodings,
  equality,
  excelFormula,
  exponentialWeights,
  extreme,
  fileBinary,
  fileFolders,
  fileLines,
  fileLoadRecord,
  fileLoadText,
  fileOpen,
  fileSaveText,
  fileTableText,
  fills,
  firstHit,
  infinite,
  interpolate,
  iterate,
  joins,
  json,
  jsonObject,
  jsonTable,
  like,
  linearAlgebra,
  logic,
  math,
  matrixConstruct,
  matrixLabels,
  matrixTriangle,
  membership,
  metacodeComponents,
  metacodeExpressions,
  metacodeParseExpr,
  metacodeQueries,
  metacodeRunSQL,
  modules,
  moving,
  movingAverage,
  names,
  nulls,
  numberText,
  objects,
  pairStatistics,
  panel,
  peaks,
  plot,
  positions,
  random,
  rank,
  ranks,
  regression,
  regressionWindows,
  replacing,
  resampling,
  rounding,
  rowAlign,
  rowAt,
  rowQuotes,
  rowRunning,
  rows,
  running,
  search,
  shape,
  sliceByKey,
  sort,
  standing,
  streaks,
  stringBuild,
  streamTables,
  stringCase,
  stringFormat,
  stringParts,
  stringSearch,
  summary,
  system,
  tableChange,
  tableConstruct,
  technical,
  templateCalls,
  templateCross,
  templateEach,
  templateFold,
  templateGroups,
  templateNulls,
  templateQuantify,
  templateRows,
  templateValidWindows,
  templateWindows,
  temporalArithmetic,
  temporalParts,
  temporalText,
  tensors,
  timeMoving,
  timeZones,
  topRows,
  tradingCalendars,
  tuples,
  typeInfo,
  ungroup,
  unpivot,
  unitTests,
  variablesInMemory,
  windowRows,
  winsorize,
]
